use sea_orm::DeriveIden;

/// The columns that every table of the items of a list has, whatever its dataset.
#[derive(Clone, Copy, Debug, DeriveIden)]
pub enum Column {
    /// The record that holds the list.
    RecordId,
    /// The revision that published the version of the list.
    Since,
    /// The place of the item in its list.
    Position,
    /// The revision that replaced or withdrew the version; `OPEN` while it is current.
    Until,
}
