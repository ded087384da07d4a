use chrono::NaiveDate;

use super::text::Text;
use crate::{
    datasets::{
        Column, Dataset, Kind, Node, Page, Row,
        model::description,
        read::{cursor, history, node::Cited, warning::Warning},
    },
    domain::{ApproximateDate, Value},
    graphql::{
        ids::global_id,
        names::{phases_on_name, screaming, type_of},
        plan::{
            page_info::PageInfoField,
            phases::PhasesOnField,
            records::{
                CitationField, ConnectionField, ConnectionPlan, DateField, EdgeField, PartField, RecordField,
                RecordPlan,
            },
        },
    },
};

impl Text {
    /// A record.
    pub(super) fn record(&mut self, plan: &RecordPlan, node: &Node) {
        let row = &node.row;
        self.open();
        for (key, field) in &plan.fields {
            self.key(key);
            match field {
                RecordField::Typename => self.string(&type_of(plan.dataset)),
                RecordField::Id => self.string(&global_id(plan.dataset, row)),
                RecordField::Slug => self.string(&row.slug),
                RecordField::Revision => self.raw(&row.since.to_string()),
                RecordField::PublishedAt => match &row.publication {
                    Some(publication) => self.instant(publication.at),
                    None => self.null(),
                },
                RecordField::Publisher => self.optional(row.publication.as_ref().map(|told| &*told.institution)),
                RecordField::Leaf(place) => self.leaf(&plan.dataset.columns[*place], &row.values[*place]),
                RecordField::Date(place, fields) => self.date(fields, &row.values[*place]),
                RecordField::Part(place, fields) => {
                    let columns = &plan.dataset.parts[*place].columns;
                    let items = row.parts.get(*place).into_iter().flatten();
                    self.list(items, |text, item| {
                        text.item(plan.dataset.parts[*place].type_name, columns, fields, item);
                    });
                }
                RecordField::PhasesOn(day, fields) => self.phases_on(plan.dataset, *day, fields, row),
                RecordField::ToOne(place, plan) => match node.to_one.get(*place) {
                    Some(Some(target)) => self.record(plan, target),
                    _ => self.null(),
                },
                RecordField::ToMany(place, plan) => match node.to_many.get(*place) {
                    Some(page) => self.connection(plan, page),
                    None => self.null(),
                },
                RecordField::Labels(language, asked) => {
                    let language = language.unwrap_or(self.language());
                    self.projected(
                        asked,
                        &description::labels(&plan.dataset.columns, &row.values, language),
                    );
                }
                RecordField::Warnings(asked) => {
                    let told: serde_json::Value = node.warnings.iter().map(Warning::to_json).collect();
                    self.projected(asked, &told);
                }
                RecordField::History(place, asked) => {
                    let versions = node.histories.get(*place).into_iter().flatten();
                    self.list(versions, |text, version| {
                        text.projected(asked, &history::version(plan.dataset, version));
                    });
                }
                RecordField::Provenance(fields) => {
                    self.list(&node.provenance, |text, cited| text.citation(fields, cited));
                }
            }
        }
        self.close();
    }

    /// A list of records.
    pub(super) fn connection(&mut self, plan: &ConnectionPlan, page: &Page) {
        self.open();
        for (key, field) in &plan.fields {
            self.key(key);
            match field {
                ConnectionField::Typename => self.string(&format!("{}Connection", type_of(plan.dataset))),
                ConnectionField::TotalCount => self.raw(&page.total.unwrap_or(0).to_string()),
                ConnectionField::Nodes(record) => {
                    self.list(&page.nodes, |text, node| text.record(record, node));
                }
                ConnectionField::Edges(fields) => {
                    self.list(&page.nodes, |text, node| text.edge(plan, fields, node));
                }
                ConnectionField::PageInfo(fields) => self.page_info(plan, fields, page),
                ConnectionField::NotCovered(asked) => {
                    self.projected(asked, &serde_json::Value::from(page.not_covered.clone()));
                }
            }
        }
        self.close();
    }

    fn edge(&mut self, plan: &ConnectionPlan, fields: &[(String, EdgeField)], node: &Node) {
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                EdgeField::Typename => self.string(&format!("{}Edge", type_of(plan.dataset))),
                EdgeField::Cursor => self.string(&cursor::encode(plan.dataset, &plan.order, &node.row)),
                EdgeField::Node(record) => self.record(record, node),
            }
        }
        self.close();
    }

    fn page_info(&mut self, plan: &ConnectionPlan, fields: &[(String, PageInfoField)], page: &Page) {
        let mark = |node: Option<&Node>| node.map(|node| cursor::encode(plan.dataset, &plan.order, &node.row));
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                PageInfoField::Typename => self.string("PageInfo"),
                PageInfoField::HasNextPage => self.boolean(page.has_next),
                PageInfoField::HasPreviousPage => self.boolean(page.has_previous),
                PageInfoField::StartCursor => self.optional(mark(page.nodes.first()).as_deref()),
                PageInfoField::EndCursor => self.optional(mark(page.nodes.last()).as_deref()),
            }
        }
        self.close();
    }

    fn citation(&mut self, fields: &[(String, CitationField)], cited: &Cited) {
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                CitationField::Typename => self.string("Citation"),
                CitationField::Locator => self.optional(cited.locator.as_deref()),
                CitationField::Field => self.optional(cited.field.as_deref()),
                CitationField::Document(plan) => match &cited.document {
                    Some(document) => self.record(plan, document),
                    None => self.null(),
                },
            }
        }
        self.close();
    }

    fn item(&mut self, type_name: &str, columns: &[Column], fields: &[(String, PartField)], item: &[Value]) {
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                PartField::Typename => self.string(type_name),
                PartField::Labels(language, asked) => {
                    let language = language.unwrap_or(self.language());
                    self.projected(asked, &description::labels(columns, item, language));
                }
                PartField::Leaf(place) => self.leaf(&columns[*place], &item[*place]),
                PartField::Date(place, fields) => self.date(fields, &item[*place]),
            }
        }
        self.close();
    }

    fn phases_on(&mut self, dataset: &Dataset, day: NaiveDate, fields: &[(String, PhasesOnField)], row: &Row) {
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                PhasesOnField::Typename => self.string(&phases_on_name(dataset)),
                PhasesOnField::Kinds(certainty) => {
                    let kinds = dataset.phases_on(day, *certainty, &row.parts);
                    self.list(&kinds, |text, kind| text.string(&screaming(kind)));
                }
            }
        }
        self.close();
    }

    fn date(&mut self, fields: &[(String, DateField)], value: &Value) {
        let Value::Date(date) = value else {
            return self.null();
        };
        self.open();
        for (key, field) in fields {
            self.key(key);
            match field {
                DateField::Typename => self.string("ApproximateDate"),
                DateField::Edtf => self.string(date.edtf()),
                DateField::Earliest => self.day(date.earliest()),
                DateField::Latest => self.day(date.latest()),
                DateField::Precision => self.string(&screaming(ApproximateDate::precision(date).code())),
                DateField::Inferred => self.boolean(date.inferred()),
            }
        }
        self.close();
    }

    fn leaf(&mut self, column: &Column, value: &Value) {
        match value {
            Value::Text(text) => self.string(text),
            Value::Integer(number) => self.raw(&number.to_string()),
            Value::Decimal(quantity) => self.raw(&quantity.to_string()),
            Value::Euros(amount) => self.string(&amount.to_string()),
            Value::Boolean(answer) => self.boolean(*answer),
            Value::Term(code) => self.string(&screaming(code)),
            Value::List(items) => self.json(items),
            Value::Null if matches!(column.kind, Kind::List) => self.raw("[]"),
            Value::Null | Value::Date(_) | Value::Reference(_) => self.null(),
        }
    }
}
