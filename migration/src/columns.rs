use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// A column to create, the same on both engines.
#[derive(Clone, Debug)]
pub struct Column {
    pub(crate) name: &'static str,
    kind: Kind,
    required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Integer,
    Reference,
    Boolean,
    Date,
    Instant,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        required: false,
    }
}

/// A text, ordered by its bytes on both engines, so that a keyset page means the same on each.
pub const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

/// A whole number; cents for money, thousandths for quantities.
pub const fn integer(name: &'static str) -> Column {
    column(name, Kind::Integer)
}

/// The key of a record.
pub const fn reference(name: &'static str) -> Column {
    column(name, Kind::Reference)
}

/// Yes or no.
pub const fn boolean(name: &'static str) -> Column {
    column(name, Kind::Boolean)
}

/// A day.
pub const fn date(name: &'static str) -> Column {
    column(name, Kind::Date)
}

/// An instant, in UTC.
pub const fn instant(name: &'static str) -> Column {
    column(name, Kind::Instant)
}

impl Column {
    /// The same column, which must hold a value.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) fn is_reference(&self) -> bool {
        self.kind == Kind::Reference
    }

    pub(crate) fn definition(&self, backend: DbBackend) -> ColumnDef {
        let mut definition = ColumnDef::new(self.name);
        match self.kind {
            Kind::Text => {
                definition.text();
                if backend == DbBackend::Postgres {
                    definition.extra("COLLATE \"C\"");
                }
            }
            Kind::Integer | Kind::Reference => {
                definition.big_integer();
            }
            Kind::Boolean => {
                definition.boolean();
            }
            Kind::Date => {
                definition.date();
            }
            Kind::Instant => {
                definition.timestamp_with_time_zone();
            }
        }
        if self.required {
            definition.not_null();
        }
        definition
    }
}
