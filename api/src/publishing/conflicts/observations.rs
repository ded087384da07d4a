use std::collections::BTreeSet;

use chrono::Datelike;
use entity::{document, observation, record, series};
use sea_orm::{
    ExprTrait, JoinType, Order, QueryResult, RelationTrait,
    sea_query::{BinOper, Expr, Func, Query, SelectStatement, SimpleExpr},
};

use super::{
    statements::statement,
    topic::{Said, Subject, Topics},
};
use crate::{
    datasets::{read::row::observation_slug, vocabularies::OBSERVATION_NATURE},
    domain::{ApproximateDate, Decimal, Error, Result},
    publishing::{
        current::is_current,
        plan::{
            ledger::Ledger,
            named_series::{dimensions, group_of, select_group},
        },
        series::OBSERVATIONS,
    },
    store::chunks,
};

/// What makes two series the same but for the document, beside the indicator.
const DIMENSIONS: [series::Column; 3] = [
    series::Column::RegionId,
    series::Column::CouloirId,
    series::Column::Category,
];

/// The condition that two series are the same but for the document.
fn siblings(one: &'static str, other: &'static str) -> SimpleExpr {
    let column = |table, column| Expr::col((table, column));
    let same = column(one, series::Column::IndicatorId).equals((other, series::Column::IndicatorId));
    let apart = column(one, series::Column::DocumentId).ne(column(other, series::Column::DocumentId));
    DIMENSIONS.into_iter().fold(same.and(apart), |all, dimension| {
        let equal = column(one, dimension).equals((other, dimension));
        let absent = column(one, dimension).is_null().and(column(other, dimension).is_null());
        all.and(equal.or(absent))
    })
}

/// The observations on which series of different documents differ, among these series and their like, or all; and the groups looked at.
pub(super) async fn by_observations(
    ledger: &Ledger,
    series: Option<&[i64]>,
    topics: &mut Topics,
) -> Result<BTreeSet<String>> {
    let mut members = BTreeSet::new();
    let mut pairs = Query::select();
    pairs
        .columns([("one", series::Column::RecordId), ("other", series::Column::RecordId)])
        .from_as(series::Entity, "one")
        .join_as(JoinType::InnerJoin, series::Entity, "other", siblings("one", "other"));
    let statements: Vec<SelectStatement> = match series {
        None => vec![pairs],
        Some(series) => chunks(series)
            .map(|keys| {
                pairs
                    .clone()
                    .and_where(Expr::col(("one", series::Column::RecordId)).is_in(keys.iter().copied()))
                    .to_owned()
            })
            .collect(),
    };
    for select in statements {
        for row in ledger.all(&select).await? {
            members.extend([row.try_get_by_index::<i64>(0)?, row.try_get_by_index(1)?]);
        }
    }
    let members: Vec<i64> = members.into_iter().collect();
    let mut groups = BTreeSet::new();
    for keys in chunks(&members) {
        groups.extend(read_groups(ledger, keys).await?);
        for select in [differing(keys), announced(keys)] {
            for row in ledger.all(&select).await? {
                read_observation(&row, topics)?;
            }
        }
    }
    Ok(groups)
}

async fn read_groups(ledger: &Ledger, keys: &[i64]) -> Result<Vec<String>> {
    let mut select = Query::select();
    select
        .from_as(series::Entity, "one")
        .and_where(Expr::col(("one", series::Column::RecordId)).is_in(keys.iter().copied()));
    select_group(&mut select);
    let rows = ledger.all(&select).await?;
    rows.iter().map(|row| Ok(group_of(row)?.0)).collect()
}

/// The nature of values that are compared for the same days; others are compared for the same year.
const MEASURED: &str = "measured";

/// The current values of these series, each with its document.
fn values(keys: &[i64]) -> SelectStatement {
    let mut select = Query::select();
    select.distinct().from_as(observation::Entity, "observed").join_as(
        JoinType::InnerJoin,
        series::Entity,
        "one",
        Expr::col(("one", series::Column::RecordId)).equals(("observed", observation::Column::SeriesId)),
    );
    select_group(&mut select);
    select
        .columns([
            ("observed", observation::Column::Period),
            ("observed", observation::Column::Value),
            ("observed", observation::Column::Qualifier),
        ])
        .column((record::Entity, record::Column::Slug))
        .column((document::Entity, document::Column::PublishedOn))
        .column((document::Entity, document::Column::Quality))
        .column(("observed", observation::Column::Locator))
        .column(("observed", observation::Column::Nature))
        .column(("observed", observation::Column::SeriesId))
        .inner_join(
            record::Entity,
            series::Relation::Record(series::Column::DocumentId)
                .def()
                .from_alias("one"),
        )
        .left_join(document::Entity, series::Relation::DocumentId.def().from_alias("one"))
        .and_where(is_current("observed"))
        .and_where(Expr::col(("observed", observation::Column::SeriesId)).is_in(keys.iter().copied()))
        .and_where(Expr::col(("observed", observation::Column::Value)).is_not_null())
        .order_by(("observed", observation::Column::SeriesId), Order::Asc)
        .order_by(("observed", observation::Column::Period), Order::Asc)
        .to_owned()
}

/// The measured values of these series that another document gives differently for the same period, inferred or printed.
fn differing(keys: &[i64]) -> SelectStatement {
    let period = Func::cust("RTRIM")
        .arg(Expr::col(("observed", observation::Column::Period)))
        .arg(INFERRED);
    let printed = Expr::from(period);
    let inferred = printed.clone().binary(BinOper::Custom("||"), INFERRED);
    let same_period = Expr::col(("against", observation::Column::SeriesId))
        .equals(("other", series::Column::RecordId))
        .and(Expr::col(("against", observation::Column::Period)).is_in([printed, inferred]))
        .and(Expr::col(("against", observation::Column::Value)).ne(Expr::col(("observed", observation::Column::Value))))
        .and(Expr::col(("against", observation::Column::Nature)).eq(MEASURED))
        .and(is_current("against"));
    values(keys)
        .and_where(Expr::col(("observed", observation::Column::Nature)).eq(MEASURED))
        .join_as(JoinType::InnerJoin, series::Entity, "other", siblings("one", "other"))
        .join_as(JoinType::InnerJoin, observation::Entity, "against", same_period)
        .to_owned()
}

/// The targets, forecasts and baselines of these series.
fn announced(keys: &[i64]) -> SelectStatement {
    let nature = Expr::col(("observed", observation::Column::Nature));
    values(keys).and_where(nature.ne(MEASURED)).to_owned()
}

/// What ends a date that was inferred.
const INFERRED: &str = "?";

fn read_observation(row: &QueryResult, topics: &mut Topics) -> Result<()> {
    let (group, name) = group_of(row)?;
    let period: String = row.try_get_by_index(7)?;
    let value: i64 = row.try_get_by_index(8)?;
    let nature: String = row.try_get_by_index(14)?;
    let value = Decimal::from_thousandths(value).ok_or_else(|| Error::internal("a value out of range"))?;
    let mut address = dimensions(row)?;
    let (record, of_what) = if nature == MEASURED {
        let period = period.trim_end_matches(INFERRED);
        address.append_pair("period", period);
        (observation_slug(&group, period), period.to_owned())
    } else {
        let date = ApproximateDate::parse(&period).map_err(Error::internal)?;
        let year = date.earliest().map_or(UNDATED.to_owned(), |day| day.year().to_string());
        address.append_pair("nature", &nature);
        let label = OBSERVATION_NATURE.term(&nature);
        let label = label.map_or(nature.clone(), |term| term.label.french.to_lowercase());
        (
            format!("{group}.{nature}-{}", year.to_lowercase()),
            format!("{label} {year}"),
        )
    };
    let subject = Subject {
        dataset: OBSERVATIONS.to_owned(),
        record,
        field: "value".to_owned(),
        item: String::new(),
    };
    let topic = topics.entry(subject).or_default();
    topic.address = format!("/v1/observations?{}", address.finish());
    topic.question = match of_what.strip_suffix(UNDATED) {
        None => format!("{name}, {of_what}"),
        Some(of_what) => format!("{name}, {of_what}sans date"),
    };
    topic.said.push(Said {
        value: value.to_string(),
        ..statement(row, 9)?
    });
    Ok(())
}

/// The year of what bears no date.
const UNDATED: &str = "XXXX";
