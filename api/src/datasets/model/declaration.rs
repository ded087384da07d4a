use std::sync::LazyLock;

use sea_orm::sea_query::{DynIden, IntoIden};

use crate::{
    datasets::model::family::{Family, fr_en},
    domain::{Bilingual, Vocabulary},
};

/// What a dataset's rows are, said once: every door follows from it.
#[derive(Debug)]
pub struct Dataset {
    /// Its name in addresses and files (`funding-windows`).
    pub name: &'static str,
    /// The name of one of its records (`funding-window`).
    pub singular: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What one row is.
    pub description: Bilingual,
    /// What it is published with.
    pub family: &'static Family,
    /// How its rows are told apart in the store.
    pub identity: Identity,
    /// Whether it follows from other datasets, at each publication, rather than being published by someone.
    pub derived: bool,
    /// The table of its versions.
    pub(crate) table: DynIden,
    /// The columns of its row.
    pub columns: Vec<Column>,
    /// Lists that a record holds.
    pub parts: Vec<Part>,
    /// Records of other datasets that point at one of this.
    pub relations: Vec<Relation>,
}

impl Dataset {
    /// The tables of the store that keep its rows, and the lists that they hold.
    pub fn tables(&self) -> impl Iterator<Item = String> {
        std::iter::once(&self.table)
            .chain(self.parts.iter().map(|part| &part.table))
            .map(ToString::to_string)
    }
}

/// How rows are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Each row is a record.
    Record,
    /// Each row is a value of a series (a record) for a period.
    Series,
}

/// One column of a row.
#[derive(Debug)]
pub struct Column {
    /// Its name in REST, files and the store (`published_on`).
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has a value.
    pub required: bool,
    /// Its title.
    pub title: Bilingual,
    /// What it says.
    pub description: Bilingual,
    /// Where the store keeps it.
    pub(crate) stored: DynIden,
    /// Where the store keeps the text without case or accents.
    pub(crate) folded: Option<DynIden>,
    /// Whether the store keeps it with the series rather than with the row.
    pub(crate) of_series: bool,
}

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
    /// Reads a boolean.
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

/// A list that a record holds, each item with the same columns.
#[derive(Debug)]
pub struct Part {
    /// Its name (`phases`).
    pub name: &'static str,
    /// The name of one item as a type (`FundingWindowPhase`).
    pub type_name: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What one item is.
    pub description: Bilingual,
    /// The table of its items.
    pub(crate) table: DynIden,
    /// The columns of an item.
    pub columns: Vec<Column>,
}

/// Records of another dataset that point at one of this.
#[derive(Debug)]
pub struct Relation {
    /// Its name (`referencings`).
    pub name: &'static str,
    /// The dataset that points here.
    pub target: &'static str,
    /// The column by which it does.
    pub by: &'static str,
    /// What the relation says.
    pub description: Bilingual,
}

/// The revision that published a row as it is: a column of every dataset.
pub static REVISION: LazyLock<Column> = LazyLock::new(|| Column {
    name: "revision",
    required: true,
    ..integer(
        "since",
        fr_en("Révision", "Revision"),
        fr_en(
            "Numéro de la publication qui a donné à la ligne son contenu.",
            "The number of the publication that gave the row its content.",
        ),
    )
});

/// Starts a declaration: `name` in the plural, `singular`, and the table of its versions.
pub(in crate::datasets) fn dataset(
    name: &'static str,
    singular: &'static str,
    table: impl IntoIden,
    title: Bilingual,
    description: Bilingual,
) -> Dataset {
    Dataset {
        name,
        singular,
        title,
        description,
        family: &crate::datasets::families::REFERENCE,
        identity: Identity::Record,
        derived: false,
        table: table.into_iden(),
        columns: Vec::new(),
        parts: Vec::new(),
        relations: Vec::new(),
    }
}

impl Dataset {
    pub(in crate::datasets) fn family(mut self, family: &'static Family) -> Self {
        self.family = family;
        self
    }

    pub(in crate::datasets) fn columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.columns.extend(columns);
        self
    }

    pub(in crate::datasets) fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    pub(in crate::datasets) fn relation(
        mut self,
        name: &'static str,
        target: &'static str,
        by: &'static str,
        description: Bilingual,
    ) -> Self {
        self.relations.push(Relation {
            name,
            target,
            by,
            description,
        });
        self
    }

    pub(in crate::datasets) fn derived(mut self) -> Self {
        self.derived = true;
        self
    }

    pub(in crate::datasets) fn identified_by_series(mut self) -> Self {
        self.identity = Identity::Series;
        self
    }

    /// The place of a column in a row.
    pub fn column(&self, name: &str) -> Option<usize> {
        place(&self.columns, name)
    }
}

/// The place of a column among others.
pub fn place(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

fn column(stored: impl IntoIden, kind: Kind, title: Bilingual, description: Bilingual) -> Column {
    let stored = stored.into_iden();
    Column {
        name: public_name(&stored, kind),
        kind,
        required: false,
        title,
        description,
        stored,
        folded: None,
        of_series: false,
    }
}

/// The store's name of a column is its public one, but for references: `couloir_id` is public as `couloir`.
fn public_name(stored: &DynIden, kind: Kind) -> &'static str {
    let name: &'static str = stored.to_string().leak();
    match kind {
        Kind::Reference(_) => name.strip_suffix("_id").unwrap_or(name),
        _ => name,
    }
}

impl Column {
    /// Every row has a value.
    pub(in crate::datasets) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The store keeps it with the series.
    pub(in crate::datasets) fn of_series(mut self) -> Self {
        self.of_series = true;
        self
    }

    /// The day columns of a date, in the store and in files: the earliest and the latest.
    pub(crate) fn days(&self) -> [String; 2] {
        [format!("{}_earliest", self.stored), format!("{}_latest", self.stored)]
    }
}

/// A text, matched as it is written.
pub(in crate::datasets) fn text(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Text, title, description)
}

/// A text that the store also keeps without case or accents.
pub(in crate::datasets) fn words(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    let stored = stored.into_iden();
    let folded = format!("{stored}_folded");
    Column {
        folded: Some(folded.into()),
        ..column(stored, Kind::Text, title, description)
    }
}

/// A whole number.
pub(in crate::datasets) fn integer(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Integer, title, description)
}

/// An exact quantity.
pub(in crate::datasets) fn decimal(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Decimal, title, description)
}

/// An amount of money.
pub(in crate::datasets) fn euros(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Euros, title, description)
}

/// Reads a boolean.
pub(in crate::datasets) fn boolean(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Boolean, title, description)
}

/// A date as stated.
pub(in crate::datasets) fn date(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Date, title, description)
}

/// A term of a closed list.
pub(in crate::datasets) fn term(
    stored: impl IntoIden,
    vocabulary: &'static Vocabulary,
    title: Bilingual,
    description: Bilingual,
) -> Column {
    column(stored, Kind::Term(vocabulary), title, description)
}

/// Several texts.
pub(in crate::datasets) fn list(stored: impl IntoIden, title: Bilingual, description: Bilingual) -> Column {
    Column {
        required: true,
        ..column(stored, Kind::List, title, description)
    }
}

/// A record of another dataset.
pub(in crate::datasets) fn reference(
    stored: impl IntoIden,
    target: &'static str,
    title: Bilingual,
    description: Bilingual,
) -> Column {
    column(stored, Kind::Reference(target), title, description)
}

/// The remark column that most datasets have.
pub(in crate::datasets) fn note(stored: impl IntoIden) -> Column {
    text(
        stored,
        fr_en("Note", "Note"),
        fr_en(
            "Note de bas de page de la source, ou remarque de transcription.",
            "A footnote of the source, or a remark made when transcribing it.",
        ),
    )
}
