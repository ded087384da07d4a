mod backups;
mod service;
mod sources;
mod surface;
mod upkeep;
