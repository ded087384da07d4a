mod examples;
mod refused;
mod worked;
