mod kept;
mod object_store;
mod readers;
mod transfers;
