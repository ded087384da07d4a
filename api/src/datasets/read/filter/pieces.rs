use entity::record;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Query, SelectStatement, SimpleExpr},
};

use crate::store::Engine;

/// The keys of records, by their public names.
pub(in crate::datasets) fn records_named(dataset: &str, slugs: impl Iterator<Item = String>) -> SelectStatement {
    Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(Expr::col(record::Column::Dataset).eq(dataset))
        .and_where(Expr::col(record::Column::Slug).is_in(slugs))
        .to_owned()
}

/// Keys as one text: a JSON array for SQLite's `json_each`, an array of PostgreSQL.
pub(in crate::datasets) fn key_list(engine: Engine, keys: &[i64]) -> String {
    let [open, close] = match engine {
        Engine::Sqlite => ['[', ']'],
        Engine::Postgres => ['{', '}'],
    };
    let mut list = String::with_capacity(keys.len() * 8 + 2);
    list.push(open);
    for (at, key) in keys.iter().enumerate() {
        if at > 0 {
            list.push(',');
        }
        list.push_str(&key.to_string());
    }
    list.push(close);
    list
}

/// The opposite of a condition, true where it is unknown.
pub(in crate::datasets) fn not(condition: SimpleExpr) -> SimpleExpr {
    Expr::from(Func::coalesce([condition, Expr::cust("FALSE")])).not()
}

pub(in crate::datasets) fn like_text(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A range of bytes, which an index serves on both engines.
pub(in crate::datasets) fn starts_with(column: Expr, text: &str) -> SimpleExpr {
    let after = format!("{text}{}", char::MAX);
    column.clone().gte(text).and(column.lt(after))
}

/// Letters that fold to others, as `store::fold` folds them: those of western Europe, in both cases.
const FOLDED: [(&str, &str); 20] = [
    ("a", "àáâãäåÀÁÂÃÄÅ"),
    ("c", "çÇ"),
    ("e", "èéêëÈÉÊË"),
    ("i", "ìíîïÌÍÎÏ"),
    ("n", "ñÑ"),
    ("o", "òóôõöÒÓÔÕÖ"),
    ("u", "ùúûüÙÚÛÜ"),
    ("y", "ýÿÝŸ"),
    ("oe", "œŒ"),
    ("ae", "æÆ"),
    ("'", "\u{2019}\u{2018}"),
    (" ", "\u{a0}\u{202f}"),
    ("s", "šŠ"),
    ("z", "žŽ"),
    ("", "\u{300}\u{301}\u{302}\u{303}\u{308}\u{327}"),
    ("ø", "Ø"),
    ("ð", "Ð"),
    ("þ", "Þ"),
    ("ł", "Ł"),
    ("đ", "Đ"),
];

/// A text without case and accents, worked out by the database: alike on both engines, whatever their locale.
pub(in crate::datasets) fn folded_in_sql(text: Expr) -> Expr {
    let lower = Expr::from(Func::lower(text));
    FOLDED.into_iter().fold(lower, |text, (plain, letters)| {
        letters.chars().fold(text, |text, letter| {
            let replaced = Func::cust("replace").arg(text).arg(letter.to_string()).arg(plain);
            Expr::from(replaced)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::FOLDED;
    use crate::store::fold;

    #[test]
    fn the_database_folds_letters_as_the_program_does() {
        for (plain, letters) in FOLDED {
            for letter in letters.chars() {
                assert_eq!(fold(&letter.to_string()), plain, "{letter}");
            }
        }
    }
}
