use std::collections::BTreeMap;

use super::{
    chart::{At, Chart, Mark, Point, Series},
    scale::{position, steps},
    svg::{Anchor, Drawing, MARGIN, SIZE, SMALL, escaped, number, width},
};
use crate::domain::numeral;

/// The height of the plot.
const PLOT: f64 = 260.0;

/// How lines are told apart besides their colour.
const DASHES: [&str; 4] = [
    "",
    " stroke-dasharray=\"7 3\"",
    " stroke-dasharray=\"2 3\"",
    " stroke-dasharray=\"9 3 2 3\"",
];

/// Where things stand in the plot.
struct Plot<'a> {
    chart: &'a Chart,
    steps: Vec<i64>,
    left: f64,
    right: f64,
    top: f64,
    /// The first and the last day.
    days: [i64; 2],
}

impl Plot<'_> {
    fn y(&self, value: i64) -> f64 {
        position(value, &self.steps, [self.top + PLOT, self.top])
    }

    fn x(&self, at: &At) -> f64 {
        let [first, last] = self.days;
        let share = if last == first {
            0.5
        } else {
            (middle(at) - first) as f64 / (last - first) as f64
        };
        self.left + (self.right - self.left) * share
    }
}

/// The middle of a period, in half days.
fn middle(at: &At) -> i64 {
    use chrono::Datelike;
    match at {
        At::Period(first, last) => i64::from(first.num_days_from_ce()) + i64::from(last.num_days_from_ce()),
        _ => 0,
    }
}

/// Whether a period begins after another has ended.
fn follows(one: &At, other: &At) -> bool {
    match (one, other) {
        (At::Period(_, last), At::Period(first, _)) => last < first,
        _ => false,
    }
}

/// Draws a line for each series.
pub(super) fn draw(chart: &Chart) -> String {
    let mut drawing = Drawing::new(chart.theme, chart.width);
    let top = drawing.head(chart);
    let top = legend(&mut drawing, chart, top) + 6.0;
    let (least, greatest) = chart.bounds();
    let steps = steps(least, greatest, 5);
    let labels: Vec<String> = steps.iter().map(|step| in_words(chart, *step)).collect();
    let widest = labels.iter().map(|label| width(label, SMALL)).fold(0.0, f64::max);
    let days = || chart.points().map(|(_, point)| middle(&point.at));
    let plot = Plot {
        days: [days().min().unwrap_or_default(), days().max().unwrap_or_default()],
        left: MARGIN + widest + 14.0,
        right: f64::from(chart.width) - MARGIN - 18.0,
        steps,
        chart,
        top,
    };
    grid(&mut drawing, &plot, &labels);
    for (at, series) in chart.series.iter().enumerate() {
        line(&mut drawing, &plot, at, series);
    }
    let end = drawing.foot(chart, top + PLOT + 34.0);
    drawing.finish(chart, end)
}

/// A value of the axis.
fn in_words(chart: &Chart, thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 1_000, thousandths.unsigned_abs() % 1_000);
    let text = if rest == 0 {
        whole.to_string()
    } else {
        let sign = if thousandths < 0 && whole == 0 { "-" } else { "" };
        format!("{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
    };
    numeral(&text, chart.language)
}

/// The names of the series, with their lines; how far down they reach.
fn legend(drawing: &mut Drawing, chart: &Chart, top: f64) -> f64 {
    if chart.series.len() < 2 {
        return top;
    }
    let (mut x, mut y) = (MARGIN, top + SIZE);
    for (at, series) in chart.series.iter().enumerate() {
        let wide = 34.0 + width(&series.name, SIZE);
        if x > MARGIN && x + wide > f64::from(chart.width) - MARGIN {
            (x, y) = (MARGIN, y + SIZE * 1.5);
        }
        let (colour, ink) = (drawing.colours.series[at % 8], drawing.colours.ink);
        let dash = DASHES[at % 4];
        drawing.line(
            [x, y - 4.0],
            [x + 22.0, y - 4.0],
            colour,
            &format!(" stroke-width=\"2.5\"{dash}"),
        );
        drawing.text([x + 28.0, y], Anchor::Start, SIZE, ink, "", &series.name);
        x += wide + 14.0;
    }
    y + 10.0
}

fn grid(drawing: &mut Drawing, plot: &Plot<'_>, labels: &[String]) {
    let (soft, faint) = (drawing.colours.soft, drawing.colours.line);
    for (step, label) in plot.steps.iter().zip(labels) {
        let y = plot.y(*step);
        let colour = if *step == 0 { soft } else { faint };
        drawing.line([plot.left - 6.0, y], [plot.right + 10.0, y], colour, "");
        drawing.text([plot.left - 10.0, y + 4.0], Anchor::End, SMALL, soft, "", label);
    }
    // Periods, as many as there is room for.
    let periods: BTreeMap<i64, &Point> = plot
        .chart
        .points()
        .map(|(_, point)| (middle(&point.at), point))
        .collect();
    let mut free = f64::MIN;
    for point in periods.values() {
        let x = plot.x(&point.at);
        let half = width(&point.label, SMALL) / 2.0;
        drawing.line([x, plot.top + PLOT], [x, plot.top + PLOT + 5.0], soft, "");
        let x = x.min(f64::from(plot.chart.width) - MARGIN / 2.0 - half);
        if x - half > free {
            drawing.text(
                [x, plot.top + PLOT + 19.0],
                Anchor::Middle,
                SMALL,
                soft,
                "",
                &point.label,
            );
            free = x + half + 8.0;
        }
    }
}

fn line(drawing: &mut Drawing, plot: &Plot<'_>, at: usize, series: &Series) {
    let colour = drawing.colours.series[at % 8];
    let paper = drawing.colours.paper;
    let is_joined = series.points.windows(2).all(|pair| follows(&pair[0].at, &pair[1].at));
    for pair in series.points.windows(2) {
        // A value that is missing is a gap; where periods overlap, values are no course of things.
        if !is_joined {
            break;
        }
        if let (Some(from), Some(to)) = (pair[0].value, pair[1].value) {
            let ends = [[plot.x(&pair[0].at), plot.y(from)], [plot.x(&pair[1].at), plot.y(to)]];
            drawing.line(
                ends[0],
                ends[1],
                colour,
                &format!(" stroke-width=\"2.5\"{}", DASHES[at % 4]),
            );
        }
    }
    for point in &series.points {
        let name = if plot.chart.series.len() > 1 {
            format!("{}, ", series.name)
        } else {
            String::new()
        };
        let said = format!("{name}{} : {}", point.label, point.text);
        let said = escaped(&said);
        let x = number(plot.x(&point.at));
        match (point.value, point.mark) {
            (Some(value), mark) => {
                let fill = if mark == Mark::Provisional { paper } else { colour };
                let y = number(plot.y(value));
                drawing.add(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"4.5\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"><title>{said}</title></circle>"
                ));
            }
            (None, _) => {
                let y = number(plot.y(0) - 4.0);
                let soft = drawing.colours.soft;
                drawing.add(format_args!(
                    "<text x=\"{x}\" y=\"{y}\" font-size=\"{SIZE}\" fill=\"{soft}\" text-anchor=\"middle\">×<title>{said}</title></text>"
                ));
            }
        }
    }
}
