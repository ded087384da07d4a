mod attacked;
mod audit;
mod guards;
mod keys;
mod policy;
mod tokens;
mod walk;
