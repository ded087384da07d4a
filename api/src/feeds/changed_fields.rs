//! Changes and differences as tables for spreadsheets: a row for each field that differs.

use serde_json::Value as Json;

use crate::{
    datasets::{
        Dataset, Kind,
        changes::changed_fields::{ChangedField, changed_fields},
        model::{fields::Shows, headers},
        vocabularies::CHANGE_OPERATION,
    },
    domain::{Bilingual, Language, Result},
    files::{Dialect, Form, TableCell, csv_rows, in_words},
    web::{
        csv_dialect::{dialect, words},
        query::pairs,
    },
};

/// How a table is written.
#[derive(Clone, Copy)]
pub(super) struct TableForm {
    pub(super) dialect: Dialect,
    /// The language of titles, terms and dates; without one, they are names and codes.
    pub(super) language: Option<Language>,
}

impl TableForm {
    /// Reads how a query string wants it written.
    pub(super) fn parse(query: &str) -> Result<Self> {
        let dialect = dialect(&pairs(query)?, Form::Csv)?;
        Ok(Self {
            dialect,
            language: words(query, Form::Csv, dialect),
        })
    }

    /// The header of a table.
    pub(super) fn header(self, columns: &[(&'static str, Bilingual)]) -> Vec<u8> {
        let names = columns.iter().map(|(name, title)| match self.language {
            Some(language) => language.choose(*title),
            None => name,
        });
        let cells = names.map(|name| TableCell::Text(name.to_owned())).collect();
        csv_rows(self.dialect, self.dialect.byte_order_mark, [cells])
    }

    /// Rows of a table.
    pub(super) fn rows(self, rows: impl IntoIterator<Item = Vec<TableCell>>) -> Vec<u8> {
        csv_rows(self.dialect, false, rows)
    }

    /// The name of a dataset.
    pub(super) fn dataset(self, dataset: &Dataset) -> TableCell {
        self.choose(dataset.name, dataset.title)
    }

    /// What was done to a record.
    pub(super) fn operation(self, code: &str) -> TableCell {
        match CHANGE_OPERATION.term(code) {
            Some(term) => self.choose(term.code, term.label),
            None => TableCell::Text(code.to_owned()),
        }
    }

    fn choose(self, name: &str, title: Bilingual) -> TableCell {
        let text = self.language.map_or(name, |language| language.choose(title));
        TableCell::Text(text.to_owned())
    }

    /// The cells of what differs between two states of a record, field by field, each with its name: its title, what it was and what it is.
    /// Where nothing differs, empty cells, so that the record has its row.
    pub(super) fn changes(self, dataset: &Dataset, before: &Json, after: &Json) -> Vec<(String, [TableCell; 3])> {
        let mut rows: Vec<_> = changed_fields(dataset, before, after)
            .map(|changed| (changed.field.name.clone(), self.cells(dataset, &changed)))
            .collect();
        if rows.is_empty() {
            rows.push((String::new(), [const { TableCell::Missing }; 3]));
        }
        rows
    }

    fn cells(self, dataset: &Dataset, changed: &ChangedField) -> [TableCell; 3] {
        let field = &changed.field;
        let name = match self.language {
            Some(language) => headers::title(dataset, field, language),
            None => field.name.clone(),
        };
        let kind = match field.shows {
            Shows::Column(place) => Some(&dataset.columns[place].kind),
            _ => None,
        };
        let value = |value: &Json| self.value(kind, value);
        [TableCell::Text(name), value(&changed.before), value(&changed.after)]
    }

    /// A value as a cell: amounts are texts in JSON, so that they are exact.
    pub(super) fn value(self, kind: Option<&Kind>, value: &Json) -> TableCell {
        match (kind, value) {
            (Some(Kind::Euros), Json::String(text)) => TableCell::Number(text.clone()),
            (Some(kind), Json::String(text)) => match self.language {
                Some(language) => TableCell::Text(in_words(kind, text, language).into_owned()),
                None => TableCell::Text(text.clone()),
            },
            (_, other) => TableCell::of_json(other),
        }
    }
}
