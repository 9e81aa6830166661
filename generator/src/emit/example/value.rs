//! JSON values of a description as Rust expressions that create them.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::{Map, Value};

use super::super::context::Context;
use super::super::structs::{By, Given, Takes, given};
use super::expression::Expression;
use crate::analyze::Storage;
use crate::ir::{
    Access, Additional, Integer, Lifecycle, Number, StringFormat, Struct, TagValue, Type, TypeId,
    TypeKind, Union, UnionStrategy, Variant,
};
use crate::names::reserved::is_prelude;
use crate::names::{Members, TypeNames};

/// The state of an example: the context, and the paths that it imports.
pub(crate) struct Values<'a> {
    context: &'a Context<'a>,
    /// The paths that it imports.
    pub(crate) uses: BTreeSet<String>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            uses: BTreeSet::new(),
        }
    }

    /// Returns the argument of a method that takes values of a type; `None` where the value cannot be shown.
    pub(crate) fn argument(&mut self, ty: &Type, value: &Value) -> Option<Expression> {
        let context = self.context;
        match context.resolve(ty) {
            ty if context.is_text(ty) => text(value),
            Type::Array(item) if context.is_text(item) && !context.is_secret(item) => {
                let items = value.as_array()?.iter().map(text);
                // The item type of an empty list cannot be inferred.
                let items: Vec<_> = items.collect::<Option<_>>()?;
                (!items.is_empty()).then(|| Expression::List("[".to_owned(), items, "]"))
            }
            Type::Array(item) => {
                let items = self.all(item, value.as_array()?)?;
                let list = Expression::List("[".to_owned(), items, "]");
                Some(Expression::Reference(Box::new(list)))
            }
            Type::Bool | Type::Number(_) => self.same(ty, value),
            Type::Integer(integer) if *integer != Integer::Big => self.same(ty, value),
            Type::Named(_)
                if matches!(
                    context.kind(ty),
                    Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_))
                ) =>
            {
                self.same(ty, value)
            }
            Type::Nullable(_) => None,
            ty => Some(Expression::Reference(Box::new(self.same(ty, value)?))),
        }
    }

    /// Returns a value of exactly this type, for where no conversion takes place.
    fn same(&mut self, ty: &Type, value: &Value) -> Option<Expression> {
        let context = self.context;
        let word = |text: String| Some(Expression::Word(text));
        match (context.resolve(ty), value) {
            (Type::Any, value) => {
                self.uses.insert(format!("{}::serde_json", context.package));
                let value = Expression::Word(json(value)?);
                Some(Expression::call("serde_json::json!", vec![value]))
            }
            (Type::String(StringFormat::Plain(_) | StringFormat::Binary), Value::String(text)) => {
                word(format!("{}.to_owned()", Literal::string(text)))
            }
            (ty, Value::String(text)) if context.is_text(ty) => {
                word(format!("{}.into()", Literal::string(text)))
            }
            (Type::String(StringFormat::DateTime), Value::String(text)) => {
                word(self.date("DateTime", text))
            }
            (Type::String(StringFormat::Date), Value::String(text)) => {
                word(self.date("Date", text))
            }
            (Type::Bool, Value::Bool(value)) => word(value.to_string()),
            (Type::Integer(integer), Value::Number(number)) => {
                let value = number.as_i128()?;
                let is_in_range = integer.range()?.contains(&value);
                is_in_range.then(|| Expression::Word(number.to_string()))
            }
            (Type::Number(Number::F64), Value::Number(number)) => float(number.as_f64()?),
            (Type::Array(item), Value::Array(items)) => {
                let items = self.all(item, items)?;
                Some(Expression::List("vec![".to_owned(), items, "]"))
            }
            (Type::Map(item), Value::Object(entries)) => self.map(item, entries),
            (Type::Nullable(_), Value::Null) => word("None".to_owned()),
            (Type::Nullable(inner), value) => {
                Some(Expression::call("Some", vec![self.same(inner, value)?]))
            }
            (Type::Named(id), value) => self.named(*id, value),
            _ => None,
        }
    }

    fn date(&mut self, ty: &str, text: &str) -> String {
        let name = self.import(format!("{}::{ty}", self.context.package));
        format!("{}.parse::<{name}>()?", Literal::string(text))
    }

    fn all(&mut self, ty: &Type, values: &[Value]) -> Option<Vec<Expression>> {
        values.iter().map(|value| self.same(ty, value)).collect()
    }

    fn map<'v>(
        &mut self,
        ty: &Type,
        entries: impl IntoIterator<Item = (&'v String, &'v Value)>,
    ) -> Option<Expression> {
        let mut pairs = Vec::new();
        for (key, value) in entries {
            let key = Expression::Word(format!("{}.to_owned()", Literal::string(key)));
            pairs.push(Expression::call("", vec![key, self.same(ty, value)?]));
        }
        let name = self.import("std::collections::BTreeMap".to_owned());
        let pairs = Expression::List("[".to_owned(), pairs, "]");
        Some(Expression::call(format!("{name}::from"), vec![pairs]))
    }

    fn named(&mut self, id: TypeId, value: &Value) -> Option<Expression> {
        let (def, names) = self.context.def(id)?;
        match (&def.kind, value) {
            (TypeKind::Struct(object), Value::Object(properties)) => {
                self.object(id, names, object, properties)
            }
            (TypeKind::StringEnum(values), Value::String(text)) => {
                let at = values.iter().position(|value| value.wire == *text)?;
                self.variant(id, names, at).map(Expression::Word)
            }
            (TypeKind::IntEnum(values), Value::Number(number)) => {
                let number = number.as_i64()?;
                let at = values.iter().position(|value| value.wire == number)?;
                self.variant(id, names, at).map(Expression::Word)
            }
            (TypeKind::Union(union), value) => {
                let (at, variant) = chosen(self.context, union, value)?;
                let made = self.same(&variant.ty, value)?;
                let made = match self.context.facts.storage(id, at) {
                    Storage::Inline => made,
                    Storage::Boxed => Expression::call("Box::new", vec![made]),
                };
                Some(Expression::call(self.variant(id, names, at)?, vec![made]))
            }
            _ => None,
        }
    }

    /// Returns the path of a variant.
    fn variant(&mut self, id: TypeId, names: &TypeNames, at: usize) -> Option<String> {
        let Members::Variants(variants) = &names.members else {
            return None;
        };
        let (variant, _) = variants.get(at)?;
        Some(format!("{}::{variant}", self.model(id)?))
    }

    /// Returns an object as a call of its constructor and its setters; `None` where they cannot set all of its
    /// properties.
    fn object(
        &mut self,
        id: TypeId,
        names: &TypeNames,
        object: &Struct,
        properties: &Map<String, Value>,
    ) -> Option<Expression> {
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for given in given(self.context, id, names, object) {
            let field = given.field;
            let value = properties.get(&field.wire);
            match (given.by, value) {
                (By::Itself, Some(value)) if field.constant.as_ref() != Some(value) => return None,
                (By::Itself, _) | (By::Setter, None) => {}
                (By::Constructor, value) => arguments.push(self.given(&given, value?)?),
                // An example of a request sets neither what the server sets nor what is deprecated.
                (By::Setter, Some(_))
                    if field.access == Access::ReadOnly
                        || field.lifecycle == Lifecycle::Deprecated => {}
                (By::Setter, Some(value)) => {
                    let value = self.given(&given, value)?;
                    setters.push(Expression::call(format!(".{}", given.name), vec![value]));
                }
            }
        }
        let others: Vec<_> = properties
            .iter()
            .filter(|(key, _)| object.field(key).is_none())
            .collect();
        match &object.additional {
            _ if others.is_empty() => {}
            Additional::Typed(ty) => {
                let others = self.map(ty, others)?;
                setters.push(Expression::call(".additional", vec![others]));
            }
            Additional::Ignored | Additional::Forbidden => return None,
        }
        let made = Expression::call(format!("{}::new", self.model(id)?), arguments);
        Some(match setters.is_empty() {
            true => made,
            false => Expression::Chain(Box::new(made), setters),
        })
    }

    /// Returns a field's value in the form that its constructor argument or setter takes.
    fn given(&mut self, given: &Given<'_>, value: &Value) -> Option<Expression> {
        let context = self.context;
        let ty = context.resolve(&given.field.ty);
        match (given.takes, ty, value) {
            (_, ty, Value::Null) if *ty != Type::Any => {
                let is_nullable = given.field.presence.is_nullable();
                is_nullable.then(|| Expression::word("None"))
            }
            (Takes::Into, ty, value) if context.is_text(ty) => text(value),
            (Takes::Items, Type::Array(item), Value::Array(values)) => {
                let item = context.resolve(item);
                let items: Vec<_> = match context.is_text(item) {
                    true => values.iter().map(text).collect::<Option<_>>()?,
                    false => self.all(item, values)?,
                };
                match item {
                    _ if !items.is_empty() => Some(Expression::List("[".to_owned(), items, "]")),
                    // The item type of an empty list cannot be inferred.
                    item if context.is_text(item) => Some(Expression::word("Vec::<String>::new()")),
                    Type::Named(id) => {
                        let name = self.model(*id)?;
                        Some(Expression::Word(format!("Vec::<{name}>::new()")))
                    }
                    _ => None,
                }
            }
            (_, ty, value) => self.same(ty, value),
        }
    }

    /// Returns the name of a model, which the example imports unless the import would shadow another name.
    fn model(&mut self, id: TypeId) -> Option<String> {
        let path = self.context.public_path(id)?;
        Some(self.import(path))
    }

    /// Imports a path, unless that would shadow another name, and returns what the example then writes for it.
    fn import(&mut self, path: String) -> String {
        let name = path.rsplit("::").next().unwrap_or_default().to_owned();
        let is_taken = |other: &String| *other != path && other.rsplit("::").next() == Some(&name);
        if is_prelude(&name) || name == "Client" || self.uses.iter().any(is_taken) {
            return path;
        }
        self.uses.insert(path);
        name
    }
}

fn text(value: &Value) -> Option<Expression> {
    let text = value.as_str()?;
    Some(Expression::Word(Literal::string(text).to_string()))
}

fn float(number: f64) -> Option<Expression> {
    number
        .is_finite()
        .then(|| Expression::Word(format!("{number:?}")))
}

/// Returns JSON in the syntax of `serde_json::json!`: Rust does not have all escapes and numbers of JSON.
fn json(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::Number(number) => float(number.as_f64()?)?.flat(),
        Value::String(text) => Literal::string(text).to_string(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(json).collect::<Option<_>>()?;
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let mut shown = Vec::new();
            for (key, value) in entries {
                shown.push(format!("{}: {}", Literal::string(key), json(value)?));
            }
            match shown.is_empty() {
                true => "{}".to_owned(),
                false => format!("{{ {} }}", shown.join(", ")),
            }
        }
    })
}

/// Returns the variant of a union that a value belongs to, where that is certain.
fn chosen<'u>(
    context: &Context<'_>,
    union: &'u Union,
    value: &Value,
) -> Option<(usize, &'u Variant)> {
    let mut variants = union.variants.iter().enumerate();
    if let UnionStrategy::Tagged { property, .. } = &union.strategy {
        let tag = TagValue::of_json(value.get(property)?)?;
        return variants.find(|(_, variant)| variant.tags.contains(&tag));
    }
    let mut fitting = variants.filter(|(_, variant)| is_of(context, &variant.ty, value));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Returns whether a value can be of a type, judged by its JSON type and the properties that an object requires.
fn is_of(context: &Context<'_>, ty: &Type, value: &Value) -> bool {
    match (context.resolve(ty), value) {
        (Type::Any, _)
        | (Type::Bool, Value::Bool(_))
        | (Type::Integer(_) | Type::Number(_), Value::Number(_))
        | (Type::String(_), Value::String(_))
        | (Type::Array(_) | Type::Tuple(_), Value::Array(_))
        | (Type::Map(_), Value::Object(_))
        | (Type::Nullable(_), Value::Null) => true,
        (Type::Nullable(inner), value) => is_of(context, inner, value),
        (Type::Named(_), value) => match (context.kind(ty), value) {
            (Some(TypeKind::Struct(object)), Value::Object(properties)) => {
                let mut required = object.fields.iter().filter(|field| field.is_always_there());
                required.all(|field| properties.contains_key(&field.wire))
            }
            (Some(TypeKind::StringEnum(_)), Value::String(_))
            | (Some(TypeKind::IntEnum(_)), Value::Number(_)) => true,
            (Some(TypeKind::Newtype(inner)), value) => is_of(context, inner, value),
            (Some(TypeKind::Union(union)), value) => {
                let mut types = union.variants.iter().map(|variant| &variant.ty);
                types.any(|ty| is_of(context, ty, value))
            }
            _ => false,
        },
        _ => false,
    }
}
