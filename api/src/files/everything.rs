use std::{io::Seek, path::Path};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};
use futures::StreamExt;

use super::{
    Content, Rows,
    cells::{ArrayCells, Cell, instant},
    json,
    stream::pieces,
};
use crate::{
    datasets::{PageRequest, Table, model::fields::fields, registry},
    domain::{Error, Result},
    store::{Held, Snapshot, TableFile},
};

/// Everything as one SQLite file: a table for each dataset, with the columns of its files, and a table that says what the tables are.
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
    let text = |name: &str| (name.to_owned(), Held::Text(String::new()));
    let told = ["name", "title", "title_en", "description", "description_en", "licence"].map(text);
    file.add_table("datasets", &told).await?;
    let datasets = registry().datasets().map(|dataset| {
        [
            &dataset.name.replace('-', "_"),
            dataset.title.french,
            dataset.title.english,
            dataset.description.french,
            dataset.description.english,
            "etalab-2.0",
        ]
        .map(|text| Held::Text(text.to_owned()))
        .to_vec()
    });
    file.add_rows("datasets", &told, datasets.collect()).await?;
    for dataset in registry().datasets() {
        let name = dataset.name.replace('-', "_");
        let mut table = Table::new(snapshot.clone(), dataset, fields(dataset), PageRequest::default(), None);
        let columns = columns(&table.schema());
        file.add_table(&name, &columns).await?;
        while let Some(batch) = table.next().await? {
            file.add_rows(&name, &columns, held(&batch)?).await?;
            rows.add(batch.num_rows());
        }
    }
    file.finish().await?;
    Ok(rows)
}

/// The columns of a table: numbers as numbers; amounts of money as exact texts, as in JSON, and as whole cents, which add up and compare.
fn columns(schema: &Schema) -> Vec<(String, Held)> {
    let columns = schema.fields().iter().flat_map(|field| {
        let kind = match field.data_type() {
            DataType::Int64 | DataType::Boolean => Held::Integer(0),
            DataType::Decimal128(_, 3) => Held::Real(0.0),
            _ => Held::Text(String::new()),
        };
        let cents = matches!(field.data_type(), DataType::Decimal128(_, 2));
        let cents = cents.then(|| (format!("{}_cents", field.name()), Held::Integer(0)));
        [(field.name().clone(), kind)].into_iter().chain(cents)
    });
    columns.collect()
}

fn held(batch: &RecordBatch) -> Result<Vec<Vec<Held>>> {
    let columns = ArrayCells::all(batch)?;
    let cells_of = |cells: &ArrayCells<'_>, row| {
        let cents = match (cells, cells.cell(row)) {
            (ArrayCells::Euros(_), Cell::Euros(amount)) => Some(Held::Integer(amount.cents())),
            (ArrayCells::Euros(_), _) => Some(Held::Nothing),
            _ => None,
        };
        [cell(cells, row)].into_iter().chain(cents)
    };
    let rows = (0..batch.num_rows()).map(|row| columns.iter().flat_map(|cells| cells_of(cells, row)).collect());
    Ok(rows.collect())
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
