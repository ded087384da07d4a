use super::{
    chart::{Chart, Mark, Point, Shape},
    scale::{position, steps},
    svg::{Anchor, Drawing, MARGIN, SIZE, SMALL, cut, escaped, number, width},
};

/// The height of a bar, and from one to the next.
const BAR: f64 = 18.0;
const ROW: f64 = 27.0;

/// Draws a bar, or a dot, for each value, with its name before it and its value after.
pub(super) fn draw(chart: &Chart) -> String {
    let mut drawing = Drawing::new(chart.theme, chart.width);
    let mut top = drawing.head(chart);
    let whole = f64::from(chart.width) - 2.0 * MARGIN;
    let widest = |text: fn(&Point) -> &str| {
        chart
            .points()
            .map(|(_, point)| width(text(point), SIZE))
            .fold(0.0, f64::max)
    };
    // On a narrow screen, and where they are long, names stand above their bars.
    let is_narrow = chart.width < 520 || widest(|point| &point.label) > whole * 0.4;
    let names = if is_narrow {
        0.0
    } else {
        widest(|point| &point.label) + 10.0
    };
    let values = widest(|point| &point.text) + 10.0;
    let (least, greatest) = chart.bounds();
    let steps = steps(least, greatest, 5);
    let room = [MARGIN + names, (MARGIN + whole - values).max(MARGIN + names + 40.0)];
    let row = if is_narrow { ROW + SIZE * 1.3 } else { ROW };
    for (series, point) in in_order(chart) {
        let y = if is_narrow {
            let ink = drawing.colours.ink;
            // Beside the line of zero, not on it.
            let left = MARGIN + 6.0;
            let name = cut(&point.label, SIZE, whole - 6.0);
            drawing.text([left, top + SIZE], Anchor::Start, SIZE, ink, "", &name);
            top + SIZE * 1.3
        } else {
            let ink = drawing.colours.ink;
            let name = cut(&point.label, SIZE, names - 10.0);
            drawing.text([room[0] - 8.0, top + BAR - 4.5], Anchor::End, SIZE, ink, "", &name);
            top
        };
        bar(&mut drawing, chart.shape, (series, point), &steps, room, y);
        top += row;
    }
    let zero = position(0, &steps, room);
    let soft = drawing.colours.soft;
    let first = top - row * chart.points().count() as f64;
    drawing.line([zero, first - 3.0], [zero, top - 4.0], soft, "");
    let end = drawing.foot(chart, top + 10.0);
    drawing.finish(chart, end)
}

/// The values of each category side by side, each with the place of its series.
fn in_order(chart: &Chart) -> Vec<(usize, &Point)> {
    let of_series = chart.series.iter().enumerate();
    let mut points: Vec<(usize, &Point)> = of_series
        .flat_map(|(at, series)| series.points.iter().map(move |point| (at, point)))
        .collect();
    points.sort_by(|(_, one), (_, other)| one.at.cmp(&other.at));
    points
}

fn bar(drawing: &mut Drawing, shape: Shape, (series, point): (usize, &Point), steps: &[i64], room: [f64; 2], y: f64) {
    let colour = series % drawing.colours.series.len();
    let edge = drawing.colours.series[colour];
    let hatch = format!("url(#h{colour})");
    let zero = position(0, steps, room);
    let (ink, soft) = (drawing.colours.ink, drawing.colours.soft);
    let Some(value) = point.value else {
        let said = format!("× {}", point.text);
        drawing.text([zero + 6.0, y + BAR - 4.5], Anchor::Start, SMALL, soft, "", &said);
        return;
    };
    let end = position(value, steps, room);
    let fill = match point.mark {
        Mark::Provisional => hatch.as_str(),
        _ => edge,
    };
    let [x, wide, top] = [zero.min(end), (end - zero).abs().max(1.0), y].map(number);
    let said = format!("{} : {}", point.label, point.text);
    let said = escaped(&said);
    if shape == Shape::Dots {
        let centre = y + BAR / 2.0;
        let faint = drawing.colours.line;
        drawing.line([zero, centre], [end, centre], faint, "");
        let paper = drawing.colours.paper;
        let fill = if point.mark == Mark::Provisional { paper } else { edge };
        let [x, y] = [end, centre].map(number);
        drawing.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"5.5\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"2\"><title>{said}</title></circle>"
        ));
    } else {
        drawing.add(format_args!(
        "<rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{BAR}\" fill=\"{fill}\" stroke=\"{edge}\"><title>{said}</title></rect>"
        ));
    }
    drawing.text(
        [zero.max(end) + 10.0, y + BAR - 4.5],
        Anchor::Start,
        SIZE,
        ink,
        "",
        &point.text,
    );
}
