//! Servers.

use std::collections::BTreeSet;

use super::Docs;
use crate::source::Origin;

/// The servers of an API.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// In the order of the document.
    pub list: Vec<Server>,
    /// The variables of all servers, each one once.
    pub variables: Vec<ServerVariable>,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL, as literal pieces and variables.
    pub url: Vec<UrlPiece>,
    /// The URL with the defaults of its variables.
    pub default_url: String,
    /// Whether the URL names a host.
    pub reach: UrlReach,
    /// The variables that the URL uses, in the order of first use.
    pub variables: Vec<ServerVariable>,
    /// Its documentation in the description.
    pub docs: Docs,
    /// OpenAPI 3.2 `name`.
    pub name: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

impl Server {
    /// Returns the URL as written, with its variables in braces.
    #[must_use]
    pub fn template(&self) -> String {
        let pieces = self.url.iter().map(|piece| match piece {
            UrlPiece::Literal(text) => text.clone(),
            UrlPiece::Variable(name) => format!("{{{name}}}"),
        });
        pieces.collect()
    }

    /// Returns the variable of the URL with this name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&ServerVariable> {
        let mut variables = self.variables.iter();
        variables.find(|variable| variable.name == name)
    }

    /// Whether it has the URLs of another one, wherever and however both are described.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let values = |server: &Self| -> Vec<_> {
            let variables = server.variables.iter();
            variables
                .map(|variable| (variable.default.clone(), variable.values.clone()))
                .collect()
        };
        self.url == other.url && values(self) == values(other)
    }

    /// Returns the path of the URL with the defaults of its variables, without a trailing slash.
    #[must_use]
    pub fn default_path(&self) -> &str {
        let url = self.default_url.as_str();
        let after_scheme = url.split_once("://").map(|(_, rest)| rest);
        let path = match after_scheme {
            Some(rest) => rest
                .find('/')
                .and_then(|at| rest.get(at..))
                .unwrap_or_default(),
            None => url,
        };
        path.trim_end_matches('/')
    }
}

/// Whether a URL names a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlReach {
    /// It begins with `http://` or `https://`.
    Absolute,
    /// It is a path on a host that the caller names.
    Relative,
}

/// A piece of a server URL.
#[derive(Clone, Debug, PartialEq)]
pub enum UrlPiece {
    /// Literal text.
    Literal(String),
    /// The name of a variable.
    Variable(String),
}

/// A variable of a server URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// As written between the braces.
    pub name: String,
    /// `default`.
    pub default: String,
    /// `enum`; empty: any value is allowed.
    pub values: Vec<String>,
    /// Its documentation in the description.
    pub docs: Docs,
    /// Where it is declared.
    pub origin: Origin,
}

impl ServerVariable {
    /// Returns the values, and the default for a server, that the runtime has to list. Not every value is allowed
    /// everywhere in a URL, but a description may name a value that would not be allowed otherwise.
    pub fn uncommon_values<'v>(&'v self, default: &'v str) -> BTreeSet<&'v str> {
        let values = self.values.iter().map(String::as_str);
        let values = values.chain([default]);
        values.filter(|value| !is_word(value)).collect()
    }
}

/// Whether a value is allowed everywhere in a URL.
fn is_word(value: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !value.is_empty() && value.bytes().all(is_inner)
}
