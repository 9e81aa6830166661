//! The documented example of an operation, as a call in the client's documentation that is compiled but never run.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::Value;

use super::super::context::{Context, NamedOperation};
use super::super::example::{Expression, Values, imports};
use super::parameters;
use crate::ir::{Body, BodyKind, Parameter, ParameterPresence, StringFormat, Type, TypeKind};

/// The maximum length of JSON in an example; an example with longer JSON is not shown.
const MOST_JSON: usize = 400;

/// A call in the form in which a program writes it.
pub(crate) struct ExampleCall {
    /// The paths that it imports.
    pub(crate) uses: BTreeSet<String>,
    /// The call of the method, then those of the setters.
    calls: Vec<Expression>,
}

impl ExampleCall {
    /// Returns the call as a statement, formatted as by rustfmt.
    pub(crate) fn statement(self) -> Vec<String> {
        let mut calls = self.calls;
        calls.push(Expression::word(".await?"));
        let call = Expression::Chain(Box::new(Expression::word("client")), calls);
        let mut statement = "let response = ".to_owned();
        call.write(&mut statement, 0, 1);
        statement.push(';');
        statement.lines().map(str::to_owned).collect()
    }

    /// Returns the imports, and a blank line after them.
    fn imports(&self) -> Vec<String> {
        let mut lines = imports(&self.uses);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

/// Returns the documented call; `None` where a required part of the request has no example that can be shown.
pub(crate) fn call(context: &Context<'_>, operation: NamedOperation<'_>) -> Option<ExampleCall> {
    let mut values = Values::new(context);
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, names) in parameters::of_call(operation) {
        match parameter.presence {
            ParameterPresence::Required => {
                arguments.push(argument(context, &mut values, parameter)?);
            }
            ParameterPresence::Constant(_) => {}
            ParameterPresence::Optional => {
                let value = parameter
                    .example
                    .as_ref()
                    .and_then(|value| shown(&mut values, &parameter.ty, value));
                setters.extend(
                    value.map(|value| Expression::call(format!(".{}", names.name), vec![value])),
                );
            }
        }
    }
    if let Some(body) = &operation.body {
        let value = content(context, &mut values, body);
        match body.presence {
            ParameterPresence::Required => arguments.push(value?),
            _ => {
                setters.extend(value.map(|value| {
                    Expression::call(format!(".{}", operation.names.body), vec![value])
                }))
            }
        }
    }
    let mut calls = vec![Expression::call(
        format!(".{}", operation.names.method),
        arguments,
    )];
    calls.append(&mut setters);
    Some(ExampleCall {
        uses: values.uses,
        calls,
    })
}

/// Returns the documented body.
fn content(context: &Context<'_>, values: &mut Values<'_>, body: &Body) -> Option<Expression> {
    let [content] = body.contents.as_slice() else {
        return None;
    };
    // A media range needs an argument for the media type, too.
    if content.media_type.is_range() {
        return None;
    }
    let example = content.example.as_ref()?;
    match (&content.kind, example) {
        (BodyKind::Json(ty) | BodyKind::Scalar(ty), _) => {
            shown(values, ty, example).or_else(|| parsed(context, values, ty, example))
        }
        (BodyKind::Form { ty, .. }, _) => shown(values, ty, example),
        (BodyKind::Text, Value::String(text)) => {
            Some(Expression::word(Literal::string(text).to_string()))
        }
        _ => None,
    }
}

/// Returns the lines of the example, if there is one.
pub(crate) fn of(context: &Context<'_>, operation: NamedOperation<'_>) -> Option<Vec<String>> {
    let path = &context.example_path;
    let call = call(context, operation)?;
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

/// Returns the documented value of a required parameter, else a placeholder.
fn argument(
    context: &Context<'_>,
    values: &mut Values<'_>,
    parameter: &Parameter,
) -> Option<Expression> {
    let documented = parameter.example.as_ref().or(parameter.default.as_ref());
    documented
        .and_then(|value| shown(values, &parameter.ty, value))
        .or_else(|| shown(values, &parameter.ty, &placeholder(context, parameter)?))
}

/// Returns a value that the type of a parameter has, such as its name for a string.
pub(crate) fn placeholder(context: &Context<'_>, parameter: &Parameter) -> Option<Value> {
    match context.resolve(&parameter.ty) {
        Type::String(format) if of_format(format).is_some() => of_format(format).map(Value::from),
        ty if context.is_text(ty) => Some(Value::from(parameter.wire.as_str())),
        Type::Integer(_) | Type::Number(_) => Some(Value::from(1)),
        Type::Bool => Some(Value::from(true)),
        ty => match context.kind(ty)? {
            TypeKind::StringEnum(known) => Some(Value::from(known.first()?.wire.as_str())),
            TypeKind::IntEnum(known) => Some(Value::from(known.first()?.wire)),
            _ => None,
        },
    }
}

/// Returns a string of a format, for formats in which the name of a parameter never is.
fn of_format(format: &StringFormat) -> Option<&'static str> {
    match format {
        StringFormat::DateTime => Some("2026-01-02T03:04:05Z"),
        StringFormat::Date => Some("2026-01-02"),
        StringFormat::Plain(Some(format)) => match format.as_str() {
            "uuid" => Some("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            "uri" | "url" => Some("https://example.com/"),
            "email" => Some("name@example.com"),
            "hostname" => Some("example.com"),
            "ipv4" => Some("192.0.2.1"),
            "ipv6" => Some("2001:db8::1"),
            _ => None,
        },
        _ => None,
    }
}

/// Returns a value as the argument that a caller would write. Where it cannot be shown, nothing is imported.
fn shown(values: &mut Values<'_>, ty: &Type, value: &Value) -> Option<Expression> {
    let before = values.uses.clone();
    let shown = is_short(value).then(|| values.argument(ty, value))?;
    if shown.is_none() {
        values.uses = before;
    }
    shown
}

/// Returns an expression that reads a model from the documented JSON, for a model that cannot be written otherwise.
fn parsed(
    context: &Context<'_>,
    values: &mut Values<'_>,
    ty: &Type,
    value: &Value,
) -> Option<Expression> {
    if !is_short(value) || !matches!(context.resolve(ty), Type::Named(_)) {
        return None;
    }
    values
        .uses
        .insert(format!("{}::serde_json", context.package));
    let text = value.to_string();
    let mut fence = "#".to_owned();
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    Some(Expression::word(format!(
        "&serde_json::from_str(r{fence}\"{text}\"{fence})?"
    )))
}

fn is_short(value: &Value) -> bool {
    value.to_string().len() <= MOST_JSON
}
