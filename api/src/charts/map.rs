use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{
    chart::{At, Chart, Mark, Point},
    classes::{Class, class_of, classes, colour, legend},
    svg::{Anchor, Drawing, MARGIN, SMALL, escaped, number},
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
    drawing.add(format_args!(
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
        drawing.add(format_args!(
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
    drawing.add(format_args!("</g>"));
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

fn area(drawing: &mut Drawing, chart: &Chart, region: &Outline, classes: &[Class]) {
    let point = value_of(chart, &region.slug);
    let class = point.and_then(|point| class_of(point, classes));
    let paper = drawing.colours.paper;
    let (fill, edge) = match class {
        Some(class) => (colour(drawing, class, classes.len()), paper),
        None => (drawing.colours.paper, drawing.colours.soft),
    };
    let (edge, dashed) = match point.map(|point| point.mark) {
        Some(Mark::Provisional) => (drawing.colours.ink, " stroke-dasharray=\"4 2\" stroke-width=\"1.5\""),
        _ => (edge, ""),
    };
    let text = point.map_or(chart.none(), |point| &point.text);
    let said = format!("{} : {text}", region.name);
    let said = escaped(&said);
    let path = &region.path;
    drawing.add(format_args!(
        "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{edge}\"{dashed}><title>{said}</title></path>"
    ));
}
