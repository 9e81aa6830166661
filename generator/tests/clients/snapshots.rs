//! One snapshot for each compared file of a fixture.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generator::Layout;

use crate::{FIXTURES, findings, fixtures, read, run};

/// The maximum length of a snapshot: reviewers do not read a longer one. Split the fixture instead.
const MOST_LINES: usize = 200;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/clients")
}

/// Compares the files of a fixture with its snapshots.
pub(crate) fn assert(fixture: &str, about: &str) {
    for (name, text) in snapshots(fixture, about) {
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            snapshot_path => folder().join(fixture),
        }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

/// Returns the snapshots of a fixture by name: its diagnostics, and the compared files.
fn snapshots(fixture: &str, about: &str) -> Vec<(String, String)> {
    let result = run(&[(fixture, &read(fixture))], Layout::Crate);
    let findings = findings(&result);
    let files = result
        .files
        .unwrap_or_else(|| panic!("no files:\n{findings}"));
    let mut snapshots = Vec::new();
    if !findings.is_empty() {
        snapshots.push(("findings".to_owned(), findings));
    }
    for (path, text) in files.iter() {
        let name = path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut starts = about.split(' ').filter(|start| !WAYS.contains(start));
        let is_shown = starts.any(|start| name.starts_with(start));
        if is_shown {
            let text = match about.split_once(' ') {
                None if about.is_empty() => text.to_owned(),
                Some(("names", _)) => declarations(text),
                Some(("paging", _)) => paragraphs(text, &["List::", "-> Page<"]),
                Some(("waiting", _)) => paragraphs(text, &["fn wait_until_", "Waiter::new("]),
                _ => without_the_usual(&without_examples(text), IN_FULL.contains(&fixture)),
            };
            snapshots.push((name.replace('/', "."), text));
        }
    }
    snapshots
}

/// Returns a file without the examples of operations: `minimal` shows one, and `examples.rs` tests them.
fn without_examples(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        if line.trim_start() == "/// # Example" {
            // The blank line before the heading, and all lines up to the end of the code block, belong to the example.
            lines.pop();
            let mut fences = 0;
            while fences < 2
                && let Some(line) = rest.next()
            {
                fences += usize::from(line.trim_start().starts_with("/// ```"));
            }
        } else {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

/// The words before path prefixes that select parts of the files.
const WAYS: &[&str] = &["names", "paging", "waiting"];

/// The fixtures that test what every type has: its setters, `Debug`, the conversions of an open enum.
const IN_FULL: &[&str] = &["integer_enums", "presence", "sensitive"];

/// The first words of paragraphs that every file has; the fixture `minimal` shows them.
const HEADS: &[&str] = &["// @generated", "//! ", "use "];

/// Parts of paragraphs that every request, builder and type has; the fixture `minimal` and those in [`IN_FULL`] show
/// them.
const USUAL: &[&str] = &[
    "/// A request of [`Client::",
    "Operation {}",
    "pub fn extra_query(",
    "pub fn extra_header(",
    "pub fn idempotent(",
    "pub fn options(",
    "pub fn send(",
    "pub fn send_blocking(",
    "pub fn wait_until<",
    "pub fn config(",
    "pub fn transport(",
    "pub fn middleware(",
    "pub fn build(self)",
    "pub fn builder()",
    "pub fn request(",
    "pub fn request_url(",
    "pub struct Client {",
    "pub struct ClientBuilder",
    "/// Required: the description names no server.",
    "        return Ok(builder.endpoint.clone());\n    }\n    Ok(None)\n}",
    "pub fn extra_json(",
    "pub fn unknown_fields(",
    "pub struct Error(",
    "pub fn kind<",
    "pub fn into_kind<",
    "impl<E: IntoError> From<E> for Error",
    "impl std::error::Error for Error",
    "impl Deref for Error",
    "fn deref(&self)",
    "impl IntoFuture for",
    "fn into_future(",
    "impl fmt::Debug for",
    "impl From<String> for",
    "impl AsRef<str> for",
    "impl fmt::Display for",
    "type Output = ();\n    type Error = NoError;",
    "{\n            204 => response.empty(),\n            _ => Err(response.undocumented()),",
    "{\n            200 => response.json(),\n            _ => Err(response.undocumented()),",
];

/// Returns a file without the paragraphs that are the same for every description and without the setters of models,
/// unless the fixture tests them.
fn without_the_usual(text: &str, in_full: bool) -> String {
    let is_model = text.contains("//! The values");
    let is_usual = |paragraph: &str| {
        USUAL.iter().any(|usual| paragraph.contains(usual))
            || is_model && paragraph.contains("(mut self, ")
    };
    let is_head = |paragraph: &str| HEADS.iter().any(|head| paragraph.starts_with(head));
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        if !is_head(paragraph) && (in_full || !is_usual(paragraph)) {
            out.push_str(if out.is_empty() { "" } else { "\n\n" });
            out.push_str(paragraph);
        } else if paragraph.trim_end().ends_with("\n}")
            && out.matches('{').count() > out.matches('}').count()
        {
            // The end of a block of which a part is kept.
            out.push_str("\n}");
        }
    }
    out + "\n"
}

/// Returns the paragraphs of a file that contain one of these words.
fn paragraphs(text: &str, words: &[&str]) -> String {
    let has_word = |paragraph: &&str| words.iter().any(|word| paragraph.contains(word));
    let shown = text.split("\n\n").filter(has_word);
    shown.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Returns the lines of a file that declare a name, and the lines with the name in the description.
fn declarations(text: &str) -> String {
    let declares = |line: &&str| {
        let code = line.trim_start();
        let is_variant = line.starts_with("    ") && code.starts_with(char::is_uppercase);
        let is_argument = line.starts_with("        ") && !line.starts_with("         ");
        code.starts_with("pub ") && !USUAL.iter().any(|usual| code.contains(usual))
            || code.starts_with("/// The ")
            || is_variant && code.ends_with(',')
            || is_argument && code.contains(": ") && code.ends_with(',')
            || code.contains("Parameter::")
            || code.contains("call.path(\"")
            || code.contains("call.query(\"")
            || code.contains(": OperationInfo =")
            || code.starts_with('.') && code.contains("\", \"/")
    };
    without_the_usual(text, true)
        .lines()
        .filter(declares)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn features_follow_from_what_a_description_uses() {
    let of = |fixture: &str| -> BTreeSet<String> {
        let needs = run(&[(fixture, &read(fixture))], Layout::Crate).manifest;
        let features = needs.features.into_keys().map(|name| format!("+{name}"));
        needs.runtime_features.into_iter().chain(features).collect()
    };
    let minimal = of("minimal");
    let mut out = format!("minimal: {}\n", line(minimal.iter()));
    for fixture in fixtures() {
        let more = of(fixture);
        if more != minimal {
            out.push_str(&format!("{fixture}: {}\n", line(more.difference(&minimal))));
        }
    }
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => folder(),
    }, {
        insta::assert_snapshot!("manifests", out);
    });
}

fn line<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn no_snapshot_is_left_over_or_too_long_to_review() {
    let expected: BTreeSet<String> = FIXTURES
        .iter()
        .flat_map(|(fixture, about)| {
            let snapshots = snapshots(fixture, about).into_iter();
            snapshots.map(move |(name, _)| format!("{fixture}/{name}.snap"))
        })
        .collect();
    let mut wrong = Vec::new();
    for fixture in fs::read_dir(folder()).expect("the snapshots").flatten() {
        for file in fs::read_dir(fixture.path()).into_iter().flatten().flatten() {
            let fixture = fixture.file_name().to_string_lossy().into_owned();
            let name = format!("{fixture}/{}", file.file_name().to_string_lossy());
            let text = fs::read_to_string(file.path()).expect("a snapshot");
            if !expected.contains(&name) {
                wrong.push(format!("{name} is left over: delete it"));
            } else if text.lines().count() > MOST_LINES {
                wrong.push(format!("{name} has {} lines", text.lines().count()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
