use super::{
    chart::{Chart, Point},
    svg::{Anchor, Drawing, MARGIN, SIZE, number, width},
};

/// A class of values: the greatest of them, and what the least and the greatest are called.
pub(super) type Class = (i64, String, String);

/// The class that a value is in.
pub(super) fn class_of(point: &Point, classes: &[Class]) -> Option<usize> {
    let value = point.value?;
    classes.iter().position(|(greatest, ..)| value <= *greatest)
}

/// The greatest value of each class, and what it is called: as many values in each as there can be.
pub(super) fn classes(chart: &Chart) -> Vec<Class> {
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
    let mut classes: Vec<Class> = Vec::new();
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
pub(super) fn colour(drawing: &Drawing, class: usize, count: usize) -> &'static str {
    let at = if count < 2 { 3 } else { class * 4 / (count - 1) };
    drawing.colours.classes[at.min(4)]
}

/// What the colours mean; how far down it reaches.
pub(super) fn legend(drawing: &mut Drawing, chart: &Chart, classes: &[Class], top: f64) -> f64 {
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
