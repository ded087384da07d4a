use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{
    chart::{At, Chart, Mark, Point},
    svg::{Anchor, Drawing, MARGIN, SIZE, SMALL, escaped, number, width},
};

/// The outlines of the regions: Natural Earth (public domain), simplified by `tests/outlines/outlines.mjs`.
static OUTLINES: LazyLock<Option<Outlines>> = LazyLock::new(|| serde_json::from_str(include_str!("regions.json")).ok());

#[derive(Deserialize)]
struct Outlines {
    width: f64,
    height: f64,
    /// The frames of the regions overseas, each at a scale of its own.
    frames: BTreeMap<String, [f64; 4]>,
    regions: BTreeMap<String, Outline>,
}

#[derive(Deserialize)]
struct Outline {
    name: String,
    slug: String,
    path: String,
}

/// Whether a region is drawn.
pub fn has_region(slug: &str) -> bool {
    let outlines = OUTLINES.as_ref();
    outlines.is_some_and(|outlines| outlines.regions.values().any(|region| region.slug == slug))
}

/// Draws the regions, each in the class of its value.
pub(super) fn draw(chart: &Chart) -> String {
    let mut drawing = Drawing::new(chart.theme, chart.width);
    let mut top = drawing.head(chart);
    let classes = classes(chart);
    let Some(outlines) = OUTLINES.as_ref() else {
        return drawing.finish(chart, top);
    };
    let scale = ((f64::from(chart.width) - 2.0 * MARGIN) / outlines.width).min(1.0);
    drawing.add(&format!(
        "<g transform=\"translate({MARGIN} {}) scale({})\" stroke-linejoin=\"round\">",
        number(top),
        rounded(scale)
    ));
    for region in outlines.regions.values() {
        area(&mut drawing, chart, region, &classes);
    }
    let (soft, faint) = (drawing.colours.soft, drawing.colours.line);
    for (code, [x, y, wide, high]) in &outlines.frames {
        let [x, y, wide, high] = [*x, *y, *wide, *high];
        let [left, up, width, height] = [x, y, wide, high].map(number);
        drawing.add(&format!(
            "<rect x=\"{left}\" y=\"{up}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"{faint}\"/>"
        ));
        if let Some(region) = outlines.regions.get(code) {
            drawing.text(
                [x + wide / 2.0, y + high - 6.0],
                Anchor::Middle,
                SMALL,
                soft,
                "",
                &region.name,
            );
        }
    }
    drawing.add("</g>");
    top += outlines.height * scale + 14.0;
    top = legend(&mut drawing, chart, &classes, top);
    let note = chart.say(
        "Outre-mer dans des cadres, à des échelles différentes. Contours : Natural Earth.",
        "Overseas regions in frames, at different scales. Outlines: Natural Earth.",
    );
    top += drawing.paragraph(top, SMALL, soft, "", note) + 2.0;
    let end = drawing.foot(chart, top);
    drawing.finish(chart, end)
}

/// A scale with three decimals.
fn rounded(scale: f64) -> String {
    format!("{scale:.3}")
}

fn value_of<'a>(chart: &'a Chart, slug: &str) -> Option<&'a Point> {
    let mut points = chart.points().map(|(_, point)| point);
    points.find(|point| matches!(&point.at, At::Region(known) if known == slug))
}

/// The greatest value of each class, and what it is called: as many values in each as there can be.
fn classes(chart: &Chart) -> Vec<(i64, String, String)> {
    let mut known: Vec<(i64, &str)> = chart
        .points()
        .filter_map(|(_, point)| Some((point.value?, point.text.as_str())))
        .collect();
    known.sort_unstable();
    let distinct = {
        let mut values: Vec<i64> = known.iter().map(|(value, _)| *value).collect();
        values.dedup();
        values.len()
    };
    let wanted = distinct.min(5);
    let mut classes: Vec<(i64, String, String)> = Vec::new();
    for at in 1..=wanted {
        let last = known[known.len() * at / wanted - 1].0;
        if classes.last().is_some_and(|(greatest, ..)| *greatest >= last) {
            continue;
        }
        let within = |value: i64| value <= last && classes.last().is_none_or(|(greatest, ..)| value > *greatest);
        let mut members = known.iter().filter(|(value, _)| within(*value));
        let first = members.next().map_or("", |(_, text)| *text).to_owned();
        let end = members
            .next_back()
            .map_or_else(|| first.clone(), |(_, text)| (*text).to_owned());
        classes.push((last, first, end));
    }
    classes
}

/// The colour of a class among so many: the ends of the palette are always used.
fn colour(drawing: &Drawing, class: usize, count: usize) -> &'static str {
    let at = if count < 2 { 3 } else { class * 4 / (count - 1) };
    drawing.colours.classes[at.min(4)]
}

fn area(drawing: &mut Drawing, chart: &Chart, region: &Outline, classes: &[(i64, String, String)]) {
    let point = value_of(chart, &region.slug);
    let class = point.and_then(|point| {
        let value = point.value?;
        classes.iter().position(|(greatest, ..)| value <= *greatest)
    });
    let paper = drawing.colours.paper;
    let (fill, edge) = match class {
        Some(class) => (colour(drawing, class, classes.len()), paper),
        None => (drawing.colours.paper, drawing.colours.soft),
    };
    let (edge, dashed) = match point.map(|point| point.mark) {
        Some(Mark::Provisional) => (drawing.colours.ink, " stroke-dasharray=\"4 2\" stroke-width=\"1.5\""),
        _ => (edge, ""),
    };
    let text = point.map_or(chart.say("pas de valeur", "no value"), |point| &point.text);
    let said = escaped(&format!("{} : {text}", region.name));
    let path = &region.path;
    drawing.add(&format!(
        "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{edge}\"{dashed}><title>{said}</title></path>"
    ));
}

/// What the colours mean; how far down it reaches.
fn legend(drawing: &mut Drawing, chart: &Chart, classes: &[(i64, String, String)], top: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, top + SIZE);
    let ink = drawing.colours.ink;
    let soft = drawing.colours.soft;
    let ranges = classes.iter().enumerate().map(|(at, (_, first, last))| {
        let range = if first == last {
            first.clone()
        } else {
            format!("{first} – {last}")
        };
        (colour(drawing, at, classes.len()), range)
    });
    let none = (drawing.colours.paper, chart.say("pas de valeur", "no value").to_owned());
    let entries: Vec<(&'static str, String)> = ranges.chain([none]).collect();
    for (fill, text) in entries {
        let wide = 24.0 + width(&text, SIZE);
        if x > MARGIN && x + wide > f64::from(chart.width) - MARGIN {
            (x, y) = (MARGIN, y + SIZE * 1.6);
        }
        let [left, up] = [x, y - SIZE + 2.0].map(number);
        drawing.add(&format!(
            "<rect x=\"{left}\" y=\"{up}\" width=\"16\" height=\"13\" fill=\"{fill}\" stroke=\"{soft}\"/>"
        ));
        drawing.text([x + 22.0, y], Anchor::Start, SIZE, ink, "", &text);
        x += wide + 14.0;
    }
    y + 12.0
}
