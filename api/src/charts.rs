//! Charts and maps as SVG: pure functions of figures. The same figures are the same bytes.

/// Bars, a row each.
mod bars;
/// What a chart shows.
mod chart;
/// Classes of values, by their colours.
mod classes;
/// Lines over time.
mod lines;
/// Maps of the regions.
mod map;
/// Charts as points.
mod png;
/// Axes: round steps between the least and the greatest value.
mod scale;
/// Elements of SVG.
mod svg;
/// Colours.
mod theme;
/// The regions as tiles.
mod tiles;

pub use chart::{At, Chart, Mark, Point, Series, Shape};
pub use map::has_region;
pub use png::{PNG, png};
pub use theme::Theme;

/// The parameters of a chart of groups, besides those of the groups.
pub const OF_GROUPS: [&str; 5] = ["chart", "y", "width", "theme", "scale"];

/// Those of a chart of a list: what stands along it, and what tells its series apart.
pub const OF_LISTS: [&str; 7] = ["chart", "x", "y", "by", "width", "theme", "scale"];

/// The parameters of a chart in a query string, and the query string without them.
pub fn split_parameters(text: &str, known: &[&str]) -> (Vec<(String, String)>, String) {
    let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
    let (own, others): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| known.contains(&name.as_str()));
    let others = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .finish();
    (own, others)
}

/// The media type of charts.
pub const SVG: &str = "image/svg+xml";

/// The narrowest and the widest chart, and what a chart is unless its width is said, in pixels.
pub const WIDTHS: [u32; 3] = [280, 1600, 760];

/// The most series that a line chart draws: more cannot be told apart.
pub const MOST_SERIES: usize = 8;

/// The most points that a chart draws.
pub const MOST_POINTS: usize = 1_000;

/// Draws a chart.
pub fn draw(chart: &Chart) -> String {
    match chart.shape {
        Shape::Lines => lines::draw(chart),
        Shape::Bars | Shape::Dots => bars::draw(chart),
        Shape::Map => map::draw(chart),
        Shape::Tiles => tiles::draw(chart),
    }
}
