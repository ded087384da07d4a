/// A span of time into which dates fall whole; a date that is wider than a bucket falls into none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bucket {
    Year,
    Semester,
    Quarter,
    Month,
}

pub(super) const BUCKETS: [(Bucket, &str); 4] = [
    (Bucket::Year, "year"),
    (Bucket::Semester, "semester"),
    (Bucket::Quarter, "quarter"),
    (Bucket::Month, "month"),
];
