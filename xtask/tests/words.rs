//! The words of what is written by hand and of the output: a term of ours where OpenAPI, HTTP or rustc has
//! one is found here.

use std::fs;
use std::path::{Path, PathBuf};

/// A word, also as a part of an identifier, and what to write.
const WORDS: &[(&str, &str)] = &[
    ("amend", "fix"),
    ("answer", "response"),
    ("answered", "response"),
    ("answering", "respond"),
    ("answers", "responses"),
    ("dangling", "unresolved"),
    ("mend", "fix"),
    ("outcome", "result"),
    ("outcomes", "results"),
    ("replies", "responses"),
    ("reply", "response"),
    ("replying", "respond"),
    ("texts", "strings"),
    ("told", "report, distinguish"),
    ("twin", "duplicate"),
    ("twins", "duplicates"),
    ("untold", "ambiguous"),
];

/// A phrase, and what to write.
const PHRASES: &[(&str, &str)] = &[
    ("came of it", "the result"),
    ("comes of it", "the result"),
    ("comes of them", "the results"),
    ("is none of that name", "unknown X"),
    ("puts a client together", "builds a `Client`"),
    ("stands elsewhere", "is also defined at"),
    ("stands twice", "appears twice"),
    ("tell apart", "discriminate"),
    ("told apart", "discriminated"),
    ("the way of a change", "how to make a change"),
    ("what came of", "the result of"),
    ("what comes of", "the result of"),
];

/// Files in which a word is right, with the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("xtask/tests/words.rs", "", "lists the words"),
    ("spec/", "reply", "a command of Redis has a reply"),
];

#[test]
fn the_description_of_the_architecture_names_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("generator/ARCHITECTURE.md")).unwrap();
    let is_path = |name: &&str| {
        let is_file = name.ends_with(".rs") || name.contains('/');
        let made = ["target/", "right/"];
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
        is_file && name.chars().all(is_plain) && !made.iter().any(|made| name.starts_with(made))
    };
    let folders = [
        ".",
        "generator",
        "generator/src",
        "generator/src/openapi",
        "xtask",
    ];
    let is_missing = |name: &&str| !folders.iter().any(|of| root.join(of).join(name).exists());
    let code = text.split('`').skip(1).step_by(2);
    let missing: Vec<_> = code.filter(is_path).filter(is_missing).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn no_word_of_our_own_where_there_is_a_term() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for path in files(&root) {
        let shown = path.strip_prefix(&root).unwrap_or(&path);
        let shown = shown.display().to_string().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            let parts = parts(line);
            let line = line.to_lowercase();
            let words = WORDS
                .iter()
                .filter(|(word, _)| parts.iter().any(|part| part == word));
            let phrases = PHRASES.iter().filter(|(phrase, _)| line.contains(phrase));
            for (word, instead) in words.chain(phrases) {
                let is_allowed = |(file, allowed, _): &&(&str, &str, &str)| {
                    shown.starts_with(file) && (allowed.is_empty() || allowed == word)
                };
                if !ALLOWED.iter().any(|allowed| is_allowed(&allowed)) {
                    found.push(format!(
                        "{shown}:{}: `{word}`; write: {instead}",
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} places:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Returns the words of a line in lower case, an identifier taken apart.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_lower = false;
    for c in line.chars() {
        if !c.is_alphabetic() || (c.is_uppercase() && was_lower) {
            parts.push(String::new());
        }
        if c.is_alphabetic() {
            parts.last_mut().unwrap().extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    parts
}

/// Returns the text files of the project, without snapshots, which show what the output says.
fn files(root: &Path) -> Vec<PathBuf> {
    let folders = ["generated", "generator", "spec", "xtask"];
    let mut folders: Vec<_> = folders.iter().map(|name| root.join(name)).collect();
    let mut files = vec![root.join("README.md"), root.join(".ci/run")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let is_text =
                |e: &std::ffi::OsStr| ["rs", "md", "yaml", "toml", "py"].iter().any(|t| e == *t);
            if path.is_dir() && entry.file_name() != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(is_text) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
