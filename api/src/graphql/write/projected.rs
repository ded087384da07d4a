use serde_json::Value as Json;

use super::text::Text;
use crate::graphql::{
    names::screaming,
    plan::projection::{Pick, Projection},
};

impl Text {
    /// Writes the selection of a value, or of each value of a list.
    pub(super) fn projected(&mut self, asked: &Projection, answer: &Json) {
        match answer {
            Json::Array(items) => self.list(items, |text, item| text.projected(asked, item)),
            Json::Object(_) => {
                self.open();
                for (key, pick) in &asked.0 {
                    self.key(key);
                    self.picked(pick, answer);
                }
                self.close();
            }
            _ => self.null(),
        }
    }

    /// Writes one field of a value.
    pub(super) fn picked(&mut self, pick: &Pick, answer: &Json) {
        match pick {
            Pick::Typename(name) => self.string(name),
            Pick::Value(name) => self.json(answer.get(name).unwrap_or(&Json::Null)),
            Pick::Term(name) => self.optional(answer[name].as_str().map(screaming).as_deref()),
            Pick::Within(name, inner) => self.projected(inner, &answer[name]),
        }
    }
}
