mod index;
mod results;
