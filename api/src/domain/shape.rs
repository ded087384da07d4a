use super::Vocabulary;

/// What an answer that is no row of a dataset is made of, said once for every door: an object with named fields.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its name as a type (`Calculation`).
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its fields, in order.
    pub fields: Vec<ShapeField>,
}

/// A field of an answer.
#[derive(Clone, Debug)]
pub struct ShapeField {
    /// Its name in REST (`published_at`).
    pub name: String,
    /// What it holds.
    pub kind: ShapeKind,
    /// When it has a value.
    pub presence: Presence,
    /// What it says.
    pub description: String,
}

/// When a field of an answer has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In every answer.
    Always,
    /// In some: it is null in the others.
    OrNull,
    /// In some: the others do not have the field in JSON; in GraphQL it is null there, or an empty list.
    Sometimes,
}

/// What a field of an answer holds.
#[derive(Clone, Debug)]
pub enum ShapeKind {
    /// A text.
    Text,
    /// Several texts.
    Texts,
    /// Several texts, some of which may be missing.
    OptionalTexts,
    /// A whole number.
    Integer,
    /// An exact quantity with at most three decimals.
    Decimal,
    /// An amount of money, as text with two decimals.
    Euros,
    /// Reads a boolean.
    Boolean,
    /// An instant, in UTC.
    Instant,
    /// Any JSON.
    Json,
    /// A record of a dataset, as its lists have it.
    Record,
    /// An object whose names are those of the dimensions asked: texts, or null.
    Key,
    /// A term of a closed list.
    Term(&'static Vocabulary),
    /// An object.
    Object(Shape),
    /// Several objects.
    Objects(Shape),
}

impl Shape {
    /// Starts a shape.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            fields: Vec::new(),
        }
    }

    /// Adds a field that always has a value.
    #[must_use]
    pub fn with(self, name: impl Into<String>, kind: ShapeKind, description: impl Into<String>) -> Self {
        self.add(name.into(), kind, Presence::Always, description.into())
    }

    /// Adds a field that may be null.
    #[must_use]
    pub fn with_optional(self, name: impl Into<String>, kind: ShapeKind, description: impl Into<String>) -> Self {
        self.add(name.into(), kind, Presence::OrNull, description.into())
    }

    /// Adds a field that only some answers have.
    #[must_use]
    pub fn with_in_some(self, name: impl Into<String>, kind: ShapeKind, description: impl Into<String>) -> Self {
        self.add(name.into(), kind, Presence::Sometimes, description.into())
    }

    fn add(mut self, name: String, kind: ShapeKind, presence: Presence, description: String) -> Self {
        self.fields.push(ShapeField {
            name,
            kind,
            presence,
            description,
        });
        self
    }
}
