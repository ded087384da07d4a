use crate::domain::Vocabulary;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// An exact quantity with at most three decimals.
    Decimal,
    /// An amount of money.
    Euros,
    /// True or false.
    Boolean,
    /// A date as stated, with its earliest and latest day.
    Date,
    /// A term of a closed list.
    Term(&'static Vocabulary),
    /// Several texts.
    List,
    /// A record of the dataset named.
    Reference(&'static str),
}
