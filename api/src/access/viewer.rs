/// Who asks: an institution, and who acts for it. Nothing can be published without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    institution: String,
    author: String,
}

impl Viewer {
    /// The transcriber of the founding data, which the program embeds: it acts from the command line alone.
    pub fn seed() -> Self {
        Self {
            institution: "seed".to_owned(),
            author: "segur seed".to_owned(),
        }
    }

    /// The public name of the institution.
    pub fn institution(&self) -> &str {
        &self.institution
    }

    /// Who acts for it.
    pub fn author(&self) -> &str {
        &self.author
    }
}
