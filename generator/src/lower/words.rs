//! The words from which names are made later.

use crate::source::Node;

use super::view::position;

/// The way to a schema, as a list that grows without allocating; most schemas never need a name.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    words: &'a [String],
    word: &'a str,
}

impl<'a> Path<'a> {
    /// A way that begins with these words.
    pub(super) fn of(words: &'a [String]) -> Self {
        Path {
            parent: None,
            words,
            word: "",
        }
    }

    /// One step further.
    pub(super) fn then<'b>(&'b self, word: &'b str) -> Path<'b> {
        Path {
            parent: Some(self),
            words: &[],
            word,
        }
    }

    /// All words, first to last.
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

/// The key of a schema that the document names itself: under `components.schemas`, `$defs` or
/// `definitions`, or the root of a file.
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

/// The words for a node that is reached by a reference instead of from where it stands.
pub(super) fn words_by_place(node: Node<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        steps.push(match at.key() {
            Some(key) => key.to_owned(),
            None => position(at).map_or_else(String::new, |n| (n + 1).to_string()),
        });
        at = parent;
    }
    steps.reverse();
    let mut steps = steps.into_iter();
    let mut words = Vec::new();
    let first = steps.next();
    if first.as_deref() == Some("components") {
        let kind = steps.next().unwrap_or_default();
        words.extend(steps.next());
        words.extend(component_suffix(&kind).map(str::to_owned));
    } else if first.as_deref() == Some("paths") {
        // `/pets/{id}` and `get` make the words that an operation without an operationId gets.
        words.extend(steps.next());
        words.extend(steps.next());
    } else {
        words.extend(first);
    }
    while let Some(step) = steps.next() {
        match step.as_str() {
            "schema" => {}
            "properties" => words.extend(steps.next()),
            "content" => drop(steps.next()),
            "items" => words.push("Item".to_owned()),
            "additionalProperties" => words.push("Value".to_owned()),
            _ => words.push(step),
        }
    }
    words
}

/// What keeps the names of inline schemas in components apart from the component schemas.
pub(super) fn component_suffix(kind: &str) -> Option<&'static str> {
    match kind {
        "parameters" => Some("Parameter"),
        "headers" => Some("Header"),
        "responses" => Some("Response"),
        "requestBodies" => Some("Body"),
        _ => None,
    }
}
