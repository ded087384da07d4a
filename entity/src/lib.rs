//! The store's tables, one file each. What is public of them is said in the datasets of the `segur` crate, not here.

/// What lets an institution act here.
pub mod account;
/// A key with which a program acts for an institution.
pub mod api_key;
/// An event of the audit.
pub mod audit_event;
/// One change of one revision: the index of the change feed.
pub mod change;
/// Where a fact was read.
pub mod citation;
/// A disagreement between documents, in one of its versions.
pub mod conflict;
/// A value given by documents in conflict.
pub mod conflict_value;
/// A way to reach an institution or a document, in one of its versions.
pub mod contact;
/// A core service or reference framework, in one of its versions.
pub mod core_service;
/// A couloir, in one of its versions.
pub mod couloir;
/// A code that selects the actors of a couloir.
pub mod couloir_actor_code;
/// A use case of a couloir.
pub mod couloir_use_case;
/// A counter that one writer at a time may raise.
pub mod counter;
/// A revision that changed a dataset.
pub mod dataset_revision;
/// A source document, in one of its versions.
pub mod document;
/// A publication that is not made yet.
pub mod draft;
/// A dated, frozen state of all data.
pub mod edition;
/// A software company, in one of its versions.
pub mod editor;
/// A funding window, in one of its versions.
pub mod funding_window;
/// A phase of a funding window.
pub mod funding_window_phase;
/// The answer to a publication, kept for retries.
pub mod idempotency;
/// An indicator, in one of its versions.
pub mod indicator;
/// An institution, in one of its versions.
pub mod institution;
/// The columns of the items of every list that a record holds.
pub mod item;
/// A financial or regulatory measure, in one of its versions.
pub mod lever;
/// A person who acts for an institution.
pub mod member;
/// A dated event, in one of its versions.
pub mod milestone;
/// A value of a series for a period, in one of its versions.
pub mod observation;
/// A query kept with the answer that it had.
pub mod permalink;
/// What a candidate must meet to enter, in one of its versions.
pub mod prerequisite;
/// A step of a procedure that someone goes through, in one of its versions.
pub mod procedure;
/// A programme, in one of its versions.
pub mod programme;
/// What a programme covers, excludes or demands, in one of its versions.
pub mod programme_rule;
/// A regulatory text of a programme.
pub mod programme_text;
/// The identity of a record: what references, citations and addresses mean.
pub mod record;
mod reference;
/// A referencing decision, in one of its versions.
pub mod referencing;
/// A region, or the nation, in one of its versions.
pub mod region;
/// A regional envelope, in one of its versions.
pub mod regional_envelope;
/// A document, tool or training that helps to take part, in one of its versions.
pub mod resource;
/// A publication.
pub mod revision;
/// An action of the regional roadmaps, in one of its versions.
pub mod roadmap_action;
/// A macro-objective of the regional roadmaps, in one of its versions.
pub mod roadmap_objective;
/// A region's progress on an action, in one of its versions.
pub mod roadmap_progress;
/// A step of an action of the regional roadmaps, in one of its versions.
pub mod roadmap_step;
/// What can be found of a record by its words.
pub mod search_entry;
/// SQLite's own index of these words.
pub mod search_text;
/// The identity of a series of observations: indicator × region × couloir or category × document.
pub mod series;
/// What the observations of a series come to in a span of time, in one of its versions.
pub mod series_total;
/// A software function, in one of its versions.
pub mod software_function;
/// A software product, in one of its versions.
pub mod solution;
/// A specification, in one of its versions.
pub mod specification;
/// A text of a specification: its arrêté, or one version of its DSR.
pub mod specification_text;
/// What a document says of a field of a record, in one of its versions.
pub mod statement;
/// A unit amount, in one of its versions.
pub mod tariff;
/// A GraphQL document that is asked for by its hash.
pub mod trusted_document;
/// The value an indicator must reach in a window, in one of its versions.
pub mod usage_target;
/// The columns of every table of versions.
pub mod version;

pub use reference::{OPEN, Reference};

use sea_orm::{
    DbBackend, EntityTrait, IdenStatic, Iterable, Schema,
    sea_query::{ColumnType, TableCreateStatement},
};

/// A table, with its columns and their kinds.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// The names of its columns, and their kinds.
    pub columns: Vec<(&'static str, ColumnType)>,
}

fn table<E: EntityTrait>() -> Table {
    let kind = |column: &E::Column| sea_orm::ColumnTrait::def(column).get_column_type().clone();
    Table {
        name: E::default().table_name(),
        columns: E::Column::iter()
            .map(|column| (column.as_str(), kind(&column)))
            .collect(),
    }
}

/// The entities of what is published, `record` first: every foreign key points at it.
macro_rules! published {
    ($each:ident $(, $with:expr)?) => {
        $each![
            $($with;)? record change citation conflict conflict_value contact core_service couloir couloir_actor_code
            couloir_use_case dataset_revision document editor funding_window funding_window_phase indicator institution lever
            milestone observation prerequisite procedure programme programme_rule programme_text referencing region
            regional_envelope resource revision roadmap_action roadmap_objective roadmap_progress roadmap_step series software_function solution
            specification specification_text statement tariff usage_target
        ]
    };
}

macro_rules! tables {
    ($($entity:ident)+) => { vec![$(table::<$entity::Entity>()),+] };
}

macro_rules! statements {
    ($schema:expr; $($entity:ident)+) => { vec![$($schema.create_table_from_entity($entity::Entity)),+] };
}

/// Every table of what is published, but for the full-text index, which can be made again.
pub fn published_tables() -> Vec<Table> {
    published!(tables)
}

/// The other entities: institutions and what they do here, what is frozen, and what the service itself keeps.
macro_rules! private {
    ($each:ident $(, $with:expr)?) => {
        $each![
            $($with;)? account api_key audit_event counter draft edition idempotency member permalink series_total
            trusted_document
        ]
    };
}

/// Every table, but for the full-text index.
pub fn tables() -> Vec<Table> {
    let mut tables = published!(tables);
    tables.extend(private!(tables));
    tables
}

/// The statements that make every table from its entity. Indexes, and the tables of the full-text index, are made by migrations alone.
pub fn create_tables(backend: DbBackend) -> Vec<TableCreateStatement> {
    let schema = Schema::new(backend);
    let mut statements = published!(statements, schema);
    statements.extend(private!(statements, schema));
    statements
}
