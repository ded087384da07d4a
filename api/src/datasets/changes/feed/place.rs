use std::fmt;

use crate::domain::{Error, Result, Revision, wording};

/// A place in the feed: after a change of a revision, or after all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub(super) revision: Revision,
    /// The position of the change in its revision; the greatest number after all of them.
    pub(super) position: i64,
}

impl Place {
    /// The place after a whole revision.
    pub fn after(revision: Revision) -> Self {
        Self {
            revision,
            position: i64::MAX,
        }
    }

    /// The revision that it is in, or after.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Whether it is between two revisions, and not within one.
    pub fn is_whole(&self) -> bool {
        self.position == i64::MAX || *self == Self::default()
    }

    /// Reads `12`, after revision 12, or `12.345`, after a change within it.
    ///
    /// # Errors
    /// `BadCursor` for what is no place.
    pub fn parse(text: &str) -> Result<Self> {
        let (revision, position) = match text.split_once('.') {
            None => (text, None),
            Some((revision, position)) => (revision, Some(position)),
        };
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
        let place = number(revision).map(Revision).zip(match position {
            None => Some(i64::MAX),
            Some(position) => number(position),
        });
        let (revision, position) = place.ok_or_else(|| {
            Error::bad_cursor(wording!(
                "after : un numéro de révision (12), ou la place qu'une réponse a donnée (12.345)",
                "after: the number of a revision (12), or the place that an answer gave (12.345)"
            ))
        })?;
        Ok(Self { revision, position })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            i64::MAX => self.revision.fmt(out),
            position => write!(out, "{}.{position}", self.revision),
        }
    }
}
