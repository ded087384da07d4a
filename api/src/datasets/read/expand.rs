use std::pin::Pin;

use super::{node::Node, selection::Selection};
use crate::{datasets::Dataset, domain::Result, store::Snapshot};

/// The future that reads the relations of rows.
pub(in crate::datasets) type Expanding<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// The function that reads the relations of rows. History takes it as a parameter, because versions are rows too.
pub(in crate::datasets) type Expand =
    for<'a> fn(&'a Snapshot, &'a Dataset, &'a mut [Node], &'a Selection) -> Expanding<'a>;
