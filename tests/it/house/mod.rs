mod circles;
mod contracts;
mod floors;
mod papers;
mod promises;
mod routes;
