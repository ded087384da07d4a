mod circles;
mod contracts;
mod entities;
mod floors;
mod names;
mod papers;
mod promises;
mod routes;
