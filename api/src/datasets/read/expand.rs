use std::pin::Pin;

use super::{node::Node, selection::Selection};
use crate::{datasets::Dataset, domain::Result, store::Snapshot};

/// The end of reading what was asked of rows beyond their columns.
pub(in crate::datasets) type Expanding<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What reads it: versions are rows too.
pub(in crate::datasets) type Expand =
    for<'a> fn(&'a Snapshot, &'a Dataset, &'a mut [Node], &'a Selection) -> Expanding<'a>;
