use super::super::{Kind, Node, Sources};
use super::{at, read, read_well, shown};
use crate::diagnostic::Place;
use proptest::prelude::*;
use serde_json::Value;

fn key(sources: &Sources, steps: &[&str]) -> String {
    shown(sources, Place::key(at(sources, steps).origin()))
}

fn value(sources: &Sources, steps: &[&str]) -> String {
    shown(sources, Place::value(at(sources, steps).origin()))
}

#[test]
fn keys_and_values_of_yaml_are_found() {
    let sources = read_well(
        "a.yaml",
        "one:\n  'two': \"x y\"\n  three: [4, {five: 6}]\n",
    );
    assert_eq!(key(&sources, &["one"]), "1:1 one");
    assert_eq!(key(&sources, &["one", "two"]), "2:3 'two'");
    assert_eq!(value(&sources, &["one", "two"]), "2:10 \"x y\"");
    assert_eq!(value(&sources, &["one", "three", "0"]), "3:11 4");
    assert_eq!(key(&sources, &["one", "three", "1", "five"]), "3:15 five");
    assert_eq!(value(&sources, &["one", "three", "1", "five"]), "3:21 6");
}

#[test]
fn keys_and_values_of_json_are_found() {
    let sources = read_well(
        "a.json",
        "{\n \"one\": {\"tw\\\"o\": [ true ,\n -1.5e3] }, \"x\": {}}",
    );
    assert_eq!(key(&sources, &["one"]), "2:2 \"one\"");
    assert_eq!(key(&sources, &["one", "tw\"o"]), "2:10 \"tw\\\"o\"");
    assert_eq!(value(&sources, &["one", "tw\"o", "0"]), "2:21 true");
    assert_eq!(value(&sources, &["one", "tw\"o", "1"]), "3:2 -1.5e3");
    assert_eq!(value(&sources, &["x"]), "3:18 {}");
}

#[test]
fn columns_count_characters() {
    let sources = read_well("a.yaml", "{é: 你好, b: c}");
    assert_eq!(key(&sources, &["b"]), "1:9 b");
}

#[test]
fn an_item_and_an_empty_value_have_a_place() {
    let sources = read_well("a.yaml", "a:\nb:\n- c\n");
    assert_eq!(
        value(&sources, &["a"]),
        "1:1 a",
        "the key stands for a value that is not there"
    );
    assert_eq!(
        key(&sources, &["b", "0"]),
        "3:3 c",
        "an item stands for itself"
    );
}

#[test]
fn an_alias_is_at_the_alias_and_its_parts_at_the_anchor() {
    let sources = read_well("a.yaml", "a: &x {b: 1}\nc: *x\nd: e\n");
    assert_eq!(key(&sources, &["c"]), "2:1 c");
    assert_eq!(value(&sources, &["c"]), "2:4 *x");
    assert_eq!(value(&sources, &["c", "b"]), "1:11 1");
    assert_eq!(
        value(&sources, &["d"]),
        "3:4 e",
        "what follows is not shifted"
    );
}

#[test]
fn pointers_escape_their_steps() {
    let sources = read_well("a.yaml", "paths:\n  /a/{b~c}:\n    parameters: [x, y]\n");
    let node = at(&sources, &["paths", "/a/{b~c}", "parameters", "1"]);
    assert_eq!(
        sources.pointer(node.origin()),
        "/paths/~1a~1{b~0c}/parameters/1"
    );
    assert_eq!(sources.pointer(sources.root().origin()), "");
}

#[test]
fn a_place_outside_the_text_is_clamped() {
    let (sources, _) = read("a.yaml", "é");
    let origin = sources.root().origin();
    let (_, location) = sources
        .locate(Place::Text {
            origin,
            start: 1,
            end: 900,
        })
        .unwrap();
    assert_eq!(
        (location.span, location.line, location.column),
        (0..2, 1, 1)
    );
}

/// Returns JSON values, small and nested.
fn json_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        "[ -~é\n\t]{0,12}".prop_map(Value::from),
    ];
    // `<<` would be a merge key.
    let key = "[ -~é]{0,8}".prop_filter("no merge key", |key| key != "<<");
    scalar.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Checks that every key and scalar is at the place that the tree gives for it.
fn places_hold(sources: &Sources, node: Node<'_>, parse: fn(&str) -> Option<Value>) {
    let text = |place| {
        let (tree, location) = sources.locate(place).unwrap();
        tree.text()[location.span].to_owned()
    };
    if let Some(key) = node.key() {
        let written = text(node.at_key());
        assert_eq!(
            parse(&written).as_ref().and_then(Value::as_str),
            Some(key),
            "{written:?}"
        );
    }
    if !matches!(node.kind(), Kind::Seq | Kind::Map) {
        let written = text(node.at_value());
        assert_eq!(parse(&written), Some(node.to_json()), "{written:?}");
    }
    for child in node.entries().map(|(_, child)| child).chain(node.items()) {
        places_hold(sources, child, parse);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_as_it_is_and_placed(value in json_value(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let sources = read_well("a.json", &text);
        prop_assert_eq!(sources.root().to_json(), value);
        places_hold(&sources, sources.root(), |text| serde_json::from_str(text).ok());
    }

    #[test]
    fn any_json_read_as_yaml_is_the_same_and_placed(value in json_value()) {
        // YAML does not allow long keys and keys over several lines; these are short.
        let text = value.to_string();
        let sources = read_well("a.yaml", &text);
        prop_assert_eq!(sources.root().to_json(), value);
        places_hold(&sources, sources.root(), |text| serde_json::from_str(text).ok());
    }

    #[test]
    fn any_block_yaml_is_read_as_it_is(value in json_value()) {
        let text = serde_yaml::to_string(&value).unwrap();
        let sources = read_well("a.yaml", &text);
        prop_assert_eq!(sources.root().to_json(), value);
    }
}
