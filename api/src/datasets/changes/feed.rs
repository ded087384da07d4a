/// Places in the feed.
mod place;
/// What a change, and a page of changes, are made of.
mod shape;
/// The moment at which a reader starts.
mod since;
/// The changes of a page, as a condition.
mod span;

use std::collections::HashMap;

use entity::{change, observation, record, revision, series, version};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{DynIden, Expr, IntoIden, JoinType, Order, Query, SelectStatement, SimpleExpr},
};
use serde_json::{Value as Json, json};

use crate::{
    datasets::{
        Dataset, Identity, Kind, Node,
        model::fields::{Field, Shows, Source, fields, selection},
        read::{
            history::{PUBLICATION, publication},
            json,
            node::VersionPublication,
            relations,
            row::{self, key_column, observation_slug},
            scope::Scope,
        },
        registry,
    },
    domain::{Error, Result, Revision, Slug, instant, wording},
    store::Snapshot,
};

pub use place::Place;
pub use shape::{page_shape, shape};
pub use since::Since;
use span::Span;

/// How many changes an answer has, unless it says otherwise.
pub const DEFAULT_CHANGES: usize = 100;

/// The most changes that an answer may have.
pub const GREATEST_CHANGES: usize = 1_000;

/// The name of the columns that say of which region a record is.
const REGION: &str = "region";

/// Which changes are asked for.
#[derive(Clone, Debug, Default)]
pub struct FeedRequest {
    /// Those after this place.
    pub after: Place,
    /// Only of these datasets; of all when none is named.
    pub datasets: Vec<&'static str>,
    /// Only of records of this region, before or after the change.
    pub region: Option<Slug>,
    /// Only those that this institution published.
    pub publisher: Option<Slug>,
    /// At most so many.
    pub limit: usize,
}

impl FeedRequest {
    /// The same request, from a moment on when one is given.
    ///
    /// # Errors
    /// `BadInput` for a moment beside a place; `Unavailable` when the store cannot be reached.
    pub async fn starting(mut self, snapshot: &Snapshot, since: Option<&Since>) -> Result<Self> {
        let Some(since) = since else { return Ok(self) };
        if self.after != Place::default() {
            return Err(Error::bad_input(wording!(
                "donnez since (un moment) ou after (une place du fil), pas les deux",
                "give since (a moment) or after (a place in the feed), not both"
            )));
        }
        self.after = since.place(snapshot).await?;
        Ok(self)
    }
}

/// Changes, oldest first.
pub struct Changes {
    /// The changes, each as JSON of the shape that `shape` says.
    pub data: Vec<Json>,
    /// Where to ask on.
    pub next: Place,
    /// Whether there are more now.
    pub more: bool,
}

impl Changes {
    /// The changes as JSON, of the shape that `page_shape` says.
    pub fn to_json(self, snapshot: &Snapshot) -> Json {
        json!({
            "revision": snapshot.revision().0,
            "after": self.next.to_string(),
            "more": self.more,
            "data": self.data,
        })
    }
}

/// A change, still without the record before and after it.
struct Change {
    place: Place,
    publication: VersionPublication,
    dataset: &'static Dataset,
    slug: String,
    operation: String,
}

/// Changes after a place, oldest first, each with the record before and after it: two statements for each dataset that has some, and those
/// that read what records hold.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn changes(snapshot: &Snapshot, asked: &FeedRequest) -> Result<Changes> {
    if asked.after.revision > snapshot.revision() {
        return Err(Error::bad_cursor(wording!(
            "after : la révision {} n'est pas encore publiée ici, la dernière est {} ; réessayez dans une seconde si une autre réponse l'a donnée",
            "after: revision {} is not published here yet, the last one is {}; try again in a second if another answer gave it",
            asked.after.revision,
            snapshot.revision()
        )));
    }
    refuse_unknown(snapshot, asked).await?;
    let mut found = index(snapshot, asked).await?;
    let more = found.len() > asked.limit;
    // One more than asked tells whether the last one ends its revision.
    let following = more.then(|| found.pop()).flatten().map(|change| change.place.revision);
    let Some(last) = found.last().map(|change| change.place) else {
        return Ok(Changes {
            data: Vec::new(),
            next: Place::after(snapshot.revision()),
            more: false,
        });
    };
    let span = Span::covering(found.iter().map(|change| change.place));
    let mut datasets: Vec<&'static Dataset> = found.iter().map(|change| change.dataset).collect();
    datasets.sort_unstable_by_key(|dataset| dataset.name);
    datasets.dedup_by_key(|dataset| dataset.name);
    let mut before = HashMap::new();
    let mut after = HashMap::new();
    for dataset in datasets {
        before.extend(states(snapshot, asked, &span, dataset, version::Column::Until).await?);
        after.extend(states(snapshot, asked, &span, dataset, version::Column::Since).await?);
    }
    let ends = found
        .iter()
        .skip(1)
        .map(|next| Some(next.place.revision))
        .chain([following]);
    let ends: Vec<bool> = found
        .iter()
        .zip(ends)
        .map(|(change, next)| next != Some(change.place.revision))
        .collect();
    let mut data = Vec::with_capacity(found.len());
    for (change, ends_revision) in found.into_iter().zip(ends) {
        let states = [before.remove(&change.place), after.remove(&change.place)];
        data.push(change_to_json(&change, states, ends_revision));
    }
    let next = if more { last } else { Place::after(snapshot.revision()) };
    Ok(Changes { data, next, more })
}

/// Refuses a region that there never was, and a publisher who never published: an empty feed would look like nothing to tell.
async fn refuse_unknown(snapshot: &Snapshot, asked: &FeedRequest) -> Result<()> {
    let known = |table: DynIden| Query::select().expr(Expr::value(1)).from(table).limit(1).to_owned();
    if let Some(region) = &asked.region {
        let select = known(record::Entity.into_iden())
            .and_where(Expr::col(record::Column::Dataset).eq("regions"))
            .and_where(Expr::col(record::Column::Slug).eq(region.as_str()))
            .to_owned();
        if snapshot.one(&select).await?.is_none() {
            return Err(Error::not_found(wording!(
                "il n'y a pas de région « {region} » : /v1/regions les liste",
                "there is no region \"{region}\": /v1/regions lists them"
            )));
        }
    }
    if let Some(publisher) = &asked.publisher {
        let published = known(revision::Entity.into_iden())
            .and_where(Expr::col(revision::Column::Institution).eq(publisher.as_str()))
            .to_owned();
        let institution = known(record::Entity.into_iden())
            .and_where(Expr::col(record::Column::Dataset).eq("institutions"))
            .and_where(Expr::col(record::Column::Slug).eq(publisher.as_str()))
            .to_owned();
        if snapshot.one(&published).await?.is_none() && snapshot.one(&institution).await?.is_none() {
            return Err(Error::not_found(wording!(
                "il n'y a pas d'institution « {publisher} » : /v1/institutions les liste",
                "there is no institution \"{publisher}\": /v1/institutions lists them"
            )));
        }
    }
    Ok(())
}

fn change_to_json(change: &Change, [before, after]: [Option<Json>; 2], ends_revision: bool) -> Json {
    let publication = &change.publication;
    json!({
        "place": change.place.to_string(),
        "revision": publication.revision.0,
        "published_at": instant(publication.at),
        "publisher": publication.institution,
        "message": publication.message,
        "reason": publication.reason,
        "ends_revision": ends_revision,
        "dataset": change.dataset.name,
        "slug": change.slug,
        "operation": change.operation,
        "before": before,
        "after": after,
    })
}

/// The changes themselves, and one more than asked.
async fn index(snapshot: &Snapshot, asked: &FeedRequest) -> Result<Vec<Change>> {
    let mut select = Query::select();
    select
        .columns(PUBLICATION.map(|column| ("v", column)))
        .columns(
            [
                change::Column::Position,
                change::Column::Period,
                change::Column::Operation,
            ]
            .map(|name| ("c", name)),
        )
        .columns([record::Column::Dataset, record::Column::Slug].map(|name| ("r", name)))
        .from_as(change::Entity, "c");
    chosen(&mut select, snapshot, asked);
    select
        .order_by(("c", change::Column::Revision), Order::Asc)
        .order_by(("c", change::Column::Position), Order::Asc)
        .limit(asked.limit as u64 + 1);
    snapshot.all(&select).await?.iter().map(change).collect()
}

fn change(row: &QueryResult) -> Result<Change> {
    let publication = publication(row)?;
    let period: Option<String> = row.try_get_by_index(6)?;
    let dataset: String = row.try_get_by_index(8)?;
    let slug: String = row.try_get_by_index(9)?;
    Ok(Change {
        place: Place {
            revision: publication.revision,
            position: row.try_get_by_index(5)?,
        },
        publication,
        dataset: registry().dataset_recorded_as(&dataset)?,
        slug: match period {
            Some(period) => observation_slug(&slug, &period),
            None => slug,
        },
        operation: row.try_get_by_index(7)?,
    })
}

/// Keeps, in a statement over changes (`c`), those asked for, with their records (`r`) and revisions (`v`).
pub(in crate::datasets) fn chosen(select: &mut SelectStatement, snapshot: &Snapshot, asked: &FeedRequest) {
    let place = Expr::tuple([
        Expr::col(("c", change::Column::Revision)),
        Expr::col(("c", change::Column::Position)),
    ]);
    let after = Expr::tuple([Expr::value(asked.after.revision.0), Expr::value(asked.after.position)]);
    select
        .join_as(
            JoinType::InnerJoin,
            record::Entity,
            "r",
            Expr::col(("r", record::Column::Id)).equals(("c", change::Column::RecordId)),
        )
        .join_as(
            JoinType::InnerJoin,
            revision::Entity,
            "v",
            Expr::col(("v", revision::Column::Number)).equals(("c", change::Column::Revision)),
        )
        .and_where(Expr::col(("c", change::Column::Revision)).lte(snapshot.revision().0))
        .and_where(place.gt(after));
    if !asked.datasets.is_empty() {
        let datasets = registry().datasets();
        let names = datasets
            .filter(|dataset| asked.datasets.contains(&dataset.name))
            .map(Dataset::recorded_as);
        select.and_where(Expr::col(("r", record::Column::Dataset)).is_in(names));
    }
    if let Some(publisher) = &asked.publisher {
        select.and_where(Expr::col(("v", revision::Column::Institution)).eq(publisher.as_str()));
    }
    if let Some(region) = &asked.region {
        select.and_where(of_region(region));
    }
}

/// The condition that a record is of a region before or after its change, or is the region.
fn of_region(region: &Slug) -> SimpleExpr {
    let this = Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(Expr::col(record::Column::Dataset).eq("regions"))
        .and_where(Expr::col(record::Column::Slug).eq(region.as_str()))
        .to_owned();
    let own = || Expr::col(("c", change::Column::RecordId));
    let mut any = own().in_subquery(this.clone());
    for dataset in registry().datasets() {
        let Some(column) = dataset.column(REGION).map(|place| &dataset.columns[place]) else {
            continue;
        };
        if !matches!(column.kind, Kind::Reference(_)) {
            continue;
        }
        let mut version = Query::select();
        if column.of_series {
            version.from_as(series::Entity, "of");
        } else {
            // The version that the change made, or the one that it ended.
            let at = |column| Expr::col(("of", column)).equals(("c", change::Column::Revision));
            version
                .from_as(dataset.table.clone(), "of")
                .and_where(at(version::Column::Since).or(at(version::Column::Until)));
        }
        version
            .expr(Expr::value(1))
            .and_where(Expr::col(("of", version::Column::RecordId)).equals(("c", change::Column::RecordId)))
            .and_where(Expr::col(("of", column.stored.clone())).in_subquery(this.clone()));
        any = any.or(Expr::exists(version));
    }
    any
}

/// The records of a dataset as the changes left them (`since`), or as they found them (`until`), by the place of the change.
async fn states(
    snapshot: &Snapshot,
    asked: &FeedRequest,
    span: &Span,
    dataset: &'static Dataset,
    end: version::Column,
) -> Result<HashMap<Place, Json>> {
    let every = snapshot.of_every_version();
    let shown = shown(dataset);
    let wanted = selection(dataset, &shown);
    let scope = Scope::new(&every, dataset, 0);
    let table = scope.table();
    let mut select = Query::select();
    select.columns([change::Column::Revision, change::Column::Position].map(|name| ("c", name)));
    row::select(&mut select, &scope, dataset, &wanted);
    let mut same = Expr::col(("c", change::Column::RecordId))
        .equals((table.clone(), key_column(dataset)))
        .and(Expr::col(("c", change::Column::Revision)).equals((table.clone(), end)));
    if dataset.identity == Identity::Series {
        same = same.and(Expr::col(("c", change::Column::Period)).equals((table, observation::Column::Period)));
    }
    select.join_as(JoinType::InnerJoin, change::Entity, "c", same);
    chosen(&mut select, snapshot, asked);
    select.and_where(span.condition());
    let mut places = Vec::new();
    let mut nodes = Vec::new();
    for found in every.all(&select).await? {
        places.push(Place {
            revision: Revision(found.try_get_by_index(0)?),
            position: found.try_get_by_index(1)?,
        });
        nodes.push(Node::bare(row::decode(dataset, &wanted, &found, 2)?));
    }
    relations::nodes(&every, dataset, &mut nodes, &wanted).await?;
    let records = nodes.iter().map(|node| json::record(dataset, &shown, node));
    Ok(places.into_iter().zip(records).collect())
}

/// What the feed shows of a record: all but what follows from the documents that it cites, which have changes of their own.
pub fn shown(dataset: &Dataset) -> Vec<Field> {
    let mut shown = fields(dataset);
    shown.retain(|field| !matches!(field.shows, Shows::Source(Source::Title | Source::Address)));
    shown
}
