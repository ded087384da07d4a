/// How rows of a dataset contain others.
#[derive(Clone, Copy, Debug)]
pub struct Containment {
    /// The columns that name rows which contain a row, each with the column that says what cuts that one into parts like this one: parts of
    /// different cuts are not added.
    pub containers: [(&'static str, &'static str); 2],
    /// The term of a cut for rows that state the same as the row which contains them: several of them are not added.
    pub same: &'static str,
    /// The column and the term that say that a row overlaps with others: it is not added to any.
    pub apart: [&'static str; 2],
}
