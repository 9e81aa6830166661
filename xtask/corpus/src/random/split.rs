//! Splits descriptions into several files: what operations share, path items and schemas are in others.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::identified::{ANCHOR, RELATIVE};

/// The components that stay in the main file: security schemes are used by name, and schemas have files of their own.
const STAYS: [&str; 2] = ["schemas", "securitySchemes"];

/// Schemas that values of a discriminator may name without a mapping, so that they have to stay components.
const NAMED: [&str; 3] = ["Variant", "Base", "Child"];

/// The file of what operations share.
const SHARED: &str = "all.json";
/// The file of schemas that share one.
const MODELS: &str = "models.json";

/// The file of path items.
const ITEMS: &str = "items.json";

/// Moves parts of a description to other files, whose paths and contents are returned. `stem` is the name of the main
/// file without its extension.
pub(super) fn split(
    document: &mut Value,
    stem: &str,
    has_schema_files: bool,
) -> Vec<(String, Value)> {
    let mut moved = Moved {
        stem,
        targets: BTreeMap::new(),
    };
    let mut files = Vec::new();
    let mut shared = json!({});
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        let (stays, others): (Map<_, _>, Map<_, _>) = std::mem::take(components)
            .into_iter()
            .partition(|(kind, _)| STAYS.contains(&kind.as_str()));
        *components = stays;
        for kind in others.keys() {
            moved.targets.insert(
                format!("#/components/{kind}"),
                (SHARED.to_owned(), format!("/{kind}")),
            );
        }
        shared = Value::Object(others);
    }
    if has_schema_files {
        files.extend(moved.schemas(document));
    }
    let items = path_items(document);
    files.push((SHARED.to_owned(), shared));
    files.push((ITEMS.to_owned(), items));
    files.retain(|(_, content)| {
        content
            .as_object()
            .is_none_or(|content| !content.is_empty())
    });
    for (file, content) in &mut files {
        refer(content, &|reference| moved.reference(reference, Some(file)));
        *file = format!("{}/{file}", moved.folder());
    }
    refer(document, &|reference| moved.reference(reference, None));
    files
}

/// Moves path items, and returns the file that they are in.
fn path_items(document: &mut Value) -> Value {
    let mut items = Map::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (at, item) in paths.into_iter().flat_map(Map::values_mut).enumerate() {
        if at % 3 == 1 {
            let reference = json!({ "$ref": format!("{ITEMS}#/item{at}") });
            items.insert(format!("item{at}"), std::mem::replace(item, reference));
        }
    }
    Value::Object(items)
}

/// What is in other files.
struct Moved<'s> {
    stem: &'s str,
    /// The file, and the pointer in it, of a pointer in the document.
    targets: BTreeMap<String, (String, String)>,
}

impl Moved<'_> {
    /// The folder of the other files.
    fn folder(&self) -> String {
        format!("parts/{}", self.stem)
    }

    /// Moves schemas that have no identifiers to files of their own. Of those that stay components, the component leads
    /// to the file.
    fn schemas(&mut self, document: &mut Value) -> Vec<(String, Value)> {
        let (mut files, mut models) = (Vec::new(), Map::new());
        let schemas = document
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut);
        let Some(schemas) = schemas else {
            return files;
        };
        for (at, (name, schema)) in std::mem::take(schemas).into_iter().enumerate() {
            let text = schema.to_string();
            if at % 2 == 1
                || text.contains("\"$id\"")
                || text.contains("\"$anchor\"")
                || !schema.is_object()
            {
                schemas.insert(name, schema);
                continue;
            }
            let (file, pointer) = match at % 3 {
                0 => (MODELS.to_owned(), format!("/{name}")),
                _ => (format!("{name}.json"), String::new()),
            };
            // A pointer into a schema cannot lead through a reference.
            let is_alias = at % 4 == 0 && !text.contains("\"$defs\"");
            if is_alias || NAMED.iter().any(|stem| name.starts_with(stem)) {
                let hash = if pointer.is_empty() { "" } else { "#" };
                let reference = json!({ "$ref": format!("{file}{hash}{pointer}") });
                schemas.insert(name.clone(), reference);
            } else {
                let target = (file.clone(), pointer.clone());
                self.targets
                    .insert(format!("#/components/schemas/{name}"), target);
            }
            match pointer.is_empty() {
                true => files.push((file, schema)),
                false => drop(models.insert(name, schema)),
            }
        }
        files.push((MODELS.to_owned(), Value::Object(models)));
        files
    }

    /// Returns a reference as it has to be in a file; without a file, in the main one. `None` if it stays the same.
    fn reference(&self, reference: &str, file: Option<&str>) -> Option<String> {
        if reference.ends_with(".json")
            || [ITEMS, MODELS]
                .iter()
                .any(|file| reference.starts_with(file))
        {
            // A reference that a moved part left behind.
            return file
                .is_none()
                .then(|| format!("{}/{reference}", self.folder()));
        }
        if reference.starts_with(RELATIVE) {
            return file.map(|_| format!("../../{reference}"));
        }
        let is_anchor = reference
            .strip_prefix('#')
            .is_some_and(|name| name.starts_with(ANCHOR));
        if !is_anchor && !reference.starts_with("#/components/") {
            return None;
        }
        let starts = reference.match_indices('/').map(|(at, _)| &reference[..at]);
        let mut starts = starts.chain([reference]);
        let target = starts.find_map(|start| Some((start, self.targets.get(start)?)));
        match (target, file) {
            (Some((start, (to, pointer))), _) => {
                let fragment = format!("{pointer}{}", &reference[start.len()..]);
                let fragment = match fragment.is_empty() {
                    true => fragment,
                    false => format!("#{fragment}"),
                };
                Some(match file {
                    Some(file) if file == to && fragment.is_empty() => "#".to_owned(),
                    Some(file) if file == to => fragment,
                    Some(_) => format!("{to}{fragment}"),
                    None => format!("{}/{to}{fragment}", self.folder()),
                })
            }
            (None, Some(_)) => Some(format!("../../{}.json{reference}", self.stem)),
            (None, None) => None,
        }
    }
}
/// Changes the references of a value.
fn refer(value: &mut Value, change: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(changed) = change(text) {
                *text = changed;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| refer(field, change)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use generator::diagnostic::Diagnostics;
    use generator::source::Sources;

    use super::*;
    use crate::random::document;

    #[test]
    fn a_description_in_several_files_has_all_that_it_refers_to() {
        let mut found_in = [false; 4];
        for seed in 0..40 {
            let mut document = document::of(seed);
            let others = split(&mut document, "random", seed % 2 == 0);
            let main = document.to_string();
            let others = others.iter();
            let others = others.map(|(path, content)| (path.clone(), content.to_string()));
            let others: BTreeMap<String, String> = others.collect();
            let is_in = |text: &str| others.values().any(|other| other.contains(text));
            let found = [
                main.contains("parts/random/all.json#/"),
                main.contains("parts/random/items.json#/item"),
                is_in("\"../../random.json#/components/schemas/"),
                is_in(".json\""),
            ];
            found_in = std::array::from_fn(|at| found_in[at] || found[at]);
            let files = others.iter();
            let files = files.map(|(path, text)| (path.as_str(), text.as_str()));
            let files: BTreeMap<&str, &str> = files.collect();
            let mut found = Diagnostics::new();
            let mut sources = Sources::read("random.json", main.as_bytes(), &mut found);
            generator::openapi::check(&mut sources, &files, &mut found);
            assert!(!found.has_errors(), "{seed}: {found:?}");
        }
        assert_eq!(found_in, [true; 4]);
    }
}
