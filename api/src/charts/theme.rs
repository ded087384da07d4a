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
                classes: ["#1d3a52", "#285a82", "#3b82b5", "#6cb2de", "#b5dcf5"],
            },
        }
    }
}
