/// The steps of an axis, in thousandths: round numbers, the first at or below the least value, the last at or above the greatest.
pub(super) fn steps(least: i64, greatest: i64, wanted: i64) -> Vec<i64> {
    // Bars and lines start at zero: half a difference must not look like all of it. In wide numbers, so that no amount is too great.
    let [least, greatest, wanted] = [least.min(0), greatest.max(0), wanted].map(i128::from);
    let rough = ((greatest - least).max(1) + wanted - 1) / wanted;
    let mut power = 1;
    while power * 10 <= rough {
        power *= 10;
    }
    let step = [1, 2, 5, 10]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= rough);
    let step = step.unwrap_or(10 * power);
    let mut next = least.div_euclid(step) * step;
    let mut all = Vec::new();
    while all.len() < 2 || next - step < greatest {
        all.push(i64::try_from(next).unwrap_or(if next < 0 { i64::MIN } else { i64::MAX }));
        next += step;
    }
    all
}

/// Where a value stands between two ends of a line in pixels.
pub(super) fn position(value: i64, steps: &[i64], [start, end]: [f64; 2]) -> f64 {
    let (first, last) = (steps[0], steps[steps.len() - 1]);
    start + (end - start) * (value as f64 - first as f64) / (last as f64 - first as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_round_and_begin_at_zero() {
        assert_eq!(
            steps(2_000, 891_253_000, 5),
            [0, 200_000_000, 400_000_000, 600_000_000, 800_000_000, 1_000_000_000]
        );
        assert_eq!(steps(0, 0, 5), [0, 1]);
        assert_eq!(steps(-3_000, 4_000, 5), [-4_000, -2_000, 0, 2_000, 4_000]);
    }

    proptest! {
        #[test]
        fn steps_hold_every_value(a: i64, b: i64) {
            let (least, greatest) = (a.min(b), a.max(b));
            let all = steps(least, greatest, 5);
            prop_assert!(all[0] <= least && all[all.len() - 1] >= greatest);
            prop_assert!(all[0] <= 0 && all[all.len() - 1] >= 0);
            prop_assert!(all.len() >= 2 && all.len() <= 8, "{all:?}");
        }
    }
}
