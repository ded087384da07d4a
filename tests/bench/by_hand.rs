use std::collections::HashMap;

use axum::{Json, Router, extract::State, routing::post};
use sea_orm::sqlx::{
    self, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// Serves the questions of the bench from statements written by hand over the plain tables, as structs: what a team would write without us.
pub(super) async fn serve(url: &str) {
    let options: PgConnectOptions = url.parse().expect("an address");
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .connect_with(options.options([("search_path", "plain")]))
        .await
        .expect("the database");
    let router = Router::new()
        .route("/couloirs", post(couloirs))
        .route("/solutions", post(solutions))
        .route("/named", post(named))
        .route("/observations", post(observations))
        .route("/after", post(after))
        .route("/sums", post(sums))
        .route("/windows", post(windows))
        .with_state(pool);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    println!("The server by hand listens on http://{address}");
    axum::serve(listener, router).await.expect("it serves");
}

/// The rows of a response, as GraphQL writes them.
#[derive(Serialize)]
struct Rows<T> {
    data: Vec<T>,
}

fn rows<T>(data: Vec<T>) -> Json<Rows<T>> {
    Json(Rows { data })
}

fn rows_of<R, T: From<R>>(found: Vec<R>) -> Json<Rows<T>> {
    rows(found.into_iter().map(T::from).collect())
}

#[derive(Serialize)]
struct Named {
    slug: String,
    name: String,
}

impl From<(String, String)> for Named {
    fn from((slug, name): (String, String)) -> Self {
        Self { slug, name }
    }
}

#[derive(Deserialize)]
struct Slugs {
    first: i64,
    slugs: Vec<String>,
}

async fn couloirs(State(pool): State<PgPool>, Json(asked): Json<Slugs>) -> Json<Rows<Named>> {
    let statement = "SELECT slug, name FROM couloir WHERE slug = ANY($1) ORDER BY id LIMIT $2";
    let found = sqlx::query_as(statement).bind(asked.slugs).bind(asked.first);
    rows_of::<(String, String), _>(found.fetch_all(&pool).await.expect("rows"))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Referencing {
    status: String,
    status_on: Option<String>,
}

#[derive(Serialize)]
struct Solution {
    name: String,
    editor: Option<Name>,
    referencings: Vec<Referencing>,
}

#[derive(Deserialize)]
struct After {
    first: i64,
    after: i64,
}

async fn solutions(State(pool): State<PgPool>, Json(asked): Json<After>) -> Json<Rows<Solution>> {
    let page = "SELECT id, name, editor_id FROM solution WHERE id > $1 ORDER BY id LIMIT $2";
    let page = sqlx::query_as(page).bind(asked.after).bind(asked.first);
    let page: Vec<(i64, String, Option<i64>)> = page.fetch_all(&pool).await.expect("rows");
    let editors: Vec<i64> = page.iter().filter_map(|row| row.2).collect();
    let editors = sqlx::query_as("SELECT id, name FROM editor WHERE id = ANY($1)").bind(editors);
    let editors: Vec<(i64, String)> = editors.fetch_all(&pool).await.expect("rows");
    let editors: HashMap<i64, String> = editors.into_iter().collect();
    let solutions: Vec<i64> = page.iter().map(|row| row.0).collect();
    let own =
        "SELECT solution_id, status, status_on FROM referencing WHERE solution_id = ANY($1) ORDER BY solution_id, id";
    let own = sqlx::query_as(own).bind(solutions);
    let own: Vec<(i64, String, Option<String>)> = own.fetch_all(&pool).await.expect("rows");
    let mut of: HashMap<i64, Vec<Referencing>> = HashMap::new();
    for (solution, status, status_on) in own {
        of.entry(solution).or_default().push(Referencing { status, status_on });
    }
    let editor_of = |id: i64| Some(Name::from((editors.get(&id)?.clone(),)));
    let solution = |(id, name, editor): (i64, String, Option<i64>)| Solution {
        editor: editor.and_then(editor_of),
        referencings: of.remove(&id).unwrap_or_default(),
        name,
    };
    rows(page.into_iter().map(solution).collect())
}

#[derive(Deserialize)]
struct Contains {
    first: i64,
    contains: String,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

impl From<(String,)> for Name {
    fn from((name,): (String,)) -> Self {
        Self { name }
    }
}

async fn named(State(pool): State<PgPool>, Json(asked): Json<Contains>) -> Json<Rows<Name>> {
    let statement = "SELECT name FROM solution WHERE name ILIKE $1 ORDER BY id LIMIT $2";
    let found = sqlx::query_as(statement).bind(format!("%{}%", asked.contains));
    rows_of::<(String,), _>(found.bind(asked.first).fetch_all(&pool).await.expect("rows"))
}

#[derive(Serialize)]
struct Observation {
    slug: String,
    period: String,
    value: Option<f64>,
    status: String,
}

impl From<(String, String, Option<f64>, String)> for Observation {
    fn from((slug, period, value, status): (String, String, Option<f64>, String)) -> Self {
        Self {
            slug,
            period,
            value,
            status,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Between {
    first: i64,
    indicator: String,
    region: String,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    by_day: bool,
}

const OF_PAIR: &str = "SELECT slug, period, value, status FROM observation
    WHERE indicator_id = (SELECT id FROM indicator WHERE slug = $1) AND region_id = (SELECT id FROM region WHERE slug = $2)";

async fn observations(State(pool): State<PgPool>, Json(asked): Json<Between>) -> Json<Rows<Observation>> {
    let order = if asked.by_day { "day, id" } else { "id" };
    let statement = format!("{OF_PAIR} AND day >= $3 AND last_day <= $4 ORDER BY {order} LIMIT $5");
    let found = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(asked.indicator)
        .bind(asked.region);
    let found = found.bind(asked.from).bind(asked.to).bind(asked.first);
    rows_of::<(String, String, Option<f64>, String), _>(found.fetch_all(&pool).await.expect("rows"))
}

#[derive(Deserialize)]
struct Behind {
    first: i64,
    indicator: String,
    region: String,
    after: i64,
}

async fn after(State(pool): State<PgPool>, Json(asked): Json<Behind>) -> Json<Rows<Observation>> {
    let statement = format!("{OF_PAIR} AND id > $3 ORDER BY id LIMIT $4");
    let found = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(asked.indicator)
        .bind(asked.region);
    rows_of::<(String, String, Option<f64>, String), _>(
        found
            .bind(asked.after)
            .bind(asked.first)
            .fetch_all(&pool)
            .await
            .expect("rows"),
    )
}

#[derive(Deserialize)]
struct Year {
    indicator: String,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
}

#[derive(Serialize)]
struct Sum {
    region: Option<String>,
    count: i64,
    sum: Option<f64>,
}

impl From<(Option<String>, i64, Option<f64>)> for Sum {
    fn from((region, count, sum): (Option<String>, i64, Option<f64>)) -> Self {
        Self { region, count, sum }
    }
}

async fn sums(State(pool): State<PgPool>, Json(asked): Json<Year>) -> Json<Rows<Sum>> {
    let statement = "SELECT region, count, sum FROM sums($1, $2, $3)";
    let found = sqlx::query_as(statement)
        .bind(asked.indicator)
        .bind(asked.from)
        .bind(asked.to);
    rows_of::<(Option<String>, i64, Option<f64>), _>(found.fetch_all(&pool).await.expect("rows"))
}

#[derive(Deserialize)]
struct Day {
    first: i64,
    day: chrono::NaiveDate,
}

async fn windows(State(pool): State<PgPool>, Json(asked): Json<Day>) -> Json<Rows<Named>> {
    let statement = "SELECT slug, name FROM windows_open($1) LIMIT $2";
    let found = sqlx::query_as(statement).bind(asked.day).bind(asked.first);
    rows_of::<(String, String), _>(found.fetch_all(&pool).await.expect("rows"))
}
