use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use segur::{
    access::Viewer,
    datasets::registry,
    domain::Clock,
    publishing::{self, Entry, Publication, Receipt, TextRow, Withdrawal},
    store::Store,
};

use crate::synthetic;

/// One thing that a random publication does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Names an editor, new or not.
    Editor(u8, u8),
    /// Names a solution, and its editor if any.
    Solution(u8, u8, Option<u8>),
    /// Gives so many days of a series values that begin at one.
    Observations(u8, u8, u16),
    /// Withdraws an editor.
    NoEditor(u8),
    /// Withdraws a solution.
    NoSolution(u8),
    /// Withdraws the value of a day of a series.
    NoObservation(u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
    let few = 0..4u8;
    prop_oneof![
        3 => (few.clone(), any::<u8>()).prop_map(|(slug, name)| Step::Editor(slug, name)),
        4 => (few.clone(), any::<u8>(), option::of(few.clone())).prop_map(|(slug, name, editor)| Step::Solution(slug, name, editor)),
        3 => (0..2u8, 1..6u8, any::<u16>()).prop_map(|(series, days, value)| Step::Observations(series, days, value)),
        1 => few.clone().prop_map(Step::NoEditor),
        2 => few.clone().prop_map(Step::NoSolution),
        2 => (0..2u8, few.clone()).prop_map(|(series, day)| Step::NoObservation(series, day)),
        1 => Just(Step::NoEditor(0)),
    ]
}

/// So many random publications, each of a few steps.
pub fn publications(count: usize) -> Vec<Vec<Step>> {
    vec(vec(step(), 1..5), count)
        .new_tree(&mut TestRunner::default())
        .expect("steps")
        .current()
}

/// Publishes steps as one revision, or the first of them that the rules accept; none when nothing changes.
pub async fn publish(store: &Store, steps: &[Step]) -> Option<Receipt> {
    if let Some(receipt) = together(store, steps).await {
        return Some(receipt);
    }
    for step in steps {
        if let Some(receipt) = together(store, std::slice::from_ref(step)).await {
            return Some(receipt);
        }
    }
    None
}

async fn together(store: &Store, steps: &[Step]) -> Option<Receipt> {
    let mut publication = Publication {
        message: format!("random, for a test: {steps:?}"),
        ..Default::default()
    };
    for step in steps {
        add(&mut publication, step);
    }
    let receipt = publishing::publish(store, Clock::System, &Viewer::seed(), publication).await;
    receipt.ok().filter(|receipt| receipt.revision.is_some())
}

fn add(publication: &mut Publication, step: &Step) {
    let withdrawal = |dataset, slug: String| Withdrawal::new(dataset, &slug);
    match step {
        Step::Editor(slug, name) => publication.entries.push(entry(
            "editors",
            &["slug", "name", "source_document"],
            &[
                &format!("editeur-{slug}"),
                &format!("Éditeur {name}"),
                "webinaire-idf-2022",
            ],
        )),
        Step::Solution(slug, name, editor) => publication.entries.push(entry(
            "solutions",
            &["slug", "name", "other_names", "editor", "source_document"],
            &[
                &format!("solution-{slug}"),
                &format!("Solution {name}"),
                if name % 2 == 0 { "" } else { "=une;\"autre\"" },
                &editor.map_or(String::new(), |editor| format!("editeur-{editor}")),
                "webinaire-idf-2022",
            ],
        )),
        Step::Observations(series, days, value) => {
            let series = usize::from(*series);
            let more = synthetic::of_series(series..series + 1, usize::from(*days), usize::from(*value));
            publication.entries.extend(more.entries);
        }
        Step::NoEditor(slug) => publication
            .withdrawals
            .push(withdrawal("editors", format!("editeur-{slug}"))),
        Step::NoSolution(slug) => publication
            .withdrawals
            .push(withdrawal("solutions", format!("solution-{slug}"))),
        Step::NoObservation(series, day) => {
            let slug = format!(
                "documents-alimentant-le-dmp-bretagne-synthetique-{series}-webinaire-idf-2022.1000-01-0{}",
                day + 1
            );
            publication.withdrawals.push(withdrawal("observations", slug));
        }
    }
}

/// An entry of a dataset from a row of text.
pub fn entry(dataset: &'static str, header: &[&str], cells: &[&str]) -> Entry {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let row = TextRow {
        line: 2,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        ..Default::default()
    };
    let dataset = registry().find(dataset).expect("a dataset");
    let mut read = publishing::read_rows(dataset, "random.csv", &header, vec![row]).expect("a row");
    read.remove(0)
}
