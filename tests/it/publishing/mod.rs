mod observations;
mod seed;
