//! Extensions: any name is allowed, but the generator's own extensions are checked.

use super::definition::Object;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Kind, Node, shorten};

/// Whether a key is reserved for extensions.
pub fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// Returns the names of the generator's own extensions.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().map(|extension| extension.name)
}

/// One of the generator's own extensions.
struct Extension {
    name: &'static str,
    kind: Kind,
    /// The objects in which it has a meaning.
    places: &'static [Object],
}

const fn extension(name: &'static str, kind: Kind, places: &'static [Object]) -> Extension {
    Extension { name, kind, places }
}

const EXTENSIONS: &[Extension] = &[
    extension("x-client-parameter", Kind::Bool, &[Object::Parameter]),
    extension("x-paging", Kind::Map, &[Object::Operation]),
    extension("x-waiters", Kind::Map, &[Object::Operation]),
    extension(
        "x-rust-name",
        Kind::String,
        &[
            Object::Operation,
            Object::Parameter,
            Object::Schema,
            Object::Header,
            Object::Tag,
            Object::SecurityScheme,
        ],
    ),
    extension("x-rust-newtype", Kind::Bool, &[Object::Schema]),
    extension(
        "x-sensitive",
        Kind::Bool,
        &[Object::Schema, Object::Parameter, Object::Header],
    ),
    extension("x-busy", Kind::Map, &[Object::Response]),
    extension("x-idempotency-key", Kind::String, &[Object::Operation]),
    extension("x-idempotent", Kind::Bool, &[Object::Operation]),
];

impl Extension {
    /// Returns the objects in words, such as `schemas and parameters`.
    fn belongs(&self) -> String {
        let names = self.places.iter().map(|place| place.definition().name);
        let plural =
            |name: &str| name.split_once(' ').map_or("", |(_, noun)| noun).to_owned() + "s";
        let names: Vec<String> = names.map(plural).collect();
        match names.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{} and {last}", others.join(", "))
            }
            _ => names.concat(),
        }
    }
}

/// Whether an extension is one of the generator's own.
pub(super) fn is_own(key: &str) -> bool {
    extensions().any(|name| name == key)
}

/// Checks an extension in an object.
pub(super) fn check(key: &str, node: Node<'_>, object: Object) -> Option<Diagnostic> {
    let Some(extension) = EXTENSIONS.iter().find(|extension| extension.name == key) else {
        return misspelt(key, node);
    };
    if !extension.places.contains(&object) {
        let message = format!("`{key}` has no effect in {}", object.definition().name);
        let help = format!("it belongs to {}", extension.belongs());
        let place = node.at_key();
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
    let place = node.at_value();
    Some(Diagnostic::error(Code::ExtensionMisuse, place, message).help(help))
}

/// Reports an extension that is likely a misspelling of one of the generator's own, or that has the prefix of one.
fn misspelt(key: &str, node: Node<'_>) -> Option<Diagnostic> {
    const OUR_PREFIXES: [&str; 2] = ["x-client-", "x-rust-"];
    let by_prefix = || {
        let prefix = OUR_PREFIXES
            .into_iter()
            .find(|prefix| key.starts_with(prefix))?;
        extensions().find(|name| name.starts_with(prefix))
    };
    // Without the prefix, which is the same in all of them.
    let word = key.strip_prefix("x-")?;
    let words = extensions().filter_map(|name| name.strip_prefix("x-"));
    let close = nearest(word, words).filter(|close| close.len().abs_diff(word.len()) <= 2);
    let close = close.and_then(|close| extensions().find(|name| name.ends_with(close)));
    let ours = close.or_else(by_prefix)?;
    let message = format!("the extension `{}` is unknown", shorten(key));
    let diagnostic = Diagnostic::warning(Code::ExtensionMisuse, node.at_key(), message);
    Some(diagnostic.help(format!("did you mean `{ours}`?")))
}
