use arrow_schema::Schema;

use super::{Form, Variant, csv, encoder::Encoder, json, parquet, words::Words, xlsx};
use crate::{datasets::Dataset, domain::Result};

/// The encoder of a form.
pub(super) fn encoder_for(dataset: &'static Dataset, schema: &Schema, variant: Variant) -> Result<Box<dyn Encoder>> {
    let words = variant.words.map(|language| Words::new(dataset, schema, language));
    Ok(match variant.form {
        Form::Csv => Box::new(csv::Writer::new(dataset, schema, variant.dialect, words)),
        Form::Page | Form::Json => Box::new(json::Writer::array(schema)),
        Form::NdJson => Box::new(json::Writer::lines(schema)),
        Form::Xlsx => Box::new(xlsx::Writer::new(dataset, schema, words)?),
        Form::Parquet => Box::new(parquet::Writer::new(dataset, schema)?),
    })
}
