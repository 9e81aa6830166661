use super::super::Kind;
use super::{at, read, read_well, summary};
use serde_json::json;

#[test]
fn yaml_and_json_give_the_same_tree() {
    let yaml = read_well(
        "a.yaml",
        "a: [1, two, 3.5, true, null]\nb: {c: {}, d: []}\n",
    );
    let json = read_well(
        "a.json",
        r#"{"a": [1, "two", 3.5, true, null], "b": {"c": {}, "d": []}}"#,
    );
    assert_eq!(yaml.root().to_json(), json.root().to_json());
    assert_eq!(
        json.root().to_json(),
        json!({"a": [1, "two", 3.5, true, null], "b": {"c": {}, "d": []}})
    );
}

#[test]
fn without_an_extension_the_first_byte_tells_the_language() {
    assert_eq!(
        read_well("spec", "\n {\"a\":\t1}").root().to_json(),
        json!({"a": 1})
    );
    assert_eq!(read_well("spec", "a: 1").root().to_json(), json!({"a": 1}));
    assert_eq!(read_well("SPEC.JSON", "{}").root().to_json(), json!({}));
}

#[test]
fn keys_are_the_text_that_is_written() {
    let sources = read_well("a.yaml", "200: a\ntrue: b\n~: c\n1.0: d\n'quoted': e\n");
    let keys: Vec<_> = sources.root().entries().map(|(key, _)| key).collect();
    assert_eq!(keys, ["200", "true", "~", "1.0", "quoted"]);
}

#[test]
fn scalars_have_the_types_of_yaml_1_2() {
    let sources = read_well(
        "a.yaml",
        "[yes, no, on, True, 'true', 012, 0x1F, 1e3, ~, '', 2020-01-01, 1_000, .inf, -.Inf, .NAN]",
    );
    let kinds: Vec<_> = sources.root().items().map(|node| node.kind()).collect();
    use Kind::{Bool, Null, Number, String};
    let expected = [
        String, String, String, Bool, String, String, Number, Number, Null, String, String, String,
        String, String, String,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn numbers_beyond_64_bits_keep_their_digits() {
    let digits = "340282366920938463463374607431768211455";
    for (path, text) in [
        ("a.yaml", format!("a: {digits}")),
        ("a.json", format!("{{\"a\": {digits}}}")),
    ] {
        let sources = read_well(path, &text);
        assert_eq!(at(&sources, &["a"]).number_text(), Some(digits), "{path}");
    }
    let sources = read_well("a.json", "[-9223372036854775809, 18446744073709551615]");
    assert_eq!(
        at(&sources, &["0"]).as_i128(),
        Some(i128::from(i64::MIN) - 1)
    );
    assert_eq!(at(&sources, &["1"]).as_u64(), Some(u64::MAX));
    assert_eq!(at(&sources, &["1"]).as_i64(), None);
}

#[test]
fn a_number_may_have_any_number_of_digits() {
    let text = format!("[{}]", "9".repeat(100_000));
    let sources = read_well("a.json", &text);
    assert_eq!(sources.root().items().count(), 1);
}

#[test]
fn only_a_number_without_quotes_is_too_large_for_a_float() {
    for (path, quoted) in [("a.yaml", "'1e400'"), ("a.json", r#""-1e400""#)] {
        let sources = read_well(path, &format!("[1e400, {quoted}]"));
        let described: Vec<_> = sources
            .root()
            .items()
            .map(|node| node.described())
            .collect();
        let expected = ["a number that no 64-bit float can hold", "a string"];
        assert_eq!(described, expected, "{path}");
    }
}

#[test]
fn numbers_keep_the_text_that_yaml_writes_them_with() {
    let sources = read_well("a.yaml", "a: 1.10\nb: 3.0\nc: 1e2\n");
    assert_eq!(at(&sources, &["a"]).number_text(), Some("1.10"));
    assert_eq!(at(&sources, &["b"]).as_i64(), Some(3));
    assert_eq!(at(&sources, &["c"]).as_f64(), Some(100.0));
    assert_eq!(at(&sources, &["a"]).as_i64(), None);
}

#[test]
fn escapes_are_undone_and_plain_text_is_kept() {
    let sources = read_well("a.json", r#"{"a\n": "x\u00e9\"y", "b": "plain"}"#);
    assert_eq!(sources.root().get_str("a\n"), Some("xé\"y"));
    assert_eq!(sources.root().get_str("b"), Some("plain"));
}

#[test]
fn aliases_repeat_what_their_anchor_names() {
    let sources = read_well("a.yaml", "a: &x {b: [1, 2]}\nc: *x\nd: 3\n");
    assert_eq!(
        sources.root().to_json(),
        json!({"a": {"b": [1, 2]}, "c": {"b": [1, 2]}, "d": 3})
    );
    let repeated = sources.root().get("c").unwrap();
    assert_eq!((repeated.len(), repeated.get("b").unwrap().len()), (1, 2));
}

#[test]
fn values_of_two_types_are_not_equal() {
    let sources = read_well("a.yaml", "[null, false, 0, '', [], {}]");
    for (at, one) in sources.root().items().enumerate() {
        let equal = |other: &_| one.equals(*other);
        let found: Vec<_> = sources.root().items().map(|other| equal(&other)).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5].map(|other| other == at));
    }
}

#[test]
fn large_objects_are_looked_up_by_key() {
    let text: String = (0..500).rev().map(|n| format!("k{n}: {n}\n")).collect();
    let sources = read_well("a.yaml", &text);
    for n in [0, 1, 99, 250, 499] {
        assert_eq!(
            sources
                .root()
                .get(&format!("k{n}"))
                .and_then(|node| node.as_i64()),
            Some(n)
        );
    }
    assert!(sources.root().get("k500").is_none());
    assert_eq!(
        sources.root().entries().next().map(|(key, _)| key),
        Some("k499"),
        "order is kept"
    );
}

#[test]
fn a_null_field_is_no_field() {
    let sources = read_well("a.yaml", "a:\nb: 1\n");
    assert!(sources.root().get("a").is_some());
    assert!(sources.root().field("a").is_none());
    assert!(sources.root().field("b").is_some());
}

#[test]
fn a_key_that_stands_twice_is_an_error_at_both_places() {
    for (path, text, expected) in [
        (
            "a.yaml",
            "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
            "duplicate-key 5:3",
        ),
        ("a.yaml", "{a: 1, 'a': 2}", "duplicate-key 1:8"),
        (
            "a.json",
            "{\"a\": 1,\n \"\\u0061\": 2}",
            "duplicate-key 2:2",
        ),
    ] {
        let (_, placed) = read(path, text);
        assert_eq!(summary(&placed), [expected], "{text}");
        assert_eq!(placed[0].excerpts[0].marks.len(), 2, "{text}");
    }
    let sources = read("a.yaml", "a: 1\nb: 2\na: 3\n").0;
    assert_eq!(
        sources.root().to_json(),
        json!({"a": 1, "b": 2}),
        "the first one holds"
    );
    assert_eq!(sources.root().len(), 2);
    let long: String = (0..100)
        .map(|n| format!("k{n}: 0\n"))
        .chain(["k7: 1\n".to_owned()])
        .collect();
    let (sources, placed) = read("a.yaml", &long);
    assert_eq!(summary(&placed), ["duplicate-key 101:1"]);
    assert_eq!(sources.root().len(), 100);
    assert_eq!(
        sources.root().get("k7").and_then(|node| node.as_i64()),
        Some(0)
    );
}

#[test]
fn merge_keys_tags_and_further_documents_are_reported_where_they_stand() {
    let (sources, placed) = read(
        "a.yaml",
        "a: &a {x: 1}\nb:\n  <<: *a\nc: !!binary 5\nd: !mine {e: f}\n---\ng: h\n",
    );
    let expected = [
        "merge-key 3:3",
        "yaml-tag 4:4",
        "yaml-tag 5:4",
        "several-documents 6:1",
    ];
    assert_eq!(summary(&placed), expected);
    assert_eq!(placed[0].pointer, "/b/<<");
    assert_eq!(placed[1].pointer, "/c");
    assert_eq!(
        sources.root().len(),
        4,
        "the rest is read, so that its mistakes are found too"
    );
}

#[test]
fn the_tags_that_openapi_allows_say_what_a_value_is() {
    let (sources, placed) = read(
        "a.yaml",
        "!!map\na: !!str 5\nb: !!seq [!!int 7, !!int 0x1F, !!float 1.50, !!bool true, !!null ~]\n!!str 200: !!map {}\n\
         c: !<tag:yaml.org,2002:str> true\nd: &d !!str 1e3\ne: *d\nf: ! 12\n",
    );
    assert_eq!(summary(&placed), ["yaml-tag 8:4"]);
    let root = sources.root();
    let text = |name: &str| root.get(name).and_then(|node| node.as_str());
    assert_eq!(
        [text("a"), text("c"), text("d"), text("e")],
        ["5", "true", "1e3", "1e3"].map(Some)
    );
    let items = root.get("b").map(|node| node.to_json().to_string());
    assert_eq!(items.as_deref(), Some("[7,31,1.5,true,null]"));
    assert!(root.get("200").is_some());
    // A value that is invalid for its tag cannot be read.
    let (_, placed) = read("a.yaml", "a: !!int x\n");
    assert_eq!(summary(&placed), ["yaml-syntax 1:4"]);
}

#[test]
fn errors_of_syntax_have_a_place_and_a_next_step() {
    for (path, text, expected) in [
        ("a.yaml", "", "yaml-syntax 1:1"),
        ("a.yaml", "# only\n", "yaml-syntax 1:1"),
        ("a.yaml", "a:\n\tb: c\n", "yaml-syntax 2:1"),
        ("a.yaml", "a: b: c\n", "yaml-syntax 1:4"),
        ("a.yaml", "a: *b\n", "yaml-syntax 1:4"),
        ("a.yaml", "a: &a [*a]\n", "yaml-syntax 1:8"),
        ("a.yaml", "? [a]\n: b\n", "yaml-syntax 1:3"),
        ("a.yaml", "é: b\0c\n", "yaml-syntax 1:5"),
        (
            "a.yaml",
            "\n<!DOCTYPE html>\n<p>a: b</p>\n",
            "yaml-syntax 1:1",
        ),
        ("a.json", "<?xml version=\"1.0\"?>", "json-syntax 1:1"),
        ("a.json", "  ", "json-syntax 1:1"),
        ("a.json", "{\"a\": 1,}", "json-syntax 1:8"),
        ("a.json", "{}\n\n x", "json-syntax 3:2"),
        ("a.json", "[1, 2", "json-syntax 1:1"),
    ] {
        let (sources, placed) = read(path, text);
        assert_eq!(summary(&placed), [expected], "{text:?}");
        assert!(placed[0].help.is_some(), "{text:?}");
        assert!(sources.root().is_null());
    }
}

#[test]
fn text_that_is_not_utf_8_is_an_error_where_it_begins() {
    assert_eq!(
        summary(&read("a.yaml", b"a: 1\nb: x\xffy\n").1),
        ["not-utf8 2:5"]
    );
    assert_eq!(
        summary(&read("a.json", b"\xff\xfe{\0}\0").1),
        ["not-utf8 1:1"]
    );
}

#[test]
fn a_byte_order_mark_is_left_out() {
    assert_eq!(
        read_well("a.yaml", "\u{feff}a: 1\n").root().to_json(),
        json!({"a": 1})
    );
    assert_eq!(
        read_well("a.json", "\u{feff}{\"a\": 1}").root().to_json(),
        json!({"a": 1})
    );
}

#[test]
fn windows_line_breaks_change_nothing() {
    let text = "a:\r\n  b: |\r\n    x\r\n    y\r\n  c: 'd'\r\n";
    assert_eq!(
        read_well("a.yaml", text).root().to_json(),
        json!({"a": {"b": "x\ny\n", "c": "d"}})
    );
}

#[test]
fn tabs_before_comments_and_in_empty_lines_are_no_indentation() {
    let text =
        "a:\n\t\t# first\n  b: |\n    x\n    \t# is text\n  \t\n  c: [1, 2]\n \t # last\nd: e\n";
    assert_eq!(
        read_well("a.yaml", text).root().to_json(),
        json!({"a": {"b": "x\n\t# is text\n", "c": [1, 2]}, "d": "e"})
    );
}

#[test]
fn numbers_that_no_float_can_hold_are_strings() {
    let json =
        r#"{"1E400": "a\"1E400", "b": [-1E400, 1.5e+999, 12e-999, 1e300, 36893488147419103232]}"#;
    for (path, text) in [("a.yaml", json), ("a.json", json)] {
        let sources = read_well(path, text);
        let (key, string) = sources.root().entries().next().unwrap();
        assert_eq!((key, string.as_str()), ("1E400", Some("a\"1E400")));
        let list: Vec<_> = sources.root().items_of("b").collect();
        let strings: Vec<_> = list.iter().filter_map(|node| node.as_str()).collect();
        assert_eq!(strings, ["-1E400", "1.5e+999"], "{path}");
        let numbers: Vec<_> = list.iter().filter_map(|node| node.number_text()).collect();
        assert_eq!(numbers.last(), Some(&"36893488147419103232"), "{path}");
        assert_eq!(numbers.len(), 3, "{path}");
    }
}
