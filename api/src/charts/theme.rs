/// The colours of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// On white.
    #[default]
    Light,
    /// On a dark ground.
    Dark,
}

/// The colours of a theme.
pub(super) struct Colours {
    pub(super) paper: &'static str,
    pub(super) ink: &'static str,
    pub(super) soft: &'static str,
    pub(super) line: &'static str,
    /// Of series: colours that colour-blind people tell apart (Okabe and Ito), of enough contrast with the paper.
    pub(super) series: [&'static str; 8],
    /// Of classes, from the least to the greatest.
    pub(super) classes: [&'static str; 5],
}

impl Theme {
    /// The theme of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    pub(super) fn colours(self) -> Colours {
        match self {
            Self::Light => Colours {
                paper: "#ffffff",
                ink: "#1d2328",
                soft: "#525c66",
                line: "#d4d9de",
                series: [
                    "#0072b2", "#c04a00", "#00795a", "#a8447f", "#8a6500", "#3a7ca5", "#444444", "#6b5ca5",
                ],
                classes: ["#d7e6f2", "#a9cbe4", "#6ba6d0", "#2f7ab0", "#0b4a7a"],
            },
            Self::Dark => Colours {
                paper: "#14181c",
                ink: "#e6e9ec",
                soft: "#a9b3bd",
                line: "#343c44",
                series: [
                    "#56b4e9", "#f0955a", "#4fc9a4", "#e39ac6", "#e6c15a", "#9ad0f0", "#cccccc", "#b9aef0",
                ],
                classes: ["#1d3a52", "#285a82", "#4a92c6", "#7fbde6", "#b5dcf5"],
            },
        }
    }
}

impl Colours {
    /// Ink or paper: the one that is read better on this ground.
    pub(super) fn ink_on(&self, ground: &str) -> &'static str {
        let contrast = |ink: &str| {
            let (one, other) = (luminance(ink) + 0.05, luminance(ground) + 0.05);
            (one / other).max(other / one)
        };
        if contrast(self.ink) >= contrast(self.paper) {
            self.ink
        } else {
            self.paper
        }
    }
}

/// The relative luminance of a colour, as WCAG 2.2 defines it.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = colour
            .get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let share = f64::from(value.unwrap_or_default()) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_on_every_class() {
        for theme in [Theme::Light, Theme::Dark] {
            let colours = theme.colours();
            for ground in colours.classes {
                let ink = colours.ink_on(ground);
                let (one, other) = (luminance(ink) + 0.05, luminance(ground) + 0.05);
                assert!((one / other).max(other / one) >= 4.5, "{ink} on {ground}");
            }
        }
    }
}
