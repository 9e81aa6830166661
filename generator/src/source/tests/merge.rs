//! Merge keys.

use super::{read, read_well, summary};
use serde_json::json;

fn merged(text: &str) -> serde_json::Value {
    let (sources, placed) = read("a.yaml", text);
    assert!(
        placed.iter().all(|found| found.severity.as_str() == "note"),
        "{placed:?}"
    );
    sources.root().to_json()
}

#[test]
fn the_entries_of_a_merge_key_are_those_of_the_object_that_has_it() {
    let found = merged("a: &a {x: 1, y: 2}\nb: {w: 0, <<: *a, y: 3}\n");
    assert_eq!(found["b"], json!({"w": 0, "x": 1, "y": 3}));
    let found = merged("b:\n  <<: {x: 1}\n");
    assert_eq!(found, json!({"b": {"x": 1}}));
}

#[test]
fn a_merge_key_may_have_its_tag() {
    let found = merged("a: &a {x: 1}\nb:\n  !!merge <<: *a\n  y: 2\nc: {!!merge <<: [*a]}\n");
    assert_eq!(found["b"], json!({"x": 1, "y": 2}));
    assert_eq!(found["c"], json!({"x": 1}));
    let (_, placed) = read("a.yaml", "a: &a {x: 1}\n!!merge b: *a\n");
    assert_eq!(summary(&placed), ["yaml-tag 2:1"]);
}

#[test]
fn the_first_of_several_merged_objects_wins() {
    let found = merged("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b]}\n");
    assert_eq!(found["c"], json!({"x": 1, "y": 2, "z": 4}));
}

#[test]
fn merged_objects_may_merge_others() {
    let found = merged("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: &c {<<: *b, z: {<<: *b}}\nd: *c\n");
    let expected = json!({"x": 1, "y": 2, "z": {"x": 1, "y": 2}});
    assert_eq!(found["c"], expected);
    assert_eq!(found["d"], expected);
}

#[test]
fn merged_entries_of_large_objects_are_found() {
    let entries = |letter: char, from: usize| -> String {
        let entries = (from..from + 12).map(|n| format!("  {letter}{n}: {n}\n"));
        entries.collect()
    };
    for (own, other) in [(0, 0), (0, 6)] {
        let text = format!(
            "a: &a\n{}b:\n{}  <<: *a\n",
            entries('k', other),
            entries('k', own)
        );
        let (sources, _) = read("a.yaml", &text);
        let object = sources.root().get("b").unwrap();
        assert_eq!(object.len(), 12 + other);
        for n in 0..12 + other {
            let entry = object.get(&format!("k{n}")).unwrap();
            assert_eq!(entry.as_i64(), Some(n as i64));
            assert_eq!(entry.parent().unwrap().key(), Some("b"));
            assert_eq!(sources.pointer(entry.origin()), format!("/b/k{n}"));
        }
        assert!(object.get("<<").is_none());
    }
}

#[test]
fn a_merge_key_of_anything_else_is_an_error() {
    for text in ["a: {<<: 1}", "a: {<<: [{}, 1]}", "a: {<<: null}"] {
        let (_, placed) = read("a.yaml", text);
        assert_eq!(
            summary(&placed),
            ["merge-key 1:5", "merge-key 1:9"],
            "{text}"
        );
    }
}

#[test]
fn a_quoted_merge_sign_is_an_ordinary_key() {
    let sources = read_well("a.yaml", "'<<': {a: 1}");
    assert!(sources.root().get("<<").is_some());
    let sources = read_well("a.json", "{\"<<\": {\"a\": 1}}");
    assert!(sources.root().get("<<").is_some());
}
