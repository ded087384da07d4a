use std::sync::Arc;

use bytes::Bytes;

use super::difference::Difference;
use crate::{
    calculators::{Calculator, Inputs},
    datasets::{Dataset, PageRequest, Selection, aggregate::groups::Grouping, changes::feed, search::Search},
    domain::{Language, Moment},
    graphql::{
        ids::RecordId,
        plan::{
            introspection, mutations,
            projection::Projection,
            records::{ConnectionPlan, RecordPlan},
        },
    },
};

/// A field of `calculators`.
pub(in crate::graphql) enum CalculatorField {
    Typename,
    /// An outcome, with its selection.
    Calculation {
        calculator: &'static Calculator,
        given: Inputs,
        language: Option<Language>,
        asked: Projection,
    },
}

/// A planned query, ready to run.
pub(in crate::graphql) struct QueryPlan {
    /// The root fields, in the order of the answer.
    pub(in crate::graphql) fields: Vec<(String, RootField, Option<Moment>)>,
    /// Its price.
    pub(in crate::graphql) cost: u64,
}

/// A root field.
pub(in crate::graphql) enum RootField {
    /// `__typename`: of a query, or of a mutation.
    Typename(&'static str),
    /// `__schema` and `__type`.
    Introspection(Arc<introspection::IntrospectionField>),
    /// The same, answered.
    IntrospectionBytes(Bytes),
    /// The revision and the datasets.
    Meta(MetaPlan),
    /// A search.
    Search(Search, Projection),
    /// The feed of changes.
    Changes(feed::FeedRequest, Option<feed::Since>, Projection),
    /// What changed between two moments.
    Diff(Difference, Projection),
    /// Rows counted and summed.
    Groups(&'static Dataset, Grouping, Projection),
    /// The calculators.
    Calculators(Vec<(String, CalculatorField)>),
    /// A list of a dataset.
    List {
        dataset: &'static Dataset,
        request: PageRequest,
        selection: Selection,
        plan: ConnectionPlan,
    },
    /// A record of a dataset, by slug or global id; none when the id means nothing.
    Record(Option<Lookup>),
    /// A publication.
    Mutation(Box<mutations::MutationPlan>),
    /// Records by global ids: a look-up per dataset, and which of its records answers each id.
    Records {
        lookups: Vec<Lookup>,
        places: Vec<Option<(usize, RecordId)>>,
    },
}

/// Records of one dataset by their keys or slugs.
pub(in crate::graphql) struct Lookup {
    pub(in crate::graphql) dataset: &'static Dataset,
    pub(in crate::graphql) ids: Vec<RecordId>,
    pub(in crate::graphql) selection: Selection,
    pub(in crate::graphql) plan: RecordPlan,
}

/// A field of `meta`.
pub(in crate::graphql) struct MetaPlan {
    pub(in crate::graphql) fields: Vec<(String, MetaField)>,
}

/// A field of `meta`.
pub(in crate::graphql) enum MetaField {
    Typename,
    Revision,
    PublishedAt,
    Datasets(Projection, Option<Language>),
}
