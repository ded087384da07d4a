mod differential;
mod documents;
mod filters;
mod limits;
mod paging;
mod records;
mod statements;
mod transport;
