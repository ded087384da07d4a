use sea_orm::{
    ConnectionTrait, ExprTrait, Statement,
    sea_query::{BinOper, CaseStatement, DynIden, Expr, Func, Query, SelectStatement, SimpleExpr},
};

use super::{Engine, Snapshot, Store, Transaction, fold, words::indexed};
use crate::domain::Result;

/// The table of what can be found, each entry with its words.
pub const SEARCH_ENTRY: &str = "search_entry";

const JOINED: BinOper = BinOper::Custom("||");

/// How texts become words: raised when that changes, so that what is stored is made again.
const ANALYSIS: i64 = 1;

impl Store {
    /// Whether the words stored are made as this program makes them.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn has_search(&self) -> Result<bool> {
        let known = self.counter_value("search").await?;
        Ok(known == Some(ANALYSIS))
    }
}

impl Transaction {
    /// Forgets every word: they are to be made again.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn forget_search(&self) -> Result<()> {
        if self.engine() == Engine::Sqlite {
            self.run("INSERT INTO search_text(search_text) VALUES ('delete-all')")
                .await?;
        }
        self.run("DELETE FROM search_entry").await
    }

    /// Gives the engine's index the entries that were added.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn index_search(&self) -> Result<()> {
        match self.engine() {
            // PostgreSQL makes them with the row.
            Engine::Postgres => Ok(()),
            Engine::Sqlite => {
                self.run(
                    "INSERT INTO search_text(rowid, title, body) SELECT id, title, body FROM search_entry \
                     WHERE id > (SELECT coalesce(max(rowid), 0) FROM search_text)",
                )
                .await
            }
        }
    }

    /// Ends the entries of a dataset's versions where the versions themselves end.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn end_search(&self, dataset: &str, table: &DynIden) -> Result<()> {
        let version = DynIden::from("version");
        let of_entry = |column: &'static str| Expr::col((version.clone(), column)).equals((SEARCH_ENTRY, column));
        let end = Query::select()
            .column((version.clone(), "until"))
            .from_as(table.clone(), version.clone())
            .and_where(of_entry("record_id").and(of_entry("since")))
            .to_owned();
        self.date_search(dataset, "until", end).await
    }

    /// Begins the entries of series with the first of their values.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn begin_search(&self, dataset: &str, table: &DynIden) -> Result<()> {
        let value = DynIden::from("value");
        let first = Func::min(Expr::col((value.clone(), "since")));
        let begin = Query::select()
            .expr(Func::coalesce([first.into(), Expr::col((SEARCH_ENTRY, "since"))]))
            .from_as(table.clone(), value.clone())
            .and_where(Expr::col((value, "series_id")).equals((SEARCH_ENTRY, "record_id")))
            .to_owned();
        self.date_search(dataset, "since", begin).await
    }

    async fn date_search(&self, dataset: &str, column: &'static str, date: SelectStatement) -> Result<()> {
        let update = Query::update()
            .table(SEARCH_ENTRY)
            .value(column, Expr::SubQuery(None, Box::new(date.into())))
            .and_where(Expr::col("dataset").eq(dataset))
            .to_owned();
        self.update(&update).await?;
        Ok(())
    }

    /// Says that the words are made as this program makes them, and commits without a revision: nothing public changed.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn commit_search(self) -> Result<()> {
        self.set_counter("search", ANALYSIS).await?;
        self.commit_unnumbered().await
    }

    async fn run(&self, statement: &str) -> Result<()> {
        let backend = self.connection().get_database_backend();
        self.connection()
            .execute_raw(Statement::from_string(backend, statement.to_owned()))
            .await?;
        Ok(())
    }
}

/// The entries whose words match, as this revision has them: first those whose whole title or name is the words looked for, then those whose
/// title has them side by side (neither engine's rank tells them from words far apart), shortest title first, then as the engine ranks them. `entry` names the table in the statement.
pub fn ranked(snapshot: &Snapshot, entry: &DynIden, wanted: &[Vec<String>], text: &str) -> SelectStatement {
    let mut select = found(snapshot, entry, wanted);
    let (rank, order) = match snapshot.engine() {
        Engine::Sqlite => (Expr::cust("bm25(search_text, 10.0, 1.0)"), sea_orm::Order::Asc),
        Engine::Postgres => {
            let rank = Expr::cust_with_values("ts_rank(words, $1::tsquery, 2)", [postgres_query(wanted)]);
            (rank, sea_orm::Order::Desc)
        }
    };
    let name = fold(text).split_whitespace().collect::<Vec<_>>().join("-");
    let looked_for = indexed(text);
    let same = Expr::col((entry.clone(), "title"))
        .eq(looked_for.as_str())
        .or(Expr::col((entry.clone(), "slug")).eq(name));
    let together = Expr::val(" ")
        .binary(JOINED, Expr::col((entry.clone(), "title")))
        .binary(JOINED, Expr::val(" "))
        .like(format!("% {looked_for} %"));
    let length = Func::char_length(Expr::col((entry.clone(), "title")));
    // No title is as long as this.
    let first = CaseStatement::new()
        .case(same, 0)
        .case(together, length)
        .finally(i32::MAX);
    select
        .order_by_expr(first.into(), sea_orm::Order::Asc)
        .order_by_expr(rank, order)
        .order_by((entry.clone(), "id"), sea_orm::Order::Asc);
    select
}

/// The entries whose words match, as this revision has them.
pub fn found(snapshot: &Snapshot, entry: &DynIden, wanted: &[Vec<String>]) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(SEARCH_ENTRY, entry.clone())
        .and_where(snapshot.visible_at(entry))
        .and_where(matches(snapshot.engine(), wanted));
    if snapshot.engine() == Engine::Sqlite {
        let text = DynIden::from("search_text");
        select.inner_join(text.clone(), Expr::col((text, "rowid")).equals((entry.clone(), "id")));
    }
    select
}

fn matches(engine: Engine, wanted: &[Vec<String>]) -> SimpleExpr {
    match engine {
        Engine::Sqlite => Expr::cust_with_values("search_text MATCH ?", [sqlite_query(wanted)]),
        Engine::Postgres => Expr::cust_with_values("words @@ $1::tsquery", [postgres_query(wanted)]),
    }
}

/// The words are of plain letters and digits: they need no escaping, but FTS5's own operators are words too.
fn sqlite_query(wanted: &[Vec<String>]) -> String {
    joined(wanted, "\"", " OR ", " AND ")
}

fn postgres_query(wanted: &[Vec<String>]) -> String {
    joined(wanted, "'", " | ", " & ")
}

fn joined(wanted: &[Vec<String>], quote: &str, or: &str, and: &str) -> String {
    let words = wanted.iter().map(|forms| {
        let forms: Vec<String> = forms.iter().map(|form| format!("{quote}{form}{quote}")).collect();
        format!("({})", forms.join(or))
    });
    words.collect::<Vec<_>>().join(and)
}
