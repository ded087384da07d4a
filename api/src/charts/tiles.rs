use super::{
    chart::{At, Chart, Mark, Point},
    classes::{class_of, classes, colour, legend},
    svg::{Anchor, Drawing, MARGIN, SIZE, SMALL, cut, escaped, number},
};

/// Where the tile of a region stands, by column and row, and its ISO 3166-2 letters. Regions overseas are in a row of their own.
const TILES: [(&str, &str, [u8; 2]); 18] = [
    ("hauts-de-france", "HDF", [2, 0]),
    ("normandie", "NOR", [1, 1]),
    ("ile-de-france", "IDF", [2, 1]),
    ("grand-est", "GES", [3, 1]),
    ("bretagne", "BRE", [0, 2]),
    ("pays-de-la-loire", "PDL", [1, 2]),
    ("centre-val-de-loire", "CVL", [2, 2]),
    ("bourgogne-franche-comte", "BFC", [3, 2]),
    ("nouvelle-aquitaine", "NAQ", [1, 3]),
    ("auvergne-rhone-alpes", "ARA", [3, 3]),
    ("occitanie", "OCC", [2, 4]),
    ("provence-alpes-cote-d-azur", "PAC", [3, 4]),
    ("corse", "20R", [4, 5]),
    ("guadeloupe", "971", [0, 6]),
    ("martinique", "972", [1, 6]),
    ("guyane", "973", [2, 6]),
    ("la-reunion", "974", [3, 6]),
    ("mayotte", "976", [4, 6]),
];
const COLUMNS: f64 = 5.0;
const ROWS: f64 = 7.0;

/// The height of a tile, and the space between tiles.
const HIGH: f64 = 46.0;
const GAP: f64 = 4.0;

/// The widest that a tile is.
const WIDEST: f64 = 118.0;

/// Draws a tile for each region, of one size, in the class of its value.
pub(super) fn draw(chart: &Chart) -> String {
    let mut drawing = Drawing::new(chart.theme, chart.width);
    let top = drawing.head(chart);
    let classes = classes(chart);
    let wide = ((f64::from(chart.width) - 2.0 * MARGIN) / COLUMNS - GAP).min(WIDEST);
    for (slug, letters, [column, row]) in TILES {
        let at = [
            MARGIN + f64::from(column) * (wide + GAP),
            top + f64::from(row) * (HIGH + GAP),
        ];
        let mut points = chart.points().map(|(_, point)| point);
        let point = points.find(|point| matches!(&point.at, At::Region(known) if known == slug));
        let fill = point
            .and_then(|point| class_of(point, &classes))
            .map(|class| (class, colour(&drawing, class, classes.len())));
        tile(&mut drawing, chart, [letters, slug], point, fill, at, wide);
    }
    let top = legend(&mut drawing, chart, &classes, top + ROWS * (HIGH + GAP) + 8.0);
    let soft = drawing.colours.soft;
    let note = chart.say(
        "Une tuile par région, à peu près à sa place ; l'outre-mer en bas. Sigles : ISO 3166-2.",
        "A tile for each region, about where it is; overseas regions below. Letters: ISO 3166-2.",
    );
    let end = top + drawing.paragraph(top, SMALL, soft, "", note) + 2.0;
    let end = drawing.foot(chart, end);
    drawing.finish(chart, end)
}

fn tile(
    drawing: &mut Drawing,
    chart: &Chart,
    [letters, slug]: [&str; 2],
    point: Option<&Point>,
    fill: Option<(usize, &'static str)>,
    [x, y]: [f64; 2],
    wide: f64,
) {
    let (paper, soft) = (drawing.colours.paper, drawing.colours.soft);
    let dashed = match point.map(|point| point.mark) {
        Some(Mark::Provisional) => " stroke-dasharray=\"4 2\"",
        _ => "",
    };
    let text = point.map_or(chart.none(), |point| &point.text);
    let name = point.map_or(slug, |point| &point.label);
    let said = format!("{name} : {text}");
    let said = escaped(&said);
    let [left, up, width, height] = [x, y, wide, HIGH].map(number);
    let ground = fill.map_or(paper, |(_, colour)| colour);
    drawing.add(format_args!(
        "<rect x=\"{left}\" y=\"{up}\" width=\"{width}\" height=\"{height}\" rx=\"3\" fill=\"{ground}\" stroke=\"{soft}\"{dashed}><title>{said}</title></rect>"
    ));
    let ink = fill.map_or(drawing.colours.ink, |(_, colour)| drawing.colours.ink_on(colour));
    let middle = x + wide / 2.0;
    drawing.text(
        [middle, y + 19.0],
        Anchor::Middle,
        SIZE,
        ink,
        " font-weight=\"600\"",
        letters,
    );
    let shown = cut(text, SMALL, wide - 6.0);
    drawing.text([middle, y + 36.0], Anchor::Middle, SMALL, ink, "", &shown);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::has_region;

    #[test]
    fn every_region_has_a_tile_of_its_own() {
        for (at, (slug, letters, place)) in TILES.iter().enumerate() {
            assert!(has_region(slug), "{slug}");
            let is_alone = TILES[..at]
                .iter()
                .all(|(_, other, taken)| other != letters && taken != place);
            assert!(is_alone, "{slug}");
        }
    }
}
