mod backups;
mod service;
mod upkeep;
