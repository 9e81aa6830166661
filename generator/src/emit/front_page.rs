//! The front page of a crate: the first call, credentials, errors and features. It is part of the crate documentation
//! and of the README.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::Value;

use super::context::{Context, NamedOperation};
use super::example::imports;
use super::markdown;
use super::operations::{ExampleCall, example_call, first_paragraph, placeholder};
use super::text::{clean, code};
use crate::facility::{FORWARDED, Facility};
use crate::fileset::HEADER;
use crate::ir::{
    CredentialKind, CredentialSlot, Lifecycle, Operation, ParameterPresence, SchemeKind,
    SecurityScheme, Server, UrlReach,
};
use crate::names::{MethodName, Split};

/// Returns the README of a crate. `package` is its name in the registry.
pub(crate) fn readme(context: &Context<'_>, package: &str) -> String {
    let api = context.api;
    let mut lines = vec![
        format!("<!-- {HEADER} -->"),
        String::new(),
        format!("# {package}"),
    ];
    lines.extend([String::new(), title(context)]);
    let docs = [&api.docs.summary, &api.docs.description];
    for text in docs.into_iter().flatten() {
        lines.push(String::new());
        lines.extend(markdown::lines(text));
    }
    lines.extend([
        String::new(),
        "The page of the crate lists the operations (`cargo doc --open`).".to_owned(),
        String::new(),
        "```toml".to_owned(),
        "[dependencies]".to_owned(),
        format!("{package} = {{ path = \"{package}\" }}       # where this folder is"),
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }".to_owned(),
        "```".to_owned(),
        String::new(),
    ]);
    lines.extend(sections(context));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Returns the description of a crate that a registry shows.
pub(crate) fn description(context: &Context<'_>) -> String {
    let title: Vec<&str> = context.api.title.split_whitespace().collect();
    match clean(&title.join(" ")).as_str() {
        "" => "A client of an API, generated from its description.".to_owned(),
        title => format!("A client of {title}, generated from its description."),
    }
}

/// Returns the sections on how to use the crate.
pub(super) fn sections(context: &Context<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let first = first_call(context);
    lines.extend(example(context, first));
    lines.extend(credentials(context));
    lines.extend(errors(context));
    lines.extend(questions(context));
    lines.extend(features(context));
    lines
}

/// Returns a section with a heading.
fn section(heading: &str, content: Vec<String>) -> Vec<String> {
    let head = [format!("## {heading}"), String::new()].into_iter();
    head.chain(content).chain([String::new()]).collect()
}

/// An operation and its call.
type FirstCall<'a> = (NamedOperation<'a>, ExampleCall);

/// Returns the call for the first example: a call that can succeed, changes nothing and imports nothing, else the first
/// one that can be shown.
fn first_call<'a>(context: &Context<'a>) -> Option<FirstCall<'a>> {
    let operations = context.operations();
    let current = operations.filter(|operation| operation.lifecycle == Lifecycle::Current);
    let mut others = Vec::new();
    let (useful, failing): (Vec<_>, Vec<_>) =
        current.partition(|operation| !operation.successes.is_empty());
    let (gets, changes) = useful
        .into_iter()
        .partition(|operation| operation.method.as_str() == "GET");
    for operations in [gets, changes, failing] {
        for operation in operations {
            match example_call(context, operation) {
                Some(call) if call.uses.is_empty() => return Some((operation, call)),
                Some(call) => others.push((operation, call)),
                None => {}
            }
        }
        if !others.is_empty() {
            break;
        }
    }
    others.into_iter().next()
}

/// Returns an example that creates a client and makes the first call.
fn example(context: &Context<'_>, first: Option<FirstCall<'_>>) -> Vec<String> {
    let package = &context.package;
    let mut uses = BTreeSet::from([format!("{package}::Client")]);
    uses.extend(first.iter().flat_map(|(_, call)| call.uses.clone()));
    let mut lines = vec!["```rust,no_run".to_owned()];
    lines.extend(imports(&uses));
    lines.extend([
        String::new(),
        "async fn first_call() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        "    let client = Client::builder()".to_owned(),
    ]);
    let settings = settings(
        context,
        first.as_ref().map(|(operation, _)| operation.operation),
    );
    lines.extend(
        settings
            .into_iter()
            .map(|setting| format!("        {setting}")),
    );
    lines.push("        .build()?;".to_owned());
    match first {
        Some((_, call)) => {
            lines.extend(call.statement().iter().map(|line| format!("    {line}")));
            lines.push(
                "    println!(\"{:?}: {:?}\", response.status(), response.body());".to_owned(),
            );
        }
        None => lines.push("    println!(\"{client:?}\");".to_owned()),
    }
    lines.extend(["    Ok(())", "}", "```", ""].map(str::to_owned));
    let what = "A `Client` is cheap to clone. Required parameters are arguments, optional ones are setters of the request. \
                Nothing is sent until it is awaited, inside a tokio runtime.";
    lines.push(what.to_owned());
    section("A call", lines)
}

/// Returns the settings that a client needs for an operation, as calls on its builder.
fn settings(context: &Context<'_>, operation: Option<&Operation>) -> Vec<String> {
    let mut settings = Vec::new();
    let server = context.api.servers.list.first();
    if server.is_none_or(|server| server.reach == UrlReach::Relative) {
        let path = server.map_or("", Server::default_path);
        let url = Literal::string(&format!("https://api.example.com{path}"));
        settings.push(format!(".endpoint({url})"));
    }
    let names = &context.names.client;
    let known = context.api.client_parameters.iter();
    let needed = known.zip(&names.parameters);
    for (known, name) in needed.filter(|(known, _)| known.presence == ParameterPresence::Required) {
        let documented = known.example.as_ref().or(known.default.as_ref());
        let documented = documented.filter(|value| !value.is_array() && !value.is_object());
        let value = match documented.cloned().or_else(|| placeholder(context, known)) {
            Some(Value::String(text)) => text,
            Some(value) => value.to_string(),
            None => known.wire.clone(),
        };
        settings.push(format!(".{name}({})", Literal::string(&value)));
    }
    let needed = operation.and_then(|operation| operation.security.first());
    for (slot, name) in context.credentials() {
        if needed.is_some_and(|needed| slot.schemes.iter().any(|scheme| needed.contains(scheme))) {
            settings.push(setting(context, slot, name));
        }
    }
    settings
}

fn scheme<'a>(context: &Context<'a>, slot: &CredentialSlot) -> Option<&'a SecurityScheme> {
    context.api.schemes.get(*slot.schemes.first()?)
}

/// Returns the call on the builder that sets the credentials of a slot.
fn setting(context: &Context<'_>, slot: &CredentialSlot, name: &MethodName) -> String {
    let arguments = match (slot.kind, scheme(context, slot).map(|scheme| &scheme.kind)) {
        (CredentialKind::AccessKeys, _) => {
            format!(
                "{}::Credentials::ak_sk(\"access key\", \"secret key\")",
                context.package
            )
        }
        (_, Some(SchemeKind::Basic)) => "\"user\", \"password\"".to_owned(),
        (_, Some(SchemeKind::ApiKey { .. })) => "\"key\"".to_owned(),
        (_, Some(SchemeKind::MutualTls)) => String::new(),
        _ => "\"token\"".to_owned(),
    };
    format!(".{name}({arguments})")
}

/// Returns the section on authentication: the setter for each kind of credentials.
fn credentials(context: &Context<'_>) -> Vec<String> {
    let mut rows = Vec::new();
    for (slot, name) in context.credentials() {
        let what = match (slot.kind, scheme(context, slot).map(|scheme| &scheme.kind)) {
            (CredentialKind::AccessKeys, _) => {
                "access keys, a token, or a provider of either".to_owned()
            }
            (_, Some(SchemeKind::Basic)) => "a user and a password".to_owned(),
            (_, Some(SchemeKind::ApiKey { name, .. })) => {
                format!("the key that is sent as {}", code(name))
            }
            (_, Some(SchemeKind::MutualTls)) => {
                "the transport presents a client certificate".to_owned()
            }
            (_, Some(SchemeKind::Http(scheme))) => {
                format!("the credentials of the scheme {}", code(scheme))
            }
            (_, Some(SchemeKind::OAuth2 { .. })) => {
                "an OAuth 2.0 access token, or a provider of it".to_owned()
            }
            _ => "a token, or a provider of it".to_owned(),
        };
        // The description may say, for example, that a word precedes the key.
        let docs = scheme(context, slot).and_then(|scheme| first_paragraph(&scheme.docs));
        let docs = docs.map(markdown::line).filter(|docs| !docs.is_empty());
        let docs = docs.map_or_else(String::new, |docs| format!(" {docs}"));
        rows.push(format!(
            "- {}: {what}.{docs}",
            code(&setting(context, slot, name))
        ));
    }
    if rows.is_empty() {
        return rows;
    }
    let mut lines = vec!["The builder takes them:".to_owned(), String::new()];
    lines.extend(rows);
    let who = "They are sent to the server alone, and shown neither by `Debug` nor in errors.";
    lines.extend([String::new(), who.to_owned()]);
    section("Credentials", lines)
}

fn errors(context: &Context<'_>) -> Vec<String> {
    let package = &context.package;
    let lines = [
        "Each call has an error of its own: `kind()` is the documented error by status, and `status()`, `message()`,",
        "`headers()` and `raw_body()` have what the server sent, documented or not. `?` turns all of them into `Error`,",
        "the error of the API. What the description allows is checked before anything is sent.",
        "",
        "```rust,no_run",
        &format!("fn explain(error: &{package}::Error) -> String {{"),
        "    match error.status() {",
        "        Some(status) => format!(\"{status}: {}\", error.message().unwrap_or_default()),",
        "        None if error.is_timeout() => \"no response in time\".to_owned(),",
        "        None => error.to_string(),",
        "    }",
        "}",
        "```",
    ];
    section("Errors", lines.map(str::to_owned).to_vec())
}

/// Returns one line for each frequent question about the client, as far as it applies to the description.
fn questions(context: &Context<'_>) -> Vec<String> {
    let uses = |facility| context.facts.facilities().contains(&facility);
    let has_files = context.api.operations.iter().any(Operation::has_file);
    let has_gets = |operation: &Operation| operation.method.as_str() == "GET";
    let has_waiters = |operation: &Operation| !operation.waiters.is_empty();
    let rows = [
        (
            uses(Facility::Paging),
            "read a list that has pages: `.items()` gives each item, `.pages()` each page; both are streams",
        ),
        (
            uses(Facility::Events),
            "read what the server sends bit by bit: the body is a stream, and `.next().await` gives the next value",
        ),
        (
            uses(Facility::Multipart),
            "send a file in a form: `body::Upload::open(path).await?.into()` is a `body::Part` with name, length and media \
             type; `Part::file(name, bytes)` is one too",
        ),
        (
            has_files,
            "save a file that the server sends: `.save_to(path)`, with the feature `fs`; else the body is a stream",
        ),
        (
            context.api.operations.iter().any(has_waiters),
            "wait until a state that the description names: `.wait_until_…()` on the operation that shows it",
        ),
        (
            context.api.operations.iter().any(has_gets),
            "wait until something is done: `.wait_until(|response| …)` on a `GET`",
        ),
        (
            uses(Facility::Busy),
            "repeat a change that the service refuses while it is busy: `.wait_while_busy(limit)`",
        ),
        (
            true,
            "limit the time of a call, or decide what is sent again: `.options(CallOptions::new().call_timeout(…))` for \
             one, `Config` on the builder for all",
        ),
        (
            true,
            "send what the description does not have: `.extra_query(…)` and `.extra_header(…)`, `.extra_json(…)` where \
             the body is JSON, and `client.request(http::Method::GET, \"/path\")`",
        ),
        (
            true,
            "follow a link that a response has, such as a signed one: `client.request_url(http::Method::GET, url)`, which \
             sends no credentials",
        ),
        (
            true,
            "use a proxy or certificates of my own: `Config::proxy`, `Config::root_certificate`, \
             `Config::client_certificate`",
        ),
        (
            true,
            "see or change what is sent: `.middleware(…)` on the builder; `call` has those for metrics and traces",
        ),
        (
            true,
            "test my program without a server: `transport::ScriptedTransport` responds by operation, with \
             `test_responses`; `transport::Recording` records and replays. Both need the feature `test-util`",
        ),
        (
            true,
            "call without async: `.send_blocking()`, with the feature `blocking`",
        ),
    ];
    let rows = rows.into_iter().filter(|(applies, _)| *applies);
    let rows = rows.map(|(_, row)| row.to_owned());
    let rows = std::iter::once(other_server(context)).chain(rows);
    let rows = rows.map(|row| format!("- {row}.")).collect();
    section("How do I …", rows)
}

/// Returns the line on how to call another server than the default one.
fn other_server(context: &Context<'_>) -> String {
    let listed = (context.api.servers.list.len() > 1).then(|| "`.server(…)`".to_owned());
    let variables = context.server_variables();
    let variables = variables.map(|(names, _)| format!("`.{}(…)`", names.setter));
    let described: Vec<String> = listed.into_iter().chain(variables).collect();
    match described.is_empty() {
        true => "call another server: `.endpoint(url)` on the builder".to_owned(),
        false => format!(
            "call another server: {} on the builder for those of the description, `.endpoint(url)` for any",
            described.join(", ")
        ),
    }
}

fn features(context: &Context<'_>) -> Vec<String> {
    let forwarded = FORWARDED.iter();
    let mut lines: Vec<String> = forwarded
        .map(|known| format!("- `{}`: {}.", known.feature, known.about))
        .collect();
    let modules = &context.names.modules;
    if modules.split == Split::Features {
        for tag in modules.operation_tags() {
            let (Some(name), Some(tag)) = (modules.name(tag), context.api.tags.get(tag)) else {
                continue;
            };
            let tag = code(&tag.name);
            lines.push(format!(
                "- `{}`, on by default: the operations of {tag}.",
                name.plain()
            ));
        }
    }
    section("Features", lines)
}

/// Returns the title of the API as a sentence.
pub(super) fn title(context: &Context<'_>) -> String {
    match context.api.title.as_str() {
        "" => "A client.".to_owned(),
        title => format!("{}.", markdown::line(title).trim_end_matches('.')),
    }
}
