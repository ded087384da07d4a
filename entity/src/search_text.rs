use sea_orm::DeriveIden;

/// SQLite's own index of the words of `search_entry`.
#[derive(Clone, Copy, Debug, DeriveIden)]
#[sea_orm(iden = "search_text")]
pub struct Entity;

/// Its columns.
#[derive(Clone, Copy, Debug, DeriveIden)]
pub enum Column {
    /// The `id` of the row of `search_entry`.
    Rowid,
    /// The words of its label.
    Title,
    /// Its other words.
    Body,
    /// The table itself, as a column: commands to the index are written to it.
    SearchText,
}
