use crate::{
    domain::{ApproximateDate, Value},
    pages::{
        context::Layout,
        rows::{Link, Rows},
    },
};

/// A day on which a phase begins or ends.
pub(super) struct Moment {
    pub(super) day: String,
    pub(super) says: String,
    pub(super) link: Link,
}

/// The days on which phases of rows begin and end, the earliest first. What has no date is not in it.
pub(super) fn moments(page: &Layout, rows: &Rows) -> Vec<Moment> {
    let Some(phases) = rows.dataset.phases() else {
        return Vec::new();
    };
    let mut moments: Vec<(ApproximateDate, Moment)> = Vec::new();
    for (at, node) in rows.page.nodes.iter().enumerate() {
        for (kind, starts, ends) in phases.dated(&node.row.parts) {
            let name = rows.phases(page, &[kind]);
            let edges = [(starts, page.say("début", "begins")), (ends, page.say("fin", "ends"))];
            for (value, edge) in edges {
                if let Value::Date(date) = value {
                    let moment = Moment {
                        day: date.in_words().text(page.language).to_owned(),
                        says: format!("{name}, {edge}"),
                        link: rows.link(page, at),
                    };
                    moments.push((date.clone(), moment));
                }
            }
        }
    }
    moments.sort_by_key(|(date, _)| date.earliest());
    moments.into_iter().map(|(_, moment)| moment).collect()
}
