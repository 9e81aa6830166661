//! Constants: values of which there is only one.

use serde_json::Value as Json;

use crate::diagnostic::Code;
use crate::ir::{Check, Integer, Number, Rules, Type};
use crate::source::{Kind, Node, shorten};

use super::super::context::Context;
use super::super::views::{JsonType, SchemaView};
use super::Lowered;

/// The value that a property or parameter always has: `const`, or the only value of an enum.
pub(in super::super) struct Constant<'s> {
    node: Node<'s>,
    pub(super) json_type: JsonType,
    pub(in super::super) value: Json,
}

impl<'s> Constant<'s> {
    /// Returns the constant of a schema, if it has one that is neither null nor an array or an object.
    pub(in super::super) fn of(schema: SchemaView<'s>) -> Option<Self> {
        if schema.reference().is_some() || schema.says_null() {
            return None;
        }
        let is_scalar = |kind| matches!(kind, Kind::String | Kind::Bool | Kind::Number);
        let node = schema
            .single_value()
            .filter(|value| is_scalar(value.kind()))?;
        let converted = schema.converted(node);
        let json_type = match &converted {
            Some(Json::String(_)) => JsonType::String,
            Some(_) => JsonType::Integer,
            None => JsonType::of_value(node)?,
        };
        let value = converted.unwrap_or_else(|| node.to_json());
        Some(Constant {
            node,
            json_type,
            value,
        })
    }

    /// Reports the constant where it is not written as a value of its type.
    pub(in super::super) fn report(&self, context: &Context<'_>) {
        if JsonType::of_value(self.node) != Some(self.json_type) {
            report_converted(context, self.node, &self.value);
        }
    }

    pub(super) fn ty(&self) -> Type {
        let is_long = self.node.number_text().is_some() && self.node.as_i64().is_none();
        match self.json_type {
            JsonType::String => Type::text(),
            JsonType::Bool => Type::Bool,
            JsonType::Integer if is_long => Type::Integer(Integer::Big),
            JsonType::Integer => Type::Integer(Integer::I64),
            JsonType::Number => Type::Number(Number::F64),
            _ => Type::Any,
        }
    }

    /// Returns the type of a parameter that always has this value.
    pub(in super::super) fn lowered(&self) -> Lowered {
        let rules = Rules::of_checks(vec![Check::Values(vec![self.value.clone()])]);
        Lowered::of(self.ty()).with_rules(rules)
    }
}

/// Returns the check of `const`; an enum of one value has none, since a server may add values.
pub(super) fn checks_of_constants<'s>(schemas: impl Iterator<Item = SchemaView<'s>>) -> Vec<Check> {
    let constants = schemas.filter_map(|schema| Some((schema, schema.get("const")?)));
    constants
        .map(|(schema, value)| Check::Values(vec![schema.listed(value)]))
        .collect()
}

/// Reports a listed value that is read as a value of the type that its schema names.
pub(super) fn report_converted(context: &Context<'_>, value: Node<'_>, converted: &Json) {
    let (message, help) = match converted {
        Json::String(text) => (
            format!(
                "`{}` is not a string, the type of the schema; it is read as one",
                shorten(text)
            ),
            format!("write it in quotes: \"{}\"", shorten(text)),
        ),
        _ => (
            format!(
                "\"{converted}\" is a string where the schema is of integers; it is read as a number"
            ),
            format!("write `{converted}`, without quotes or leading zeros"),
        ),
    };
    let place = value.at_value();
    context.warn(Code::ValueBreaksSchema, place, message, help);
}
