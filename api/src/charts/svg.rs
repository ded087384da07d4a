use std::fmt::{self, Write};

use super::{
    Theme,
    chart::{Chart, Mark, Shape},
    theme::Colours,
};

/// A drawing in progress.
pub(super) struct Drawing {
    body: String,
    pub(super) colours: Colours,
    width: f64,
}

/// A side of a text that a position is of.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The size of words, and of what is said in passing, in pixels.
pub(super) const SIZE: f64 = 13.0;
pub(super) const SMALL: f64 = 11.5;

/// The space around a drawing.
pub(super) const MARGIN: f64 = 16.0;

impl Drawing {
    pub(super) fn new(theme: Theme, width: u32) -> Self {
        Self {
            body: String::new(),
            colours: theme.colours(),
            width: f64::from(width),
        }
    }

    /// Adds an element, as it is.
    pub(super) fn add(&mut self, element: fmt::Arguments<'_>) {
        // A string takes all that is written.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }

    pub(super) fn line(&mut self, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], colour: &str, more: &str) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(number);
        self.add(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{colour}\"{more}/>"
        ));
    }

    pub(super) fn text(&mut self, [x, y]: [f64; 2], anchor: Anchor, size: f64, colour: &str, more: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let [x, y, size] = [x, y, size].map(number);
        let text = escaped(text);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\"{anchor}{more}>{text}</text>"
        ));
    }

    /// A paragraph in lines as wide as the drawing; the height that it takes.
    pub(super) fn paragraph(&mut self, top: f64, size: f64, colour: &str, more: &str, text: &str) -> f64 {
        // Bold letters are wider.
        let wide = if more.contains("font-weight") { 1.22 } else { 1.0 };
        let lines = wrapped(text, size * wide, self.width - 2.0 * MARGIN);
        for (at, line) in lines.iter().enumerate() {
            let y = top + size * (1.0 + 1.35 * at as f64);
            self.text([MARGIN, y], Anchor::Start, size, colour, more, line);
        }
        size * 1.35 * lines.len() as f64
    }

    /// The title and the unit above a chart; how far down they reach.
    pub(super) fn head(&mut self, chart: &Chart) -> f64 {
        let ink = self.colours.ink;
        let soft = self.colours.soft;
        let title = self.paragraph(MARGIN, 17.0, ink, " font-weight=\"600\"", &chart.title);
        let unit = self.paragraph(MARGIN + title + 2.0, SIZE, soft, "", &chart.unit);
        MARGIN + title + unit + 10.0
    }

    /// What marks mean, the notes and the source below a chart; how far down they reach.
    pub(super) fn foot(&mut self, chart: &Chart, mut top: f64) -> f64 {
        let soft = self.colours.soft;
        let mut notes = Vec::new();
        if chart.has(Mark::Provisional) {
            notes.push(match chart.shape {
                Shape::Map | Shape::Tiles => chart.say(
                    "Contour en tirets : valeur provisoire.",
                    "A dashed edge: a provisional value.",
                ),
                _ => chart.say(
                    "Creux ou hachuré : valeur provisoire.",
                    "Hollow or hatched: a provisional value.",
                ),
            });
        }
        if chart.has(Mark::Missing) {
            notes.push(chart.missing());
        }
        let notes = notes.into_iter().chain(chart.notes.iter().map(String::as_str));
        for note in notes.chain([chart.foot.as_str()]) {
            top += self.paragraph(top, SMALL, soft, "", note) + 2.0;
        }
        top + MARGIN - 2.0
    }

    /// The whole drawing, with its title and description for those who listen.
    pub(super) fn finish(self, chart: &Chart, height: f64) -> String {
        let (width, height) = (number(self.width), number(height));
        let (title, description) = (escaped(&chart.title), chart.description());
        let description = escaped(&description);
        let Colours { paper, series, .. } = &self.colours;
        let mut hatches = String::new();
        for (at, colour) in series.iter().enumerate() {
            let used = format!("url(#h{at})");
            if self.body.contains(&used) {
                let _ = write!(
                    hatches,
                    "<pattern id=\"h{at}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"{paper}\"/><rect width=\"2.5\" height=\"6\" fill=\"{colour}\"/></pattern>"
                );
            }
        }
        let hatches = if hatches.is_empty() {
            hatches
        } else {
            format!("<defs>{hatches}</defs>\n")
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"t d\" lang=\"{}\" font-family=\"Inter, system-ui, 'Liberation Sans', Arial, sans-serif\">\n<title id=\"t\">{title}</title>\n<desc id=\"d\">{description}</desc>\n{hatches}<rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n{}</svg>\n",
            chart.language.tag(),
            self.body
        )
    }
}

/// A position with one decimal, and none where it has none.
pub(super) fn number(value: f64) -> impl fmt::Display {
    // Tenths are whole numbers: those are written in a tenth of the time.
    Tenths((value * 10.0).round() as i64)
}

struct Tenths(i64);

impl fmt::Display for Tenths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        match rest {
            0 => write!(formatter, "{sign}{whole}"),
            rest => write!(formatter, "{sign}{whole}.{rest}"),
        }
    }
}

/// A text that stands for itself in SVG. Letters that XML does not have are left out.
pub(super) fn escaped(text: &str) -> impl fmt::Display {
    Escaped(text)
}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_special =
            |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}') || letter.is_control();
        let mut rest = self.0;
        while let Some(at) = rest.find(is_special) {
            formatter.write_str(&rest[..at])?;
            let letter = rest[at..].chars().next().unwrap_or_default();
            formatter.write_str(match letter {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\n' | '\t' => " ",
                _ => "",
            })?;
            rest = &rest[at + letter.len_utf8()..];
        }
        formatter.write_str(rest)
    }
}

/// About how wide a text is: no font is asked, so that it is the same everywhere.
pub(super) fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(share).sum::<f64>()
}

/// How wide a letter is, in sizes.
fn share(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 0.28,
        ' ' | '\u{a0}' | '\u{202f}' | 'f' | 't' | 'r' | '(' | ')' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '—' | '…' => 0.9,
        letter if letter.is_uppercase() => 0.7,
        _ => 0.58,
    }
}

/// A text in lines no wider than this; a word that is wider has its own.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(word, size) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The start of a text that is no wider than this.
pub(super) fn cut(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut wide = size;
    let end = text.char_indices().find(|(_, letter)| {
        wide += size * share(*letter);
        wide > most
    });
    let kept = end.map_or(text, |(at, letter)| &text[..at + letter.len_utf8()]);
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn positions_have_one_decimal_or_none() {
        for (value, text) in [
            (0.0, "0"),
            (-0.04, "0"),
            (12.0, "12"),
            (12.34, "12.3"),
            (-0.56, "-0.6"),
            (99.96, "100"),
        ] {
            assert_eq!(number(value).to_string(), text);
        }
    }
}
