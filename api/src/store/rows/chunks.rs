/// The most parameters that both engines take in one statement, with room to spare (SQLite 32,766; PostgreSQL 65,535).
pub(in crate::store) const MOST_PARAMETERS: usize = 30_000;

/// Parts of a list of keys, each small enough for one statement.
pub fn chunks<T>(keys: &[T]) -> std::slice::Chunks<'_, T> {
    keys.chunks(MOST_PARAMETERS)
}

/// How many rows of so many columns a statement can write.
pub fn rows_per_statement(columns: usize) -> usize {
    (MOST_PARAMETERS / columns.max(1)).max(1)
}
