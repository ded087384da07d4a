mod contracts;
mod floors;
