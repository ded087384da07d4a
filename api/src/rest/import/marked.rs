//! What tables write in place of numbers: `n.d.`, `<5`, `secret`.

use super::cells::{MarkedColumn, Understanding};
use crate::{
    datasets::{
        Identity, Kind,
        model::{
            parse::{self, brief},
            understand::{Marker, UnitMark, marker, number, unit},
        },
    },
    domain::wording,
};

/// The qualifier of a value that is as it is written.
const EXACT: &str = "exact";

impl Understanding<'_> {
    /// The columns of numbers. Observations have a reason and a qualifier, which are added where the file has none; a number of another dataset
    /// has a qualifier where the file has a column for it.
    pub(super) fn marked_columns(&mut self) -> Vec<MarkedColumn> {
        if self.dataset.identity == Identity::Series {
            let Some(value) = self.place("value") else {
                return Vec::new();
            };
            let [reason, qualifier] = ["missing_reason", "qualifier"].map(|name| Some(self.place_or_new(name)));
            return vec![MarkedColumn {
                value,
                reason,
                qualifier,
            }];
        }
        let is_number = |place: &usize| {
            self.columns[*place]
                .is_some_and(|column| matches!(column.kind, Kind::Decimal | Kind::Euros | Kind::Integer))
        };
        let marked = (0..self.names.len()).filter(is_number).map(|value| MarkedColumn {
            value,
            reason: None,
            qualifier: self.place(&format!("{}_qualifier", self.names[value])),
        });
        marked.collect()
    }

    /// Moves what a table writes in place of a value to the columns that say it.
    pub(super) fn marked(&mut self, line: u64, texts: &mut [String], of: MarkedColumn) {
        let written = texts[of.value].clone();
        let (place, code, rest) = match marker(&written) {
            Some(Marker::Missing(code)) => (of.reason, code, String::new()),
            Some(Marker::Qualified(code, rest)) => match self.bound(line, of.value, rest) {
                Some(rest) => (of.qualifier, code, rest),
                None => return,
            },
            None => return self.refuse_words(line, texts, of),
        };
        let Some(place) = place else {
            self.refuse_marker(line, of.value, &written);
            return texts[of.value].clear();
        };
        // A qualifier that says nothing gives way; what the row says itself, otherwise, is named.
        if let Some(qualifier) = of.qualifier
            && texts[qualifier] == EXACT
            && code != EXACT
        {
            let name = self.names[qualifier].clone();
            self.report
                .understood(line, &name, EXACT, if place == qualifier { code } else { "" });
            texts[qualifier].clear();
        }
        let beside = || [of.reason, of.qualifier].into_iter().flatten();
        let against = beside().find(|place| !texts[*place].is_empty() && texts[*place] != code);
        if let Some(against) = against {
            let (name, column, other) = (
                self.names[of.value].clone(),
                self.names[place].clone(),
                texts[against].clone(),
            );
            let message = wording!(
                "« {written} » se lit comme {column} {code}, et la ligne dit {other} : laissez l'un des deux",
                "\"{written}\" reads as {column} {code}, and the row says {other}: give one of them"
            );
            self.problem(line, &name, message);
            // This is said once: the row is read on as if it said one of them.
            beside().for_each(|place| texts[place].clear());
        }
        let [value, column] = [of.value, place].map(|place| self.names[place].clone());
        self.report.understood(line, &value, &written, &rest);
        if texts[place].is_empty() {
            self.report.understood(line, &column, "", code);
        }
        code.clone_into(&mut texts[place]);
        texts[of.value] = rest;
    }

    /// The number of a bound, where its column takes it; else the cell is refused as it is written.
    fn bound(&mut self, line: u64, place: usize, rest: &str) -> Option<String> {
        let column = self.columns[place]?;
        let (bare, mark) = unit(rest).map_or((rest, None), |(bare, mark)| (bare, Some(mark)));
        let read = number(bare, self.comma())?;
        parse::value(column, &read).ok()?;
        match mark {
            None => {}
            Some(mark) if self.is_measured(place) => self.unit_told(line, mark),
            Some(UnitMark::Euro) if matches!(column.kind, Kind::Euros) => {}
            Some(UnitMark::Percent) if column.name == "rate" => {}
            Some(_) => return None,
        }
        Some(read)
    }

    /// Refuses a word in place of the value of an observation, with the way to say that it is missing.
    fn refuse_words(&mut self, line: u64, texts: &mut [String], of: MarkedColumn) {
        let written = &texts[of.value];
        let (Some(reason), false) = (
            of.reason,
            written.is_empty() || written.contains(|letter: char| letter.is_ascii_digit()),
        ) else {
            return;
        };
        let Some(Kind::Term(reasons)) = self.columns[reason].map(|column| column.kind) else {
            return;
        };
        let written = brief(written);
        let known: Vec<&str> = reasons.terms.iter().map(|term| term.code).collect();
        let message = wording!(
            "« {written} » n'est pas un nombre : si la valeur manque, laissez la cellule vide et écrivez pourquoi dans missing_reason ({})",
            "\"{written}\" is not a number: if the value is missing, leave the cell empty and write why in missing_reason ({})",
            known.join(", ")
        );
        let name = self.names[of.value].clone();
        self.problem(line, &name, message);
        // This is said once.
        texts[of.value].clear();
    }

    /// Refuses a marker where no column says what it means.
    fn refuse_marker(&mut self, line: u64, place: usize, written: &str) {
        let name = self.names[place].clone();
        let (is_missing, written) = (matches!(marker(written), Some(Marker::Missing(_))), brief(written));
        let qualifier = format!("{name}_qualifier");
        let message = if is_missing {
            wording!(
                "« {written} » n'est pas un nombre : laissez la cellule vide si la valeur manque",
                "\"{written}\" is not a number: leave the cell empty if the value is missing"
            )
        } else if self.dataset.column(&qualifier).is_some() {
            wording!(
                "« {written} » n'est pas un nombre : ajoutez une colonne {qualifier} qui dit qu'il s'agit d'une borne ou d'un ordre de grandeur",
                "\"{written}\" is not a number: add a column {qualifier} that says that it is a bound or an estimate"
            )
        } else {
            wording!(
                "« {written} » est une borne ou un ordre de grandeur, et {name} est un nombre exact : dites-le dans note",
                "\"{written}\" is a bound or an estimate, and {name} is an exact number: say so in note"
            )
        };
        self.problem(line, &name, message);
    }
}
