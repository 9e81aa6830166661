//! OpenAPI Overlays 1.0 and 1.1: changes to a description that its user cannot edit, applied before it is checked.
//!
//! Each value of the result knows whether it is written in the description or in an overlay, so that findings point to
//! their cause. Sources of the facts: the Overlay Specification 1.0.0 and 1.1.0. Where 1.0 does not say how two values
//! are merged, the rules of 1.1 apply.

mod action;
mod merge;
mod query;
#[cfg(test)]
mod tests;

pub use query::{Query, QueryError};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::openapi;
use crate::source::pointer::file_name;
use crate::source::{Node, Origin, Sources, Value, shorten};
use action::Document;

/// The file of an overlay.
#[derive(Copy, Clone, Debug)]
pub struct OverlayFile<'a> {
    /// Its path as diagnostics show it.
    pub path: &'a str,
    /// Its text.
    pub text: &'a [u8],
}

/// The overlays of a description, in the order in which they are applied.
#[derive(Copy, Clone)]
pub struct Overlays<'a> {
    /// Their files.
    pub files: &'a [OverlayFile<'a>],
    /// Evaluates the queries for the targets of their actions.
    pub query: &'a dyn Query,
}

impl Overlays<'_> {
    /// No overlays.
    pub const NONE: Overlays<'static> = Overlays {
        files: &[],
        query: &query::Nothing,
    };
}

/// Applies overlays to the main file. Mistakes in an overlay are reported at their places; the actions that can be
/// applied are applied.
pub fn apply(sources: &mut Sources, overlays: Overlays<'_>, diagnostics: &mut Diagnostics) {
    if overlays.files.is_empty() {
        return;
    }
    let mut read = |file: &OverlayFile<'_>| {
        let before = diagnostics.count(Severity::Error);
        let root = sources.read_beside(file.path, file.text, diagnostics);
        (diagnostics.count(Severity::Error) == before).then_some(root)
    };
    let roots: Vec<Origin> = overlays.files.iter().filter_map(&mut read).collect();
    // A description that cannot be read has been reported.
    if !sources.root().is_map() {
        return;
    }
    let mut document = Document::new(Value::of(sources.root(), sources.next_file()));
    for origin in roots {
        let root = sources.node(origin);
        if !check(sources, root, diagnostics) {
            continue;
        }
        for action in root.field("actions").into_iter().flat_map(Node::items) {
            document.act(action, overlays.query, diagnostics);
        }
    }
    // Values are counted as they are added, so the result is not too large.
    sources.replace_root(&document.value, diagnostics);
}

/// Checks an overlay; returns whether it can be applied.
fn check(sources: &Sources, root: Node<'_>, diagnostics: &mut Diagnostics) -> bool {
    let before = diagnostics.count(Severity::Error);
    openapi::check_overlay(sources, root, diagnostics);
    if let Some(version) = root.field("overlay") {
        diagnostics.extend(wrong_version(version));
    }
    if let Some(actions) = root.get("actions").filter(|actions| actions.is_empty()) {
        let message = "the overlay has no action";
        let place = actions.at_key();
        diagnostics.push(
            Diagnostic::warning(Code::Overlay, place, message)
                .help("add an action, such as `- {target: $.info, update: {title: Other}}`"),
        );
    }
    diagnostics.extend(other_target(sources, root));
    diagnostics.count(Severity::Error) == before
}

fn wrong_version(version: Node<'_>) -> Option<Diagnostic> {
    const HELP: &str = "write `overlay: 1.1.0`; versions 1.0 and 1.1 are supported";
    let text = version.as_str().or_else(|| version.number_text())?;
    let place = version.at_value();
    let (minor, patch) = match text.match_indices('.').nth(1) {
        Some((dot, _)) => (text.get(..dot)?, text.get(dot + 1..)),
        None => (text, None),
    };
    if !matches!(minor, "1.0" | "1.1") {
        let message = format!("Overlay {} is not supported", shorten(text));
        return Some(Diagnostic::error(Code::UnsupportedVersion, place, message).help(HELP));
    }
    if patch.is_none() {
        let message = "the version has no patch number";
        let help = format!("write `overlay: {minor}.0`");
        return Some(Diagnostic::warning(Code::UnsupportedVersion, place, message).help(help));
    }
    None
}

/// Returns the finding that an overlay is made for another description. Only the names of the files are compared, since
/// a copy may be in another folder.
fn other_target(sources: &Sources, root: Node<'_>) -> Option<Diagnostic> {
    let extends = root.field("extends")?;
    let text = extends.as_str()?;
    let name = |path: &str| {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        file_name(path).to_owned()
    };
    let main = sources.trees().first()?;
    if name(text) == name(main.path()) {
        return None;
    }
    let message = format!("the overlay is made for `{}`", shorten(text));
    let diagnostic = Diagnostic::warning(Code::Overlay, extends.at_value(), message)
        .label(format!("it is applied to `{}`", shorten(main.path())));
    Some(diagnostic.help("apply it to that description, or remove `extends`"))
}
