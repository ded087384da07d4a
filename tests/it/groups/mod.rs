mod counts_and_sums;
mod no_euro_twice;
mod same_as_sql;
mod totals_of_series;
mod warnings;
