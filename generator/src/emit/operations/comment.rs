//! The doc comment of an operation.

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::{markdown, rules};
use super::responses::status_words;
use super::{example, parameters};
use crate::ir::{Operation, Parameter, ParameterPresence, Response};
use crate::names::{OperationNames, ParameterNames, VariantName};

/// Summary, method and path, arguments with their rules, errors by status.
pub(crate) fn of(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Comment {
    let fallback = format!(
        "The operation {}.",
        rules::code(operation.id.as_deref().unwrap_or(names.method.plain()))
    );
    let mut comment = Comment::of(&operation.docs, &fallback);
    let request = format!("{} {}", operation.method.as_str(), operation.path);
    comment.paragraph(vec![rules::code(&request)]);
    comment.paragraph(servers(operation));
    comment.note(names.note.as_deref());
    let required = parameters::of_call(operation, names)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .map(|(parameter, names)| argument(context, parameter, names));
    let mut arguments: Vec<String> = required.collect();
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Required)
    {
        let media: Vec<_> = body
            .contents
            .iter()
            .map(|content| rules::code(&content.media_type.text))
            .collect();
        let said = body
            .docs
            .description
            .as_deref()
            .map(first_line)
            .unwrap_or_default();
        arguments.push(
            format!(
                "- `{}`: {} ({})",
                names.body.plain(),
                said,
                media.join(", ")
            )
            .replace(":  (", ": ("),
        );
    }
    if !arguments.is_empty() {
        comment.paragraph(vec!["# Arguments".to_owned()]);
        comment.paragraph(arguments);
    }
    if !operation.errors.is_empty() {
        comment.paragraph(vec!["# Errors".to_owned()]);
        let errors = operation.errors.iter().zip(&names.errors);
        comment.paragraph(
            errors
                .map(|(response, variant)| error(response, variant))
                .collect(),
        );
    }
    comment.paragraph(example::of(context, operation, names).unwrap_or_default());
    comment
}

/// Where the operation is sent, where it has servers of its own.
fn servers(operation: &Operation) -> Vec<String> {
    let mut urls = operation
        .servers
        .iter()
        .map(|server| rules::code(&server.default_url));
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

fn argument(context: &Context<'_>, parameter: &Parameter, names: &ParameterNames) -> String {
    let mut line = format!("- `{}`:", names.name.plain());
    let said = parameter
        .docs
        .description
        .as_deref()
        .map(first_line)
        .unwrap_or_default();
    if !said.is_empty() {
        line.push(' ');
        line.push_str(&said);
    }
    for remark in rules::remarks(
        context,
        &parameter.ty,
        Some(&parameter.rules),
        parameter.default.as_ref(),
    ) {
        line.push(' ');
        line.push_str(&remark);
    }
    if line.ends_with(':') {
        line.push_str(&format!(" the parameter {}.", rules::code(&parameter.wire)));
    }
    if let Some(note) = &names.note {
        line.push(' ');
        line.push_str(&markdown::line(note));
    }
    line
}

fn error(response: &Response, variant: &VariantName) -> String {
    let said = response
        .docs
        .description
        .as_deref()
        .map(first_line)
        .unwrap_or_default();
    let status = status_words(response.status);
    format!("- `{variant}`: {said} ({})", status.trim_end_matches('.')).replace(":  (", ": (")
}

/// The first line of a text: lists have one line an entry.
fn first_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .map(markdown::line)
        .unwrap_or_default()
}
