//! Operations that are described beside their handlers, completed by what their policies say.

use serde_json::{Value as Json, json};
use utoipa::openapi::{RefOr, Schema};

use super::document::{Components, Document, EVERYWHERE, parameter, reference, refusals};
use crate::{
    domain::{Error, Result},
    web::described::DescribedRoute,
};

/// Adds them.
pub(super) fn describe(document: &mut Document, routes: &[DescribedRoute]) -> Result<()> {
    for route in routes {
        for (name, schema) in &route.schemas {
            document.components.schemas.add(name, schema)?;
        }
        let mut item = serde_json::to_value(&route.item).map_err(Error::internal)?;
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            complete(operation, route.is_of_data);
        }
        document.paths.add(&route.path, &item)?;
    }
    Ok(())
}

/// Adds a schema, and those that it refers to.
pub(super) fn add<T: utoipa::ToSchema>(components: &mut Components) -> Result<()> {
    let mut schemas: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    for (name, schema) in &schemas {
        components.schemas.add(name, schema)?;
    }
    Ok(())
}

/// What an operation has by its policy: refusals; where it reads data, its moment, its language and its validators.
fn complete(operation: &mut Json, is_of_data: bool) {
    for (status, refusal) in refusals() {
        if operation["responses"][status].is_null() {
            operation["responses"][status] = refusal;
        }
    }
    if operation["security"].is_null() {
        operation["security"] = json!([]);
    }
    if operation["parameters"].is_null() {
        operation["parameters"] = json!([]);
    }
    if !is_of_data {
        return;
    }
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.extend(EVERYWHERE.map(parameter));
    }
    operation["responses"]["200"]["headers"] =
        json!({ "ETag": reference("headers", "ETag"), "X-Revision": reference("headers", "X-Revision") });
    operation["responses"]["304"] = reference("responses", "NotModified");
}
