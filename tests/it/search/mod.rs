mod found;
mod kept;
