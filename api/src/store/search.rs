use entity::{observation, search_entry, search_text, version};
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{BinOper, CaseStatement, DynIden, Expr, Func, Query, SelectStatement, SimpleExpr},
};

use super::{Engine, Snapshot, Store, Transaction, fold, words::indexed};
use crate::domain::{Error, Result};

const JOINED: BinOper = BinOper::Custom("||");

/// Whether a text of SQLite's index has words.
const MATCHES: BinOper = BinOper::Custom("MATCH");

/// How texts become words: raised when that changes, so that what is stored is made again.
const ANALYSIS: i64 = 2;

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
            let all = Query::insert()
                .into_table(search_text::Entity)
                .columns([search_text::Column::SearchText])
                .values([Expr::value("delete-all")])
                .map_err(Error::internal)?
                .to_owned();
            self.connection().execute(&all).await?;
        }
        let all = Query::delete().from_table(search_entry::Entity).to_owned();
        self.connection().execute(&all).await?;
        Ok(())
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
                let last = Query::select()
                    .expr(Func::coalesce([
                        Func::max(Expr::col(search_text::Column::Rowid)).into(),
                        Expr::value(0),
                    ]))
                    .from(search_text::Entity)
                    .to_owned();
                let new = Query::select()
                    .columns([
                        search_entry::Column::Id,
                        search_entry::Column::Title,
                        search_entry::Column::Body,
                    ])
                    .from(search_entry::Entity)
                    .and_where(Expr::col(search_entry::Column::Id).gt(Expr::SubQuery(None, Box::new(last.into()))))
                    .to_owned();
                let insert = Query::insert()
                    .into_table(search_text::Entity)
                    .columns([
                        search_text::Column::Rowid,
                        search_text::Column::Title,
                        search_text::Column::Body,
                    ])
                    .select_from(new)
                    .map_err(Error::internal)?
                    .to_owned();
                self.connection().execute(&insert).await?;
                Ok(())
            }
        }
    }

    /// Ends the entries of a dataset's versions where the versions themselves end.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn end_search(&self, dataset: &str, table: &DynIden) -> Result<()> {
        let version = DynIden::from("ended");
        let of_entry = |column| Expr::col((version.clone(), column)).equals((search_entry::Entity, column));
        let end = Query::select()
            .column((version.clone(), version::Column::Until))
            .from_as(table.clone(), version.clone())
            .and_where(of_entry(version::Column::RecordId).and(of_entry(version::Column::Since)))
            .to_owned();
        self.date_search(dataset, search_entry::Column::Until, end).await
    }

    /// Begins the entries of series with the first of their values.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn begin_search(&self, dataset: &str, table: &DynIden) -> Result<()> {
        let value = DynIden::from("observed");
        let first = Func::min(Expr::col((value.clone(), observation::Column::Since)));
        let begin = Query::select()
            .expr(Func::coalesce([
                first.into(),
                Expr::col((search_entry::Entity, search_entry::Column::Since)),
            ]))
            .from_as(table.clone(), value.clone())
            .and_where(
                Expr::col((value, observation::Column::SeriesId))
                    .equals((search_entry::Entity, search_entry::Column::RecordId)),
            )
            .to_owned();
        self.date_search(dataset, search_entry::Column::Since, begin).await
    }

    async fn date_search(&self, dataset: &str, column: search_entry::Column, date: SelectStatement) -> Result<()> {
        let update = Query::update()
            .table(search_entry::Entity)
            .value(column, Expr::SubQuery(None, Box::new(date.into())))
            .and_where(Expr::col(search_entry::Column::Dataset).eq(dataset))
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
}

/// The entries whose words match, as this revision has them: first those whose whole title or name is the words looked for, then those whose
/// title has them side by side (neither engine's rank tells them from words far apart), shortest title first, then as the engine ranks them. `entry` names the table in the statement.
pub fn ranked(snapshot: &Snapshot, entry: &DynIden, wanted: &[Vec<String>], text: &str) -> SelectStatement {
    let mut select = found(snapshot, entry, wanted);
    let (rank, order) = match snapshot.engine() {
        Engine::Sqlite => (
            Expr::cust_with_exprs("bm25(?, 10.0, 1.0)", [Expr::col(search_text::Column::SearchText)]),
            sea_orm::Order::Asc,
        ),
        Engine::Postgres => {
            let rank = Expr::cust_with_values("ts_rank(words, $1::tsquery, 2)", [postgres_query(wanted)]);
            (rank, sea_orm::Order::Desc)
        }
    };
    let name = fold(text).split_whitespace().collect::<Vec<_>>().join("-");
    let looked_for = indexed(text);
    let same = Expr::col((entry.clone(), search_entry::Column::Title))
        .eq(looked_for.as_str())
        .or(Expr::col((entry.clone(), search_entry::Column::Slug)).eq(name));
    let together = Expr::val(" ")
        .binary(JOINED, Expr::col((entry.clone(), search_entry::Column::Title)))
        .binary(JOINED, Expr::val(" "))
        .like(format!("% {looked_for} %"));
    let length = Func::char_length(Expr::col((entry.clone(), search_entry::Column::Title)));
    // No title is as long as this.
    let first = CaseStatement::new()
        .case(same, 0)
        .case(together, length)
        .finally(i32::MAX);
    select
        .order_by_expr(first.into(), sea_orm::Order::Asc)
        .order_by_expr(rank, order)
        .order_by((entry.clone(), search_entry::Column::Id), sea_orm::Order::Asc);
    select
}

/// The entries whose words match, as this revision has them.
pub fn found(snapshot: &Snapshot, entry: &DynIden, wanted: &[Vec<String>]) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(search_entry::Entity, entry.clone())
        .and_where(snapshot.visible_at(entry))
        .and_where(matches(snapshot.engine(), wanted));
    if snapshot.engine() == Engine::Sqlite {
        let same = Expr::col((search_text::Entity, search_text::Column::Rowid))
            .equals((entry.clone(), search_entry::Column::Id));
        select.inner_join(search_text::Entity, same);
    }
    select
}

fn matches(engine: Engine, wanted: &[Vec<String>]) -> SimpleExpr {
    match engine {
        Engine::Sqlite => Expr::col(search_text::Column::SearchText).binary(MATCHES, sqlite_query(wanted)),
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
