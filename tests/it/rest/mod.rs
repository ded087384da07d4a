mod conditional;
mod files;
mod metadata;
mod pages;
mod problems;
