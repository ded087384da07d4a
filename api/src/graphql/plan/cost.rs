use crate::domain::{Error, Result, wording};

/// The most that a query may cost: about the number of records that it may read.
pub(in crate::graphql) const GREATEST_COST: u64 = 50_000;

/// Refuses a price beyond the greatest.
pub(in crate::graphql) fn refuse_costly(cost: u64) -> Result<()> {
    if cost > GREATEST_COST {
        return Err(Error::TooComplex {
            message: wording!(
                "la requête coûte {cost} points, et peut en coûter {GREATEST_COST} (un enregistrement vaut un point) : demandez des pages plus petites avec first, ou moins de listes emboîtées",
                "the query costs {cost} points, and may cost {GREATEST_COST} (a record is a point): ask for smaller pages with first, or fewer nested lists"
            ),
        });
    }
    Ok(())
}
