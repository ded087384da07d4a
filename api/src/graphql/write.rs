/// Mutations, and their payloads.
mod mutations;
/// Answers that are no records.
mod projected;
/// Records and lists as JSON text.
mod records;
/// JSON text, written piece by piece.
mod text;

use serde_json::{Value as Json, json};
use text::Text;

use super::{
    ids::RecordId,
    mutation_context::MutationContext,
    names,
    outcome::{Outcome, own_error},
    plan::{
        cost::GREATEST_COST,
        projection::Projection,
        records::ConnectionField,
        root::{CalculatorField, Lookup, MetaField, MetaPlan, QueryPlan, RootField},
    },
};
use crate::{
    calculators::{Figures, to_json},
    datasets::{
        Node,
        aggregate::{not_covered::not_covered, totals::totals},
        changes::feed::changes as read_changes,
        model::description,
        page,
        read::{filter::Filter, page::matching},
        registry,
    },
    domain::{Error, Language, Moment, Result},
    store::Snapshot,
};

/// Runs a plan and writes the answer.
pub(super) async fn run(
    snapshot: &Snapshot,
    plan: &QueryPlan,
    language: Language,
    writing: Option<&MutationContext>,
) -> Outcome {
    let mut text = Text::new(language);
    let mut errors = Vec::new();
    let mut nothing = false;
    let wrote = plan
        .fields
        .iter()
        .any(|(_, root, _)| matches!(root, RootField::Mutation(_)));
    text.raw("{\"data\":");
    let start = text.len();
    text.open();
    for (key, root, moment) in &plan.fields {
        text.key(key);
        let kept = text.len();
        // A list is never null: without it, there is no data at all.
        let may_be_null = matches!(root, RootField::Record(_));
        let written = match root {
            RootField::Mutation(written) => mutations::write(&mut text, written, writing).await,
            root => match past(snapshot, moment.as_ref()).await {
                Ok(view) => write_root(&mut text, &view, root, language).await,
                Err(error) => Err(error),
            },
        };
        if let Err(error) = written {
            errors.push(own_error(&error, Some(key), language));
            text.cut(kept);
            text.null();
            nothing |= !may_be_null;
        }
    }
    text.close();
    if nothing {
        text.cut(start);
        text.null();
    }
    if !errors.is_empty() {
        text.raw(",\"errors\":");
        text.json(&Json::from(errors.clone()));
    }
    text.raw(",\"extensions\":");
    text.json(&json!({ "cost": {
        "requested": plan.cost,
        "maximum": GREATEST_COST,
        "statements": snapshot.statements(),
    }}));
    text.raw("}");
    Outcome {
        refused: false,
        failed: !errors.is_empty(),
        wrote,
        cause: None,
        body: text.into_bytes(),
    }
}

/// The view of the moment that a root field names.
async fn past(present: &Snapshot, moment: Option<&Moment>) -> Result<Snapshot> {
    match moment {
        None => Ok(present.clone()),
        Some(moment) => present.as_of(moment).await,
    }
}

async fn write_root(text: &mut Text, snapshot: &Snapshot, root: &RootField, language: Language) -> Result<()> {
    match root {
        RootField::Typename(name) => text.string(name),
        RootField::IntrospectionBytes(json) => text.bytes(json),
        RootField::Introspection(_) => return Err(Error::internal("what is asked of the schema was not answered")),
        RootField::Meta(meta) => write_meta(text, snapshot, meta).await?,
        RootField::Search(search, asked) => text.projected(asked, &search.run(snapshot).await?),
        RootField::Changes(changes, since, asked) => {
            let changes = changes.clone().starting(snapshot, since.as_ref()).await?;
            let found = read_changes(snapshot, &changes).await?;
            text.projected(asked, &found.to_json(snapshot));
        }
        RootField::Diff(difference, asked) => text.projected(asked, &difference.run(snapshot).await?),
        RootField::Groups(dataset, grouping, asked) => {
            let labels = asked.wants("labels").then_some(language);
            let (_, groups) = grouping.run(snapshot, dataset, labels).await?;
            text.projected(asked, &Json::from(groups));
        }
        RootField::Calculators(all) => write_calculations(text, snapshot, all, language).await?,
        RootField::List {
            dataset,
            request,
            selection,
            plan,
        } => {
            let mut found = page(snapshot, dataset, request, selection).await?;
            let wants = |(_, field): &(String, ConnectionField)| matches!(field, ConnectionField::NotCovered(_));
            if plan.fields.iter().any(wants) {
                found.not_covered = not_covered(snapshot, dataset, request, &found).await?;
            }
            text.connection(plan, &found);
        }
        RootField::Record(None) | RootField::Mutation(_) => text.null(),
        RootField::Record(Some(lookup)) => match look_up(snapshot, lookup).await?.0.first() {
            Some(node) => text.record(&lookup.plan, node),
            None => text.null(),
        },
        RootField::Records { lookups, places } => write_records(text, snapshot, lookups, places).await?,
    }
    Ok(())
}

async fn write_calculations(
    text: &mut Text,
    snapshot: &Snapshot,
    all: &[(String, CalculatorField)],
    spoken: Language,
) -> Result<()> {
    text.open();
    for (key, asked) in all {
        text.key(key);
        match asked {
            CalculatorField::Typename => text.string(names::TYPE),
            CalculatorField::Calculation {
                calculator,
                given,
                language,
                asked,
            } => {
                let figures = Figures::read(snapshot, calculator.programme, calculator.datasets).await?;
                let outcome = calculator.work_out(given, &figures)?;
                text.projected(
                    asked,
                    &to_json(calculator, &outcome, &figures, language.unwrap_or(spoken)),
                );
            }
        }
    }
    text.close();
    Ok(())
}

async fn look_up(snapshot: &Snapshot, lookup: &Lookup) -> Result<Found> {
    let mut slugs = Vec::new();
    let mut keys = Vec::new();
    for id in &lookup.ids {
        match id {
            RecordId::Slug(slug) => slugs.push(slug.clone()),
            RecordId::Key(key) => keys.push(key.clone()),
        }
    }
    let mut wanted = Vec::new();
    if !slugs.is_empty() {
        wanted.push(Filter::Slug(slugs));
    }
    if !keys.is_empty() {
        wanted.push(Filter::Key(keys));
    }
    let most = lookup.ids.len();
    let nodes = matching(snapshot, lookup.dataset, Filter::Any(wanted), most, &lookup.selection).await?;
    Ok(Found(nodes))
}

/// The records of a look-up.
struct Found(Vec<Node>);

impl Found {
    fn get(&self, id: &RecordId) -> Option<&Node> {
        self.0.iter().find(|node| match id {
            RecordId::Slug(slug) => node.row.slug == slug.as_str(),
            RecordId::Key(key) => node.row.record_key() == *key,
        })
    }
}

async fn write_records(
    text: &mut Text,
    snapshot: &Snapshot,
    lookups: &[Lookup],
    places: &[Option<(usize, RecordId)>],
) -> Result<()> {
    let mut found = Vec::with_capacity(lookups.len());
    for lookup in lookups {
        found.push(look_up(snapshot, lookup).await?);
    }
    text.list(places, |text, place| {
        let node = place
            .as_ref()
            .and_then(|(at, id)| Some((&lookups[*at].plan, found[*at].get(id)?)));
        match node {
            Some((plan, node)) => text.record(plan, node),
            None => text.null(),
        }
    });
    Ok(())
}

async fn write_meta(text: &mut Text, snapshot: &Snapshot, meta: &MetaPlan) -> Result<()> {
    // Every publication changes it.
    snapshot.depends_on_everything();
    text.open();
    for (key, field) in &meta.fields {
        text.key(key);
        match field {
            MetaField::Typename => text.string("Meta"),
            MetaField::Revision => text.raw(&snapshot.revision().to_string()),
            MetaField::PublishedAt => match snapshot.published_at() {
                Some(at) => text.instant(at),
                None => text.null(),
            },
            MetaField::Datasets(asked, language) => {
                write_datasets(text, snapshot, asked, language.unwrap_or(text.language())).await?;
            }
        }
    }
    text.close();
    Ok(())
}

async fn write_datasets(text: &mut Text, snapshot: &Snapshot, asked: &Projection, language: Language) -> Result<()> {
    let counts = if asked.wants("count") {
        totals(snapshot).await?
    } else {
        Vec::new()
    };
    let all = registry()
        .datasets()
        .enumerate()
        .map(|(at, dataset)| description::to_json(dataset, counts.get(at).copied().unwrap_or_default(), language));
    text.projected(asked, &all.collect());
    Ok(())
}
