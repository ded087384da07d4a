mod plans;
mod rows_read;
mod statements;
