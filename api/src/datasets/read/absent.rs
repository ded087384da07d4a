use crate::{
    datasets::{
        Dataset, Identity,
        model::{parse::brief, suggestion::did_you_mean},
    },
    domain::{Error, Result, Wording, wording},
    store::Snapshot,
};

/// The error of a record that is not there: that it was withdrawn, or else the nearest name.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn absent(snapshot: &Snapshot, dataset: &Dataset, slug: &str) -> Result<Error> {
    let name = dataset.name;
    let hint = match dataset.identity {
        Identity::Record => {
            let known = snapshot.record_names(name, &dataset.table, &[slug]).await?;
            if known.iter().any(|known| known == slug) {
                return Ok(withdrawn(name, slug));
            }
            did_you_mean(slug, known.iter())
        }
        Identity::Series => Wording::default(),
    };
    Ok(Error::not_found(wording!(
        "il n'y a pas de « {} » dans {name}{hint}",
        "there is no \"{}\" in {name}{hint}",
        [hint],
        brief(slug)
    )))
}

fn withdrawn(dataset: &str, slug: &str) -> Error {
    Error::not_found(wording!(
        "« {slug} » a été retiré de {dataset} ; son histoire est à /v1/{dataset}/{slug}/history",
        "\"{slug}\" was withdrawn from {dataset}; its history is at /v1/{dataset}/{slug}/history"
    ))
}
