//! The documented example of an operation, as a call that is compiled with the client's documentation and
//! never made.

use proc_macro2::Literal;
use serde_json::Value;

use super::super::context::{Context, Site};
use super::super::item::compact;
use super::parameters;
use crate::ir::{
    BodyKind, Integer, Number, Operation, Parameter, ParameterPresence, StringFormat, Type,
    TypeKind,
};
use crate::names::{Members, OperationNames};

/// The lines of the example; nothing where a required part of the request has no example that could be shown.
pub(crate) fn of(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<Vec<String>> {
    let path = context.example_path.as_deref()?;
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, names) in parameters::of_call(operation, names) {
        match parameter.presence {
            ParameterPresence::Required => arguments.push(argument(context, path, parameter)?),
            ParameterPresence::Optional => {
                let value = parameter
                    .example
                    .as_ref()
                    .and_then(|value| shown(context, path, &parameter.ty, value));
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
            (BodyKind::Json(ty), Some(example)) => {
                arguments.push(shown(context, path, ty, example)?)
            }
            (BodyKind::Text, Some(Value::String(text))) => {
                arguments.push(Literal::string(text).to_string())
            }
            _ => return None,
        }
    }
    let mut lines = vec![
        "# Example".to_owned(),
        String::new(),
        "```no_run".to_owned(),
        format!(
            "# async fn example(client: {path}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
        ),
        "let response = client".to_owned(),
        format!("    .{}({})", names.method, arguments.join(", ")),
    ];
    lines.append(&mut setters);
    lines.extend(
        [
            "    .send()",
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
fn argument(context: &Context<'_>, path: &str, parameter: &Parameter) -> Option<String> {
    if let Some(value) = parameter.example.as_ref().or(parameter.default.as_ref())
        && let Some(shown) = shown(context, path, &parameter.ty, value)
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
                shown(context, path, &parameter.ty, &first)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A value as the argument that a caller would write.
fn shown(context: &Context<'_>, path: &str, ty: &Type, value: &Value) -> Option<String> {
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
        (Type::Number(Number::F32 | Number::F64), Value::Number(number)) => {
            Some(format!("{:?}", number.as_f64()?))
        }
        (Type::Named(id), value) => {
            let (def, names) = context.def(*id)?;
            let Members::Variants(variants) = &names.members else {
                return parsed(value);
            };
            let index = match (&def.kind, value) {
                (TypeKind::StringEnum(values), Value::String(text)) => {
                    values.iter().position(|value| value.wire == *text)?
                }
                (TypeKind::IntEnum(values), Value::Number(number)) => {
                    let number = number.as_i64()?;
                    values.iter().position(|value| value.wire == number)?
                }
                _ => return parsed(value),
            };
            let (variant, _) = variants.get(index)?;
            // From the module of the operations the path begins with `super`; a program begins at the crate.
            let ty = compact(&context.path(*id, Site::Operations(None))).replacen("super", path, 1);
            Some(format!("{ty}::{variant}"))
        }
        _ => None,
    }
}

/// A model, read from the documented JSON.
fn parsed(value: &Value) -> Option<String> {
    let text = value.to_string();
    (text.len() <= 400).then(|| format!("&serde_json::from_str({})?", Literal::string(&text)))
}
