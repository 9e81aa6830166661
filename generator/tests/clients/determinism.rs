//! The same description gives the same bytes, in any order of keys where order carries no meaning.

use generator::Layout;
use serde_yaml::Value;

use crate::{files, fixtures, read};

#[test]
fn the_same_description_gives_the_same_bytes() {
    for fixture in fixtures() {
        let text = read(fixture);
        let (first, _) = files(&[(fixture, &text)], Layout::Crate);
        let (second, _) = files(&[(fixture, &text)], Layout::Crate);
        assert!(first.iter().eq(second.iter()), "{fixture}");
    }
}

#[test]
fn the_order_of_keys_without_meaning_changes_no_byte() {
    for fixture in fixtures() {
        let text = read(fixture).replace("1234567890123456789012", "1e30");
        let value = serde_yaml::from_str(&text).expect("a fixture is YAML");
        let shuffled = serde_yaml::to_string(&reversed(value, false)).expect("YAML");
        assert_ne!(text, shuffled);
        let (before, _) = files(&[(fixture, &text)], Layout::Crate);
        let (after, _) = files(&[(fixture, &shuffled)], Layout::Crate);
        for (path, text) in before.iter() {
            assert_eq!(Some(text), after.get(path), "{fixture}: {path}");
        }
    }
}

/// The keys under which things of the author's own are listed: their order is the author's.
const LISTS: &[&str] = &[
    "content",
    "encoding",
    "headers",
    "mapping",
    "paths",
    "properties",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// Returns the document with the keys of the specification's own objects in another order.
fn reversed(value: Value, is_list: bool) -> Value {
    match value {
        Value::Mapping(mapping) => {
            let mut entries: Vec<_> = mapping
                .into_iter()
                .map(|(key, value)| {
                    let text = key.as_str().unwrap_or_default();
                    // Methods of a path are listed, too.
                    let lists = LISTS.contains(&text) || text.starts_with('/');
                    let value = reversed(value, lists && !is_list || text.starts_with('/'));
                    (key, value)
                })
                .collect();
            // What is required together with others is a list of names, and stays.
            if !is_list {
                entries.reverse();
            }
            Value::Mapping(entries.into_iter().collect())
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .map(|item| reversed(item, false))
                .collect(),
        ),
        other => other,
    }
}
