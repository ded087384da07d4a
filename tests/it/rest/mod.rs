mod conditional;
mod conditions;
mod files;
mod metadata;
mod pages;
mod problems;
mod publication;
