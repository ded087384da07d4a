use entity::{citation, item, observation, search_entry, series, version};
use sea_orm::{
    ExprTrait,
    sea_query::{BinOper, DynIden, Expr, LikeExpr, Query, SelectStatement, SimpleExpr},
};

use crate::{
    datasets::{
        Column, Dataset, Identity, Kind, RecordKey,
        model::{declaration::REVISION, stored},
        read::{
            filter::{
                Comparison, Filter, Quantifier,
                pieces::{folded_in_sql, key_list, like_text, not, records_named, starts_with},
            },
            row,
            scope::Scope,
        },
    },
    domain::{Error, Result, Slug, Value},
    store::{Engine, search as stored_words},
};

impl Scope<'_> {
    /// The SQL of a condition.
    pub(in crate::datasets) fn condition(&self, filter: &Filter) -> Result<SimpleExpr> {
        Ok(match filter {
            Filter::All(all) => self.combine(all, true)?,
            Filter::Any(any) => self.combine(any, false)?,
            Filter::Not(inner) => not(self.condition(inner)?),
            Filter::Slug(slugs) => self.slug_is(slugs),
            Filter::Key(keys) => self.key_is(keys),
            Filter::Revision(comparison) => self.compare(&REVISION, comparison),
            Filter::Publisher(institutions) => self.is_published_by(institutions),
            Filter::PublishedAt { from, before } => self.is_published_between(*from, *before),
            Filter::Source(documents) => self.cites(documents),
            Filter::Words(wanted) => self.found(wanted),
            Filter::Column(place, comparison) => self.compare(&self.columns[*place], comparison),
            Filter::Reference(place, inner) => self.refers(&self.columns[*place], inner)?,
            Filter::Relation(place, quantifier, inner) => self.related(*place, *quantifier, inner)?,
            Filter::Part(place, quantifier, inner) => self.holds_item(*place, *quantifier, inner)?,
            Filter::OpenOn(day, kind) => self.is_open(*day, *kind)?,
            Filter::Latest => self.is_latest(None),
            Filter::OfSeries(keys) => self.is_of_series(Expr::col((self.table(), observation::Column::SeriesId)), keys),
            Filter::Since(moment) => self.is_since(moment)?,
        })
    }

    fn combine(&self, filters: &[Filter], all: bool) -> Result<SimpleExpr> {
        let mut combined = Expr::value(all);
        for (at, filter) in filters.iter().enumerate() {
            let condition = self.condition(filter)?;
            combined = match (at, all) {
                (0, _) => condition,
                (_, true) => combined.and(condition),
                (_, false) => combined.or(condition),
            };
        }
        Ok(combined)
    }

    /// The key of a series is one of these: one text of SQL, however many they are.
    pub(in crate::datasets) fn is_of_series(&self, key: Expr, keys: &[i64]) -> SimpleExpr {
        match keys {
            [] => return Expr::value(false),
            [one] => return key.eq(*one),
            _ => {}
        }
        let engine = self.snapshot.engine();
        let list = Expr::value(key_list(engine, keys));
        match engine {
            Engine::Sqlite => Expr::cust_with_exprs("? IN (SELECT \"value\" FROM json_each(?))", [key, list]),
            // An array keeps the order of the index.
            Engine::Postgres => Expr::cust_with_exprs("$1 = ANY(CAST($2 AS bigint[]))", [key, list]),
        }
    }

    fn slug_is(&self, slugs: &[Slug]) -> SimpleExpr {
        if self.dataset.is_some_and(|dataset| dataset.identity == Identity::Series) {
            let mut any = Expr::value(false);
            for slug in slugs {
                if let Some((series, period)) = row::series_and_period(slug.as_str()) {
                    let this = Expr::col((self.series(), series::Column::Slug))
                        .eq(series)
                        .and(Expr::col((self.table(), observation::Column::Period)).eq(period));
                    any = any.or(this);
                }
            }
            return any;
        }
        Expr::col((self.table(), version::Column::Slug)).is_in(slugs.iter().map(Slug::as_str))
    }

    fn key_is(&self, keys: &[RecordKey]) -> SimpleExpr {
        if self.dataset.is_some_and(|dataset| dataset.identity == Identity::Series) {
            let mut any = Expr::value(false);
            for RecordKey { key, period } in keys {
                if let Some(period) = period {
                    let this = Expr::col((self.table(), observation::Column::SeriesId))
                        .eq(*key)
                        .and(Expr::col((self.table(), observation::Column::Period)).eq(period.as_str()));
                    any = any.or(this);
                }
            }
            return any;
        }
        let of_records = keys.iter().filter(|key| key.period.is_none());
        Expr::col((self.table(), version::Column::RecordId)).is_in(of_records.map(|key| key.key))
    }

    /// The words of an observation are those of its series.
    fn found(&self, wanted: &[Vec<String>]) -> SimpleExpr {
        if wanted.is_empty() {
            return Expr::value(false);
        }
        let entry = DynIden::from(format!("e{}", self.depth));
        let keys = stored_words::found(self.snapshot, &entry, wanted)
            .column((entry, search_entry::Column::RecordId))
            .to_owned();
        let series = self.dataset.is_some_and(|dataset| dataset.identity == Identity::Series);
        let table = if series { self.series() } else { self.table() };
        Expr::col((table, version::Column::RecordId)).in_subquery(keys)
    }

    /// The document of an observation is part of its identity; a record's stand in its citations.
    fn cites(&self, documents: &[Slug]) -> SimpleExpr {
        let keys = records_named("documents", documents.iter().map(|slug| slug.as_str().to_owned()));
        if self.dataset.is_some_and(|dataset| dataset.identity == Identity::Series) {
            return Expr::col((self.series(), series::Column::DocumentId)).in_subquery(keys);
        }
        let citation = DynIden::from(format!("c{}", self.depth));
        let citing = Query::select()
            .column((citation.clone(), citation::Column::RecordId))
            .from_as(citation::Entity, citation.clone())
            .and_where(self.snapshot.visible_at(&citation))
            .and_where(Expr::col((citation, citation::Column::DocumentId)).in_subquery(keys))
            .to_owned();
        Expr::col((self.table(), version::Column::RecordId)).in_subquery(citing)
    }

    fn compare(&self, column: &Column, comparison: &Comparison) -> SimpleExpr {
        let plain = self.column(column, column.stored.clone());
        let folded = || match &column.folded {
            Some(stored) => self.column(column, stored.clone()),
            // Without a companion, the database folds it: notes are few.
            None => folded_in_sql(plain.clone()),
        };
        match comparison {
            Comparison::IsNull => plain.is_null(),
            Comparison::Contains(text) => folded().like(LikeExpr::new(format!("%{}%", like_text(text))).escape('!')),
            Comparison::StartsWith(text) => starts_with(folded(), text),
            Comparison::In(values) => self.is_one_of(column, values),
            Comparison::Lt(value) => self.beside(column, value, BinOper::SmallerThan),
            Comparison::Lte(value) => self.beside(column, value, BinOper::SmallerThanOrEqual),
            Comparison::Gt(value) => self.beside(column, value, BinOper::GreaterThan),
            Comparison::Gte(value) => self.beside(column, value, BinOper::GreaterThanOrEqual),
        }
    }

    fn is_one_of(&self, column: &Column, values: &[Value]) -> SimpleExpr {
        let plain = self.column(column, column.stored.clone());
        if let Kind::Reference(target) = column.kind {
            let references = || {
                values.iter().filter_map(|value| match value {
                    Value::Reference(reference) => Some(reference),
                    _ => None,
                })
            };
            // Those whose keys are known are asked for by them.
            if references().all(|reference| reference.id != 0) {
                return plain.is_in(references().map(|reference| reference.id));
            }
            let slugs = references().map(|reference| reference.slug.clone());
            return plain.in_subquery(records_named(target, slugs));
        }
        if matches!(column.kind, Kind::Date) {
            // The same days, however the text says them: 2022-Q1 is 2022-33.
            let mut any = Expr::value(false);
            for value in values {
                if let Value::Date(date) = value
                    && date.earliest().is_none()
                {
                    any = any.or(self.column(column, column.stored.clone()).eq(date.edtf()));
                    continue;
                }
                if let (Value::Date(_), [first, last]) = (value, self.day_columns(column)) {
                    let [_, earliest, latest] = &stored::encode(column, value)[..] else {
                        continue;
                    };
                    any = any.or(first.eq(earliest.clone()).and(last.eq(latest.clone())));
                }
            }
            return any;
        }
        // A text that is kept folded too is compared so: case and accents do not matter.
        let values = values
            .iter()
            .filter(|value| !value.is_null())
            .filter_map(|value| stored::encode(column, value).into_iter().next_back());
        let stored = column.folded.clone().unwrap_or_else(|| column.stored.clone());
        self.column(column, stored).is_in(values)
    }

    fn day_columns(&self, column: &Column) -> [Expr; 2] {
        column.days.clone().map(|day| self.column(column, day))
    }

    /// A comparison of order. A date is before another when the whole of what it can mean is.
    fn beside(&self, column: &Column, value: &Value, operator: BinOper) -> SimpleExpr {
        let Value::Date(date) = value else {
            let plain = self.column(column, column.stored.clone());
            let operand = stored::encode(column, value).into_iter().next();
            return match operand {
                Some(operand) => plain.binary(operator, Expr::value(operand)),
                None => Expr::value(false),
            };
        };
        let [first, last] = self.day_columns(column);
        match operator {
            BinOper::SmallerThan => last.lt(stored::day(date.earliest())),
            BinOper::SmallerThanOrEqual => last.lte(stored::day(date.latest())),
            BinOper::GreaterThan => first.gt(stored::day(date.latest())),
            _ => first.gte(stored::day(date.earliest())),
        }
    }

    fn refers(&self, column: &Column, inner: &Filter) -> Result<SimpleExpr> {
        let Kind::Reference(target) = column.kind else {
            return Err(Error::internal(format!("{} refers to nothing", column.name)));
        };
        let target = crate::datasets::registry().target(target)?;
        let (keys, scope) = self.sub_select(target);
        let keys = keys.clone().and_where(scope.condition(inner)?).to_owned();
        Ok(self.column(column, column.stored.clone()).in_subquery(keys))
    }

    fn related(&self, place: usize, quantifier: Quantifier, inner: &Filter) -> Result<SimpleExpr> {
        let relation = self
            .dataset
            .and_then(|dataset| dataset.relations.get(place))
            .ok_or_else(|| Error::internal("a part has no relations"))?;
        let target = crate::datasets::registry().target(relation.target)?;
        let by = target
            .column(relation.by)
            .map(|by| &target.columns[by])
            .ok_or_else(|| Error::internal(format!("{} has no column {}", target.name, relation.by)))?;
        let (mut keys, scope) = self.sub_select(target);
        let back = scope.column(by, by.stored.clone());
        keys.clear_selects().expr(back.clone()).and_where(back.is_not_null());
        self.quantified(keys, quantifier, scope.condition(inner)?)
    }

    fn holds_item(&self, place: usize, quantifier: Quantifier, inner: &Filter) -> Result<SimpleExpr> {
        let part = self
            .dataset
            .and_then(|dataset| dataset.parts.get(place))
            .ok_or_else(|| Error::internal("a part has no parts"))?;
        let scope = Scope {
            snapshot: self.snapshot,
            columns: &part.columns,
            dataset: None,
            depth: self.depth + 1,
        };
        let keys = Query::select()
            .column((scope.table(), item::Column::RecordId))
            .from_as(part.table.clone(), scope.table())
            .and_where(self.snapshot.visible_at(&scope.table()))
            .to_owned();
        self.quantified(keys, quantifier, scope.condition(inner)?)
    }

    fn quantified(
        &self,
        mut keys: SelectStatement,
        quantifier: Quantifier,
        condition: SimpleExpr,
    ) -> Result<SimpleExpr> {
        let own = Expr::col((self.table(), version::Column::RecordId));
        Ok(match quantifier {
            Quantifier::Some => own.in_subquery(keys.and_where(condition).to_owned()),
            Quantifier::None => own.not_in_subquery(keys.and_where(condition).to_owned()),
            Quantifier::Every => own.not_in_subquery(keys.and_where(not(condition)).to_owned()),
        })
    }

    /// The keys of the current rows of another dataset, one level deeper.
    fn sub_select<'b>(&'b self, target: &'b Dataset) -> (SelectStatement, Scope<'b>) {
        let scope = Scope::new(self.snapshot, target, self.depth + 1);
        let mut keys = Query::select();
        row::from(&mut keys, &scope, target);
        keys.column((scope.table(), row::key_column(target)));
        (keys, scope)
    }
}
