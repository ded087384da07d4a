mod counts_and_sums;
mod same_as_sql;
