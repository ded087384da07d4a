//! What is public: each dataset declared once, and how its rows are filtered, ordered, paged and related.
//!
//! A declaration (`datasets/declarations/<name>.rs`) says what a row is; everything else here, and every door above, is generic over declarations.

/// Rows counted and summed.
pub mod aggregate;
/// What publications changed.
pub mod changes;
/// The datasets, one file each.
pub mod declarations;
/// What a declaration is made of.
pub mod model;
/// How rows are selected, ordered, paged and read.
pub mod read;
/// Every dataset, by name.
pub mod registry;
/// Search over all datasets.
pub mod search;

pub use declarations::{families, vocabularies};
pub use model::{
    declaration::{Column, Dataset, Identity, Part, Relation},
    family::Family,
    kind::Kind,
};
pub use read::record_key::RecordKey;
pub use read::row::Row;
pub use read::table::Table;
pub use read::walk::Walk;
pub use read::{
    node::{Node, Page},
    selection::Selection,
};
pub use read::{
    page::{page, record, records},
    page_request::PageRequest,
};
pub use registry::{Registry, registry};
