use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::{Argument, Directive, Type, Value, VariableDefinition},
    executable::{Operation, Selection, SelectionSet},
    schema::InputValueDefinition,
};

use super::invalid::Invalid;

/// The rules on values that apollo-compiler leaves out: a field of an input object is given once (section 5.6.3), and a variable is used only where its
/// whole type fits (section 5.8.5).
pub(super) fn check(schema: &Schema, document: &ExecutableDocument) -> Vec<Invalid> {
    let mut wrong = Vec::new();
    for operation in document.operations.iter() {
        let mut walk = Walk::new(schema, document, &operation.variables, &mut wrong);
        walk.operation(operation);
    }
    wrong
}

struct Walk<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a Name, &'a VariableDefinition>,
    visited: HashSet<&'a Name>,
    wrong: &'a mut Vec<Invalid>,
}

impl<'a> Walk<'a> {
    fn new(
        schema: &'a Schema,
        document: &'a ExecutableDocument,
        variables: &'a [Node<VariableDefinition>],
        wrong: &'a mut Vec<Invalid>,
    ) -> Self {
        Self {
            schema,
            document,
            variables: variables.iter().map(|variable| (&variable.name, &**variable)).collect(),
            visited: HashSet::new(),
            wrong,
        }
    }

    fn operation(&mut self, operation: &'a Operation) {
        self.directives(&operation.directives);
        for variable in &operation.variables {
            self.directives(&variable.directives);
            if let Some(default) = &variable.default_value {
                self.value(&variable.ty, false, default);
            }
        }
        self.selections(&operation.selection_set);
    }

    fn selections(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    self.directives(&field.directives);
                    self.arguments(&field.definition.arguments, &field.arguments);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(&fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && self.visited.insert(&fragment.name)
                    {
                        self.directives(&fragment.directives);
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a [Node<Directive>]) {
        for directive in directives {
            if let Some(definition) = self.schema.directive_definitions.get(&directive.name) {
                self.arguments(&definition.arguments, &directive.arguments);
            }
        }
    }

    fn arguments(&mut self, definitions: &'a [Node<InputValueDefinition>], given: &'a [Node<Argument>]) {
        for argument in given {
            let definition = definitions.iter().find(|definition| definition.name == argument.name);
            if let Some(definition) = definition {
                self.value(&definition.ty, definition.default_value.is_some(), &argument.value);
            }
        }
    }

    /// A value in a place of a type, which has a default of its own or not.
    fn value(&mut self, place: &'a Type, has_default: bool, value: &'a Node<Value>) {
        match &**value {
            Value::Variable(name) => self.variable(place, has_default, name, value),
            Value::List(items) => {
                let item_type = if place.is_list() { place.item_type() } else { place };
                for item in items {
                    self.value(item_type, false, item);
                }
            }
            Value::Object(fields) => {
                let mut seen = HashSet::new();
                for (name, inner) in fields {
                    if !seen.insert(name) {
                        self.refuse(inner, format!("There can be only one input field named \"{name}\"."));
                    }
                    let input = self.schema.get_input_object(place.inner_named_type());
                    if let Some(field) = input.and_then(|input| input.fields.get(name)) {
                        self.value(&field.ty, field.default_value.is_some(), inner);
                    }
                }
            }
            _ => {}
        }
    }

    fn variable(&mut self, place: &Type, has_default: bool, name: &Name, value: &Node<Value>) {
        let Some(definition) = self.variables.get(name) else {
            return;
        };
        let own_default = definition
            .default_value
            .as_ref()
            .is_some_and(|default| !default.is_null());
        let is_filled = place.is_non_null() && !definition.ty.is_non_null() && (own_default || has_default);
        let fits = if is_filled {
            is_within(&definition.ty, &place.clone().nullable())
        } else {
            is_within(&definition.ty, place)
        };
        if !fits {
            let message = format!(
                "Variable \"${name}\" of type \"{}\" used in position expecting type \"{place}\".",
                definition.ty
            );
            self.refuse(value, message);
        }
    }

    fn refuse(&mut self, at: &Node<Value>, message: String) {
        let place = at
            .line_column_range(&self.document.sources)
            .map(|range| (range.start.line, range.start.column));
        self.wrong.push(Invalid::new(message, place));
    }
}

/// Whether every value of a type is one of another (section 5.8.5, AreTypesCompatible).
fn is_within(own: &Type, place: &Type) -> bool {
    match (place.is_non_null(), own.is_non_null()) {
        (true, false) => false,
        (true, true) => is_within(&own.clone().nullable(), &place.clone().nullable()),
        (false, true) => is_within(&own.clone().nullable(), place),
        (false, false) => match (place.is_list(), own.is_list()) {
            (true, true) => is_within(own.item_type(), place.item_type()),
            (false, false) => own.inner_named_type() == place.inner_named_type(),
            _ => false,
        },
    }
}
