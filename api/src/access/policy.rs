use super::Viewer;
use crate::domain::{Error, Result, wording};

/// What each institution may publish: `*` is every dataset. The institutions of the programme join this table with their own access.
const MAY_PUBLISH: [(&str, &[&str]); 1] = [("seed", &["*"])];

/// Refuses a publication in a dataset that is not the viewer's.
///
/// # Errors
/// `Forbidden`, naming the institution and the dataset.
pub fn may_publish(viewer: &Viewer, dataset: &str) -> Result<()> {
    let allowed = MAY_PUBLISH.iter().any(|(institution, datasets)| {
        *institution == viewer.institution() && datasets.iter().any(|name| *name == "*" || *name == dataset)
    });
    if allowed {
        Ok(())
    } else {
        Err(Error::forbidden(wording!(
            "{} ne peut pas publier dans {dataset}",
            "{} may not publish in {dataset}",
            viewer.institution()
        )))
    }
}
