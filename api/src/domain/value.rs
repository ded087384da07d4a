use super::{ApproximateDate, Decimal, Euros};

/// What one cell of a public row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The source does not say.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An exact quantity.
    Decimal(Decimal),
    /// An amount of money.
    Euros(Euros),
    /// Reads a boolean.
    Boolean(bool),
    /// A date as stated.
    Date(ApproximateDate),
    /// The code of a term of the column's vocabulary.
    Term(&'static str),
    /// Several texts.
    List(Vec<String>),
    /// Another record.
    Reference(Reference),
}

/// A record pointed at, by its public name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The key of the record in the store.
    pub id: i64,
    /// Its public name; empty when the reader did not ask for it.
    pub slug: String,
}

impl Value {
    /// Whether the source does not say.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}
