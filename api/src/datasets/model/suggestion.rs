use crate::domain::{Wording, wording};

/// Longer names than this are no slips of the pen, and take long to compare.
const LONGEST: usize = 64;

/// A message's tail that names the known name nearest to a wrong one, or them all when none is near and they are few.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Wording {
    if wrong.len() > LONGEST {
        return Wording::default();
    }
    let mut known: Vec<&str> = known.into_iter().collect();
    let mut seen = std::collections::HashSet::new();
    known.retain(|name| seen.insert(*name));
    match nearest(wrong, known.iter().copied()) {
        Some(name) => wording!(" ; vouliez-vous dire « {name} » ?", "; did you mean \"{name}\"?"),
        None if !known.is_empty() && known.len() <= 40 => {
            wording!(" ; connus : {}", "; known: {}", known.join(", "))
        }
        None => Wording::default(),
    }
}

/// The known name nearest to a wrong one, if one is near.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let near = known.map(|name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name));
    let (distance, name) = near.min()?;
    (distance <= 2.max(name.len() / 3)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        assert_eq!(
            did_you_mean("couloir", ["couloirs", "regions"]).english,
            "; did you mean \"couloirs\"?"
        );
        assert_eq!(did_you_mean("zzzzzzzz", ["a", "b"]).english, "; known: a, b");
    }
}
