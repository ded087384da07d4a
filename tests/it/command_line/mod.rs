mod service;
mod upkeep;
