mod conditional;
mod conditions;
mod files;
mod latest_first;
mod metadata;
mod pages;
mod problems;
mod publication;
