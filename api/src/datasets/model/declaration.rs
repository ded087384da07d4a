use std::sync::LazyLock;

use entity::{Reference, observation, series, series_total, version};
use sea_orm::{
    ColumnTrait, EntityName, IdenStatic,
    sea_query::{DynIden, IntoIden},
};

use crate::{
    datasets::model::{
        containment::Containment,
        family::{Family, fr_en},
        kind::Kind,
    },
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
    /// How its rows contain others, if they do: amounts of both are never added.
    pub contained_in: Option<Containment>,
    /// The list, if any, whose items are phases: its name, then the columns of their kind, start and end, and of whether they were superseded.
    pub(crate) open_by: Option<[&'static str; 5]>,
    /// The columns of its row.
    pub columns: Vec<Column>,
    /// Lists that a record holds.
    pub parts: Vec<Part>,
    /// Records of other datasets that point at one of this.
    pub relations: Vec<Relation>,
}

impl Dataset {
    /// The tables of the store that keep its rows, the lists that they hold, and what they come to.
    pub fn tables(&self) -> impl Iterator<Item = String> {
        let totals = (self.identity == Identity::Series).then(|| series_total::Entity.table_name().to_owned());
        std::iter::once(&self.table)
            .chain(self.parts.iter().map(|part| &part.table))
            .map(ToString::to_string)
            .chain(totals)
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
    /// The term of a row that is published without one.
    pub usual: Option<&'static str>,
    /// Whether values of several rows may be added, as far as none is part of another, and observations as the measure of their indicator says.
    /// Ranks, rates and amounts for one of each may not.
    pub adds: bool,
    /// Whether its values are percentages.
    pub is_percent: bool,
    /// Its title.
    pub title: Bilingual,
    /// What it says.
    pub description: Bilingual,
    /// Where the store keeps it.
    pub(crate) stored: DynIden,
    /// What the store keeps it as: declarations are checked against it.
    #[cfg(test)]
    pub(crate) stored_as: sea_orm::ColumnType,
    /// Where the store keeps the text without case or accents.
    pub(crate) folded: Option<DynIden>,
    /// Where the store keeps the earliest and the latest day of a date; of anything else, where it keeps the value.
    pub(crate) days: [DynIden; 2],
    /// Whether the store keeps it with the series rather than with the row.
    pub(crate) of_series: bool,
    /// Whether it is a part of the row's key in the store.
    pub(crate) in_key: bool,
}

impl Column {
    /// Whether a part of its text can be looked for, whatever its case and accents: names, and notes.
    pub(in crate::datasets) fn is_matched(&self) -> bool {
        self.folded.is_some() || self.name == "note"
    }
    /// A row that is published without a term has this one.
    pub(in crate::datasets) fn usually(mut self, term: &'static str) -> Self {
        self.usual = Some(term);
        self
    }

    /// Its values are percentages.
    pub(in crate::datasets) fn in_percent(mut self) -> Self {
        self.is_percent = true;
        self
    }

    /// Values of several rows may be added.
    pub(in crate::datasets) fn adds(mut self) -> Self {
        self.adds = true;
        self
    }
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
    kind: Kind::Integer,
    required: true,
    usual: None,
    adds: false,
    is_percent: false,
    title: fr_en("Révision", "Revision"),
    description: fr_en(
        "Numéro de la publication qui a donné à la ligne son contenu.",
        "The publication that gave the row its content.",
    ),
    stored: version::Column::Since.into_iden(),
    #[cfg(test)]
    stored_as: sea_orm::ColumnType::BigInteger,
    folded: None,
    days: [version::Column::Since; 2].map(IntoIden::into_iden),
    of_series: false,
    in_key: false,
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
        contained_in: None,
        open_by: None,
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

    /// Records of another dataset, which point at this one by a relation of the other's entity.
    pub(in crate::datasets) fn relation<R: Reference>(
        mut self,
        name: &'static str,
        by: R,
        description: Bilingual,
    ) -> Self {
        let (column, _) = by.column_and_table();
        self.relations.push(Relation {
            name,
            target: table_of(column),
            by: name_of_reference(column),
            description,
        });
        self
    }

    /// Puts the names of datasets in the place of the names of tables, which are what entities give.
    pub(in crate::datasets) fn link(&mut self, dataset_of: impl Fn(&str) -> Option<&'static str>) {
        let of_parts = self.parts.iter_mut().flat_map(|part| &mut part.columns);
        for column in self.columns.iter_mut().chain(of_parts) {
            if let Kind::Reference(target) = &mut column.kind {
                *target = dataset_of(target).unwrap_or(target);
            }
        }
        for relation in &mut self.relations {
            relation.target = dataset_of(relation.target).unwrap_or(relation.target);
        }
    }

    pub(in crate::datasets) fn derived(mut self) -> Self {
        self.derived = true;
        self
    }

    pub(in crate::datasets) fn identified_by_series(mut self) -> Self {
        self.identity = Identity::Series;
        self
    }

    /// The `dataset` of its rows in `record`: `series` for observations.
    pub(crate) fn recorded_as(&self) -> &'static str {
        match self.identity {
            Identity::Record => self.name,
            Identity::Series => series::Entity.table_name(),
        }
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

/// A column as its entity has it: its name, and whether every row has a value.
fn column<C: ColumnTrait>(stored: C, kind: Kind, title: Bilingual, description: Bilingual) -> Column {
    let definition = stored.def();
    Column {
        name: stored.as_str(),
        kind,
        required: !definition.is_null(),
        usual: None,
        adds: false,
        is_percent: false,
        title,
        description,
        stored: stored.into_iden(),
        #[cfg(test)]
        stored_as: definition.get_column_type().clone(),
        folded: None,
        days: [stored; 2].map(IntoIden::into_iden),
        of_series: table_of(stored) == series::Entity.table_name(),
        in_key: table_of(stored) == observation::Entity.table_name()
            && stored.as_str() == observation::Column::Period.as_str(),
    }
}

fn table_of<C: ColumnTrait>(_: C) -> &'static str {
    C::EntityName::default().table_name()
}

/// A text, matched as it is written.
pub(in crate::datasets) fn text(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Text, title, description)
}

/// A text that the store also keeps without case or accents, in the second column.
pub(in crate::datasets) fn words<C: ColumnTrait>(
    [stored, folded]: [C; 2],
    title: Bilingual,
    description: Bilingual,
) -> Column {
    Column {
        folded: Some(folded.into_iden()),
        ..column(stored, Kind::Text, title, description)
    }
}

/// A whole number.
pub(in crate::datasets) fn integer(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Integer, title, description)
}

/// An exact quantity.
pub(in crate::datasets) fn decimal(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Decimal, title, description)
}

/// An amount of money.
pub(in crate::datasets) fn euros(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Euros, title, description)
}

/// True or false.
pub(in crate::datasets) fn boolean(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::Boolean, title, description)
}

/// A date as stated, with the columns of its earliest and its latest day.
pub(in crate::datasets) fn date<C: ColumnTrait>(
    [stored, earliest, latest]: [C; 3],
    title: Bilingual,
    description: Bilingual,
) -> Column {
    Column {
        days: [earliest, latest].map(IntoIden::into_iden),
        ..column(stored, Kind::Date, title, description)
    }
}

/// A term of a closed list.
pub(in crate::datasets) fn term(
    stored: impl ColumnTrait,
    vocabulary: &'static Vocabulary,
    title: Bilingual,
    description: Bilingual,
) -> Column {
    column(stored, Kind::Term(vocabulary), title, description)
}

/// Several texts.
pub(in crate::datasets) fn list(stored: impl ColumnTrait, title: Bilingual, description: Bilingual) -> Column {
    column(stored, Kind::List, title, description)
}

/// A record of the dataset whose table a relation of the entity points at: `couloir_id` is public as `couloir`.
pub(in crate::datasets) fn reference(relation: impl Reference, title: Bilingual, description: Bilingual) -> Column {
    let (stored, table) = relation.column_and_table();
    Column {
        name: name_of_reference(stored),
        ..column(stored, Kind::Reference(table), title, description)
    }
}

fn name_of_reference(stored: impl ColumnTrait) -> &'static str {
    let name = stored.as_str();
    name.strip_suffix("_id").unwrap_or(name)
}

/// The remark column that most datasets have.
pub(in crate::datasets) fn note(stored: impl ColumnTrait) -> Column {
    text(
        stored,
        fr_en("Note", "Note"),
        fr_en(
            "Note de bas de page de la source, ou remarque de transcription.",
            "A footnote of the source, or a remark made when transcribing it.",
        ),
    )
}
