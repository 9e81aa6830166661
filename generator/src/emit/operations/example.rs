//! The documented example of an operation, as a call that is compiled with the client's documentation and
//! never made.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::Value;

use super::super::context::Context;
use super::parameters;
use crate::ir::{
    BodyKind, Integer, Number, Operation, Parameter, ParameterPresence, StringFormat, Type, TypeId,
    TypeKind,
};
use crate::names::reserved::is_prelude;
use crate::names::{Members, OperationNames};

/// The JSON of a body that is longer than this is not shown.
const MOST_JSON: usize = 400;
/// Where the client's documentation finds `serde_json`.
const SERDE_JSON: &str = "apiruntime::codegen::serde_json";

/// The lines of the example; nothing where a required part of the request has no example that could be shown.
pub(crate) fn of(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<Vec<String>> {
    let path = context.example_path.as_deref()?;
    let mut uses = BTreeSet::new();
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, names) in parameters::of_call(operation, names) {
        match parameter.presence {
            ParameterPresence::Required => {
                arguments.push(argument(context, &mut uses, parameter)?);
            }
            ParameterPresence::Optional => {
                let value = parameter
                    .example
                    .as_ref()
                    .and_then(|value| shown(context, &mut uses, &parameter.ty, value));
                setters.extend(value.map(|value| format!("    .{}({value})", names.name)));
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
    let mut lines = vec![
        "# Example".to_owned(),
        String::new(),
        "```no_run".to_owned(),
    ];
    if !uses.is_empty() {
        lines.extend(uses.iter().map(|path| match path.as_str() {
            // Programs depend on it by itself.
            SERDE_JSON => format!("# use {path};"),
            _ => format!("use {path};"),
        }));
        lines.push(String::new());
    }
    lines.extend([
        format!(
            "# async fn example(client: {path}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
        ),
        "let response = client".to_owned(),
        format!("    .{}({})", names.method, arguments.join(", ")),
    ]);
    lines.append(&mut setters);
    lines.extend(
        [
            "    .await?;",
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
        Type::String(StringFormat::Plain(_) | StringFormat::Secret) => {
            Some(Literal::string(&parameter.wire).to_string())
        }
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
        (
            Type::String(StringFormat::Plain(_) | StringFormat::Secret | StringFormat::Binary),
            Value::String(text),
        ) => Some(Literal::string(text).to_string()),
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
                return parsed(uses, value);
            };
            let index = match (&def.kind, value) {
                (TypeKind::StringEnum(values), Value::String(text)) => {
                    values.iter().position(|value| value.wire == *text)?
                }
                (TypeKind::IntEnum(values), Value::Number(number)) => {
                    let number = number.as_i64()?;
                    values.iter().position(|value| value.wire == number)?
                }
                _ => return parsed(uses, value),
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
fn parsed(uses: &mut BTreeSet<String>, value: &Value) -> Option<String> {
    let text = value.to_string();
    if text.len() > MOST_JSON {
        return None;
    }
    uses.insert(SERDE_JSON.to_owned());
    Some(format!(
        "&serde_json::from_str({})?",
        Literal::string(&text)
    ))
}
