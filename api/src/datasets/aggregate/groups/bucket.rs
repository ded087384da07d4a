use crate::domain::Bilingual;

/// A span of time into which dates fall whole; a date that is wider than a bucket falls into none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bucket {
    Year,
    Semester,
    Quarter,
    Month,
}

/// Each with the end of the names of dimensions, and how it is called.
pub(super) const BUCKETS: [(Bucket, &str, Bilingual); 4] = [
    (Bucket::Year, "year", Bilingual::new("année", "year")),
    (Bucket::Semester, "semester", Bilingual::new("semestre", "semester")),
    (Bucket::Quarter, "quarter", Bilingual::new("trimestre", "quarter")),
    (Bucket::Month, "month", Bilingual::new("mois", "month")),
];
