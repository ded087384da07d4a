mod diff;
mod diff_sums;
mod feed;
mod replica;
mod tables;
