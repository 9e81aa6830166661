//! Each folder and file at the top of the sources uses only those before it in this list.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the bottom up, as the stages of a run use them.
const ROOMS: &[&str] = &[
    "limits",
    "parallel",
    "fileset",
    "facility",
    "diagnostic",
    "source",
    "allow",
    "report",
    "overlay",
    "ir",
    "openapi",
    "lower",
    "analyze",
    "names",
    "emit",
    "render",
    "manifest",
    "memory",
    "generate",
    "compare",
    "lib",
];

/// What a room must not use although it is below: emission never sees the document.
const NEVER: &[(&str, &str)] = &[
    ("emit", "source"),
    ("emit", "openapi"),
    ("emit", "lower"),
    ("render", "source"),
    ("render", "ir"),
];

/// Returns the rooms that a source names, other than in comments and in its tests.
fn used(text: &str) -> Vec<&str> {
    let code = text.split("\n#[cfg(test)]\nmod tests").next();
    let lines = code.unwrap_or_default().lines();
    let code = lines.flat_map(|line| line.split("//").take(1));
    let rooms = code.flat_map(|code| code.split("crate::").skip(1));
    let rooms = rooms.map(|path| {
        let end = path.find(|c: char| !c.is_ascii_lowercase() && c != '_');
        &path[..end.unwrap_or(path.len())]
    });
    rooms.filter(|room| !room.is_empty()).collect()
}

/// Returns what is wrong with the uses of a room.
fn violations(room: &str, text: &str) -> Vec<String> {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let Some(own) = place(room) else {
        return vec![format!("{room} is not in the list")];
    };
    let is_wrong = |other: &&str| {
        place(other).is_some_and(|other| other > own) || NEVER.contains(&(room, other))
    };
    let wrong = used(text).into_iter().filter(is_wrong);
    wrong.map(|other| format!("{room} uses {other}")).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        match entry.path() {
            path if path.ends_with("tests") || path.ends_with("tests.rs") => {}
            path if path.is_dir() => sources(&path, found),
            path => found.push(path),
        }
    }
}

#[test]
fn no_room_uses_one_above_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    assert!(files.len() > 100, "{files:?}");
    let mut found = Vec::new();
    for file in files {
        let inner = file
            .strip_prefix(&folder)
            .expect("a source")
            .with_extension("");
        let room = inner.iter().next().and_then(|room| room.to_str());
        let text = fs::read_to_string(&file).expect("a source");
        let wrong = violations(room.expect("a name in UTF-8"), &text);
        found.extend(
            wrong
                .into_iter()
                .map(|wrong| format!("{}: {wrong}", file.display())),
        );
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_arrow_against_the_order_is_found() {
    assert_eq!(
        violations("ir", "/// [`crate::emit`]\nuse crate::lower::lower;\n"),
        ["ir uses lower"]
    );
    assert_eq!(
        violations("emit", "fn a() { crate::source::b() }"),
        ["emit uses source"]
    );
    assert!(violations("emit", "use crate::ir::{Api, Type};\n").is_empty());
}
