mod refused;
mod worked;
