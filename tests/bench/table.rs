use super::load::Done;

/// The lines of the table, as Markdown.
#[derive(Default)]
pub(super) struct Table {
    lines: Vec<String>,
}

/// The middle one of some figures.
pub(super) fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

impl Table {
    /// A figure against another of the same run.
    pub(super) fn line(&mut self, what: &str, own: &str, against: &str, other: &str, ratio: f64) {
        let line = format!("| {what} | {own} | {against}: {other} | {ratio:.2} |");
        println!("{line}");
        self.lines.push(line);
    }

    /// Requests a second, and processor time for each.
    pub(super) fn rates(&mut self, what: &str, own: &[Done], other: &[Done], against: &str) {
        let rate = |done: &[Done]| middle(done.iter().map(|done| done.rate).collect());
        let cost = |done: &[Done]| middle(done.iter().map(|done| done.cost[0]).collect());
        // Round by round: the machine is not the same in all of them.
        let ratios = own
            .iter()
            .zip(other)
            .map(|(own, other)| own.rate / other.rate)
            .collect();
        let told = |done: &[Done]| format!("{:.0}/s, {:.1} µs", rate(done), cost(done));
        self.line(what, &told(own), against, &told(other), middle(ratios));
    }

    /// All of it.
    pub(super) fn print(&self) {
        println!("\n| what | here | against | ratio |\n| --- | --- | --- | --- |");
        for line in &self.lines {
            println!("{line}");
        }
    }
}
