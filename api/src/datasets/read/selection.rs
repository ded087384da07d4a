use crate::datasets::PageRequest;

/// What is asked of the rows of a dataset.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Which of their columns.
    pub columns: Columns,
    /// When and by whom each was published.
    pub publication: bool,
    /// The public names of the records that columns refer to.
    pub reference_slugs: bool,
    /// The items of their parts.
    pub parts: bool,
    /// Where their facts were read, and what is asked of the documents.
    pub provenance: Option<Box<Selection>>,
    /// What their readers should know.
    pub warnings: bool,
    /// Records that columns refer to: the place of the column, and what is asked of them.
    pub to_one: Vec<(usize, Selection)>,
    /// Records that point here.
    pub to_many: Vec<Related>,
    /// Every version that each has had: how many at most, for each time that it is asked.
    pub histories: Vec<usize>,
}

impl Selection {
    /// Whether nothing is asked beyond columns.
    pub(in crate::datasets) fn is_bare(&self) -> bool {
        !self.publication
            && !self.reference_slugs
            && !self.parts
            && self.provenance.is_none()
            && !self.warnings
            && self.to_one.is_empty()
            && self.to_many.is_empty()
            && self.histories.is_empty()
    }
}

/// Which columns of rows are read: all, unless fewer are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub enum Columns {
    /// All of them.
    #[default]
    All,
    /// Those whose places are set.
    These(u64),
}

impl Columns {
    /// How many columns a dataset may have.
    pub const MOST: usize = u64::BITS as usize;

    /// From here on, only those that are wanted.
    pub fn narrow(&mut self) {
        if matches!(self, Self::All) {
            *self = Self::These(0);
        }
    }

    /// Wants one, by its place.
    pub fn want(&mut self, place: usize) {
        if let Self::These(places) = self {
            *places |= 1 << place;
        }
    }

    /// Wants every one, whatever is narrowed later.
    pub fn want_all(&mut self) {
        *self = Self::These(u64::MAX);
    }

    /// Whether the one at a place is read.
    pub fn has(self, place: usize) -> bool {
        match self {
            Self::All => true,
            Self::These(places) => places & (1 << place) != 0,
        }
    }
}

/// A list of records that point at each row of a page.
#[derive(Clone, Debug)]
pub struct Related {
    /// The place of the relation.
    pub relation: usize,
    /// Which of them, in what order.
    pub request: PageRequest,
    /// What is asked of them.
    pub selection: Selection,
}
