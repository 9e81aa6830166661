//! Splits descriptions into two files: what operations share is in the second one.

use serde_json::{Map, Value, json};

/// The folder of the other files.
const FOLDER: &str = "parts";

/// The components that stay in the main file: security schemes are used by name, and both files refer to the schemas.
const STAYS: [&str; 2] = ["schemas", "securitySchemes"];

/// Moves the components that are not schemas into another file, whose path and content are returned if there are any.
/// `name` is the name of the main file.
pub(super) fn split(document: &mut Value, name: &str) -> Option<(String, Value)> {
    let components = document.get_mut("components")?.as_object_mut()?;
    let (stays, mut moved): (Map<_, _>, Map<_, _>) = std::mem::take(components)
        .into_iter()
        .partition(|(kind, _)| STAYS.contains(&kind.as_str()));
    *components = stays;
    if moved.is_empty() {
        return None;
    }
    let path = format!("{FOLDER}/{name}");
    let is_moved = |reference: &str| {
        let kind = reference.split('/').nth(2).unwrap_or_default();
        !STAYS.contains(&kind)
    };
    refer(document, &|reference| {
        let pointer = reference.strip_prefix("#/components")?;
        is_moved(reference).then(|| format!("{path}#{pointer}"))
    });
    for value in moved.values_mut() {
        refer(value, &|reference| {
            let pointer = reference.strip_prefix("#/components")?;
            Some(match is_moved(reference) {
                true => format!("#{pointer}"),
                false => format!("../{name}{reference}"),
            })
        });
    }
    Some((path, json!(moved)))
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
    fn a_description_in_two_files_has_all_that_it_refers_to() {
        let mut has_both = false;
        for seed in 0..20 {
            let mut document = document::of(seed);
            let other = split(&mut document, "random.json");
            let (path, other) = other.unwrap_or_default();
            let (main, other) = (document.to_string(), other.to_string());
            has_both |=
                main.contains(&path) && other.contains("../random.json#/components/schemas/");
            let files = BTreeMap::from([(path.as_str(), other.as_str())]);
            let mut found = Diagnostics::new();
            let mut sources = Sources::read("random.json", main.as_bytes(), &mut found);
            generator::openapi::check(&mut sources, &files, &mut found);
            assert!(!found.has_errors(), "{seed}: {found:?}");
        }
        assert!(has_both);
    }
}
