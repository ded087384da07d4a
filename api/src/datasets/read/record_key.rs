/// What identifies a row in the store: the key of its record, or that of its series and its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordKey {
    /// The key of the record, or of the series.
    pub key: i64,
    /// The period of an observation.
    pub period: Option<String>,
}
