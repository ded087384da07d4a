mod french;
mod object_store;
mod readers;
mod shelf;
mod transfers;
