mod same_as_sql;
mod told;
