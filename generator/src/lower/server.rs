//! Servers and their variables.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Server, ServerVariable, Servers, UrlPiece, UrlReach};
use crate::source::{Node, shorten};

use super::context::Context;
use super::views::{OperationView, PathItemView, ServerVariableView, ServerView, View};

/// Lowers servers.
pub(super) struct ServerLowering<'s> {
    context: &'s Context<'s>,
    /// The servers of the document.
    pub(super) of_document: Servers,
}

impl<'s> ServerLowering<'s> {
    /// Lowers the `servers` of the document.
    pub(super) fn new(context: &'s Context<'s>) -> Self {
        let mut lowering = ServerLowering {
            context,
            of_document: Servers::default(),
        };
        let list = lowering.servers(context.document());
        let mut variables: Vec<ServerVariable> = Vec::new();
        // Where the URL is only a path, the caller gives the whole URL, so its variables are never used.
        let (whole, paths): (Vec<&Server>, Vec<&Server>) = list
            .iter()
            .partition(|server| server.reach == UrlReach::Absolute);
        for server in paths.iter().filter(|server| !server.variables.is_empty()) {
            let message =
                "the variables have no setters: the URL has no host, so the caller gives all of it";
            let place = server.origin.at_value();
            context.note(Code::Ignored, place, message);
        }
        for variable in whole.iter().flat_map(|server| &server.variables) {
            if !variables.iter().any(|known| known.name == variable.name) {
                variables.push(variable.clone());
            }
        }
        lowering.of_document = Servers { list, variables };
        lowering
    }

    /// Returns the `servers` of an operation, or else of the nearest layer of its path item. Those that only repeat the
    /// servers of the document are left out, so that what is chosen on the client applies to the operation too.
    pub(super) fn of_operation(
        &self,
        operation: OperationView<'s>,
        layers: &[PathItemView<'s>],
    ) -> Vec<Server> {
        let own = match operation.items("servers").next() {
            Some(_) => self.servers(operation),
            None => {
                let mut layers = layers.iter();
                let nearest = layers.find(|item| item.items("servers").next().is_some());
                nearest.map_or_else(Vec::new, |item| self.servers(*item))
            }
        };
        let known = &self.of_document.list;
        let is_repeated = own.len() == known.len()
            && own.iter().zip(known).all(|(one, other)| one.is_same(other));
        if is_repeated { Vec::new() } else { own }
    }

    fn servers<V: View<'s>>(&self, owner: V) -> Vec<Server> {
        owner
            .items("servers")
            .filter_map(|node| self.server(self.context.view(node)))
            .collect()
    }

    fn server(&self, server: ServerView<'s>) -> Option<Server> {
        let url = server.url()?;
        let declared: IndexMap<&'s str, ServerVariableView<'s>> = server.variables().collect();
        let address = self.address(url)?;
        let mut pieces = Vec::new();
        let mut variables: Vec<ServerVariable> = Vec::new();
        let mut rest = address.as_ref();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                let (code, message) = (Code::UnknownServerVariable, "a `{` is not closed");
                let help = "write each variable as `{name}`";
                return self.context.wrong(code, url.at_value(), message, help);
            };
            if !before.is_empty() {
                pieces.push(UrlPiece::Literal(before.to_owned()));
            }
            pieces.push(UrlPiece::Variable(name.to_owned()));
            if !variables.iter().any(|variable| variable.name == name) {
                variables.push(match declared.get(name) {
                    Some(variable) => self.variable(name, *variable),
                    None => self.unknown_variable(name, url, declared.keys().copied())?,
                });
            }
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(UrlPiece::Literal(rest.to_owned()));
        }
        for (name, variable) in declared {
            if !variables.iter().any(|known| known.name == name) {
                self.context.warn(
                    Code::UnknownServerVariable,
                    variable.at_key(),
                    format!("the URL has no `{{{name}}}`"),
                    "put it into the URL, or remove the variable",
                );
            }
        }
        let default_url = default_url(&pieces, &variables);
        Some(Server {
            url: pieces,
            reach: reach(&default_url),
            default_url,
            variables,
            docs: server.docs(),
            name: server.name().map(str::to_owned),
            origin: server.origin(),
        })
    }

    /// Returns the URL of a server without query and fragment, and with a scheme if it has a host.
    fn address(&self, url: Node<'s>) -> Option<Cow<'s, str>> {
        let text = url.as_str()?;
        let address = text.split(['?', '#']).next().unwrap_or_default();
        if address.len() < text.len() {
            self.context.warn(
                Code::Ignored,
                url.at_value(),
                "the query and the fragment of a server are never sent: paths are appended to its URL",
                "write the URL without them; declare a query that each call has as a parameter",
            );
        }
        if !address.starts_with("//") {
            return Some(address.into());
        }
        let whole = format!("https:{address}");
        let message = "the URL has no scheme; `https` is used";
        let help = format!("write `{}`", shorten(&whole));
        self.context
            .warn(Code::ServerUrl, url.at_value(), message, help);
        Some(whole.into())
    }

    /// Reports a variable that its server does not declare, and returns the variable of that name of the document's
    /// servers.
    fn unknown_variable(
        &self,
        name: &str,
        url: Node<'s>,
        declared: impl Iterator<Item = &'s str>,
    ) -> Option<ServerVariable> {
        let place = url.at_value();
        let message = format!("the variable `{name}` is not declared");
        let known: Vec<&str> = declared.collect();
        let mut others = self.of_document.variables.iter();
        // A name close to a declared one is a misspelling, not the variable of the document.
        let other = others
            .find(|variable| {
                let near = || self.context.nearest(name, known.iter().copied());
                variable.name == name && near().is_none()
            })
            .cloned();
        match &other {
            Some(other) => self.context.report(
                Diagnostic::warning(Code::UnknownServerVariable, place, message)
                    .related(
                        other.origin.at_key(),
                        "the variable of the document's server is used",
                    )
                    .help(format!("declare `{name}` under `variables` here too")),
            ),
            None => {
                let message = format!("{message}; the server is left out");
                let otherwise = format!("declare it under `variables`: `{name}: {{default: …}}`");
                let unknown = Diagnostic::warning(Code::UnknownServerVariable, place, message);
                self.context.suggest(unknown, name, known, otherwise);
            }
        }
        other
    }

    fn variable(&self, name: &str, variable: ServerVariableView<'s>) -> ServerVariable {
        let mut seen = BTreeSet::new();
        let values: Vec<String> = variable
            .values()
            .map(str::to_owned)
            .filter(|value| seen.insert(value.clone()))
            .collect();
        let place = variable.default();
        let default = place.and_then(Node::scalar_text).unwrap_or_default();
        let default = default.to_owned();
        if let Some(place) = place
            && !values.is_empty()
            && !values.contains(&default)
        {
            self.context.warn(
                Code::ValueBreaksSchema,
                place.at_value(),
                format!("the default `{default}` is not one of the listed values"),
                "add it to `enum`, or make one of those the default",
            );
        }
        ServerVariable {
            name: name.to_owned(),
            default,
            values,
            docs: variable.docs(),
            origin: variable.origin(),
        }
    }
}

fn reach(url: &str) -> UrlReach {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        Some("https" | "http") => UrlReach::Absolute,
        _ => UrlReach::Relative,
    }
}

/// Returns the URL with the defaults of its variables.
fn default_url(pieces: &[UrlPiece], variables: &[ServerVariable]) -> String {
    let mut url = String::new();
    for piece in pieces {
        match piece {
            UrlPiece::Literal(text) => url.push_str(text),
            UrlPiece::Variable(name) => {
                let variable = variables.iter().find(|variable| variable.name == *name);
                url.push_str(variable.map_or("", |variable| &variable.default));
            }
        }
    }
    url
}
