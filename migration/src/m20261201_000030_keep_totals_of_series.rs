use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{
    columns::{Column, boolean, date, integer, reference, text},
    tables,
};

/// Keeps what the observations of each series come to by month, by year and in all, so that sums need not read them.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "series_total";
const COUNTER: &str = "series_total";
const BY_SPAN: [&str; 2] = ["span", "series_id"];

const COLUMNS: [Column; 19] = [
    reference("series_id").required(),
    text("span").required(),
    integer("since").required(),
    integer("until").required(),
    integer("observations").required(),
    integer("measured").required(),
    integer("sum_of_millions"),
    integer("sum_of_rests"),
    integer("smallest"),
    integer("largest"),
    integer("provisional").required(),
    text("first_nature"),
    text("last_nature"),
    integer("dated").required(),
    date("earliest_start"),
    date("latest_start"),
    date("earliest_end"),
    date("latest_end"),
    boolean("overlapping").required(),
];

/// The month that holds a whole period, or else the rest of its year, or else the rest.
const SQLITE_SPAN: &str = "CASE WHEN substr(period_earliest, 1, 7) = substr(period_latest, 1, 7) THEN 'm' || substr(period_earliest, 1, 7) \
    WHEN substr(period_earliest, 1, 4) = substr(period_latest, 1, 4) THEN 'r' || substr(period_earliest, 1, 4) ELSE 'r' END";
const POSTGRES_SPAN: &str = "CASE WHEN to_char(period_earliest, 'YYYY-MM') = to_char(period_latest, 'YYYY-MM') THEN 'm' || to_char(period_earliest, 'YYYY-MM') \
    WHEN to_char(period_earliest, 'YYYY') = to_char(period_latest, 'YYYY') THEN 'r' || to_char(period_earliest, 'YYYY') ELSE 'r' END";

/// Current observations, by the month or the rest that each is of.
const OF_OBSERVATIONS: &str = "SELECT series_id, span, {now}, {open}, COUNT(*), COUNT(value), CAST(SUM(value / 1000000) AS bigint), \
    CAST(SUM(value % 1000000) AS bigint), MIN(value), MAX(value), COUNT(CASE WHEN status = 'provisional' THEN value END), \
    MIN(CASE WHEN value IS NOT NULL THEN nature END), MAX(CASE WHEN value IS NOT NULL THEN nature END), \
    COUNT(CASE WHEN value IS NOT NULL THEN period_earliest END), \
    MIN(CASE WHEN value IS NOT NULL THEN period_earliest END), MAX(CASE WHEN value IS NOT NULL THEN period_earliest END), \
    MIN(CASE WHEN value IS NOT NULL THEN period_latest END), MAX(CASE WHEN value IS NOT NULL THEN period_latest END), MAX(does_overlap) = 1 \
    FROM (SELECT o.*, CASE WHEN value IS NOT NULL AND LAG(COALESCE(period_latest, {last})) OVER (PARTITION BY series_id, span, value IS NULL \
        ORDER BY COALESCE(period_earliest, {first}), COALESCE(period_latest, {last})) >= COALESCE(period_earliest, {first}) THEN 1 ELSE 0 END AS does_overlap \
        FROM (SELECT series_id, period_earliest, period_latest, value, status, nature, {span} AS span FROM observation WHERE until = {open}) AS o) AS r \
    GROUP BY series_id, span";

/// Totals that add up to others. A rest may overlap with months, and with other rests.
const OF_TOTALS: &str = "SELECT series_id, {longer}, {now}, {open}, CAST(SUM(observations) AS bigint), CAST(SUM(measured) AS bigint), \
    CAST(SUM(sum_of_millions) AS bigint), CAST(SUM(sum_of_rests) AS bigint), MIN(smallest), MAX(largest), CAST(SUM(provisional) AS bigint), \
    MIN(first_nature), MAX(last_nature), CAST(SUM(dated) AS bigint), MIN(earliest_start), MAX(latest_start), MIN(earliest_end), MAX(latest_end), \
    (MAX(CASE WHEN overlapping THEN 1 ELSE 0 END) = 1 OR (MAX(CASE WHEN measured > 0 AND substr(span, 1, 1) = 'r' THEN 1 ELSE 0 END) = 1 \
        AND COUNT(CASE WHEN measured > 0 THEN 1 END) > 1)) \
    FROM series_total WHERE {which} GROUP BY series_id{by}";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create(manager, TABLE, &COLUMNS, &["series_id", "span", "since"]).await?;
        let connection = manager.get_connection();
        let [span, first, last] = match manager.get_database_backend() {
            DbBackend::Sqlite => [SQLITE_SPAN, "'0001-01-01'", "'9999-12-31'"],
            _ => [POSTGRES_SPAN, "DATE '0001-01-01'", "DATE '9999-12-31'"],
        };
        let of_observations = OF_OBSERVATIONS
            .replace("{span}", span)
            .replace("{first}", first)
            .replace("{last}", last);
        let of_totals = |longer: &str, which: &str, by: &str| {
            let select = OF_TOTALS.replace("{longer}", longer).replace("{which}", which);
            select.replace("{by}", by)
        };
        for select in [
            of_observations,
            of_totals(
                "'y' || substr(span, 2, 4)",
                "substr(span, 1, 1) = 'm' OR (substr(span, 1, 1) = 'r' AND span <> 'r')",
                ", substr(span, 2, 4)",
            ),
            of_totals("'w'", "substr(span, 1, 1) = 'y' OR span = 'r'", ""),
        ] {
            let select = select
                .replace("{now}", "(SELECT value FROM counter WHERE name = 'revision')")
                .replace("{open}", &i64::MAX.to_string());
            let columns = COLUMNS.map(|column| column.name).join(", ");
            connection
                .execute_unprepared(&format!("INSERT INTO {TABLE} ({columns}) {select}"))
                .await?;
        }
        tables::create_index(manager, TABLE, &BY_SPAN).await?;
        // Earlier revisions have no totals: their observations are read.
        let counter =
            format!("INSERT INTO counter (name, value) SELECT '{COUNTER}', value FROM counter WHERE name = 'revision'");
        connection.execute_unprepared(&counter).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counter = format!("DELETE FROM counter WHERE name = '{COUNTER}'");
        manager.get_connection().execute_unprepared(&counter).await?;
        tables::drop(manager, &[TABLE]).await
    }
}
