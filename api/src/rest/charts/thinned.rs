use crate::charts::{MOST_POINTS, Point, Series};

/// Series of at most as many points as a chart draws, and of how many one or two are left: of each stretch of that length, the least and the
/// greatest value. None where all are drawn. A stretch without a value stays a gap.
pub(super) fn thinned(series: Vec<Series>) -> (Vec<Series>, Option<usize>) {
    let count: usize = series.iter().map(|one| one.points.len()).sum();
    if count <= MOST_POINTS {
        return (series, None);
    }
    let length = (2 * count).div_ceil(MOST_POINTS);
    let thin = series.into_iter().map(|one| Series {
        points: one.points.chunks(length).flat_map(of_stretch).collect(),
        ..one
    });
    (thin.collect(), Some(length))
}

/// The points of a stretch that are drawn, in their order.
fn of_stretch(points: &[Point]) -> Vec<Point> {
    let known = || points.iter().enumerate().filter(|(_, point)| point.value.is_some());
    let least = known().min_by_key(|(_, point)| point.value).map(|(place, _)| place);
    let greatest = known().max_by_key(|(_, point)| point.value).map(|(place, _)| place);
    let is_kept = |(place, _): &(usize, &Point)| Some(*place) == least || Some(*place) == greatest;
    let kept: Vec<Point> = points
        .iter()
        .enumerate()
        .filter(is_kept)
        .map(|(_, point)| point.clone())
        .collect();
    if kept.is_empty() {
        points.first().cloned().into_iter().collect()
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{At, Mark};

    #[test]
    fn the_least_and_the_greatest_of_each_stretch_stay() {
        let points = (0..10_000).map(|at: i64| Point {
            at: At::Category(0),
            label: at.to_string(),
            value: Some((at * 7_919) % 10_007),
            text: String::new(),
            mark: Mark::Final,
        });
        let series = vec![Series {
            name: String::new(),
            points: points.collect(),
        }];
        let bounds = |series: &[Series]| {
            let values = || series[0].points.iter().filter_map(|point| point.value);
            (values().min(), values().max())
        };
        let all = bounds(&series);
        let (thin, length) = thinned(series);
        assert_eq!(length, Some(20));
        assert!(thin[0].points.len() <= MOST_POINTS, "{}", thin[0].points.len());
        assert_eq!(bounds(&thin), all);
        let places: Vec<usize> = thin[0]
            .points
            .iter()
            .map(|point| point.label.parse().unwrap())
            .collect();
        assert!(places.is_sorted());
        assert_eq!(thinned(thin).1, None, "few points are all drawn");
    }
}
