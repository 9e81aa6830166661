//! Extensions: free for everyone, save for the generator's own, which are checked.

use super::definition::Object;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::source::{Kind, Node, shorten};

/// Whether a key is one that the specification leaves to extensions.
pub fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// Returns the names of the generator's own extensions.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().map(|extension| extension.name)
}

/// An extension of the generator's own.
struct Extension {
    name: &'static str,
    kind: Kind,
    /// Where it has a meaning.
    places: &'static [Object],
    /// The places in words.
    belongs: &'static str,
}

const EXTENSIONS: &[Extension] = &[
    Extension {
        name: "x-client-parameter",
        kind: Kind::Bool,
        places: &[Object::Parameter],
        belongs: "to parameters",
    },
    Extension {
        name: "x-paging",
        kind: Kind::Map,
        places: &[Object::Operation],
        belongs: "to operations",
    },
    Extension {
        name: "x-waiters",
        kind: Kind::Map,
        places: &[Object::Operation],
        belongs: "to operations",
    },
    Extension {
        name: "x-rust-name",
        kind: Kind::String,
        places: &[
            Object::Operation,
            Object::Parameter,
            Object::Schema,
            Object::SecurityScheme,
            Object::Header,
            Object::Tag,
        ],
        belongs: "to operations, parameters, schemas, headers, tags and security schemes",
    },
    Extension {
        name: "x-rust-newtype",
        kind: Kind::Bool,
        places: &[Object::Schema],
        belongs: "to schemas",
    },
    Extension {
        name: "x-sensitive",
        kind: Kind::Bool,
        places: &[Object::Schema, Object::Parameter, Object::Header],
        belongs: "to schemas, parameters and headers",
    },
    Extension {
        name: "x-busy",
        kind: Kind::Map,
        places: &[Object::Response],
        belongs: "to responses",
    },
    Extension {
        name: "x-idempotency-key",
        kind: Kind::String,
        places: &[Object::Operation],
        belongs: "to operations",
    },
    Extension {
        name: "x-idempotent",
        kind: Kind::Bool,
        places: &[Object::Operation],
        belongs: "to operations",
    },
];

/// What is wrong with an extension in an object.
pub(super) fn check(key: &str, node: Node<'_>, object: Object) -> Option<Diagnostic> {
    let Some(extension) = EXTENSIONS.iter().find(|extension| extension.name == key) else {
        return misspelt(key, node);
    };
    if !extension.places.contains(&object) {
        let message = format!("`{key}` has no effect in {}", object.definition().name);
        let help = format!("it belongs {}", extension.belongs);
        let place = Place::key(node.origin());
        return Some(Diagnostic::warning(Code::ExtensionMisuse, place, message).help(help));
    }
    if node.kind() == extension.kind {
        return None;
    }
    let message = format!(
        "`{key}` must be {}, not {}",
        extension.kind.described(),
        node.kind().described()
    );
    let help = match extension.kind {
        Kind::Bool => format!("write `{key}: true`, or leave it out"),
        Kind::Map => format!("write `{key}: {{name: value}}`"),
        _ => format!("write {} here", extension.kind.described()),
    };
    let place = Place::value(node.origin());
    Some(Diagnostic::error(Code::ExtensionMisuse, place, message).help(help))
}

/// Reports an extension that is hardly more than a slip away from one of ours, or begins as only ours do.
fn misspelt(key: &str, node: Node<'_>) -> Option<Diagnostic> {
    const OUR_PREFIXES: [&str; 2] = ["x-client-", "x-rust-"];
    let names = || EXTENSIONS.iter().map(|extension| extension.name);
    let by_prefix = || {
        let prefix = OUR_PREFIXES
            .into_iter()
            .find(|prefix| key.starts_with(prefix))?;
        names().find(|name| name.starts_with(prefix))
    };
    let close = nearest(key, names()).filter(|name| name.len().abs_diff(key.len()) <= 2);
    let ours = close.or_else(by_prefix)?;
    let message = format!("the extension `{}` is unknown", shorten(key));
    let diagnostic = Diagnostic::warning(Code::ExtensionMisuse, Place::key(node.origin()), message);
    Some(diagnostic.help(format!("did you mean `{ours}`?")))
}
