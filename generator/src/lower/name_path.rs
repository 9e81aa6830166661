//! The words from which names are made later.

use crate::ir::TypeId;
use crate::source::Node;

/// The path to a schema, as a linked list that grows without allocation; most schemas never need a name.
#[derive(Clone, Copy)]
pub(super) struct NamePath<'a> {
    parent: Option<&'a NamePath<'a>>,
    words: &'a [String],
    word: &'a str,
    defines: Option<TypeId>,
}

impl<'a> NamePath<'a> {
    /// Returns a path that begins with these words.
    pub(super) fn of(words: &'a [String]) -> Self {
        NamePath {
            parent: None,
            words,
            word: "",
            defines: None,
        }
    }

    /// Returns the same path, for a schema that defines a named type.
    pub(super) fn defining(self, defines: Option<TypeId>) -> Self {
        NamePath { defines, ..self }
    }

    /// Returns the type that the schema defines; `None` for a schema further along the path.
    pub(super) fn defines(&self) -> Option<TypeId> {
        self.defines
    }

    /// Returns the path with one more step.
    pub(super) fn then<'b>(&'b self, word: &'b str) -> NamePath<'b> {
        NamePath {
            parent: Some(self),
            words: &[],
            word,
            defines: None,
        }
    }

    /// Returns all words, first to last.
    pub(super) fn words(&self) -> Vec<String> {
        let mut steps = vec![self];
        while let Some(parent) = steps.last().and_then(|path| path.parent) {
            steps.push(parent);
        }
        let mut words = Vec::with_capacity(steps.len() + 2);
        for path in steps.into_iter().rev() {
            words.extend(path.words.iter().cloned());
            if !path.word.is_empty() {
                words.push(path.word.to_owned());
            }
        }
        words
    }
}

/// Returns the key of a schema that the document names: under `components.schemas`, `$defs` or `definitions`.
pub(super) fn given_name<'s>(node: Node<'s>) -> Option<&'s str> {
    let parent = node.parent()?;
    match parent.key()? {
        "$defs" | "definitions" => node.key(),
        "schemas" => {
            let components = parent.parent()?;
            (components.key() == Some("components") && components.parent()?.parent().is_none())
                .then(|| node.key())?
        }
        _ => None,
    }
}

/// Returns the key of a schema at the top level of a file, or one level below (`#/types/Pet`), as in files that only
/// hold schemas.
pub(super) fn key_in_file<'s>(node: Node<'s>) -> Option<&'s str> {
    let folder = node.parent()?;
    let is_top = |node: Node<'_>| node.parent().is_none();
    let is_named = is_top(folder) || folder.parent().is_some_and(is_top);
    let is_inline = matches!(folder.key(), Some("properties" | "patternProperties"));
    node.key().filter(|_| is_named && !is_inline)
}

/// Returns the words for the name of a node that is reached by a reference, made from the path to it. `file` returns
/// the name of its file.
pub(super) fn name_path_of(node: Node<'_>, file: impl FnOnce() -> String) -> Vec<String> {
    let mut nodes = vec![node];
    while let Some(parent) = nodes.last().and_then(|at| at.parent()) {
        nodes.push(parent);
    }
    nodes.reverse();
    let key = |at: usize| nodes.get(at).and_then(|node| node.key());
    let mut words: Vec<String> = Vec::new();
    let mut at = 1;
    match key(at) {
        Some("components") => {
            words.extend(key(3).map(str::to_owned));
            words.extend(key(2).and_then(component_suffix).map(str::to_owned));
            at = 4;
        }
        // An operation without an operationId is named by its path and method.
        Some("paths") => {
            words.extend([key(2), key(3)].into_iter().flatten().map(str::to_owned));
            at = 4;
        }
        // A part in a file of its own, such as a response, has no name but that of the file.
        None
        | Some(
            "content"
            | "schema"
            | "properties"
            | "items"
            | "additionalProperties"
            | "allOf"
            | "oneOf"
            | "anyOf",
        ) => words.push(file()),
        Some(_) => {}
    }
    while let Some(node) = nodes.get(at) {
        at += 1;
        match node.key() {
            Some("properties") => {
                words.extend(key(at).map(str::to_owned));
                at += 1;
            }
            Some("content") => at += 1,
            Some("schema" | "oneOf" | "anyOf" | "allOf" | "parameters") => {}
            Some("items") => words.push("Item".to_owned()),
            Some("additionalProperties") => words.push("Value".to_owned()),
            Some("requestBody") => words.push("Body".to_owned()),
            Some("responses") => words.push("Response".to_owned()),
            Some(key) => words.push(key.to_owned()),
            None => {
                let said = node.get_str("title").or_else(|| node.get_str("name"));
                let number = || position(*node).map(|at| format!("Part{}", at + 1));
                words.extend(said.map(str::to_owned).or_else(number));
            }
        }
    }
    words
}

/// Returns the suffix that distinguishes the names of inline schemas in components from those of component schemas.
pub(super) fn component_suffix(kind: &str) -> Option<&'static str> {
    match kind {
        "parameters" => Some("Parameter"),
        "headers" => Some("Header"),
        "responses" => Some("Response"),
        "requestBodies" => Some("Body"),
        _ => None,
    }
}

/// Returns the position of an item in its array.
fn position(node: Node<'_>) -> Option<usize> {
    node.parent()?
        .items()
        .position(|item| item.origin() == node.origin())
}

/// Returns the letters and digits of a name in lower case.
pub(super) fn letters(name: &str) -> String {
    letters_of(name).collect()
}

/// Whether two names differ at most in case and in characters that are neither letters nor digits.
pub(super) fn is_same_in_any_case(name: &str, other: &str) -> bool {
    letters_of(name).eq(letters_of(other))
}

/// Returns the letters and digits of a name in lower case.
pub(super) fn letters_of(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

/// Whether an `x-rust-name` on the inline schema of a property is in the case of types instead of fields.
pub(super) fn is_of_type(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}
