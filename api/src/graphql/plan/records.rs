use async_graphql::parser::types::SelectionSet;
use chrono::NaiveDate;

use super::{
    collect::Collected, document::Document, page_info::PageInfoField, phases::PhasesOnField, projection::Projection,
};
use crate::{
    datasets::{
        Dataset, Identity, Kind, PageRequest, Part, Selection,
        aggregate::not_covered,
        model::description,
        read::{
            history,
            order_term::{OrderBy, OrderTerm},
            selection::Related,
            warning,
        },
        registry,
    },
    domain::{Language, Result},
    graphql::names::{PHASES_ON, camel, type_of},
};

/// The price of counting the rows of a filter: all of them are read.
const COUNTED: u64 = 250;

/// The price of what rows have instead of what was asked for: they are read for each condition.
const NOT_COVERED: u64 = 1_000;

/// The interfaces that every record implements.
const INTERFACES: [&str; 2] = ["Node", "Record"];

/// A field of a record.
pub(in crate::graphql) struct RecordPlan {
    pub(in crate::graphql) dataset: &'static Dataset,
    pub(in crate::graphql) fields: Vec<(String, RecordField)>,
    /// The price of one such record.
    pub(in crate::graphql) cost: u64,
}

/// A field of a record.
pub(in crate::graphql) enum RecordField {
    Typename,
    Id,
    Slug,
    Revision,
    PublishedAt,
    Publisher,
    /// A column, by its place.
    Leaf(usize),
    /// A date column.
    Date(usize, Vec<(String, DateField)>),
    /// The items of a part.
    Part(usize, Vec<(String, PartField)>),
    /// The kinds of phases under way on a day.
    PhasesOn(NaiveDate, Vec<(String, PhasesOnField)>),
    /// A record that a column refers to: its place in the selection.
    ToOne(usize, RecordPlan),
    /// A list of records that point here: its place in the selection.
    ToMany(usize, ConnectionPlan),
    Provenance(Vec<(String, CitationField)>),
    /// What its reader should know.
    Warnings(Projection),
    /// The labels of its coded values.
    Labels(Option<Language>, Projection),
    /// Its versions: their place in the selection.
    History(usize, Projection),
}

/// A field of a date.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum DateField {
    Typename,
    Edtf,
    Earliest,
    Latest,
    Precision,
    Inferred,
}

/// A field of an item of a part.
pub(in crate::graphql) enum PartField {
    Typename,
    Leaf(usize),
    Date(usize, Vec<(String, DateField)>),
    /// The labels of its coded values.
    Labels(Option<Language>, Projection),
}

/// A field of a citation.
pub(in crate::graphql) enum CitationField {
    Typename,
    Document(RecordPlan),
    Locator,
    Field,
}

/// The selection of a list.
pub(in crate::graphql) struct ConnectionPlan {
    pub(in crate::graphql) dataset: &'static Dataset,
    pub(in crate::graphql) order: Vec<OrderTerm>,
    pub(in crate::graphql) fields: Vec<(String, ConnectionField)>,
    pub(in crate::graphql) cost: u64,
}

/// A field of a list.
pub(in crate::graphql) enum ConnectionField {
    Typename,
    TotalCount,
    Nodes(RecordPlan),
    Edges(Vec<(String, EdgeField)>),
    PageInfo(Vec<(String, PageInfoField)>),
    NotCovered(Projection),
}

/// A field of an edge.
pub(in crate::graphql) enum EdgeField {
    Typename,
    Cursor,
    Node(RecordPlan),
}

impl<'a> Document<'a> {
    /// Plans a record, and adds its columns and relations to the selection.
    pub(super) fn record(
        &self,
        dataset: &'static Dataset,
        sets: &[&'a SelectionSet],
        selection: &mut Selection,
    ) -> Result<RecordPlan> {
        let mut fields = Vec::new();
        let mut cost = 1u64;
        selection.columns.narrow();
        for collected in self.collect(sets, &type_of(dataset), &INTERFACES) {
            let field = match collected.name() {
                "__typename" => RecordField::Typename,
                "id" => RecordField::Id,
                "slug" => RecordField::Slug,
                "revision" => RecordField::Revision,
                "publishedAt" => {
                    selection.publication = true;
                    RecordField::PublishedAt
                }
                "publisher" => {
                    selection.publication = true;
                    RecordField::Publisher
                }
                "provenance" => {
                    if dataset.identity == Identity::Series {
                        // An observation's document is its own column.
                        selection.columns.want_all();
                    }
                    let asked = selection.provenance.get_or_insert_default();
                    let (fields, price) = self.provenance(&collected, asked)?;
                    cost = cost.saturating_add(price);
                    RecordField::Provenance(fields)
                }
                "labels" => {
                    selection.columns.want_all();
                    let asked = self.projection(&description::label_shape(), &collected, &[])?;
                    RecordField::Labels(self.language(&collected)?, asked)
                }
                "warnings" => {
                    selection.warnings = true;
                    selection.columns.want_all();
                    cost = cost.saturating_add(1);
                    RecordField::Warnings(self.projection(&warning::shape(), &collected, &[])?)
                }
                "history" => {
                    let limit = self.versions(&collected)?;
                    cost = cost.saturating_add(limit as u64);
                    selection.histories.push(limit);
                    let shape = history::shape(dataset, &type_of(dataset));
                    let asked = self.projection(&shape, &collected, &["Version"])?;
                    RecordField::History(selection.histories.len() - 1, asked)
                }
                name => {
                    let (field, price) = self.own_field(dataset, name, &collected, selection)?;
                    cost = cost.saturating_add(price);
                    field
                }
            };
            fields.push((collected.key.to_owned(), field));
        }
        Ok(RecordPlan { dataset, fields, cost })
    }

    fn own_field(
        &self,
        dataset: &'static Dataset,
        name: &str,
        collected: &Collected<'a>,
        selection: &mut Selection,
    ) -> Result<(RecordField, u64)> {
        for (place, column) in dataset.columns.iter().enumerate() {
            if camel(column.name) != name {
                continue;
            }
            selection.columns.want(place);
            return Ok(match column.kind {
                Kind::Date => (RecordField::Date(place, self.date(collected)?), 0),
                Kind::Reference(target) => {
                    let at = to_one(selection, place);
                    let target = registry().target(target)?;
                    let asked = &mut selection.to_one[at].1;
                    let plan = self.record(target, &collected.sets(), asked)?;
                    let cost = plan.cost;
                    (RecordField::ToOne(at, plan), cost)
                }
                _ => (RecordField::Leaf(place), 0),
            });
        }
        for (place, part) in dataset.parts.iter().enumerate() {
            if camel(part.name) == name {
                selection.parts = true;
                let fields = self.collect(&collected.sets(), part.type_name, &[]);
                let fields = fields.iter().map(|field| self.part_field(part, field));
                return Ok((RecordField::Part(place, fields.collect::<Result<_>>()?), 1));
            }
        }
        if name == PHASES_ON && dataset.phases().is_some() {
            selection.parts = true;
            let (day, fields) = self.phases_on(dataset, collected)?;
            return Ok((RecordField::PhasesOn(day, fields), 1));
        }
        for (place, relation) in dataset.relations.iter().enumerate() {
            if camel(relation.name) == name {
                let target = registry().target(relation.target)?;
                let mut asked = Selection::default();
                let (request, plan) = self.connection(target, collected, &mut asked)?;
                selection.to_many.push(Related {
                    relation: place,
                    request,
                    selection: asked,
                });
                let cost = plan.cost;
                return Ok((RecordField::ToMany(selection.to_many.len() - 1, plan), cost));
            }
        }
        Err(collected.unplanned(&type_of(dataset)))
    }

    fn date(&self, collected: &Collected<'a>) -> Result<Vec<(String, DateField)>> {
        let fields = self.collect(&collected.sets(), "ApproximateDate", &[]);
        let fields = fields.iter().map(|field| {
            let asked = match field.name() {
                "edtf" => DateField::Edtf,
                "earliest" => DateField::Earliest,
                "latest" => DateField::Latest,
                "precision" => DateField::Precision,
                "inferred" => DateField::Inferred,
                "__typename" => DateField::Typename,
                _ => return Err(field.unplanned("ApproximateDate")),
            };
            Ok((field.key.to_owned(), asked))
        });
        fields.collect()
    }

    fn part_field(&self, part: &Part, field: &Collected<'a>) -> Result<(String, PartField)> {
        let columns = &part.columns;
        let place = columns.iter().position(|column| camel(column.name) == field.name());
        let asked = match place {
            None if field.name() == "__typename" => PartField::Typename,
            None if field.name() == "labels" => {
                let asked = self.projection(&description::label_shape(), field, &[])?;
                PartField::Labels(self.language(field)?, asked)
            }
            None => return Err(field.unplanned(part.type_name)),
            Some(place) if matches!(columns[place].kind, Kind::Date) => PartField::Date(place, self.date(field)?),
            Some(place) => PartField::Leaf(place),
        };
        Ok((field.key.to_owned(), asked))
    }

    fn provenance(
        &self,
        collected: &Collected<'a>,
        selection: &mut Selection,
    ) -> Result<(Vec<(String, CitationField)>, u64)> {
        let documents = registry().target("documents")?;
        let mut cost = 1u64;
        let mut fields = Vec::new();
        for field in self.collect(&collected.sets(), "Citation", &[]) {
            let asked = match field.name() {
                "document" => {
                    let plan = self.record(documents, &field.sets(), selection)?;
                    cost = cost.saturating_add(plan.cost);
                    CitationField::Document(plan)
                }
                "locator" => CitationField::Locator,
                "field" => CitationField::Field,
                "__typename" => CitationField::Typename,
                _ => return Err(field.unplanned("Citation")),
            };
            fields.push((field.key.to_owned(), asked));
        }
        Ok((fields, cost))
    }

    /// Plans a list: its rows, and their fields.
    pub(super) fn connection(
        &self,
        dataset: &'static Dataset,
        collected: &Collected<'a>,
        selection: &mut Selection,
    ) -> Result<(PageRequest, ConnectionPlan)> {
        let mut request = self.page(dataset, collected)?;
        request.only_total = true;
        let (mut of_record, mut of_list) = (0u64, 1u64);
        let mut fields = Vec::new();
        let name = format!("{}Connection", type_of(dataset));
        for field in self.collect(&collected.sets(), &name, &[]) {
            let asked = match field.name() {
                "totalCount" => {
                    request.total = true;
                    ConnectionField::TotalCount
                }
                "nodes" => {
                    let plan = self.record(dataset, &field.sets(), selection)?;
                    of_record = of_record.saturating_add(plan.cost);
                    ConnectionField::Nodes(plan)
                }
                "edges" => {
                    let (fields, price) = self.edges(dataset, &field, selection)?;
                    of_record = of_record.saturating_add(price);
                    ConnectionField::Edges(fields)
                }
                "pageInfo" => {
                    of_record = of_record.max(1);
                    ConnectionField::PageInfo(self.page_info(&field)?)
                }
                "notCovered" => {
                    of_list = of_list.saturating_add(NOT_COVERED);
                    ConnectionField::NotCovered(self.projection(&not_covered::shape(), &field, &[])?)
                }
                "__typename" => ConnectionField::Typename,
                _ => return Err(field.unplanned(&name)),
            };
            request.only_total &= matches!(asked, ConnectionField::TotalCount | ConnectionField::Typename);
            fields.push((field.key.to_owned(), asked));
        }
        for term in &request.order {
            if let OrderBy::Column(place) = term.by {
                selection.columns.want(place);
            }
        }
        let cost = (request.limit as u64)
            .saturating_mul(of_record)
            .saturating_add(of_list + u64::from(request.total))
            .saturating_add(request.filter.as_ref().map_or(0, |filter| {
                let counted = if request.total { COUNTED } else { 0 };
                filter.price().saturating_add(counted)
            }));
        let plan = ConnectionPlan {
            dataset,
            order: request.order.clone(),
            fields,
            cost,
        };
        Ok((request, plan))
    }

    fn edges(
        &self,
        dataset: &'static Dataset,
        collected: &Collected<'a>,
        selection: &mut Selection,
    ) -> Result<(Vec<(String, EdgeField)>, u64)> {
        let mut cost = 0u64;
        let mut fields = Vec::new();
        let name = format!("{}Edge", type_of(dataset));
        for field in self.collect(&collected.sets(), &name, &[]) {
            let asked = match field.name() {
                "cursor" => EdgeField::Cursor,
                "node" => {
                    let plan = self.record(dataset, &field.sets(), selection)?;
                    cost = cost.saturating_add(plan.cost);
                    EdgeField::Node(plan)
                }
                "__typename" => EdgeField::Typename,
                _ => return Err(field.unplanned(&name)),
            };
            fields.push((field.key.to_owned(), asked));
        }
        Ok((fields, cost.max(1)))
    }
}

/// The place in the selection of the record that a column refers to; selected twice, it is read once.
fn to_one(selection: &mut Selection, column: usize) -> usize {
    match selection.to_one.iter().position(|(place, _)| *place == column) {
        Some(at) => at,
        None => {
            selection.to_one.push((column, Selection::default()));
            selection.to_one.len() - 1
        }
    }
}
