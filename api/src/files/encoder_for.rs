use arrow_schema::Schema;

use super::{Form, Variant, csv, encoder::Encoder, json, parquet, xlsx};
use crate::{datasets::Dataset, domain::Result};

/// The encoder of a form.
pub(super) fn encoder_for(dataset: &'static Dataset, schema: &Schema, variant: Variant) -> Result<Box<dyn Encoder>> {
    Ok(match variant.form {
        Form::Csv => Box::new(csv::Writer::new(schema, variant.dialect)),
        Form::Page | Form::Json => Box::new(json::Writer::array(schema)),
        Form::NdJson => Box::new(json::Writer::lines(schema)),
        Form::Xlsx => Box::new(xlsx::Writer::new(dataset, schema)?),
        Form::Parquet => Box::new(parquet::Writer::new(dataset, schema)?),
    })
}
