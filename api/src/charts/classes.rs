use super::{
    chart::{Chart, Point},
    scale::steps,
    svg::{Anchor, Drawing, MARGIN, SIZE, number, width},
};

/// A class of values: the greatest that is in it, and what the least and the greatest of those that are there are called.
pub(super) type Class = (i64, String, String);

/// The class that a value is in.
pub(super) fn class_of(point: &Point, classes: &[Class]) -> Option<usize> {
    let value = point.value?;
    classes.iter().position(|(greatest, ..)| value <= *greatest)
}

/// Classes of one width from zero on, so that a colour says how much: those without a value have no name.
pub(super) fn classes(chart: &Chart) -> Vec<Class> {
    let mut known: Vec<(i64, &str)> = chart
        .points()
        .filter_map(|(_, point)| Some((point.value?, point.text.as_str())))
        .collect();
    known.sort_unstable();
    let (least, greatest) = chart.bounds();
    let steps = steps(least, greatest, WANTED);
    let class = |(at, pair): (usize, &[i64])| {
        // Zero is in the first class, each other edge in the class below it.
        let within = |value: i64| value <= pair[1] && (value > pair[0] || at == 0);
        let mut members = known.iter().filter(|(value, _)| within(*value));
        let first = members.next().map_or("", |(_, text)| *text).to_owned();
        let last = members
            .next_back()
            .map_or_else(|| first.clone(), |(_, text)| (*text).to_owned());
        (pair[1], first, last)
    };
    steps.windows(2).enumerate().map(class).collect()
}

/// About how many classes there are.
const WANTED: i64 = 5;

/// The colour of a class among so many: the ends of the palette are always used.
pub(super) fn colour(drawing: &Drawing, class: usize, count: usize) -> &'static str {
    let at = if count < 2 { 3 } else { class * 4 / (count - 1) };
    drawing.colours.classes[at.min(4)]
}

/// What the colours mean; how far down it reaches.
pub(super) fn legend(drawing: &mut Drawing, chart: &Chart, classes: &[Class], top: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, top + SIZE);
    let ink = drawing.colours.ink;
    let soft = drawing.colours.soft;
    let named = classes
        .iter()
        .enumerate()
        .filter(|(_, (_, first, _))| !first.is_empty());
    let ranges = named.map(|(at, (_, first, last))| {
        let range = if first == last {
            first.clone()
        } else {
            format!("{first} – {last}")
        };
        (colour(drawing, at, classes.len()), range)
    });
    let none = (drawing.colours.paper, chart.none().to_owned());
    let entries: Vec<(&'static str, String)> = ranges.chain([none]).collect();
    for (fill, text) in entries {
        let wide = 24.0 + width(&text, SIZE);
        if x > MARGIN && x + wide > f64::from(chart.width) - MARGIN {
            (x, y) = (MARGIN, y + SIZE * 1.6);
        }
        let [left, up] = [x, y - SIZE + 2.0].map(number);
        drawing.add(format_args!(
            "<rect x=\"{left}\" y=\"{up}\" width=\"16\" height=\"13\" fill=\"{fill}\" stroke=\"{soft}\"/>"
        ));
        drawing.text([x + 22.0, y], Anchor::Start, SIZE, ink, "", &text);
        x += wide + 14.0;
    }
    y + 12.0
}
