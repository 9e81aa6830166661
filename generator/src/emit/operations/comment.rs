//! The doc comment of an operation.

use super::super::context::{Context, NamedOperation};
use super::super::docs::{Comment, content_words};
use super::super::{markdown, rules, text};
use super::{example, parameters};
use crate::ir::{Body, Docs, Operation, Parameter, ParameterPresence, Repeat};
use crate::names::reserved::is_derive;
use crate::names::{OperationNames, ParameterNames, VariantName};

/// Returns the link to the type of a request.
pub(super) fn request(names: &OperationNames) -> String {
    let name = names.call.plain();
    match is_derive(name) {
        true => format!("[`{name}`](type@{name})"),
        false => format!("[`{name}`]"),
    }
}

/// Returns the comment of a method: summary, method and path, parameters with their rules, errors by status.
pub(super) fn of(context: &Context<'_>, operation: NamedOperation<'_>) -> Comment {
    let names = operation.names;
    let links = |name: &str| context.link(name);
    let mut comment = Comment::linked(&operation.docs, &fallback(operation), &links);
    comment.paragraph(vec![request_line(&operation)]);
    comment.paragraph(servers(&operation));
    if let Repeat::WithKey(header) = &operation.repeat {
        comment.paragraph(vec![format!(
            "Each call sends a key of its own in the header {}, the same at each attempt, so that it may be repeated.",
            text::code(header)
        )]);
    }
    comment.note(names.note.as_deref());
    let required = parameters::of_call(operation)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .map(|(parameter, names)| argument(context, parameter, names));
    let mut arguments: Vec<String> = required.collect();
    if let Some(body) = operation.body_with(&ParameterPresence::Required) {
        arguments.push(body_argument(context, body, names));
    }
    arguments.extend(setters(operation));
    comment.section("# Parameters", arguments);
    let errors = operation.failures().zip(&names.errors).enumerate();
    let errors = errors.map(|(place, ((response, content), variant))| {
        let docs = match context.names.documents_error(&names.error_type, place) {
            true => first_line(context, &response.docs),
            false => one_line(context, &response.docs),
        };
        error(names, &content_words(response, content), variant, docs)
    });
    comment.section("# Errors", errors.collect());
    comment.paragraph(example::of(context, operation).unwrap_or_default());
    comment
}

/// Returns the comment of the request type: a summary, its parameters and its results, which are given. The rest is in
/// the comment of the method, which is what a program calls.
pub(super) fn of_request(
    context: &Context<'_>,
    operation: NamedOperation<'_>,
    results: Vec<String>,
) -> Comment {
    let method = operation.names.method.plain();
    let path = context.method_path(&operation.names.method);
    let docs = Docs {
        summary: operation.docs.summary.clone(),
        description: first_paragraph(&operation.docs).map(str::to_owned),
        external: None,
    };
    let links = |name: &str| context.link(name);
    let mut comment = Comment::linked(&docs, &fallback(operation), &links);
    comment.paragraph(vec![format!(
        "A request of [`Client::{method}`]({path}), which has more about it. Nothing is sent until it is awaited."
    )]);
    comment.paragraph(vec![request_line(&operation)]);
    let mut arguments = Vec::new();
    let required = parameters::of_call(operation)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .map(|(_, names)| names.name.plain());
    let body = operation.body_with(&ParameterPresence::Required);
    let required: Vec<String> = required
        .chain(body.map(|_| operation.names.body.plain()))
        .map(|name| format!("`{name}`"))
        .collect();
    if !required.is_empty() {
        arguments.push(format!("- Required: {}.", required.join(", ")));
    }
    arguments.extend(setters(operation));
    comment.section("# Parameters", arguments);
    comment.section("# Results", results);
    comment
}

/// Returns the first paragraph of a description.
pub(crate) fn first_paragraph(docs: &Docs) -> Option<&str> {
    let text = docs.description.as_deref()?.trim();
    let blank = |line: &&str| line.trim().is_empty();
    let first = text.split_inclusive('\n').take_while(|line| !blank(line));
    text.get(..first.map(str::len).sum())
}

fn fallback(operation: NamedOperation<'_>) -> String {
    let id = operation.id.as_deref();
    let id = text::code(id.unwrap_or(operation.names.method.plain()));
    format!("The operation {id}.")
}

fn request_line(operation: &Operation) -> String {
    text::code(&format!("{} {}", operation.method.as_str(), operation.path))
}

/// Returns the line about the servers of the operation, if it has servers of its own.
fn servers(operation: &Operation) -> Vec<String> {
    let mut urls = operation
        .servers
        .iter()
        .map(|server| text::code(&server.default_url));
    let Some(first) = urls.next() else {
        return Vec::new();
    };
    let mut line = format!("It is sent to the server {first}.");
    let others: Vec<_> = urls.collect();
    if !others.is_empty() {
        line.push_str(&format!(
            " The description also names {}.",
            others.join(", ")
        ));
    }
    vec![line]
}

/// Returns the setters of a request with links. The links lead to places on the page of the request's alias, since the
/// paths of the setters lead to the page of the type of all requests.
fn setters(operation: NamedOperation<'_>) -> Option<String> {
    let name = operation.names.call.plain();
    let request = match is_derive(name) {
        true => format!("type@{name}"),
        false => name.to_owned(),
    };
    let body = operation.body_with(&ParameterPresence::Optional);
    let links: Vec<_> = parameters::of_call(operation)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Optional)
        .map(|(_, names)| names.name.plain())
        .chain(body.map(|_| operation.names.body.plain()))
        .map(|setter| format!("[`{setter}`]({request}#method.{setter})"))
        .collect();
    (!links.is_empty()).then(|| format!("- Optional: {}.", links.join(", ")))
}

fn argument(context: &Context<'_>, parameter: &Parameter, names: &ParameterNames) -> String {
    let mut phrases: Vec<String> = first_line(context, &parameter.docs).into_iter().collect();
    phrases.extend(rules::constraint_docs(
        context,
        &parameter.ty,
        Some(&parameter.rules),
        parameter.default.as_ref(),
    ));
    if phrases.is_empty() {
        phrases.push(format!("the parameter {}.", text::code(&parameter.wire)));
    }
    phrases.extend(names.note.as_deref().map(markdown::line));
    format!("- `{}`: {}", names.name.plain(), phrases.join(" "))
}

fn body_argument(context: &Context<'_>, body: &Body, names: &OperationNames) -> String {
    let media: Vec<_> = body
        .contents
        .iter()
        .map(|content| text::code(&content.media_type.text))
        .collect();
    let media = media.join(", ");
    let about = match first_line(context, &body.docs) {
        Some(text) => format!("{text} ({media})"),
        None => format!("the body, as {media}."),
    };
    format!("- `{}`: {about}", names.body.plain())
}

fn error(
    names: &OperationNames,
    status: &str,
    variant: &VariantName,
    docs: Option<String>,
) -> String {
    let ty = names.error.plain();
    let description = docs.unwrap_or_default();
    format!("- [`{variant}`]({ty}::{variant}): {status} {description}")
        .trim_end()
        .to_owned()
}

/// Returns a whole documentation as one line.
fn one_line(context: &Context<'_>, docs: &Docs) -> Option<String> {
    let parts = [docs.summary.as_deref(), docs.description.as_deref()];
    let lines = parts.into_iter().flatten().flat_map(str::lines);
    let links = |name: &str| context.link_of_name(name);
    let lines = lines.map(|line| markdown::linked_line(line.trim(), &links));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    Some(lines.join(" ")).filter(|text| !text.is_empty())
}

/// Returns the first line of a description, for lists with one line for each entry.
pub(super) fn first_line(context: &Context<'_>, docs: &Docs) -> Option<String> {
    let mut lines = docs.description.as_deref()?.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty())?;
    let links = |name: &str| context.link_of_name(name);
    Some(markdown::linked_line(line, &links)).filter(|line| !line.is_empty())
}
