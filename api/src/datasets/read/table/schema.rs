use std::sync::Arc;

use arrow_schema::{DataType, Field as Column, Fields, Schema, SchemaRef, TimeUnit};

use crate::datasets::{
    self, Dataset, Kind, Part,
    model::{
        description,
        fields::{Field, Shows},
    },
};

/// The name of the items of a list, as Parquet's own readers expect it.
pub(super) const ITEM: &str = "element";

/// The columns that show these fields.
pub(super) fn schema(dataset: &Dataset, fields: &[Field]) -> SchemaRef {
    let columns = fields.iter().map(|field| {
        let (kind, required) = shown(dataset, field.shows);
        Column::new(&field.name, kind, !required)
    });
    Arc::new(Schema::new(columns.collect::<Vec<_>>()))
}

/// The type of a column, and whether every row has a value.
fn shown(dataset: &Dataset, shows: Shows) -> (DataType, bool) {
    match shows {
        Shows::Slug => (DataType::Utf8, true),
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            (of_column(column), column.required)
        }
        Shows::Earliest(_) | Shows::Latest(_) => (DataType::Date32, false),
        Shows::Part(place, language) => {
            let items = DataType::Struct(of_part(&dataset.parts[place], language.is_some()));
            (DataType::List(Arc::new(Column::new(ITEM, items, false))), true)
        }
        Shows::PhasesOn(..) => (DataType::List(item(DataType::Utf8, false)), true),
        Shows::Label(..) => (shared_text(), false),
        Shows::Revision => (DataType::Int64, true),
        Shows::PublishedAt => (instant(), true),
        Shows::Publisher => (shared_text(), true),
        Shows::Source(_) => (DataType::List(item(shared_text(), true)), true),
    }
}

/// An instant in UTC. Publications are told to the second; Parquet has nothing coarser than this.
fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// Texts that many rows have in common: kept once a batch, and pointed at.
pub(super) fn shared_text() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// An item of a list.
pub(super) fn item(kind: DataType, optional: bool) -> Arc<Column> {
    Arc::new(Column::new(ITEM, kind, optional))
}

/// The type of a column of a dataset, or of a part.
pub(super) fn of_column(column: &datasets::Column) -> DataType {
    match column.kind {
        Kind::Text if column.of_series => shared_text(),
        Kind::Text | Kind::Date => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        // Fifteen digits, three of them decimals.
        Kind::Decimal => DataType::Decimal128(15, 3),
        // Whatever cents a 64-bit number holds.
        Kind::Euros => DataType::Decimal128(19, 2),
        Kind::Boolean => DataType::Boolean,
        Kind::Term(_) | Kind::Reference(_) => shared_text(),
        Kind::List => DataType::List(item(DataType::Utf8, false)),
    }
}

/// The columns of the items of a part: dates have their days beside them, as everywhere, and labels where they are asked for.
pub(super) fn of_part(part: &Part, with_labels: bool) -> Fields {
    let mut columns = Vec::new();
    for column in &part.columns {
        columns.push(Column::new(column.name, of_column(column), !column.required));
        if matches!(column.kind, Kind::Date) {
            for end in ["earliest", "latest"] {
                columns.push(Column::new(format!("{}_{end}", column.name), DataType::Date32, true));
            }
        }
        if with_labels && description::has_labels(column) {
            columns.push(Column::new(format!("{}_label", column.name), shared_text(), true));
        }
    }
    columns.into()
}
