//! The doc comment of an operation.

use super::super::context::Context;
use super::super::docs::{Comment, status_words};
use super::super::{markdown, rules, text};
use super::{example, parameters};
use crate::ir::{Body, Docs, Operation, Parameter, ParameterPresence, Repeat, Response};
use crate::names::reserved::is_derive;
use crate::names::{OperationNames, ParameterNames, VariantName};

/// Returns the link to the type of a request.
pub(super) fn request(names: &OperationNames) -> String {
    let name = names.call.plain();
    match is_derive(name) {
        true => format!("[`{name}`](struct@{name})"),
        false => format!("[`{name}`]"),
    }
}

/// Summary, method and path, parameters with their rules, errors by status.
pub(super) fn of(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Comment {
    let links = |name: &str| context.link(name);
    let mut comment = Comment::linked(&operation.docs, &fallback(operation, names), &links);
    comment.paragraph(vec![request_line(operation)]);
    comment.paragraph(servers(operation));
    if let Repeat::WithKey(header) = &operation.repeat {
        comment.paragraph(vec![format!(
            "Each call sends a key of its own in the header {}, the same at each attempt, so that it may be repeated.",
            text::code(header)
        )]);
    }
    comment.note(names.note.as_deref());
    let required = parameters::of_call(operation, names)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .map(|(parameter, names)| argument(context, parameter, names));
    let mut arguments: Vec<String> = required.collect();
    if let Some(body) = &operation.body
        && body.presence == ParameterPresence::Required
    {
        arguments.push(body_argument(context, body, names));
    }
    let optional = optional(operation, names);
    if !optional.is_empty() {
        let links: Vec<_> = optional
            .iter()
            .map(|setter| format!("[`{setter}`]({}::{setter})", names.call.plain()))
            .collect();
        arguments.push(format!("- Optional: {}.", links.join(", ")));
    }
    if !arguments.is_empty() {
        comment.paragraph(vec!["# Parameters".to_owned()]);
        comment.paragraph(arguments);
    }
    if !operation.errors.is_empty() {
        comment.paragraph(vec!["# Errors".to_owned()]);
        let errors = operation.failures().zip(&names.errors);
        comment.paragraph(
            errors
                .map(|((response, _), variant)| error(context, names, response, variant))
                .collect(),
        );
    }
    comment.paragraph(example::of(context, operation, names).unwrap_or_default());
    comment
}

/// The comment of the request: what it is, its parameters and its results.
pub(super) fn of_request(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Comment {
    let method = names.method.plain();
    let client = format!("crate::{}Client", context.root_path());
    let summary = operation.docs.summary.as_deref().map(markdown::line);
    let summary = summary.filter(|text| !text.is_empty());
    // The list of requests shows the first line of each.
    let mut comment = Comment::new(summary.unwrap_or_else(|| fallback(operation, names)));
    comment.paragraph(vec![format!(
        "A request of [`Client::{method}`]({client}::{method}). Nothing is sent until it is awaited."
    )]);
    comment.paragraph(vec![request_line(operation)]);
    comment
}

fn fallback(operation: &Operation, names: &OperationNames) -> String {
    let id = operation.id.as_deref();
    let id = text::code(id.unwrap_or(names.method.plain()));
    format!("The operation {id}.")
}

fn request_line(operation: &Operation) -> String {
    text::code(&format!("{} {}", operation.method.as_str(), operation.path))
}

/// Where the operation is sent, where it has servers of its own.
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

/// The setters of a request.
fn optional<'a>(operation: &'a Operation, names: &'a OperationNames) -> Vec<&'a str> {
    let body = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Optional);
    parameters::of_call(operation, names)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Optional)
        .map(|(_, names)| names.name.plain())
        .chain(body.map(|_| names.body.plain()))
        .collect()
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
    context: &Context<'_>,
    names: &OperationNames,
    response: &Response,
    variant: &VariantName,
) -> String {
    let ty = names.error.plain();
    let description = first_line(context, &response.docs).unwrap_or_default();
    let status = status_words(response.status);
    format!("- [`{variant}`]({ty}::{variant}): {status} {description}")
        .trim_end()
        .to_owned()
}

/// The first line of a description: lists have one line an entry.
fn first_line(context: &Context<'_>, docs: &Docs) -> Option<String> {
    let mut lines = docs.description.as_deref()?.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty())?;
    let links = |name: &str| context.link_of_name(name);
    Some(markdown::linked_line(line, &links)).filter(|line| !line.is_empty())
}
