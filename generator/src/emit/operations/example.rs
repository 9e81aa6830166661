//! The documented example of an operation, as a call that is compiled with the client's documentation and
//! never made.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::Value;

use super::super::context::Context;
use super::parameters;
use crate::ir::{
    BodyKind, Integer, Number, Operation, Parameter, ParameterPresence, Type, TypeId, TypeKind,
};
use crate::names::reserved::is_prelude;
use crate::names::{Members, OperationNames};

/// The JSON of a body that is longer than this is not shown.
const MOST_JSON: usize = 400;

/// The longest chain of calls that rustfmt leaves on one line.
const MOST_CHAIN: usize = 60;

/// A call as a program writes it.
pub(crate) struct ExampleCall {
    /// What it imports.
    pub(crate) uses: BTreeSet<String>,
    /// The method with its arguments, then the setters, each with its dot.
    calls: Vec<String>,
}

impl ExampleCall {
    /// The call as a statement, laid out as rustfmt does it.
    pub(crate) fn statement(&self) -> Vec<String> {
        let chain = format!("client{}.await?", self.calls.concat());
        if chain.chars().count() <= MOST_CHAIN {
            return vec![format!("let response = {chain};")];
        }
        let calls = self.calls.iter().map(String::as_str);
        let lines = calls.chain([".await?;"]).map(|call| format!("    {call}"));
        let first = ["let response = client".to_owned()];
        first.into_iter().chain(lines).collect()
    }

    /// The imports, a line each, and a blank line after them.
    fn imports(&self) -> Vec<String> {
        let mut lines: Vec<_> = self
            .uses
            .iter()
            .map(|path| format!("use {path};"))
            .collect();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

/// The documented call; nothing where a required part of the request has no example that could be shown.
pub(crate) fn call(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<ExampleCall> {
    let mut uses = BTreeSet::new();
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, names) in parameters::of_call(operation, names) {
        match parameter.presence {
            ParameterPresence::Required => {
                arguments.push(argument(context, &mut uses, parameter)?);
            }
            ParameterPresence::Constant(_) => {}
            ParameterPresence::Optional => {
                let value = parameter
                    .example
                    .as_ref()
                    .and_then(|value| shown(context, &mut uses, &parameter.ty, value));
                setters.extend(value.map(|value| format!(".{}({value})", names.name)));
            }
        }
    }
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Required)
    {
        let [content] = body.contents.as_slice() else {
            return None;
        };
        match (&content.kind, &content.example) {
            (BodyKind::Json(ty) | BodyKind::Scalar(ty), Some(example)) => {
                arguments.push(shown(context, &mut uses, ty, example)?);
            }
            (BodyKind::Text, Some(Value::String(text))) => {
                arguments.push(Literal::string(text).to_string());
            }
            _ => return None,
        }
    }
    let mut calls = vec![format!(".{}({})", names.method, arguments.join(", "))];
    calls.append(&mut setters);
    Some(ExampleCall { uses, calls })
}

/// The lines of the example, where there is one.
pub(crate) fn of(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<Vec<String>> {
    let path = context.example_path.as_deref()?;
    let call = call(context, operation, names)?;
    let mut lines = vec![
        "# Example".to_owned(),
        String::new(),
        "```no_run".to_owned(),
    ];
    lines.extend(call.imports());
    lines.push(format!(
        "# async fn example(client: {path}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
    ));
    lines.extend(call.statement());
    lines.extend(
        [
            "println!(\"{:?}: {:?}\", response.status(), response.body());",
            "# Ok(())",
            "# }",
            "```",
        ]
        .map(str::to_owned),
    );
    Some(lines)
}

/// The documented value of a required parameter, else its name where that can stand for one.
fn argument(
    context: &Context<'_>,
    uses: &mut BTreeSet<String>,
    parameter: &Parameter,
) -> Option<String> {
    if let Some(value) = parameter.example.as_ref().or(parameter.default.as_ref())
        && let Some(shown) = shown(context, uses, &parameter.ty, value)
    {
        return Some(shown);
    }
    match context.resolve(&parameter.ty) {
        _ if context.is_text(&parameter.ty) => Some(Literal::string(&parameter.wire).to_string()),
        Type::Integer(integer) if *integer != Integer::Big => Some("1".to_owned()),
        Type::Bool => Some("true".to_owned()),
        Type::Named(_) => match context.kind(&parameter.ty) {
            Some(TypeKind::StringEnum(values)) => {
                let first = Value::from(values.first()?.wire.as_str());
                shown(context, uses, &parameter.ty, &first)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A value as the argument that a caller would write.
fn shown(
    context: &Context<'_>,
    uses: &mut BTreeSet<String>,
    ty: &Type,
    value: &Value,
) -> Option<String> {
    match (context.resolve(ty), value) {
        (_, Value::String(text)) if context.is_text(ty) => Some(Literal::string(text).to_string()),
        (Type::Bool, Value::Bool(value)) => Some(value.to_string()),
        (Type::Integer(Integer::I32), Value::Number(number)) => i32::try_from(number.as_i64()?)
            .ok()
            .map(|number| number.to_string()),
        (Type::Integer(Integer::I64), Value::Number(number)) => {
            number.as_i64().map(|number| number.to_string())
        }
        (Type::Integer(Integer::U32), Value::Number(number)) => u32::try_from(number.as_u64()?)
            .ok()
            .map(|number| number.to_string()),
        (Type::Integer(Integer::U64), Value::Number(number)) => {
            number.as_u64().map(|number| number.to_string())
        }
        (Type::Number(Number::F64), Value::Number(number)) => {
            Some(format!("{:?}", number.as_f64()?))
        }
        (Type::Named(id), value) => {
            let (def, names) = context.def(*id)?;
            let Members::Variants(variants) = &names.members else {
                return parsed(context, uses, value);
            };
            let index = match (&def.kind, value) {
                (TypeKind::StringEnum(values), Value::String(text)) => {
                    values.iter().position(|value| value.wire == *text)?
                }
                (TypeKind::IntEnum(values), Value::Number(number)) => {
                    let number = number.as_i64()?;
                    values.iter().position(|value| value.wire == number)?
                }
                _ => return parsed(context, uses, value),
            };
            let (variant, _) = variants.get(index)?;
            Some(format!("{}::{variant}", named(context, uses, *id)?))
        }
        _ => None,
    }
}

/// A model by its name, which the example imports where that hides nothing.
fn named(context: &Context<'_>, uses: &mut BTreeSet<String>, id: TypeId) -> Option<String> {
    let path = context.public_path(id)?;
    let name = context.type_name(id)?.to_string();
    if is_prelude(&name) || name == "Client" {
        return Some(path);
    }
    uses.insert(path);
    Some(name)
}

/// A model, read from the documented JSON.
fn parsed(context: &Context<'_>, uses: &mut BTreeSet<String>, value: &Value) -> Option<String> {
    let text = value.to_string();
    if text.len() > MOST_JSON {
        return None;
    }
    uses.insert(format!("{}::serde_json", context.package));
    Some(format!(
        "&serde_json::from_str({})?",
        Literal::string(&text)
    ))
}
