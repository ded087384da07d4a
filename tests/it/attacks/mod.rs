mod browsers;
mod connections;
mod credentials;
mod files;
mod introspection;
mod permalinks;
mod upkeep;
