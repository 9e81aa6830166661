//! Every diagnostic code has a description that triggers it, and a snapshot of the text for its author.

use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::{Code, Severity};
use generator::lower::Selection;
use generator::overlay::{OverlayFile, Overlays, Query, QueryError};
use generator::report::{Color, Placed, human};
use generator::source::NoFiles;
use generator::{Input, Layout, Options, generate};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// Returns the description that triggers a code: in YAML, or in JSON if the code is about JSON.
fn description(code: Code) -> Option<PathBuf> {
    ["yaml", "json"]
        .map(|extension| folder().join(format!("{code}.{extension}")))
        .into_iter()
        .find(|path| path.exists())
}

/// A query language for overlays: names separated by dots.
struct Names;

impl Query for Names {
    fn select(&self, query: &str, document: &serde_json::Value) -> Result<Vec<String>, QueryError> {
        let pointer = query.trim_start_matches('$').replace('.', "/");
        Ok(document
            .pointer(&pointer)
            .map(|_| pointer)
            .into_iter()
            .collect())
    }
}

/// Returns the diagnostics of a description in the order of their places. An overlay next to the description is
/// applied.
fn placed(path: &Path) -> Vec<Placed> {
    let text = fs::read(path).expect("a readable fixture");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let overlay = fs::read(path.with_extension("overlay.yaml")).ok();
    placed_in(&name, &text, overlay)
}

fn placed_in(name: &str, text: &[u8], overlay: Option<Vec<u8>>) -> Vec<Placed> {
    let overlay = overlay.as_ref().map(|text| OverlayFile {
        path: "overlay.overlay.yaml",
        text,
    });
    let overlays = Overlays {
        files: overlay.as_slice(),
        query: &Names,
    };
    // `# codegen --only PATTERN` in the first line selects operations.
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = String::from_utf8_lossy(first);
    let only = first
        .strip_prefix("# codegen --only ")
        .map(|pattern| pattern.parse());
    let only = only
        .into_iter()
        .collect::<Result<_, _>>()
        .expect("a pattern");
    let selection = Selection {
        only,
        ..Selection::default()
    };
    let input = Input {
        path: name,
        text,
        module: "pets",
        loader: &NoFiles,
        overlays,
        accepted: None,
        selection,
    };
    let options = Options::new("pets", Layout::Crate);
    let result = generate(&[input], &options, &mut |_| {});
    let report = result.reports.first().expect("a report for the input");
    let has_errors = report.diagnostics.has_errors();
    assert_eq!(
        result.files.is_none(),
        has_errors,
        "files exactly where there is no error: {name}"
    );
    report.diagnostics.placed(&report.sources)
}

/// Returns the codes of the diagnostics of a description, and their text for its author.
fn said(path: &Path) -> (Vec<Code>, String) {
    let placed = placed(path);
    let text: Vec<_> = placed
        .iter()
        .map(|placed| human(placed, Color::Plain))
        .collect();
    (
        placed.iter().map(|placed| placed.code).collect(),
        text.join("\n\n"),
    )
}

#[test]
fn every_code_has_a_description_that_earns_it() {
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|&&code| description(code).is_none())
        .collect();
    assert!(
        missing.is_empty(),
        "no description in tests/diagnostics for {missing:?}"
    );
    let silent: Vec<_> = Code::ALL
        .iter()
        .filter(|&&code| description(code).is_some_and(|path| !said(&path).0.contains(&code)))
        .collect();
    assert!(
        silent.is_empty(),
        "the description does not earn its code: {silent:?}"
    );
}

#[test]
fn every_code_has_a_description_without_it() {
    for code in Code::ALL {
        let wrong = description(*code).expect("a description that has it");
        let name = wrong.file_name().unwrap_or_default();
        let right = folder().join("right").join(name);
        assert!(
            right.exists(),
            "no description in tests/diagnostics/right for {code}"
        );
        let (codes, text) = said(&right);
        let is_right = placed(&right)
            .iter()
            .all(|found| found.severity != Severity::Error);
        assert!(!codes.contains(code) && is_right, "{code}:\n{text}");
    }
}

#[test]
fn every_description_is_named_after_a_code() {
    for entry in fs::read_dir(folder())
        .expect("the folder of fixtures")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "txt") {
            continue;
        }
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stem = stem.strip_suffix(".overlay").unwrap_or(&stem);
        assert!(
            Code::ALL.iter().any(|code| code.as_str() == stem),
            "{stem} is no code"
        );
    }
}

#[test]
fn the_text_of_every_diagnostic_is_as_reviewed() {
    for code in Code::ALL {
        if let Some(path) = description(*code) {
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(code.as_str(), said(&path).1);
            });
        }
    }
}

/// The mistakes for which a code has further messages: a description for each topic.
#[test]
fn the_text_of_further_messages_is_as_reviewed() {
    for file in fs::read_dir(folder().join("also")).expect("the folder of the topics") {
        let path = file.expect("a description").path();
        let topic = path.file_stem().unwrap_or_default().to_string_lossy();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("also.{topic}"), said(&path).1);
        });
    }
}

#[test]
fn ten_mistakes_of_all_stages_are_ten_diagnostics_at_ten_places() {
    let path = folder().join("../fixtures/check/ten-mistakes-of-all-stages.yaml");
    let found: Vec<_> = placed(&path)
        .iter()
        .map(|placed| format!("{} {}:{}", placed.code, placed.line, placed.column))
        .collect();
    let expected = [
        "wrong-type 7:19",
        "unknown-key 8:7",
        "value-breaks-schema 10:82",
        "missing-field 11:11",
        "path-parameter-unused 12:11",
        "unresolved-reference 18:30",
        "path-parameter-undeclared 19:3",
        "duplicate-operation-id 24:20",
        "unknown-security-scheme 26:19",
        "duplicate-key 35:9",
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_error_and_warning_has_a_place_and_a_next_step() {
    for code in Code::ALL {
        for placed in description(*code).iter().flat_map(|path| placed(path)) {
            assert!(placed.line > 0 && placed.column > 0, "{placed:?}");
            assert!(
                placed.help.is_some() || placed.severity == Severity::Note,
                "{placed:?}"
            );
        }
    }
}

/// Returns the wrong (`-`) or right (`+`) lines of a syntax error, with invisible characters in place of their marks.
fn slip(block: &str, sign: char) -> String {
    let lines = block.lines().filter_map(|line| line.strip_prefix(sign));
    let lines: String = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n")
        .collect();
    let marks = [
        ("→", "\t"),
        ("·", "\u{a0}"),
        ("¬", "\u{200b}"),
        ("‡", "\u{99}"),
    ];
    marks
        .iter()
        .fold(lines, |lines, (mark, meant)| lines.replace(mark, meant))
}

/// Returns a YAML description with an operation that contains the lines.
fn yaml(lines: String) -> String {
    let operation =
        "openapi: 3.1.1\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n";
    let responses = "      responses: {'204': {description: Done}}\n";
    match lines.contains("\n---") {
        true => format!("{operation}{responses}{lines}"),
        false => format!("{operation}{lines}{responses}"),
    }
}

/// Returns a JSON description with an operation that contains the lines.
fn json(lines: String) -> String {
    let text = format!(
        r#"{{
  "openapi": "3.1.1",
  "info": {{"title": "Pets", "version": "1"}},
  "paths": {{
    "/pets": {{
      "get": {{
{lines}        "responses": {{"204": {{"description": "Done"}}}}
      }}
    }}
  }}
}}
"#
    );
    match text.split_once('✂') {
        Some((before, _)) => before.to_owned(),
        None => text,
    }
}

/// Returns the diagnostics of each syntax error in a file, which gives its name, its wrong lines (`-`) and its right
/// lines (`+`).
fn explained(file: &Path, extension: &str, around: fn(String) -> String) -> String {
    let slips = fs::read_to_string(file).expect("the slips");
    let mut said = String::new();
    for block in slips.split("## ").skip(1) {
        let name = block.lines().next().unwrap_or_default();
        let placed = |word: &str, sign| {
            let text = around(slip(block, sign));
            placed_in(&format!("{word}.{extension}"), text.as_bytes(), None)
        };
        let right = placed("right", '+');
        assert!(right.is_empty(), "{name}: {right:?}");
        let wrong = placed("wrong", '-');
        assert!(
            !wrong.is_empty() && wrong.iter().all(|found| found.help.is_some()),
            "{name}: {wrong:?}"
        );
        said += &format!("## {name}\n");
        for found in &wrong {
            said += &format!("{}\n\n", human(found, Color::Plain));
        }
    }
    assert!(!said.is_empty(), "{} has no slip", file.display());
    said
}

/// Compares the diagnostics of the syntax errors of a language with snapshots: a file for each topic.
fn lock_slips(extension: &str, around: fn(String) -> String) {
    let folder = folder().join("slips").join(extension);
    let files = fs::read_dir(folder).expect("the folder of the slips");
    for file in files {
        let file = file.expect("a file of slips").path();
        let topic = file.file_stem().unwrap_or_default().to_string_lossy();
        let said = explained(&file, extension, around);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("slips.{extension}.{topic}"), said);
        });
    }
}

#[test]
fn every_slip_of_yaml_is_explained_where_it_is() {
    lock_slips("yaml", yaml);
}

#[test]
fn every_slip_of_json_is_explained_where_it_is() {
    lock_slips("json", json);
}
