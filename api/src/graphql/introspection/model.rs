use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::{
    domain::{Error, Result},
    graphql::plan::introspection::{IntrospectionField, Selected},
};

/// The introspection query that the library answers once: everything that introspection can show. A type reference is named, through lists and
/// non-nulls.
pub(super) const WHOLE: &str = "{ __schema {
    description queryType { name } mutationType { name } subscriptionType { name }
    types { kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) { name description isDeprecated deprecationReason type { ...R } args(includeDeprecated: true) { ...A } }
      inputFields(includeDeprecated: true) { ...A }
      interfaces { ...R } possibleTypes { ...R }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...A } }
  } }
  fragment A on __InputValue { name description defaultValue isDeprecated deprecationReason type { ...R } }
  fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }";

/// The schema as introspection shows it.
#[derive(Debug)]
pub(super) struct Model {
    schema: Schema,
    /// The place of each type, by its name.
    places: HashMap<Box<str>, usize>,
}

#[derive(Debug, Deserialize)]
struct Whole {
    #[serde(rename = "__schema")]
    schema: Schema,
}

type Text = Option<Box<str>>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    description: Text,
    query_type: Option<Named>,
    mutation_type: Option<Named>,
    subscription_type: Option<Named>,
    types: Vec<Type>,
    directives: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: Box<str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Type {
    kind: Box<str>,
    name: Text,
    description: Text,
    #[serde(rename = "specifiedByURL")]
    specified_by_url: Text,
    is_one_of: Option<bool>,
    fields: Option<Vec<Value>>,
    input_fields: Option<Vec<Value>>,
    interfaces: Option<Vec<Reference>>,
    possible_types: Option<Vec<Reference>>,
    enum_values: Option<Vec<Value>>,
}

/// A field, an argument, a value of an enumeration, or a directive.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value {
    name: Box<str>,
    description: Text,
    default_value: Text,
    #[serde(default)]
    is_deprecated: bool,
    deprecation_reason: Text,
    r#type: Option<Reference>,
    args: Option<Vec<Value>>,
    is_repeatable: Option<bool>,
    locations: Option<Vec<Box<str>>>,
}

/// A type, by its name, or what wraps one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    kind: Box<str>,
    name: Text,
    of_type: Option<Box<Reference>>,
}

impl Model {
    pub(super) fn read(json: Json) -> Result<Self> {
        let Whole { schema } = serde_json::from_value(json).map_err(Error::internal)?;
        let places = schema.types.iter().enumerate();
        let places = places.filter_map(|(place, ty)| Some((ty.name.clone()?, place)));
        Ok(Self {
            places: places.collect(),
            schema,
        })
    }

    fn named(&self, name: &str) -> Option<&Type> {
        self.schema.types.get(*self.places.get(name)?)
    }
}

/// The query asks for more than the limit.
#[derive(Debug)]
pub(super) struct TooMuch;

type Written = std::result::Result<(), TooMuch>;

/// Writes an answer as JSON, within bounds.
pub(super) struct Writer<'a> {
    model: &'a Model,
    out: Vec<u8>,
    objects: u64,
    most_objects: u64,
    most_bytes: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model, most_objects: u64, most_bytes: usize) -> Self {
        Self {
            model,
            out: Vec::new(),
            objects: 0,
            most_objects,
            most_bytes,
        }
    }

    /// The JSON, and how many objects it has.
    pub(super) fn finish(self) -> (Vec<u8>, u64) {
        (self.out, self.objects)
    }

    pub(super) fn write(&mut self, asked: &IntrospectionField) -> Written {
        match asked {
            IntrospectionField::Schema(fields) => self.object(fields, "__Schema", Self::schema_field),
            IntrospectionField::Type(name, fields) => match self.model.named(name) {
                Some(ty) => self.type_object(ty, fields),
                None => self.null(),
            },
        }
    }

    fn object(
        &mut self,
        fields: &[Selected],
        type_name: &str,
        mut write: impl FnMut(&mut Self, &Selected) -> Written,
    ) -> Written {
        self.objects += 1;
        if self.objects > self.most_objects || self.out.len() > self.most_bytes {
            return Err(TooMuch);
        }
        self.out.push(b'{');
        for (place, field) in fields.iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            self.text(&field.key)?;
            self.out.push(b':');
            if field.name == "__typename" {
                self.text(type_name)?;
            } else {
                write(self, field)?;
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    fn list<T>(&mut self, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut Self, T) -> Written) -> Written {
        self.out.push(b'[');
        for (place, item) in items.enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            write(self, item)?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn schema_field(&mut self, field: &Selected) -> Written {
        let schema = &self.model.schema;
        match field.name.as_str() {
            "description" => self.maybe(schema.description.as_deref()),
            "queryType" => self.root(schema.query_type.as_ref(), field),
            "mutationType" => self.root(schema.mutation_type.as_ref(), field),
            "subscriptionType" => self.root(schema.subscription_type.as_ref(), field),
            "types" => self.list(schema.types.iter(), |writer, ty| writer.type_object(ty, &field.inner)),
            "directives" => self.values(Some(&schema.directives), field, true),
            _ => self.null(),
        }
    }

    fn root(&mut self, named: Option<&Named>, field: &Selected) -> Written {
        match named.and_then(|named| self.model.named(&named.name)) {
            Some(ty) => self.type_object(ty, &field.inner),
            None => self.null(),
        }
    }

    fn type_object(&mut self, ty: &Type, fields: &[Selected]) -> Written {
        self.object(fields, "__Type", |writer, field| match field.name.as_str() {
            "kind" => writer.text(&ty.kind),
            "name" => writer.maybe(ty.name.as_deref()),
            "description" => writer.maybe(ty.description.as_deref()),
            "specifiedByURL" => writer.maybe(ty.specified_by_url.as_deref()),
            "isOneOf" => writer.json(&ty.is_one_of),
            "fields" => writer.values(ty.fields.as_deref(), field, field.with_deprecated),
            "inputFields" => writer.values(ty.input_fields.as_deref(), field, field.with_deprecated),
            "enumValues" => writer.values(ty.enum_values.as_deref(), field, field.with_deprecated),
            "interfaces" => writer.references(ty.interfaces.as_deref(), field),
            "possibleTypes" => writer.references(ty.possible_types.as_deref(), field),
            // A type of a name wraps no other.
            _ => writer.null(),
        })
    }

    fn references(&mut self, all: Option<&[Reference]>, field: &Selected) -> Written {
        match all {
            None => self.null(),
            Some(all) => self.list(all.iter(), |writer, one| writer.reference(one, &field.inner)),
        }
    }

    fn reference(&mut self, reference: &Reference, fields: &[Selected]) -> Written {
        if let Some(ty) = reference.name.as_deref().and_then(|name| self.model.named(name)) {
            return self.type_object(ty, fields);
        }
        self.object(fields, "__Type", |writer, field| {
            match (field.name.as_str(), &reference.of_type) {
                ("kind", _) => writer.text(&reference.kind),
                ("ofType", Some(inner)) => writer.reference(inner, &field.inner),
                _ => writer.null(),
            }
        })
    }

    fn values(&mut self, all: Option<&[Value]>, field: &Selected, with_deprecated: bool) -> Written {
        let Some(all) = all else {
            return self.null();
        };
        let shown = all.iter().filter(|value| with_deprecated || !value.is_deprecated);
        self.list(shown, |writer, value| writer.value(value, field))
    }

    fn value(&mut self, value: &Value, of: &Selected) -> Written {
        self.object(&of.inner, of.of, |writer, field| match field.name.as_str() {
            "name" => writer.text(&value.name),
            "description" => writer.maybe(value.description.as_deref()),
            "defaultValue" => writer.maybe(value.default_value.as_deref()),
            "isDeprecated" => writer.json(&value.is_deprecated),
            "deprecationReason" => writer.maybe(value.deprecation_reason.as_deref()),
            "isRepeatable" => writer.json(&value.is_repeatable),
            "locations" => writer.json(&value.locations),
            "args" => writer.values(value.args.as_deref(), field, field.with_deprecated),
            "type" => match &value.r#type {
                Some(ty) => writer.reference(ty, &field.inner),
                None => writer.null(),
            },
            _ => writer.null(),
        })
    }

    fn text(&mut self, text: &str) -> Written {
        self.json(text)
    }

    fn maybe(&mut self, text: Option<&str>) -> Written {
        self.json(&text)
    }

    fn null(&mut self) -> Written {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn json(&mut self, value: &(impl serde::Serialize + ?Sized)) -> Written {
        // A text has no more than the model holds: what follows is bounded object by object.
        serde_json::to_writer(&mut self.out, value).map_err(|_| TooMuch)
    }
}
