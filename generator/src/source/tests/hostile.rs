use super::{read, summary};
use crate::diagnostic::Diagnostics;
use crate::openapi;
use crate::report::{Color, human, json_line};
use crate::source::{NoFiles, Sources};
use proptest::prelude::*;

/// Reads, checks and renders a text; returns the numbers of nodes and diagnostics.
fn survive(path: &str, bytes: &[u8]) -> (usize, usize) {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read(path, bytes, &mut diagnostics);
    openapi::check(&mut sources, &NoFiles, &mut diagnostics);
    let placed = diagnostics.placed(&sources);
    for placed in &placed {
        human(placed, Color::Plain);
        human(placed, Color::Ansi);
        let line = json_line(placed);
        assert!(
            serde_json::from_str::<serde_json::Value>(&line).is_ok(),
            "{line}"
        );
        assert!(placed.line >= 1 && placed.column >= 1);
        assert!(placed.help.is_some(), "no next step: {}", placed.message);
    }
    (sources.trees()[0].nodes(), placed.len())
}

#[test]
fn a_million_levels_are_refused() {
    for (path, text) in [
        ("a.yaml", "[".repeat(1_000_000)),
        ("a.yaml", "{a: ".repeat(1_000_000)),
        ("a.yaml", "- ".repeat(1_000_000)),
        (
            "a.yaml",
            (0..2000)
                .map(|depth| format!("{:depth$}a:\n", ""))
                .collect(),
        ),
        ("a.json", "[".repeat(1_000_000)),
        ("a.json", "{\"a\":".repeat(1_000_000)),
    ] {
        let (_, placed) = read(path, &text);
        assert_eq!(placed.len(), 1, "{path} {:.20}", text);
        assert_eq!(placed[0].code.as_str(), "too-deep", "{path} {:.20}", text);
    }
}

#[test]
fn a_million_keys_within_keys_are_refused() {
    assert_eq!(
        summary(&read("a.yaml", "? ".repeat(1_000_000)).1),
        ["yaml-syntax 1:3"]
    );
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    for path in ["a.yaml", "a.json"] {
        assert!(
            read(path, "[".repeat(127) + &"]".repeat(127)).1.is_empty(),
            "{path}"
        );
        assert_eq!(
            read(path, "[".repeat(128) + &"]".repeat(128)).1.len(),
            1,
            "{path}"
        );
    }
}

#[test]
fn aliases_cannot_multiply_without_end() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..30 {
        laughs += &format!(
            "a{n}: &a{n} [{}]\n",
            vec![format!("*a{}", n - 1); 9].join(",")
        );
    }
    assert_eq!(summary(&read("a.yaml", laughs).1), ["too-large 7:10"]);
    let wide = format!(
        "a: &a [{}]\nb: [{}]\n",
        vec!["x"; 20_000].join(","),
        vec!["*a"; 20_000].join(",")
    );
    let (_, placed) = read("a.yaml", wide);
    assert_eq!((placed.len(), placed[0].code.as_str()), (1, "too-large"));
}

#[test]
fn aliases_cannot_nest_without_end() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for n in 1..300 {
        text += &format!("a{n}: &a{n} [*a{}]\n", n - 1);
    }
    assert_eq!(summary(&read("a.yaml", text).1), ["too-deep 127:14"]);
}

#[test]
fn many_mistakes_are_all_reported() {
    let keys: String = (0..3000).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(
        survive(
            "a.yaml",
            format!("openapi: 3.1.0\npaths: {{}}\n{keys}").as_bytes()
        )
        .1,
        3001
    );
}

#[test]
fn a_long_line_is_shown_in_part() {
    let text = format!(
        "{{\"openapi\": \"3.1.0\", \"é\": \"{}\"}}",
        "y".repeat(100_000)
    );
    let (sources, _) = read("a.json", &text);
    let mut diagnostics = Diagnostics::new();
    let mut sources = sources;
    openapi::check(&mut sources, &NoFiles, &mut diagnostics);
    for placed in diagnostics.placed(&sources) {
        let text = human(&placed, Color::Plain);
        assert!(text.len() < 2000, "{text}");
        assert!(!text.contains(":::"), "{text}");
    }
}

/// Returns bytes that a parser often accepts.
fn text_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            ",",
            "\n",
            "\n  ",
            "- ",
            "? ",
            "&a ",
            "*a",
            "!t ",
            "<<: ",
            "|\n",
            ">-\n",
            "\"",
            "'",
            "\\",
            "#",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "\u{feff}",
            "é",
            "1e9",
            "null",
            "~",
            "\t",
            "\r\n",
            "$ref: ",
            "'#/a'",
            "openapi: 3.1.0\n",
            "paths: ",
            "components: ",
            "schemas: ",
            "type: ",
            "get: ",
            "parameters: ",
            "responses: ",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A document with one of everything that is checked, which the tests damage.
const SEED: &str = include_str!("../../../tests/fixtures/check/complete.yaml");

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in text_like(), json in any::<bool>()) {
        survive(if json { "a.json" } else { "a.yaml" }, &bytes);
    }

    #[test]
    fn no_damage_to_a_document_panics(
        cuts in prop::collection::vec((0..SEED.len(), 0usize..30, text_like()), 1..4),
    ) {
        let mut bytes = SEED.as_bytes().to_vec();
        for (at, len, put) in cuts {
            let at = at.min(bytes.len());
            let end = (at + len).min(bytes.len());
            bytes.splice(at..end, put.into_iter().take(10));
        }
        survive("a.yaml", &bytes);
    }
}
