//! The first checks of a file: its size, encoding and language.

use super::known::{KnownFiles, without_mark};
use super::shorten::shorten;
use super::tree::{Text, Tree};
use super::{Format, Origin, json, yaml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::limits::{BYTES_OF_THREAD, FILE_BYTES};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

// Offsets must be able to address every byte of a file.
const _: () = assert!(FILE_BYTES < Text::SIDE as usize);

/// The text of a file.
pub(super) struct File {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) text: String,
}

/// Reads files with indexes from `first` on, unless they are known; in several threads if there is enough to read.
pub(super) fn read_all(
    first: u16,
    files: &[File],
    known: &KnownFiles,
) -> Vec<(Arc<Tree>, Diagnostics)> {
    let one = |(number, file): (u16, &File)| {
        let mut found = Diagnostics::new();
        if let Some(tree) = known.get(&file.path, &file.name, file.text.as_bytes()) {
            return (tree, found);
        }
        let tree = read(
            number,
            &file.path,
            &file.name,
            file.text.as_bytes(),
            &mut found,
        );
        (Arc::new(tree), found)
    };
    let numbers = (first..=u16::MAX).chain(std::iter::repeat(u16::MAX));
    let numbered: Vec<_> = numbers.zip(files).collect();
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(bytes / BYTES_OF_THREAD + 1).min(files.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let taken = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let taken = taken.map_while(|at| Some((at, one(*numbered.get(at)?))));
        taken.collect::<Vec<_>>()
    };
    let mut read = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut read = work();
        for other in others {
            // Reading a file does not panic.
            read.extend(other.join().unwrap_or_default());
        }
        read
    });
    read.sort_by_key(|(at, _)| *at);
    read.into_iter().map(|(_, read)| read).collect()
}

/// Reads a file. If it cannot be read, the document is null, and the reason is reported.
pub(super) fn read(
    file: u16,
    path: &str,
    name: &str,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Tree {
    let mut tree = Tree::null();
    tree.path = path.to_owned();
    tree.name = name.to_owned();
    if bytes.len() > FILE_BYTES {
        let message = format!(
            "the file has {} bytes; at most {FILE_BYTES} are read",
            bytes.len()
        );
        diagnostics.push(Diagnostic::error(
            Code::TooLarge,
            Place::text(file, 0, 0),
            message,
        ));
        return tree;
    }
    let bytes = without_mark(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => tree.text = text.to_owned(),
        Err(error) => {
            tree.text = String::from_utf8_lossy(bytes).into_owned();
            let at = error.valid_up_to() as u32;
            let message = match bytes {
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file is UTF-16, not UTF-8",
                _ => "the file is not UTF-8 from here on",
            };
            let diagnostic =
                Diagnostic::error(Code::NotUtf8, Place::text(file, at, at + 3), message);
            diagnostics.push(diagnostic.help("save the file as UTF-8"));
            return tree;
        }
    }
    tree.format = Format::of(path, &tree.text);
    let code = match tree.format {
        Format::Yaml => Code::YamlSyntax,
        Format::Json => Code::JsonSyntax,
    };
    if let Some(at) = tree.text.find('\0') {
        let at = at as u32;
        let diagnostic = Diagnostic::error(
            code,
            Place::text(file, at, at + 1),
            "the text has a NUL character",
        );
        diagnostics.push(diagnostic.help("remove it; a description is plain text"));
        return tree;
    }
    if tree.text.trim_start().is_empty() {
        let diagnostic = Diagnostic::error(code, Place::text(file, 0, 0), "the file is empty");
        diagnostics.push(diagnostic.help("a description begins with `openapi: 3.1.1`"));
        return tree;
    }
    if let Some(line) = markup(&tree.text) {
        let message = "this is a page of HTML or XML";
        let found = Diagnostic::error(code, Place::text(file, 0, line), message);
        let help = "get the description itself: the address may be that of a page about it";
        diagnostics.push(found.help(help));
        return tree;
    }
    let duplicates = match tree.format {
        Format::Yaml => yaml::read(file, &mut tree, diagnostics),
        Format::Json => json::read(file, &mut tree, diagnostics),
    };
    report_duplicates(file, &tree, &duplicates, diagnostics);
    tree
}

/// Returns the length of the first line of an HTML page, which a server may send when a file does not exist.
fn markup(text: &str) -> Option<u32> {
    let first = text.trim_start().lines().next()?;
    let begins = ["<!doctype", "<html", "<?xml"];
    let is_page = begins.iter().any(|begin| {
        let word = first.get(..begin.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(begin))
    });
    let start = text.len() - text.trim_start().len();
    is_page.then_some((start + first.len()) as u32)
}

pub(super) fn report_duplicates(
    file: u16,
    tree: &Tree,
    duplicates: &[(u32, u32)],
    diagnostics: &mut Diagnostics,
) {
    for &(first, second) in duplicates {
        let Some(record) = tree.record(second) else {
            continue;
        };
        let origin = |node| Origin::new(file, node);
        let message = format!("duplicate key `{}`", shorten(tree.str(record.key)));
        diagnostics.push(
            Diagnostic::error(Code::DuplicateKey, origin(second).at_key(), message)
                .related(origin(first).at_key(), "first here")
                .help("rename or remove one of them"),
        );
    }
}
