use serde_json::{Value as Json, json};

use crate::{
    calculators::{
        Figures,
        calculator::Calculator,
        outcome::{Outcome, Remark},
    },
    datasets::{model::fields::Source, read::json::sources},
    domain::{Decimal, Language},
};

/// An answer as plain JSON, of the shape that `shape` says.
pub fn to_json(calculator: &Calculator, outcome: &Outcome, figures: &Figures, language: Language) -> Json {
    let remark = |remark: &Remark| json!({ "code": remark.code, "message": remark.message.text(language), "record": remark.figure });
    let number = |quantity: Option<Decimal>| quantity.map_or(Json::Null, crate::datasets::read::json::number);
    let lines = outcome.lines.iter().map(|line| {
        json!({
            "label": line.label.text(language),
            "quantity": number(line.quantity),
            "unit_amount": line.unit_amount.map(|amount| amount.to_string()),
            "qualifier": line.qualifier,
            "rate": number(line.rate),
            "increase": number(line.increase),
            "amount": line.amount.to_string(),
            "measures": line.measures.iter().map(|measure| json!({
                "label": measure.label.text(language),
                "target": number(Some(measure.target)),
                "value": number(measure.value),
                "reached": measure.reached,
            })).collect::<Json>(),
            "instalments": line.instalments.iter().map(|part| json!({
                "when": part.when.text(language),
                "share": number(Some(part.share)),
                "amount": part.amount.to_string(),
            })).collect::<Json>(),
            "record": line.figure,
        })
    });
    let used = outcome.used.iter().map(|(dataset, slug)| {
        let figure = figures.named(dataset, slug);
        let list = |source| figure.map(|figure| sources(source, &figure.node)).unwrap_or_default();
        json!({
            "dataset": dataset,
            "slug": slug,
            "name": figure.map(|figure| figure.text("name")),
            "address": format!("/v1/{dataset}/{slug}"),
            "source_document": list(Source::Document),
            "source_title": list(Source::Title),
            "source_locator": list(Source::Locator),
        })
    });
    json!({
        "calculator": calculator.name,
        "eligible": outcome.refusals.is_empty(),
        "total": outcome.total().map(|total| total.to_string()),
        "at_most": outcome.is_at_most(),
        "lines": lines.collect::<Json>(),
        "refusals": outcome.refusals.iter().map(remark).collect::<Json>(),
        "remarks": outcome.remarks.iter().map(remark).collect::<Json>(),
        "alternatives": outcome.alternatives.iter().map(|other| json!({ "label": other.label.text(language), "total": other.total.to_string() })).collect::<Json>(),
        "records": used.collect::<Json>(),
    })
}
