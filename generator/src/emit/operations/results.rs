//! The results of an operation, as the comment of its request lists them.

use super::super::context::{ModuleContext, NamedOperation};
use super::super::docs::{content_words, status_words};
use super::super::fragment::Fragment;
use super::comment::first_line;
use super::{events, responses};
use crate::ir::graph::named_in;
use crate::ir::{EventData, Response, ResponseContent, ResponseKind, StatusPattern, Type, TypeId};
use crate::names::OperationNames;

/// Returns the lines of the list.
pub(super) fn of(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<String> {
    let names = operation.names;
    let successes = operation.outputs();
    let mut results: Vec<String> = successes
        .map(|(response, content)| success(context, names, response, content))
        .collect();
    if names.outputs.len() > 1 {
        let output = names.output.plain();
        results.push(format!("- Each of these is a variant of [`{output}`]."));
    }
    results.extend(failures(operation));
    results.extend(headers(names));
    results
}

/// Returns the line for a success: its status and media type, the type of its body and its description.
fn success(
    context: &ModuleContext<'_>,
    names: &OperationNames,
    response: &Response,
    content: Option<&ResponseContent>,
) -> String {
    let root = context.root_path();
    let ty = content.map(|content| {
        let mut models = Vec::new();
        let types = content.kind.types();
        types.for_each(|ty| named_in(ty, &mut models));
        let model = models.first().and_then(|id| context.type_name(TypeId(*id)));
        let link = match &content.kind {
            ResponseKind::Events(EventData::Named(_)) => Some(short(&events::name(names, content))),
            _ => model.map(|model| format!("crate::{root}models::{model}")),
        };
        let ty = match (&content.kind, model) {
            (ResponseKind::Json(Type::Named(_)), Some(model)) => format!("models::{model}"),
            _ => short(&responses::reading(context, names, Some(content)).0),
        };
        match link {
            Some(link) => format!("[`{ty}`]({link})."),
            None => format!("`{ty}`."),
        }
    });
    let docs = first_line(context, &response.docs);
    let words = [Some(content_words(response, content)), ty, docs];
    let words: Vec<String> = words.into_iter().flatten().collect();
    format!("- {}", words.join(" "))
}

/// Returns a type without the paths to its parts.
fn short(ty: &Fragment) -> String {
    let text = match ty {
        Fragment::Code(template, values) => {
            let text = template.text.replace([' ', '\n'], "").replace(',', ", ");
            let places = template.places.iter().zip(values);
            places.fold(text, |text, (place, value)| {
                let text = text.replace(&format!("#{place}"), &short(value));
                text.replace(", )", ")")
            })
        }
        Fragment::List(all, _) => all.iter().map(short).collect(),
        Fragment::Name(name) | Fragment::Item(name) => name.clone(),
        _ => String::new(),
    };
    let is_path = |c: char| c.is_alphanumeric() || c == '_';
    text.split("::").fold(String::new(), |before, part| {
        before.trim_end_matches(is_path).to_owned() + part
    })
}

/// Returns the line for the errors: their statuses and their type.
fn failures(operation: NamedOperation<'_>) -> Option<String> {
    let statuses = operation.errors.iter().map(|error| error.status);
    let is_default = |status: &StatusPattern| *status == StatusPattern::Default;
    let (defaults, others): (Vec<_>, Vec<_>) = statuses.partition(is_default);
    let others = others.iter().map(|status| match status {
        StatusPattern::Range(digit) => format!("{digit}00 to {digit}99"),
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Default => String::new(),
    });
    let others = others.collect::<Vec<_>>().join(", ");
    let statuses = match (others.is_empty(), defaults.first()) {
        (true, None) => return None,
        (true, Some(status)) => status_words(*status),
        (false, None) => format!("Status {others}."),
        (false, Some(_)) => format!("Status {others}, or any other."),
    };
    Some(format!(
        "- {statuses} [`{}`].",
        operation.names.error.plain()
    ))
}

/// Returns the line for the types of the documented headers.
fn headers(names: &OperationNames) -> Option<String> {
    let successes = (&names.headers, &names.header_fields);
    let errors = (&names.error_headers, &names.error_header_fields);
    let types = [successes, errors].into_iter();
    let types = types.filter(|(_, fields)| !fields.is_empty());
    let types: Vec<_> = types
        .map(|(name, _)| format!("[`{}`]", name.plain()))
        .collect();
    (!types.is_empty()).then(|| format!("- Headers, by `typed_headers`: {}.", types.join(", ")))
}
