mod backups;
mod service;
mod sources;
mod upkeep;
