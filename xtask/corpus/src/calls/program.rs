//! Writes the program that calls every operation of the clients, and shows what was sent and what was returned.

use std::fmt::Write as _;

use generator::ir::{
    Api, CredentialKind, EventData, Operation, ResponseContent, ResponseHeader, ResponseKind,
    SchemeKind,
};
use generator::names::{EventNames, FieldName, OperationNames, TypeName, VariantName};
use serde_json::Value;

use super::arguments::Arguments;
use crate::model::Model;

/// The beginning of every program.
const HEAD: &str = include_str!("head.rs");

/// The functions that read streams, each with the facility of the runtime that it needs.
const STREAMS: [(&str, &str); 2] = [
    (
        "events",
        r#"
async fn events<T>(mut events: apiruntime::codegen::Events<T>, show: impl Fn(&T) -> Value) -> Value {
    let mut list = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => list.push(json!({ "event": event.event, "id": event.id, "data": show(&event.data) })),
            Err(error) => return json!({ "failed": error.to_string() }),
        }
    }
    json!({ "list": list })
}

async fn lines<T: Serialize>(mut lines: apiruntime::codegen::JsonLines<T>) -> Value {
    let mut list = Vec::new();
    while let Some(item) = lines.next().await {
        match item {
            Ok(item) => list.push(json(&item)),
            Err(error) => return json!({ "failed": error.to_string() }),
        }
    }
    json!({ "list": list })
}
"#,
    ),
    (
        "parts",
        r#"
async fn parts(mut parts: apiruntime::codegen::Parts) -> Value {
    let mut list = Vec::new();
    while let Some(part) = parts.next().await {
        match part {
            Ok(part) => list.push(json!({ "media_type": part.content_type(), "bytes": part.body().to_vec() })),
            Err(error) => return json!({ "failed": error.to_string() }),
        }
    }
    json!({ "list": list })
}
"#,
    ),
];

/// A program that uses several clients.
pub(super) struct Source {
    functions: String,
    arms: String,
    operations: usize,
}

impl Source {
    /// Returns a program that calls no operation yet; `features` are those of the runtime.
    pub(super) fn new(features: &[String]) -> Self {
        let used = STREAMS.iter();
        let used = used.filter(|(feature, _)| features.iter().any(|known| known == feature));
        Source {
            functions: used.map(|(_, code)| *code).collect(),
            arms: String::new(),
            operations: 0,
        }
    }

    /// Adds the operations of a client. Returns the number of each, or `None` for one that cannot be called.
    pub(super) fn add(&mut self, model: &Model) -> Vec<Option<usize>> {
        let (api, names, module) = (&model.api, &model.names, &model.module);
        let client = format!("client::{module}");
        let types = format!("{client}::operations");
        let arguments = Arguments { api, types: &types };
        let settings = settings(model);
        let operations = api.operations.iter().zip(&names.operations);
        let numbers = operations.map(|(operation, names)| {
            let (call, setters) = arguments.call(operation, names)?;
            let number = self.operations;
            self.operations += 1;
            let result = Results { types: &types }.result(operation, names);
            // Every second call is sent outside the runtime.
            let sent = match number % 2 {
                0 => "runtime.block_on(async { call.await })",
                _ => "call.send_blocking()",
            };
            let _ = write!(
                self.functions,
                "\nfn call_{number}(given: &Given, runtime: &tokio::runtime::Runtime) -> Result<Value, String> {{\n    \
                 let client = client_{module}(given);\n    let mut call = client{call};\n{setters}    \
                 let result = {sent};\n    Ok(runtime.block_on(async {{ {result} }}))\n}}\n"
            );
            let _ = writeln!(
                self.arms,
                "        {number} => call_{number}(given, runtime),"
            );
            Some(number)
        });
        let numbers = numbers.collect();
        let _ = write!(
            self.functions,
            "\nfn client_{module}(given: &Given) -> {client}::Client {{\n    \
             {client}::Client::builder().endpoint(\"http://localhost\"){settings}.config(config())\
             .transport(given.transport.clone()).build().expect(\"a client\")\n}}\n",
        );
        numbers
    }

    /// Returns the text of the program.
    pub(super) fn text(&self) -> String {
        format!(
            "{HEAD}{}\nfn by_number(number: u64, given: &Given, runtime: &tokio::runtime::Runtime) -> \
             Result<Value, String> {{\n    match number {{\n{}        _ => Err(String::new()),\n    }}\n}}\n",
            self.functions, self.arms
        )
    }
}

/// Returns the value that a parameter of the client is set to.
pub(super) fn client_value(example: Option<&Value>) -> String {
    match example {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "1".to_owned(),
    }
}

/// Returns the calls of the builder that set credentials and the parameters of the client.
fn settings(model: &Model) -> String {
    let (api, names): (&Api, _) = (&model.api, &model.names.client);
    let mut out = String::new();
    for (parameter, setter) in api.client_parameters.iter().zip(&names.parameters) {
        let value = client_value(parameter.example.as_ref());
        let _ = write!(out, ".{setter}({value:?})");
    }
    for (slot, setter) in api.credentials.iter().zip(&names.credentials) {
        let scheme = slot
            .schemes
            .first()
            .and_then(|number| api.schemes.get(*number));
        let arguments = match (slot.kind, scheme.map(|scheme| &scheme.kind)) {
            (CredentialKind::AccessKeys, _) | (_, Some(SchemeKind::SdkHmacSha256)) => {
                "apiruntime::Credentials::token(\"token\")"
            }
            (_, Some(SchemeKind::Basic)) => "\"user\", \"password\"",
            (_, Some(SchemeKind::MutualTls)) => "",
            _ => "\"token\"",
        };
        let _ = write!(out, ".{setter}({arguments})");
    }
    out
}

/// Writes the code that shows the result of a call.
struct Results<'a> {
    /// The path of the types of the operations.
    types: &'a str,
}

impl Results<'_> {
    fn result(&self, operation: &Operation, names: &OperationNames) -> String {
        let outputs: Vec<_> = operation.outputs().zip(&names.outputs).collect();
        let body = match outputs.as_slice() {
            [] => "(\"\", Value::Null)".to_owned(),
            [((_, content), variant)] => {
                format!(
                    "(\"{}\", {{ let body = response.into_body(); {} }})",
                    variant,
                    self.shown(*content, names)
                )
            }
            _ => {
                let arms = outputs.iter().map(|((_, content), variant)| {
                    let shown = self.shown(*content, names);
                    self.arm(&names.output, variant, content.is_some(), &shown)
                });
                let arms: String = arms.collect();
                format!(
                    "match response.into_body() {{ {arms} _ => (\"another variant\", Value::Null) }}"
                )
            }
        };
        let kind = if operation.errors.is_empty() {
            "None".to_owned()
        } else {
            let arms = operation.failures().zip(&names.errors);
            let arms = arms.map(|((_, content), variant)| {
                let has_body = content.is_some_and(|content| is_in_memory(&content.kind));
                self.arm(&names.error, variant, has_body, "json(body)")
            });
            let arms: String = arms.collect();
            format!(
                "error.kind().map(|kind| match kind {{ {arms} _ => (\"another variant\", Value::Null) }})"
            )
        };
        let headers = headers(&operation.success_headers(), &names.header_fields);
        let error_headers = self::headers(&operation.error_headers(), &names.error_header_fields);
        let error_headers = match operation.error_headers().is_empty() {
            true => "Value::Null".to_owned(),
            false => format!(
                "error.typed_headers().map_or(Value::Null, |headers: {}::{}| {error_headers})",
                self.types, names.error_headers
            ),
        };
        let headers = match operation.success_headers().is_empty() {
            true => "Value::Null".to_owned(),
            false => format!(
                "{{ let headers: {}::{} = response.typed_headers(); {headers} }}",
                self.types, names.headers
            ),
        };
        format!(
            "match result {{\n        Ok(response) => {{\n            let status = response.status().as_u16();\n            \
             let unread = response.undocumented_body().map(|body| body.to_vec());\n            \
             let headers = {headers};\n            let (variant, body) = {body};\n            \
             returned(status, variant, body, headers, unread)\n        }}\n        \
             Err(error) => {{\n            let headers = {error_headers};\n            \
             failed(&error, {kind}, headers)\n        }}\n    }}"
        )
    }

    fn arm(&self, ty: &TypeName, variant: &VariantName, has_body: bool, shown: &str) -> String {
        let types = self.types;
        if has_body {
            format!("{types}::{ty}::{variant}(body) => (\"{variant}\", {shown}), ")
        } else {
            format!("{types}::{ty}::{variant} => (\"{variant}\", Value::Null), ")
        }
    }

    /// Returns the expression that shows `body`, which it owns.
    fn shown(&self, content: Option<&ResponseContent>, names: &OperationNames) -> String {
        let Some(content) = content else {
            return "Value::Null".to_owned();
        };
        match &content.kind {
            ResponseKind::Json(_) | ResponseKind::Scalar(_) | ResponseKind::Text => {
                "json(&body)".to_owned()
            }
            ResponseKind::Binary => "bytes(body).await".to_owned(),
            ResponseKind::Events(EventData::Named(events)) => {
                let known = names.events.iter().find(|known| &known.events == events);
                let show = known.map(|known| self.named(known)).unwrap_or_default();
                format!("events(body, |data| {show}).await")
            }
            ResponseKind::Events(_) => "events(body, |data| json(data)).await".to_owned(),
            ResponseKind::JsonLines(_) => "lines(body).await".to_owned(),
            ResponseKind::Parts => "parts(body).await".to_owned(),
        }
    }

    fn named(&self, known: &EventNames) -> String {
        let (types, ty) = (self.types, &known.ty);
        let arms = known
            .variants
            .iter()
            .map(|variant| format!("{types}::{ty}::{variant}(data) => json(data), "));
        let arms: String = arms.collect();
        format!(
            "match data {{ {arms} {types}::{ty}::Unknown(data) => json!({{ \"failed\": \"unknown\" }}), _ => Value::Null }}"
        )
    }
}

/// Returns the expression for an object of the typed headers, by their names.
fn headers(headers: &[ResponseHeader], fields: &[FieldName]) -> String {
    let pairs = headers.iter().zip(fields).map(|(header, field)| {
        format!(
            "{:?}: headers.{field}.as_ref().map_or_else(|error| json!({{ \"failed\": error.to_string() }}), json)",
            header.wire
        )
    });
    format!("json!({{ {} }})", pairs.collect::<Vec<_>>().join(", "))
}

/// Whether an error has its body decoded if it is of this kind; for other kinds it keeps the bytes.
pub(super) fn is_in_memory(kind: &ResponseKind) -> bool {
    matches!(
        kind,
        ResponseKind::Json(_) | ResponseKind::Scalar(_) | ResponseKind::Text
    )
}
