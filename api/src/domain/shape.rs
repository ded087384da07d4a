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
    /// Whether it always has a value.
    pub required: bool,
    /// What it says.
    pub description: String,
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
    pub fn with(mut self, name: impl Into<String>, kind: ShapeKind, description: impl Into<String>) -> Self {
        self.fields.push(ShapeField {
            name: name.into(),
            kind,
            required: true,
            description: description.into(),
        });
        self
    }

    /// Adds a field that may have no value.
    #[must_use]
    pub fn with_optional(mut self, name: impl Into<String>, kind: ShapeKind, description: impl Into<String>) -> Self {
        self.fields.push(ShapeField {
            name: name.into(),
            kind,
            required: false,
            description: description.into(),
        });
        self
    }
}
