//! Tests of the list of findings and its renderers.

use super::{Color, LeftOut, github_left_out, github_line, human, json_line, left_out_line, sarif};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Node, Sources};
use std::collections::BTreeSet;

const TEXT: &str = "one: 1\ntwo: \"é\"\nthree:\n  four: 4\n";

fn sources() -> Sources {
    Sources::read("dir/a.yaml", TEXT.as_bytes(), &mut Diagnostics::new())
}

fn node<'s>(sources: &'s Sources, key: &str) -> Node<'s> {
    sources.root().get(key).unwrap()
}

#[test]
fn codes_are_distinct_and_kebab_case() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(
            code.as_str()
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{code}"
        );
    }
}

#[test]
fn findings_are_sorted_by_place_and_shown_once() {
    let sources = sources();
    let (one, two) = (
        node(&sources, "one").origin(),
        node(&sources, "two").origin(),
    );
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::warning(Code::Ignored, two.at_value(), "second"));
    diagnostics.push(Diagnostic::error(Code::WrongType, one.at_key(), "first"));
    diagnostics.push(Diagnostic::warning(Code::Ignored, two.at_value(), "second"));
    let placed = diagnostics.placed(&sources);
    let messages: Vec<_> = placed.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(messages, ["first", "second"]);
}

#[test]
fn denied_warnings_are_errors_and_notes_stay() {
    let origin = sources().root().origin();
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::warning(Code::Ignored, origin.at_value(), "w"));
    diagnostics.push(Diagnostic::note(Code::Ignored, origin.at_value(), "n"));
    assert!(!diagnostics.has_errors());
    diagnostics.deny_warnings();
    assert!(diagnostics.has_errors());
    assert_eq!(diagnostics.count(Severity::Error), 1);
    assert_eq!(diagnostics.count(Severity::Note), 1);
}

#[test]
fn a_line_of_json_has_the_promised_fields() {
    let sources = sources();
    let mut diagnostics = Diagnostics::new();
    let place = node(&sources, "two").at_value();
    diagnostics.push(Diagnostic::error(Code::WrongType, place, "not \"é\"").help("a\nb"));
    diagnostics.push(Diagnostic::note(
        Code::Ignored,
        node(&sources, "three").at_key(),
        "n",
    ));
    let lines: Vec<_> = diagnostics.placed(&sources).iter().map(json_line).collect();
    assert_eq!(
        lines,
        [
            r#"{"severity":"error","code":"wrong-type","message":"not \"é\"","file":"dir/a.yaml","line":2,"column":6,"pointer":"/two","help":"a b"}"#,
            r#"{"severity":"note","code":"ignored","message":"n","file":"dir/a.yaml","line":3,"column":1,"pointer":"/three","help":null}"#,
        ]
    );
}

#[test]
fn other_formats_have_related_places_and_what_is_left_out() {
    let sources = sources();
    let mut diagnostics = Diagnostics::new();
    let place = node(&sources, "two").at_value();
    let related = node(&sources, "one").at_key();
    diagnostics.push(Diagnostic::note(Code::Ignored, place, "n").related(related, "as here"));
    let placed = diagnostics.placed(&sources);
    assert_eq!(
        github_line(&placed[0]),
        "::notice file=dir/a.yaml,line=2,col=6,title=ignored::n"
    );
    let left_out = LeftOut {
        kind: "operation",
        name: "getA".to_owned(),
        reason: "a \"b\"".to_owned(),
        file: "a b.yaml".to_owned(),
        line: 3,
        column: 1,
        pointer: "/three".to_owned(),
    };
    assert_eq!(
        github_left_out(&left_out),
        "::notice file=a b.yaml,line=3,col=1,title=operation left out::getA: a \"b\""
    );
    assert_eq!(
        left_out_line(&left_out),
        r#"{"left_out":"operation","name":"getA","reason":"a \"b\"","file":"a b.yaml","line":3,"column":1,"pointer":"/three"}"#
    );
    let log = sarif(&[&placed[0]], &[&left_out]);
    for expected in [
        r#""relatedLocations": [
            {
              "message": {
                "text": "as here"
              },"#,
        r#""uri": "a%20b.yaml""#,
        r#""text": "the operation getA is left out: a \"b\"""#,
    ] {
        assert!(log.contains(expected), "{log}");
    }
}

#[test]
fn a_person_sees_the_place_what_belongs_to_it_and_the_next_step() {
    let sources = sources();
    let mut diagnostics = Diagnostics::new();
    let four = node(&sources, "three").get("four").unwrap().origin();
    let diagnostic = Diagnostic::error(Code::WrongType, four.at_value(), "must be text");
    diagnostics.push(
        diagnostic
            .related(node(&sources, "one").at_key(), "as here")
            .help("quote it"),
    );
    let placed = diagnostics.placed(&sources);
    insta::assert_snapshot!(human(&placed[0], Color::Plain), @"
    error[wrong-type]: must be text
     --> dir/a.yaml:4:9
      |
    1 | one: 1
      | --- as here
    ...
    4 |   four: 4
      |         ^
      |
      = help: quote it
    ");
    assert!(human(&placed[0], Color::Ansi).contains("\u{1b}["));
}

#[test]
fn a_value_of_several_lines_is_marked_on_its_first() {
    let sources = sources();
    let mut diagnostics = Diagnostics::new();
    diagnostics
        .push(Diagnostic::warning(Code::Ignored, sources.root().at_value(), "whole").help("h"));
    let placed = diagnostics.placed(&sources);
    insta::assert_snapshot!(human(&placed[0], Color::Plain), @"
    warning[ignored]: whole
     --> dir/a.yaml:1:1
      |
    1 | one: 1
      | ^^^^^^
      |
      = help: h
    ");
}

#[test]
fn places_that_are_not_listed_are_counted() {
    let text = "- 1\n".repeat(7);
    let sources = Sources::read("a.yaml", text.as_bytes(), &mut Diagnostics::new());
    let counted = |places: usize| {
        let mut diagnostics = Diagnostics::new();
        for item in sources.root().items().take(places) {
            let at = item.origin().at_value();
            diagnostics.push(Diagnostic::warning(Code::Ignored, at, "the same"));
        }
        let placed = diagnostics.placed(&sources);
        let repeated = super::repeated(&placed);
        let text = super::human_repeated(repeated.first().unwrap(), Color::Plain);
        let (_, after) = text.split_once("a.yaml:5:3").unwrap();
        after.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(counted(5), "");
    assert_eq!(counted(6), " and 1 other place");
    assert_eq!(counted(7), " and 2 other places");
}

/// A CI system acts on lines that begin with `::`, and a terminal on escapes.
#[test]
fn a_name_of_the_description_begins_no_line_and_controls_no_terminal() {
    let name = "x\n::error::a\r::add-mask::b\u{1b}]0;c\u{7}\u{202e}d";
    let long = "y".repeat(600);
    let text = serde_json::json!({name: [1], "z": long}).to_string();
    let sources = Sources::read("a.json", text.as_bytes(), &mut Diagnostics::new());
    let place = node(&sources, name).items().next().unwrap().origin();
    let mut diagnostics = Diagnostics::new();
    let finding = Diagnostic::error(Code::Ignored, place.at_value(), name)
        .label(name)
        .help(name);
    diagnostics.push(finding);
    let placed = &diagnostics.placed(&sources)[0];
    for text in [human(placed, Color::Plain), github_line(placed)] {
        let controls = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!text.contains(controls), "{text:?}");
        let commands = text.lines().filter(|line| line.starts_with("::"));
        assert!(
            commands.count() <= 1 && text.contains("::add-mask"),
            "{text}"
        );
    }
}
