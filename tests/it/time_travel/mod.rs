mod as_of;
mod held;
mod refused;
