//! Plain YAML is read without the pass over events as it is read with it.

use std::path::Path;

use super::super::plain::is_plain;
use super::super::tree::Tree;
use super::super::{Sources, yaml};
use crate::diagnostic::Diagnostics;

/// What was read of a file: its values, where they are, and what was found.
fn described(sources: &Sources, diagnostics: &Diagnostics) -> String {
    let nodes = (0..).take(sources.root().tree.len());
    let nodes = nodes.map(|node| {
        let origin = crate::source::Origin::new(0, node);
        let node = sources.node(origin);
        let place = |place| sources.locate(place).map(|(_, at)| at.span);
        let (key, value) = (place(origin.at_key()), place(origin.at_value()));
        format!(
            "{:?} {:?} {key:?} {value:?}\n",
            node.key(),
            node.scalar_text()
        )
    });
    let found = diagnostics.placed(sources);
    nodes.collect::<String>() + &format!("{found:?}")
}

/// Reads a text both ways, if it is plain; returns whether it is.
fn is_read_alike(text: &str) -> bool {
    if !is_plain(text) {
        return false;
    }
    let mut diagnostics = Diagnostics::new();
    let sources = Sources::read("a.yaml", text.as_bytes(), &mut diagnostics);
    let mut tree = Tree::null();
    tree.text = text.to_owned();
    let mut found = Diagnostics::new();
    let duplicates = yaml::read_after_pass(0, &mut tree, None, &mut found);
    super::super::read::report_duplicates(0, &tree, &duplicates, &mut found);
    tree.path = "a.yaml".to_owned();
    let mut other = Sources::default();
    other.trees.push(tree.into());
    assert_eq!(
        described(&sources, &diagnostics),
        described(&other, &found),
        "{text}"
    );
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
fn descriptions_are_read_alike_and_few_of_them_need_the_pass() {
    let own = descriptions("../spec/dcs");
    assert!(own.iter().all(|text| is_read_alike(text)));
    assert!(is_read_alike(WRITTEN));
    let fixtures = descriptions("tests/fixtures");
    let plain = fixtures.iter().filter(|text| is_read_alike(text)).count();
    assert!(plain * 2 > fixtures.len(), "{plain} of {}", fixtures.len());
}

/// The numbers of a generator that is always the same.
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
    let mut plain = 0;
    for _ in 0..TRIES {
        let mut text = fixtures[numbers.below(fixtures.len())].clone();
        for _ in 0..=numbers.below(3) {
            text = changed(&text, &mut numbers);
        }
        plain += usize::from(is_read_alike(&text));
    }
    assert!(plain > TRIES / 6, "{plain}");
}

/// What people write and the fixtures do not have.
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
    - {a: [b, 'c'], d: -1}
    - b: |-

        text
          # no comment

      c: >
        folded
      0.5: 1.50
";

const TRIES: usize = 600;
