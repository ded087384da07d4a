mod as_of;
mod refused;
