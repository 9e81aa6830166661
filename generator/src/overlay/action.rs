//! Applies the actions of overlays.

use super::Query;
use super::merge::{Group, Merge};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::limits::{FILE_VALUES, NESTING};
use crate::source::pointer::steps;
use crate::source::{How, Met, Node, Value, shorten};
use std::collections::BTreeSet;

/// A document to which actions are applied.
pub(super) struct Document {
    pub(super) value: Value,
    /// The same as JSON, for queries; updated where an action changes something.
    json: serde_json::Value,
    /// An upper bound for the number of its values.
    count: usize,
}

/// A path from the root. Beside each step is its position in an array, or 0, so that paths sort in document order.
type Path = Vec<(usize, String)>;

impl Document {
    pub(super) fn new(value: Value) -> Document {
        Document {
            json: value.to_json(),
            count: value.size().0,
            value,
        }
    }

    /// Applies an action, as far as possible.
    pub(super) fn act(
        &mut self,
        action: Node<'_>,
        query: &dyn Query,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(target) = action.get("target") else {
            return;
        };
        let is_removal = action.flag("remove");
        let (update, copy) = (action.get("update"), action.field("copy"));
        diagnostics.extend(several_effects(action, is_removal, update, copy));
        let Some(found) = self.select(target, query, diagnostics) else {
            return;
        };
        if found.is_empty() {
            diagnostics.push(nothing(target));
        } else if is_removal {
            self.remove(target, found, diagnostics);
        } else if let Some(update) = update {
            self.update(target, update, &found, diagnostics);
        } else if let Some(copy) = copy {
            self.copy(target, copy, &found, query, diagnostics);
        }
    }

    /// Returns the paths of the values that a query selects, in document order.
    fn select(
        &self,
        query: Node<'_>,
        evaluator: &dyn Query,
        diagnostics: &mut Diagnostics,
    ) -> Option<BTreeSet<Path>> {
        let selected = evaluator.select(query.as_str()?, &self.json);
        let pointers = selected.map_err(|error| {
            let message = format!("it is not a JSONPath: {}", error.message);
            let help = "write a query of RFC 9535, such as `$.paths['/pets'].get`";
            diagnostics
                .push(Diagnostic::error(Code::Overlay, query.at_value(), message).help(help));
        });
        let path = |pointer: &String| {
            let steps = steps(pointer).into_iter();
            steps
                .map(|step| (step.parse().unwrap_or_default(), step))
                .collect()
        };
        Some(pointers.ok()?.iter().map(path).collect())
    }

    fn at(&mut self, path: &[(usize, String)]) -> Option<&mut Value> {
        path.iter()
            .try_fold(&mut self.value, |value, (_, step)| value.step(step))
    }

    /// Updates the JSON at a path.
    fn refresh(&mut self, path: &[(usize, String)]) {
        let Some(new) = self.at(path).map(|value| value.to_json()) else {
            return;
        };
        if let Some(old) = self.json_at(path) {
            *old = new;
        }
    }

    fn json_at(&mut self, path: &[(usize, String)]) -> Option<&mut serde_json::Value> {
        path.iter().try_fold(&mut self.json, |value, (at, step)| {
            if value.is_array() {
                value.get_mut(*at)
            } else {
                value.get_mut(step)
            }
        })
    }

    fn remove(&mut self, target: Node<'_>, found: BTreeSet<Path>, diagnostics: &mut Diagnostics) {
        let met = Met {
            place: target.origin(),
            how: How::Removed,
        };
        // Later items first, so that the positions of the others stay valid.
        for path in found.into_iter().rev() {
            let Some(((at, last), parent)) = path.split_last() else {
                let message = "the root of a description cannot be removed";
                let place = target.at_value();
                diagnostics.push(
                    Diagnostic::error(Code::Overlay, place, message)
                        .help("select what is to be removed, such as `$.servers`"),
                );
                continue;
            };
            if let Some(parent) = self.at(parent) {
                parent.remove(last);
                parent.met = Some(met);
            }
            match self.json_at(parent) {
                Some(serde_json::Value::Object(entries)) => {
                    entries.remove(last);
                }
                Some(serde_json::Value::Array(items)) if *at < items.len() => {
                    items.remove(*at);
                }
                _ => {}
            }
        }
    }

    fn update(
        &mut self,
        target: Node<'_>,
        update: Node<'_>,
        found: &BTreeSet<Path>,
        diagnostics: &mut Diagnostics,
    ) {
        let new = Value::of(update, update.origin().file());
        let action = Met {
            place: update.origin(),
            how: How::Changed,
        };
        let merge = Merge {
            action,
            written: None,
            diagnostics,
        };
        self.merge(target, &new, found, merge);
    }

    fn copy(
        &mut self,
        target: Node<'_>,
        copy: Node<'_>,
        found: &BTreeSet<Path>,
        query: &dyn Query,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(sources) = self.select(copy, query, diagnostics) else {
            return;
        };
        let place = copy.at_value();
        let only = sources.first().filter(|_| sources.len() == 1);
        let Some(source) = only.and_then(|path| self.at(path)) else {
            let message = format!("`copy` selects one value; this selects {}", sources.len());
            let help = "name one value, such as `$.paths['/pets'].get`";
            diagnostics.push(Diagnostic::error(Code::Overlay, place, message).help(help));
            return;
        };
        let action = Met {
            place: copy.origin(),
            how: How::Copied,
        };
        let mut new = source.clone();
        new.met = Some(action);
        let merge = Merge {
            action,
            written: Some(place),
            diagnostics,
        };
        self.merge(target, &new, found, merge);
    }

    /// Merges a value into each of the values that a target selects, which must be of one kind.
    fn merge(
        &mut self,
        target: Node<'_>,
        new: &Value,
        found: &BTreeSet<Path>,
        mut merge: Merge<'_>,
    ) {
        let kinds: Vec<_> = found
            .iter()
            .filter_map(|path| Some(self.at(path)?.kind()))
            .collect();
        let place = target.at_value();
        if let [first, rest @ ..] = kinds.as_slice()
            && let Some(other) = rest
                .iter()
                .find(|kind| Group::of(**kind) != Group::of(*first))
        {
            let (first, other) = (first.described(), other.described());
            let message = format!("the target selects both {first} and {other}");
            let help = "select values of one kind, or write an action for each";
            merge
                .diagnostics
                .push(Diagnostic::error(Code::Overlay, place, message).help(help));
            return;
        }
        let (count, depth) = new.size();
        self.count = self.count.saturating_add(count.saturating_mul(found.len()));
        let deepest = found.iter().map(Vec::len).max().unwrap_or_default() + depth;
        if self.count > FILE_VALUES || deepest > NESTING {
            let code = match deepest > NESTING {
                true => Code::TooDeep,
                false => Code::TooLarge,
            };
            let message = "what the action adds makes the description too large";
            let help = "add less, or to fewer places";
            merge
                .diagnostics
                .push(Diagnostic::error(code, place, message).help(help));
            return;
        }
        for path in found {
            if let Some(value) = self.at(path) {
                merge.merge(value, new);
            }
            self.refresh(path);
        }
    }
}

fn nothing(target: Node<'_>) -> Diagnostic {
    let text = target.as_str().unwrap_or_default();
    let message = format!("`{}` selects nothing", shorten(text));
    Diagnostic::warning(Code::Overlay, target.at_value(), message)
        .label("the action changes nothing")
        .help("correct the path; what is behind a `$ref` is selected where it is written")
}

/// Returns the finding that an action has no effect, or that one effect hides another.
fn several_effects(
    action: Node<'_>,
    is_removal: bool,
    update: Option<Node<'_>>,
    copy: Option<Node<'_>>,
) -> Option<Diagnostic> {
    let hidden = match (is_removal, update, copy) {
        (false, None, None) => {
            let message = "the action does not update, copy or remove anything";
            let place = Place::key(action.get("target")?.origin());
            return Some(
                Diagnostic::warning(Code::Overlay, place, message)
                    .help("add `update`, `copy` or `remove: true`"),
            );
        }
        (true, Some(hidden), _) | (true, None, Some(hidden)) => hidden,
        (false, Some(_), Some(hidden)) => hidden,
        _ => return None,
    };
    let key = hidden.key().unwrap_or_default();
    let by = if is_removal { "remove: true" } else { "update" };
    let message = format!("`{key}` has no effect beside `{by}`");
    Some(Diagnostic::warning(Code::Overlay, hidden.at_key(), message).help("write two actions"))
}
