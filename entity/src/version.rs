use sea_orm::DeriveIden;

/// The columns that every table of versions of records has, whatever its dataset.
#[derive(Clone, Copy, Debug, DeriveIden)]
pub enum Column {
    /// The record of which a row is a version.
    RecordId,
    /// The public name of the record.
    Slug,
    /// The revision that published the version.
    Since,
    /// The revision that replaced or withdrew it; `OPEN` while it is current.
    Until,
}
