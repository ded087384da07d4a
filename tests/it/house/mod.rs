mod circles;
mod contracts;
mod entities;
mod floors;
mod papers;
mod promises;
mod routes;
