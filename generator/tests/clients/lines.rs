//! Lines are broken where prettyplease breaks them, which formats any Rust; the generator lays out only its own.

use syn::{File, Item, MacroDelimiter};

use super::{files, fixtures, read};
use generator::Layout;

#[test]
fn lines_are_broken_as_prettyplease_breaks_them() {
    for fixture in fixtures() {
        let text = read(fixture);
        let (files, _) = files(&[(fixture, text.as_str())], Layout::Crate);
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let (found, expected) = (items(text).join("\n"), pretty(file.items).join("\n"));
            let other = found
                .lines()
                .zip(expected.lines())
                .position(|(found, expected)| found != expected);
            let around = |text: &str| -> Vec<String> {
                let from = other.unwrap_or_default().saturating_sub(2);
                text.lines().skip(from).take(6).map(str::to_owned).collect()
            };
            assert_eq!(around(&found), around(&expected), "{fixture}: {path}");
        }
    }
}

/// The lines of items by prettyplease. A module is laid out as a file, then indented; the input of a macro in braces
/// is not Rust.
fn pretty(items: Vec<Item>) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items {
        match item {
            Item::Macro(item) if matches!(item.mac.delimiter, MacroDelimiter::Brace(_)) => {}
            Item::Mod(mut module) if module.content.is_some() => {
                let inner = module.content.take().map(|(_, inner)| inner);
                module.semi = Some(syn::token::Semi::default());
                let head = one(Item::Mod(module)).replace(";\n", " {\n");
                lines.extend(head.lines().map(str::to_owned));
                let inner = pretty(inner.unwrap_or_default()).into_iter();
                lines.extend(inner.map(|line| format!("    {line}")));
                lines.push("}".to_owned());
            }
            item => lines.extend(one(item).lines().map(str::to_owned)),
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn one(item: Item) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}

/// The lines of a file's items: without its attributes, tables and blank lines.
fn items(text: &str) -> Vec<String> {
    let is_table = |line: &str| line.ends_with("! {") && !line.starts_with([' ', '/']);
    let mut lines = text.lines().peekable();
    let mut kept = Vec::new();
    while let Some(line) = lines.next() {
        if line.starts_with("#![") || is_table(line) {
            let end = if is_table(line) { "}" } else { ")]" };
            if !line.ends_with(']') {
                lines.by_ref().find(|line| *line == end);
            }
        } else if !line.is_empty() && !line.starts_with("//!") && !line.starts_with("// ") {
            kept.push(line.to_owned());
        }
    }
    kept
}
