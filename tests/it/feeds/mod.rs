mod diff;
mod feed;
mod replica;
