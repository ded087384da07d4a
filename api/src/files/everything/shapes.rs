//! The tables of the file: one for each dataset and for each of its parts, and those that say what the others are.

use arrow_schema::{DataType, Field as ArrowField};

use crate::{
    datasets::{
        Dataset, Kind, Part,
        model::{
            fields::{Field, Shows},
            titles::wording,
        },
        registry,
    },
    domain::Bilingual,
    store::{FileColumn, Held, TableShape},
};

/// A column of the file, with what is said of it in both languages.
pub(super) struct Described {
    pub(super) column: FileColumn,
    pub(super) title: Bilingual,
    pub(super) description: Bilingual,
    /// The terms that its codes are of.
    pub(super) kind: Option<Kind>,
}

/// A table of rows, with what is said of its columns.
pub(super) struct DescribedTable {
    pub(super) shape: TableShape,
    pub(super) columns: Vec<Words>,
}

/// What is said of a column.
pub(super) struct Words {
    pub(super) title: Bilingual,
    pub(super) description: Bilingual,
    pub(super) kind: Option<Kind>,
}

/// The name of a dataset's table.
pub(super) fn table_name(dataset: &Dataset) -> String {
    dataset.name.replace('-', "_")
}

/// The datasets, by the names of their tables.
pub(super) fn of_datasets() -> TableShape {
    let names = ["name", "title", "title_en", "description", "description_en", "licence"];
    texts("datasets", &names, 1)
}

/// The columns of all tables.
pub(super) fn of_columns() -> TableShape {
    let names = [
        "table_name",
        "column_name",
        "title",
        "title_en",
        "description",
        "description_en",
    ];
    texts("columns", &names, 2)
}

/// What codes are called.
pub(super) fn of_labels() -> TableShape {
    texts("labels", &["table_name", "column_name", "code", "fr", "en"], 3)
}

fn texts(name: &str, columns: &[&str], key: usize) -> TableShape {
    TableShape {
        name: name.to_owned(),
        columns: columns.iter().map(|name| FileColumn::text(*name)).collect(),
        key,
    }
}

/// The table of a dataset: its columns, as its files have them.
pub(super) fn of_dataset(dataset: &Dataset, fields: &[Field], types: &[&ArrowField]) -> DescribedTable {
    let columns = fields.iter().zip(types).flat_map(|(field, arrow)| {
        let (title, description) = wording(dataset, field.shows);
        let kind = match field.shows {
            Shows::Column(place) => Some(dataset.columns[place].kind),
            _ => None,
        };
        described(&field.name, arrow.data_type(), title, description, kind)
    });
    described_table(table_name(dataset), columns.collect(), 1)
}

/// The table of a part: each item by the slug of its record and its place.
pub(super) fn of_part(dataset: &Dataset, part: &Part, types: &[&ArrowField]) -> DescribedTable {
    let both = Bilingual::new;
    let slug = Described {
        column: FileColumn {
            references: Some((table_name(dataset), "slug".to_owned())),
            ..FileColumn::text("slug")
        },
        title: both("Identifiant", "Slug"),
        description: both("La ligne dont c'est un élément.", "The row that it is an item of."),
        kind: None,
    };
    let place = Described {
        column: FileColumn::new("place", Held::Integer(0)),
        title: both("Place", "Place"),
        description: both(
            "Sa place parmi les éléments, à partir de 1.",
            "Its place among the items, from 1.",
        ),
        kind: None,
    };
    let items = types.iter().flat_map(|arrow| {
        let (title, description, kind) = of_item(dataset, part, arrow.name());
        described(arrow.name(), arrow.data_type(), title, description, kind)
    });
    let name = format!("{}_{}", table_name(dataset), part.name);
    described_table(name, [slug, place].into_iter().chain(items).collect(), 2)
}

/// What is said of a column of a part, or of the first or last day of one.
fn of_item(dataset: &Dataset, part: &Part, name: &str) -> (Bilingual, Bilingual, Option<Kind>) {
    if let Some(column) = part.columns.iter().find(|column| column.name == name) {
        return (column.title, column.description, Some(column.kind));
    }
    let day = if name.ends_with("_earliest") {
        Shows::Earliest(0)
    } else {
        Shows::Latest(0)
    };
    let (title, description) = wording(dataset, day);
    (title, description, None)
}

fn described_table(name: String, columns: Vec<Described>, key: usize) -> DescribedTable {
    let (columns, words) = columns
        .into_iter()
        .map(|described| {
            let Described {
                mut column,
                title,
                description,
                kind,
            } = described;
            description.english.clone_into(&mut column.description);
            let words = Words {
                title,
                description,
                kind,
            };
            (column, words)
        })
        .unzip();
    DescribedTable {
        shape: TableShape { name, columns, key },
        columns: words,
    }
}

/// The columns that hold a field: money has two, whole cents and an exact text, whose names say which; neither is taken for a number of euros.
fn described(
    name: &str,
    kind: &DataType,
    title: Bilingual,
    description: Bilingual,
    declared: Option<Kind>,
) -> Vec<Described> {
    let one = |name: String, held: Held| Described {
        column: FileColumn::new(name, held),
        title,
        description,
        kind: declared,
    };
    let mut columns = match kind {
        DataType::Int64 | DataType::Boolean => vec![one(name.to_owned(), Held::Integer(0))],
        DataType::Decimal128(_, 3) => vec![one(name.to_owned(), Held::Real(0.0))],
        DataType::Decimal128(..) => vec![
            one(format!("{name}_cents"), Held::Integer(0)),
            one(format!("{name}_text"), Held::Text(String::new())),
        ],
        _ => vec![one(name.to_owned(), Held::Text(String::new()))],
    };
    if let (Some(Kind::Reference(target)), Some(first)) = (&declared, columns.first_mut())
        && let Some(target) = registry().find(target)
    {
        first.column.references = Some((table_name(target), "slug".to_owned()));
        first.column.indexed = true;
    }
    columns
}
