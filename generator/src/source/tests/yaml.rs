//! Comparison with another parser of YAML.

use std::path::Path;

use super::super::Sources;
use crate::diagnostic::Diagnostics;

/// Reads a text with both parsers; returns whether both succeed.
fn is_read_alike(text: &str) -> bool {
    let mut diagnostics = Diagnostics::new();
    let sources = Sources::read("a.yaml", text.as_bytes(), &mut diagnostics);
    let other = serde_yaml::from_str::<serde_json::Value>(text);
    let Ok(other) = other
        .map_err(drop)
        .and_then(|other| match diagnostics.is_empty() {
            true => Ok(other),
            false => Err(()),
        })
    else {
        return false;
    };
    assert_eq!(sources.root().to_json(), other, "{text}");
    true
}

fn descriptions(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn descriptions_are_read_alike() {
    let own = descriptions("../spec/dcs");
    assert!(own.iter().all(|text| is_read_alike(text)));
    assert!(is_read_alike(WRITTEN));
    for last in [
        "a: |\n  b",
        "a: >\n  b\n  c",
        "- |+\n  b\n\n",
        "&a b: *a",
        "a: &b [{c: 1}, 2]\nd: *b",
    ] {
        assert!(is_read_alike(last), "{last}");
    }
    let fixtures = descriptions("tests/fixtures");
    let alike = fixtures.iter().filter(|text| is_read_alike(text)).count();
    assert!(
        alike * 10 > fixtures.len() * 9,
        "{alike} of {}",
        fixtures.len()
    );
}

/// The numbers of a deterministic generator.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Changes a line, or the order of lines.
fn changed(text: &str, numbers: &mut Numbers) -> String {
    const MARKS: [&str; 28] = [
        " ", "  ", ":", ": ", " #", "#", "-", "- ", "'", "\"", "[", "]", "{", "}", "|", ">", "&a ",
        "*a", "!a ", "%", "@", "?", ",", "1.50", "+1", "~", "<<: ", "---",
    ];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = numbers.below(lines.len());
    match numbers.below(6) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[numbers.below(lines.len())].clone()),
        2 => lines[at] = format!(" {}", lines[at]),
        3 => lines[at] = lines[at].strip_prefix(' ').unwrap_or_default().to_owned(),
        _ => {
            let place = lines[at].floor_char_boundary(numbers.below(lines[at].len() + 1));
            lines[at].insert_str(place, MARKS[numbers.below(MARKS.len())]);
        }
    }
    lines.join("\n")
}

#[test]
fn what_somebody_changes_in_them_is_read_alike() {
    let mut numbers = Numbers(1);
    let mut fixtures: Vec<String> = descriptions("tests/fixtures")
        .into_iter()
        .filter(|text| text.len() < 3000)
        .collect();
    fixtures.extend(std::iter::repeat_n(WRITTEN.to_owned(), fixtures.len() / 4));
    let mut alike = 0;
    for _ in 0..TRIES {
        let mut text = fixtures[numbers.below(fixtures.len())].clone();
        for _ in 0..=numbers.below(3) {
            text = changed(&text, &mut numbers);
        }
        alike += usize::from(is_read_alike(&text));
    }
    assert!(alike > TRIES / 6, "{alike}");
}

/// YAML that people write and that the fixtures do not contain.
const WRITTEN: &str = "info:
  title:
    Text of
    several lines
  description: 'Text that
    is quoted, it''s

    a part'
  summary: \"more\\n
    text \\
    \\ joined\" # and a comment
  license:
    'one'
paths:
  /a:
    - one
      `two` [three] & four
    - ::/0
    - -0.5
    - [1.50, 0x1F, -0o17, 1e3, 007, .5, ~, True, null, 'x''y', \"\\u00e9\"]
    - {a: [b, 'c'], d: -1}
    - b: |-

        text
          # no comment

      c: >
        folded
      0.5: 1.50
";

const TRIES: usize = 600;
