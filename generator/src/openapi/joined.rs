//! Parts of a document that are references where OpenAPI does not allow that, such as `paths: {$ref: paths.yaml}`:
//! tools that join files accept them.

use indexmap::IndexMap;

use super::extension::is_extension;
use super::report;
use crate::diagnostic::Diagnostics;
use crate::limits::REFERENCE_CHAIN;
use crate::source::{Data, Loader, Node, Origin, Sources, Value, pointer};

/// The fields of a document that are objects; the entries of all but the first can be references.
const OBJECTS: [&str; 4] = ["info", "components", "paths", "webhooks"];
/// The fields of a document that are lists; OpenAPI does not allow a reference in place of an item either.
const LISTS: [&str; 3] = ["security", "servers", "tags"];

/// Reads the parts of a document to which references lead. Each entry of such a part becomes a reference of its own, so
/// that references inside it remain relative to its file.
pub(super) fn join(sources: &mut Sources, loader: &dyn Loader, diagnostics: &mut Diagnostics) {
    // The components may be in another file, and each kind of them in a file to which that one refers.
    for _ in 0..2 {
        let parts: Vec<Origin> = parts(sources.root()).map(Node::origin).collect();
        if parts.is_empty() {
            return;
        }
        load(sources, parts.clone(), loader, diagnostics);
        let mut document = Value::of(sources.root(), sources.next_file());
        for part in parts {
            let part = sources.node(part);
            let data = match sources.follow(part) {
                Ok(target) => {
                    // Each part of components that are in another file is made a reference, whatever it is there.
                    if is_reference(sources.node(sources.written(part.origin()))) {
                        diagnostics.push(report::joined(part));
                    }
                    joined(sources, part, target)
                }
                Err(error) => {
                    let place = part.get("$ref").unwrap_or(part).at_value();
                    diagnostics.push(error.into_diagnostic(place));
                    match is_list(part) {
                        true => Data::Seq(Vec::new()),
                        false => Data::Map(IndexMap::new()),
                    }
                }
            };
            let steps = pointer::steps(&part.pointer());
            let mut steps = steps.iter();
            if let Some(value) = steps.try_fold(&mut document, |value, step| value.step(step)) {
                value.data = data;
            }
        }
        sources.replace_root(&document, diagnostics);
    }
}

/// Loads the files to which references lead, also those to which they lead through other references.
fn load(
    sources: &mut Sources,
    mut references: Vec<Origin>,
    loader: &dyn Loader,
    diagnostics: &mut Diagnostics,
) {
    for _ in 0..REFERENCE_CHAIN {
        sources.load_all(references.iter().copied(), loader, diagnostics);
        let targets = references.iter().filter_map(|from| {
            let target = sources.target(sources.node(*from))?;
            target.reference().map(|_| target.origin())
        });
        references = targets.collect();
    }
}

/// Returns the references in place of parts of a document.
fn parts(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let fields = OBJECTS.iter().chain(&LISTS);
    let fields = fields.filter_map(move |field| root.get(field));
    let components = root.entries_of("components").map(|(_, part)| part);
    let items = LISTS.iter().flat_map(move |field| root.items_of(field));
    let parts = fields.chain(components).chain(items);
    parts.filter(|part| is_reference(*part))
}

fn is_list(part: Node<'_>) -> bool {
    part.key().is_some_and(|key| LISTS.contains(&key))
}

fn joined(sources: &Sources, part: Node<'_>, target: Node<'_>) -> Data {
    let is_written_out = matches!(part.key(), Some("info") | None);
    if is_written_out || !target.is_map() {
        return Value::of(target, sources.written_in(target)).data;
    }
    let entries = target.entries().map(|(key, entry)| {
        let value = match is_extension(key) {
            true => Value::of(entry, sources.written_in(target)),
            false => Value::reference_to(entry, sources),
        };
        (key.to_owned(), value)
    });
    Data::Map(entries.collect())
}

/// Whether an object is nothing but a reference.
pub(super) fn is_reference(node: Node<'_>) -> bool {
    node.len() == 1 && node.get_str("$ref").is_some()
}
