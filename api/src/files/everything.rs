/// The tables of the file.
mod shapes;

use std::{io::Seek, path::Path};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field as ArrowField, Schema};
use futures::StreamExt;
use shapes::{DescribedTable, of_columns, of_dataset, of_datasets, of_labels, of_part, table_name};

use super::{
    Content, Rows,
    cells::{ArrayCells, Cell, instant},
    json,
    stream::pieces,
};
use crate::{
    datasets::{
        Dataset, Kind, PageRequest, Table,
        model::fields::{Field, Shows, fields},
        registry,
    },
    domain::{Error, Result},
    store::{Held, Snapshot, TableFile, TableShape},
};

/// Everything as one SQLite file: a table for each dataset and for each of its parts, with the columns of its files; and tables that say what the
/// datasets, their columns and their codes are.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(super) async fn everything(snapshot: &Snapshot) -> Result<Content> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    let path = folder.path().join("everything.sqlite");
    let rows = write(snapshot, &path).await?;
    let mut file = std::fs::File::open(&path).map_err(Error::internal)?;
    file.rewind().map_err(Error::internal)?;
    // The file goes with its folder, and its bytes with the last who reads them.
    drop(folder);
    Ok(Content {
        bytes: pieces(file).boxed(),
        rows,
        is_small: false,
    })
}

async fn write(snapshot: &Snapshot, path: &Path) -> Result<Rows> {
    let file = TableFile::create(path).await?;
    let rows = Rows::default();
    write_datasets(&file).await?;
    let (columns, labels) = (of_columns(), of_labels());
    file.add_table(&columns).await?;
    file.add_table(&labels).await?;
    for dataset in registry().datasets() {
        let fields = fields(dataset);
        let mut table = Table::new(snapshot.clone(), dataset, fields.clone(), PageRequest::default(), None);
        let tables = Tables::new(dataset, &fields, &table.schema());
        for described in tables.all() {
            file.add_table(&described.shape).await?;
            file.add_rows(&columns, told_columns(described)).await?;
            file.add_rows(&labels, told_labels(described)).await?;
        }
        while let Some(batch) = table.next().await? {
            tables.add(&file, &batch).await?;
            rows.add(batch.num_rows());
        }
    }
    file.finish().await?;
    Ok(rows)
}

async fn write_datasets(file: &TableFile) -> Result<()> {
    let shape = of_datasets();
    file.add_table(&shape).await?;
    let datasets = registry().datasets().map(|dataset| {
        texts([
            &table_name(dataset),
            dataset.title.french,
            dataset.title.english,
            dataset.description.french,
            dataset.description.english,
            "etalab-2.0",
        ])
    });
    file.add_rows(&shape, datasets.collect()).await
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<Held> {
    cells.map(|text| Held::Text(text.to_owned())).to_vec()
}

/// What the columns of a table are, as rows.
fn told_columns(table: &DescribedTable) -> Vec<Vec<Held>> {
    let columns = table.shape.columns.iter().zip(&table.columns);
    let told = columns.map(|(column, words)| {
        texts([
            &table.shape.name,
            &column.name,
            words.title.french,
            words.title.english,
            words.description.french,
            words.description.english,
        ])
    });
    told.collect()
}

/// What the codes of a table are called, as rows.
fn told_labels(table: &DescribedTable) -> Vec<Vec<Held>> {
    let mut rows = Vec::new();
    for (column, words) in table.shape.columns.iter().zip(&table.columns) {
        if let Some(Kind::Term(vocabulary)) = &words.kind {
            rows.extend(vocabulary.terms.iter().map(|term| {
                texts([
                    &table.shape.name,
                    &column.name,
                    term.code,
                    term.label.french,
                    term.label.english,
                ])
            }));
        }
    }
    rows
}

/// The tables of a dataset: its own, and one for each part, with the place of the part among the fields.
struct Tables {
    own: DescribedTable,
    slug: usize,
    parts: Vec<(usize, DescribedTable)>,
}

impl Tables {
    fn new(dataset: &Dataset, fields: &[Field], schema: &Schema) -> Self {
        let types: Vec<&ArrowField> = schema.fields().iter().map(AsRef::as_ref).collect();
        let parts = fields.iter().enumerate().filter_map(|(place, field)| {
            let Shows::Part(part, _) = field.shows else {
                return None;
            };
            let DataType::List(item) = types[place].data_type() else {
                return None;
            };
            let DataType::Struct(columns) = item.data_type() else {
                return None;
            };
            let columns: Vec<&ArrowField> = columns.iter().map(AsRef::as_ref).collect();
            Some((place, of_part(dataset, &dataset.parts[part], &columns)))
        });
        Self {
            parts: parts.collect(),
            slug: fields
                .iter()
                .position(|field| field.shows == Shows::Slug)
                .unwrap_or_default(),
            own: of_dataset(dataset, fields, &types),
        }
    }

    fn all(&self) -> impl Iterator<Item = &DescribedTable> {
        std::iter::once(&self.own).chain(self.parts.iter().map(|(_, table)| table))
    }

    async fn add(&self, file: &TableFile, batch: &RecordBatch) -> Result<()> {
        let (own, parts) = self.held(batch)?;
        file.add_rows(&self.own.shape, own).await?;
        for (shape, rows) in parts {
            file.add_rows(shape, rows).await?;
        }
        Ok(())
    }

    fn held(&self, batch: &RecordBatch) -> Result<(TableRows, Vec<(&TableShape, TableRows)>)> {
        let columns = ArrayCells::all(batch)?;
        let rows = 0..batch.num_rows();
        let own = rows
            .clone()
            .map(|row| columns.iter().flat_map(|cells| held(cells, row)).collect());
        let mut parts = Vec::new();
        for (place, table) in &self.parts {
            let mut items = Vec::new();
            for row in rows.clone() {
                let (ArrayCells::Items(_, values), Cell::List(start, end)) =
                    (&columns[*place], columns[*place].cell(row))
                else {
                    continue;
                };
                for (item, place) in (start..end).zip(1..) {
                    let mut cells = vec![cell(&columns[self.slug], row), Held::Integer(place)];
                    cells.extend(values.iter().flat_map(|(_, values)| held(values, item)));
                    items.push(cells);
                }
            }
            parts.push((&table.shape, items));
        }
        Ok((own.collect(), parts))
    }
}

type TableRows = Vec<Vec<Held>>;

/// The cells that hold a value: of money two, whole cents and an exact text.
fn held(cells: &ArrayCells<'_>, row: usize) -> Vec<Held> {
    match (cells, cells.cell(row)) {
        (ArrayCells::Euros(_), Cell::Euros(amount)) => {
            vec![Held::Integer(amount.cents()), Held::Text(amount.to_string())]
        }
        (ArrayCells::Euros(_), _) => vec![Held::Nothing, Held::Nothing],
        _ => vec![cell(cells, row)],
    }
}

fn cell(cells: &ArrayCells<'_>, row: usize) -> Held {
    match cells.cell(row) {
        Cell::Missing => Held::Nothing,
        Cell::Text(text) => Held::Text(text.to_owned()),
        Cell::Integer(number) => Held::Integer(number),
        Cell::Decimal(quantity) => Held::Real(quantity.thousandths() as f64 / 1_000.0),
        Cell::Euros(amount) => Held::Text(amount.to_string()),
        Cell::Day(day) => Held::Text(day.to_string()),
        Cell::Instant(seconds) => Held::Text(instant(seconds)),
        Cell::Boolean(answer) => Held::Integer(answer.into()),
        Cell::List(..) => {
            let mut text = Vec::new();
            json::cell(&mut text, cells, row);
            Held::Text(String::from_utf8_lossy(&text).into_owned())
        }
    }
}
