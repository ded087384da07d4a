use axum::{Json, Router, extract::State, routing::post};
use sea_orm::sqlx::{self, PgPool, Row, postgres::PgPoolOptions};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const OPEN: i64 = i64::MAX;

/// Serves two answers from statements written by hand: what a team would write without us.
pub(super) async fn serve(url: &str) {
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .connect(url)
        .await
        .expect("the database");
    let router = Router::new()
        .route("/solutions", post(solutions))
        .route("/observations", post(observations))
        .with_state(pool);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    println!("Ségur Ouvert listens on http://{address}");
    axum::serve(listener, router).await.expect("it serves");
}

async fn observations(State(pool): State<PgPool>) -> Json<Value> {
    let statement = "SELECT s.slug || '.' || lower(o.period), o.value, o.period, o.status FROM observation o JOIN series s ON s.record_id = o.series_id \
        WHERE o.until = $1 ORDER BY o.series_id, o.period LIMIT 101";
    let rows = sqlx::query(statement).bind(OPEN).fetch_all(&pool).await.expect("rows");
    let nodes = rows.iter().take(100).map(|row| {
        let value: Option<i64> = row.get(1);
        json!({
            "slug": row.get::<&str, _>(0),
            "value": value.map(|value| (value / 1000).to_string()),
            "period": { "edtf": row.get::<&str, _>(2) },
            "status": row.get::<&str, _>(3).to_uppercase(),
        })
    });
    Json(json!({ "data": { "observations": { "nodes": nodes.collect::<Vec<_>>() } } }))
}

async fn solutions(State(pool): State<PgPool>) -> Json<Value> {
    let page =
        "SELECT s.record_id, s.name, s.editor_id FROM solution s WHERE s.until = $1 ORDER BY s.record_id LIMIT 51";
    let rows = sqlx::query(page).bind(OPEN).fetch_all(&pool).await.expect("rows");
    let solutions: Vec<i64> = rows.iter().take(50).map(|row| row.get(0)).collect();
    let editors: Vec<i64> = rows.iter().take(50).filter_map(|row| row.get(2)).collect();
    let by_id = "SELECT e.record_id, e.name FROM editor e WHERE e.until = $1 AND e.record_id = ANY($2)";
    let editors = sqlx::query(by_id)
        .bind(OPEN)
        .bind(editors)
        .fetch_all(&pool)
        .await
        .expect("rows");
    let of_solutions = "SELECT r.solution_id, r.status, r.status_on FROM referencing r WHERE r.until = $1 AND r.solution_id = ANY($2) ORDER BY r.solution_id, r.record_id";
    let referencings = sqlx::query(of_solutions)
        .bind(OPEN)
        .bind(solutions)
        .fetch_all(&pool)
        .await
        .expect("rows");
    let nodes = rows.iter().take(50).map(|row| {
        let (id, editor): (i64, Option<i64>) = (row.get(0), row.get(2));
        let editor = editors.iter().find(|found| Some(found.get::<i64, _>(0)) == editor);
        let own = referencings.iter().filter(|found| found.get::<i64, _>(0) == id);
        let own = own.map(|found| json!({ "status": found.get::<&str, _>(1).to_uppercase(), "statusOn": { "edtf": found.get::<Option<&str>, _>(2) } }));
        json!({
            "name": row.get::<&str, _>(1),
            "editor": editor.map(|editor| json!({ "name": editor.get::<&str, _>(1) })),
            "referencings": { "nodes": own.collect::<Vec<_>>() },
        })
    });
    Json(json!({ "data": { "solutions": { "nodes": nodes.collect::<Vec<_>>() } } }))
}
