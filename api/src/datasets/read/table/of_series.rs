use arrow_array::cast::AsArray;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, Int64Array, ListArray, RecordBatch, StringArray,
    builder::{StringBuilder, StringDictionaryBuilder},
    types::{Int32Type, Int64Type},
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::SchemaRef;
use entity::observation;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Order, Query, SelectStatement},
};

use super::{
    of_nodes::{decimals, instants_of, of_columns},
    referred::Referred,
    schema::{item, shared_text},
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        model::fields::{Field, Shows, Source},
        read::{
            filter::Filter,
            row::write_observation_slug,
            scope::Scope,
            series::{self, facts::SeriesFacts},
        },
    },
    domain::{Error, Result},
    store::{Plain, Scan, Snapshot},
};

/// Reads observations in the order of their key, column by column: what the store keeps with a series is looked up once for all its values.
pub(super) struct SeriesReader {
    snapshot: Snapshot,
    dataset: &'static Dataset,
    fields: Vec<Field>,
    filter: Option<Filter>,
    /// The series and the period of the last row read.
    last: Option<(i64, String)>,
    ended: bool,
    referred: Referred,
    /// The place of each stored column in the statement, by that of the column in the dataset.
    places: Vec<Option<usize>>,
    document: usize,
    locator: usize,
}

/// Where the key of a row stands in the statement: series, period, revision; its own columns follow.
const KEY: [observation::Column; 3] = [
    observation::Column::SeriesId,
    observation::Column::Period,
    observation::Column::Since,
];

/// The rows of a batch, as the store keeps them.
struct Raw {
    columns: Vec<ArrayRef>,
    rows: usize,
    /// The series of the batch, in the order in which they come.
    series: Vec<i64>,
    /// Which of them each row is of.
    of_row: Vec<i32>,
}

impl SeriesReader {
    pub(super) fn new(
        snapshot: Snapshot,
        dataset: &'static Dataset,
        fields: Vec<Field>,
        filter: Option<Filter>,
    ) -> Self {
        let place = |name| dataset.column(name).unwrap_or_default();
        let mut next = KEY.len();
        let places = dataset.columns.iter().map(|column| {
            let place = next;
            if column.of_series {
                return None;
            }
            next += kinds(column).len();
            Some(place)
        });
        Self {
            places: places.collect(),
            document: place("document"),
            locator: place("locator"),
            snapshot,
            dataset,
            fields,
            filter,
            last: None,
            ended: false,
            referred: Referred::default(),
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        self.ended
    }

    pub(super) async fn next(&mut self, schema: &SchemaRef, most: usize) -> Result<Option<RecordBatch>> {
        if self.ended {
            return Ok(None);
        }
        let mut all = vec![Plain::Integer, Plain::Text, Plain::Integer];
        let own = self.dataset.columns.iter().filter(|column| !column.of_series);
        all.extend(own.flat_map(|column| kinds(column).iter().copied()));
        let mut scan = Scan::new(&all);
        match self.last.take() {
            None => self.snapshot.scan(&self.select(None, most)?, &mut scan).await?,
            // The rest of the series, then the series after it: each a range of the key.
            Some((series, period)) => {
                let rest = self.select(Some((series, Some(&period))), most)?;
                self.snapshot.scan(&rest, &mut scan).await?;
                if scan.rows() < most {
                    let others = self.select(Some((series, None)), most - scan.rows())?;
                    self.snapshot.scan(&others, &mut scan).await?;
                }
            }
        }
        let rows = scan.rows();
        self.ended = rows < most;
        if rows == 0 {
            return Ok(None);
        }
        let raw = Raw::new(scan.finish(), rows);
        self.last = Some((raw.numbers(0).value(rows - 1), raw.texts(1).value(rows - 1).to_owned()));
        self.look_up(&raw).await?;
        let columns = self.fields.iter().map(|field| self.shown(field.shows, &raw));
        of_columns(schema, columns.collect::<Result<_>>()?, rows).map(Some)
    }

    /// The statement of so many rows: from the start, in a series after a period, or in the series after one.
    fn select(&self, beyond: Option<(i64, Option<&str>)>, most: usize) -> Result<SelectStatement> {
        let scope = Scope::new(&self.snapshot, self.dataset, 0);
        let table = scope.table();
        let mut select = Query::select();
        select.columns(KEY.map(|column| (table.clone(), column)));
        for column in self.dataset.columns.iter().filter(|column| !column.of_series) {
            select.column((table.clone(), column.stored.clone()));
            if matches!(column.kind, Kind::Date) {
                select.columns(column.days.clone().map(|day| (table.clone(), day)));
            }
        }
        let key = |column| Expr::col((table.clone(), column));
        let mut also = None;
        match beyond {
            None => {}
            Some((series, Some(period))) => {
                select
                    .and_where(key(observation::Column::SeriesId).eq(series))
                    .and_where(key(observation::Column::Period).gt(period));
            }
            Some((series, None))
                if self
                    .filter
                    .as_ref()
                    .is_some_and(|filter| filter.series_keys().is_none()) =>
            {
                also = Some(Expr::col((scope.series(), entity::series::Column::RecordId)).gt(series));
            }
            Some((series, None)) => {
                select.and_where(key(observation::Column::SeriesId).gt(series));
            }
        }
        match &self.filter {
            None => {
                select
                    .from_as(self.dataset.table.clone(), table.clone())
                    .and_where(self.snapshot.visible_at(&table));
            }
            Some(filter) => {
                series::from(&mut select, &scope, self.dataset, Some(filter), &[]);
                select.and_where(series::condition(&scope, filter, also)?);
            }
        }
        select
            .order_by((table.clone(), observation::Column::SeriesId), Order::Asc)
            .order_by((table, observation::Column::Period), Order::Asc)
            .limit(most as u64);
        Ok(select)
    }

    async fn look_up(&mut self, raw: &Raw) -> Result<()> {
        self.referred
            .know_series(&self.snapshot, self.dataset, &raw.series)
            .await?;
        let wants = |wanted: fn(Shows) -> bool| self.fields.iter().any(|field| wanted(field.shows));
        if wants(|shows| matches!(shows, Shows::PublishedAt | Shows::Publisher)) {
            let numbers = raw.numbers(2).values().to_vec();
            self.referred.know_publications(&self.snapshot, numbers).await?;
        }
        if wants(|shows| matches!(shows, Shows::Source(Source::Title | Source::Address))) {
            let documents = raw.series.iter().filter_map(|key| self.document_of(*key));
            let mut documents: Vec<i64> = documents.collect();
            documents.sort_unstable();
            documents.dedup();
            self.referred.know_documents(&self.snapshot, &documents).await?;
        }
        Ok(())
    }

    fn document_of(&self, series: i64) -> Option<i64> {
        self.referred.series(series)?.refers(self.document)
    }

    fn shown(&self, shows: Shows, raw: &Raw) -> Result<ArrayRef> {
        Ok(match shows {
            Shows::Slug => self.slugs(raw)?,
            Shows::Column(place) => self.of_column(place, raw)?,
            Shows::Earliest(place) => raw.columns[self.own(place)? + 1].clone(),
            Shows::Latest(place) => raw.columns[self.own(place)? + 2].clone(),
            Shows::Revision => raw.columns[2].clone(),
            Shows::PublishedAt => {
                let publication = |number: &i64| Some(self.referred.publication(*number)?.at.timestamp());
                instants_of(raw.numbers(2).values().iter().map(publication))
            }
            Shows::Publisher => {
                let mut cells = StringDictionaryBuilder::<Int32Type>::new();
                for number in raw.numbers(2).values() {
                    let publication = self.referred.publication(*number);
                    cells.append_option(publication.map(|publication| &publication.institution));
                }
                Arc::new(cells.finish())
            }
            Shows::Source(source) => self.source(source, raw)?,
            Shows::Label(..) | Shows::Part(..) | Shows::PhasesOn(..) => {
                return Err(Error::internal("labels and parts are read with their rows"));
            }
        })
    }

    /// The place of a stored column in the statement.
    fn own(&self, place: usize) -> Result<usize> {
        self.places[place].ok_or_else(|| Error::internal("a series has no days"))
    }

    fn slugs(&self, raw: &Raw) -> Result<ArrayRef> {
        let names: Vec<&str> = raw
            .series
            .iter()
            .map(|key| self.referred.series(*key).map_or("", |series| &series.slug))
            .collect();
        let mut cells = StringBuilder::with_capacity(raw.rows, raw.rows * 64);
        for (series, period) in raw.of_row.iter().zip(raw.texts(1)) {
            let series = names[*series as usize];
            write_observation_slug(&mut cells, series, period.unwrap_or_default()).map_err(Error::internal)?;
            cells.append_value("");
        }
        Ok(Arc::new(cells.finish()))
    }

    fn of_column(&self, place: usize, raw: &Raw) -> Result<ArrayRef> {
        let column = &self.dataset.columns[place];
        if column.of_series {
            return self.per_series(raw, |series| self.referred.text(column, series.value(place)?));
        }
        let stored = &raw.columns[self.own(place)?];
        let numbers = || stored.as_primitive::<Int64Type>().iter();
        Ok(match column.kind {
            Kind::Decimal => decimals(numbers(), 15, 3)?,
            Kind::Euros => decimals(numbers(), 19, 2)?,
            Kind::Text | Kind::Date | Kind::Integer => stored.clone(),
            Kind::Term(vocabulary) => {
                let codes = vocabulary.terms.iter().map(|term| term.code);
                let place_of = |text: &str| vocabulary.terms.iter().position(|term| term.code == text);
                let keys = stored.as_string::<i32>().iter().map(|code| match code {
                    None | Some("") => Ok(None),
                    Some(code) => place_of(code)
                        .and_then(|at| i32::try_from(at).ok())
                        .map(Some)
                        .ok_or_else(|| Error::internal(format!("{} holds an unknown term {code}", column.name))),
                });
                let keys: Int32Array = keys.collect::<Result<Vec<_>>>()?.into();
                dictionary(keys, StringArray::from_iter_values(codes))?
            }
            Kind::Boolean | Kind::List | Kind::Reference(_) => {
                return Err(Error::internal(format!("{} is not read by columns", column.name)));
            }
        })
    }

    /// A text of each row's series.
    fn per_series<'a>(&'a self, raw: &Raw, text: impl Fn(&'a SeriesFacts) -> Option<&'a str>) -> Result<ArrayRef> {
        let texts: Vec<Option<&str>> = raw
            .series
            .iter()
            .map(|key| self.referred.series(*key).and_then(&text))
            .collect();
        // No key points at a missing text: some readers take a key for a value.
        let keys = raw.of_row.iter().map(|series| texts[*series as usize].map(|_| *series));
        let values = StringArray::from_iter_values(texts.iter().map(|text| text.unwrap_or_default()));
        dictionary(keys.collect(), values)
    }

    /// The one document of an observation, told as a list of one, as for every record.
    fn source(&self, source: Source, raw: &Raw) -> Result<ArrayRef> {
        let document = |series: &'_ SeriesFacts| self.referred.document(series.refers(self.document)?);
        let told = match source {
            Source::Document => self.of_column(self.document, raw)?,
            Source::Title => self.per_series(raw, |series| document(series)?.title.as_deref())?,
            Source::Address => self.per_series(raw, |series| document(series)?.address.as_deref())?,
            Source::Locator => {
                let mut cells = StringDictionaryBuilder::<Int32Type>::new();
                raw.columns[self.own(self.locator)?]
                    .as_string::<i32>()
                    .iter()
                    .for_each(|text| cells.append_option(text));
                Arc::new(cells.finish())
            }
            Source::Field => dictionary(vec![None; raw.rows].into(), StringArray::from_iter_values([""]))?,
        };
        let lengths = OffsetBuffer::from_lengths(std::iter::repeat_n(1, raw.rows));
        let list = ListArray::try_new(item(shared_text(), true), lengths, told, None);
        Ok(Arc::new(list.map_err(Error::internal)?))
    }
}

impl Raw {
    fn new(columns: Vec<ArrayRef>, rows: usize) -> Self {
        let mut raw = Self {
            columns,
            rows,
            series: Vec::new(),
            of_row: Vec::with_capacity(rows),
        };
        let mut place = -1;
        for key in raw.numbers(0).values().to_vec() {
            if raw.series.last() != Some(&key) {
                raw.series.push(key);
                place += 1;
            }
            raw.of_row.push(place);
        }
        raw
    }

    fn numbers(&self, place: usize) -> &Int64Array {
        self.columns[place].as_primitive()
    }

    fn texts(&self, place: usize) -> &StringArray {
        self.columns[place].as_string()
    }
}

/// What the store's columns of a column hold.
fn kinds(column: &Column) -> &'static [Plain] {
    match column.kind {
        Kind::Date => &[Plain::Text, Plain::Day, Plain::Day],
        Kind::Integer | Kind::Decimal | Kind::Euros | Kind::Reference(_) | Kind::Boolean => &[Plain::Integer],
        Kind::Text | Kind::Term(_) | Kind::List => &[Plain::Text],
    }
}

fn dictionary(keys: Int32Array, values: StringArray) -> Result<ArrayRef> {
    let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values)).map_err(Error::internal)?;
    Ok(Arc::new(array))
}
