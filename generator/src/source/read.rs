//! The first steps over a file: size, encoding, language.

use super::shorten::shorten;
use super::tree::{Text, Tree};
use super::{Format, Origin, json, yaml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::limits::FILE_BYTES;

// Offsets hold every file.
const _: () = assert!(FILE_BYTES < Text::SIDE as usize);

/// Reads a file. What cannot be read becomes a document that is null, and a diagnostic.
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
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => tree.text = text.to_owned(),
        Err(error) => {
            tree.text = String::from_utf8_lossy(bytes).into_owned();
            let at = error.valid_up_to() as u32;
            let message = "the file is not UTF-8 from here on";
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
    let duplicates = match tree.format {
        Format::Yaml => yaml::read(file, &mut tree, diagnostics),
        Format::Json => json::read(file, &mut tree, diagnostics),
    };
    report_duplicates(file, &tree, &duplicates, diagnostics);
    tree
}

fn report_duplicates(
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
