//! Plain types of the domain: what a fact is made of, whatever stores or shows it.
//!
//! This floor knows std, serde, utoipa, chrono, chrono-tz and thiserror alone.

/// Dates as sources print them: EDTF text with its earliest and latest day.
pub mod approximate_date;
/// The day of an instant, where institutions are.
pub mod civil_day;
/// Where the time comes from.
pub mod clock;
/// Dates in words.
mod date_words;
/// Exact decimal quantities, in thousandths.
pub mod decimal;
/// The one vocabulary of failure.
pub mod error;
/// Exact money, in cents.
pub mod euros;
/// Instants as text.
mod instant;
/// The languages spoken.
pub mod language;
/// Past states of the data, as clients name them.
pub mod moment;
/// Numbers as languages write them.
mod numeral;
/// How far a long piece of work is.
pub mod progress;
/// Numbers of publications.
pub mod revision;
/// What is wrong with a row that was to be published.
pub mod row_error;
/// Answers that are no rows of a dataset.
pub mod shape;
/// Public names of records.
pub mod slug;
/// What one cell of a public row may hold.
pub mod value;
/// Closed lists of terms, with their labels in French and English.
pub mod vocabulary;
/// Words in both languages, as programs read them.
mod words;

pub use approximate_date::{ApproximateDate, Precision};
pub use civil_day::{civil_day, end_of_day};
pub use clock::Clock;
pub use date_words::day_in_words;
pub use decimal::Decimal;
pub use error::Error;
pub use euros::Euros;
pub use instant::instant;
pub(crate) use language::wording;
pub use language::{Language, Wording};
pub use moment::Moment;
pub use numeral::numeral;
pub use progress::Progress;
pub use revision::Revision;
pub use row_error::{Origin, RowError, RowErrorKind};
pub use shape::{Presence, Shape, ShapeField, ShapeKind};
pub use slug::Slug;
pub use value::{Reference, Value};
pub use vocabulary::{Bilingual, Term, Vocabulary};
pub use words::Words;

/// What a fallible step of the domain gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
