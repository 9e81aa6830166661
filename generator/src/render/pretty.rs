//! Items as prettyplease lays them out, with blank lines between functions, which it does not write.

use std::collections::BTreeMap;
use std::ops::Range;

use super::code::{Code, MARK};
use super::split::{self, Part};

/// Lays out items, each by itself, and each member of an `impl` that was laid out before from memory: a third of
/// them are alike, such as the setter of `limit` of each list.
#[derive(Default)]
pub(super) struct Printer {
    members: BTreeMap<String, String>,
}

impl Printer {
    /// Items as text. What is not Rust, a mistake of the generator, is written as it is, for the compiler to report.
    pub(super) fn items(&mut self, code: &Code) -> String {
        self.parts(code, 0..code.len(), Self::item)
    }

    /// Items or members, with a blank line between those that are set apart.
    fn parts(
        &mut self,
        code: &Code,
        range: Range<usize>,
        layout: fn(&mut Self, &Code, Part) -> String,
    ) -> String {
        let mut text = String::new();
        let mut after_block = false;
        for part in split::parts(code, range) {
            let is_block = part.is_block;
            if after_block || is_block && !text.is_empty() {
                text.push('\n');
            }
            after_block = is_block;
            text.push_str(&layout(self, code, part));
        }
        text
    }

    fn item(&mut self, code: &Code, part: Part) -> String {
        let Some(open) = part.members else {
            let (source, comments) = code.source(part.range);
            return commented(&laid_out(source), &comments);
        };
        // The member of the empty `impl` is there so that the lines of its head break where they do.
        const MEMBER: &str = "const _: A = A;";
        let close = part.range.end.saturating_sub(1);
        let (head, comments) = code.source(part.range.start..open);
        let head = commented(&laid_out(format!("{head}{{{MEMBER}}}")), &comments);
        let head = head.trim_end_matches("}\n").trim_end();
        let head = head.trim_end_matches(MEMBER).trim_end();
        let members = self.parts(code, open.saturating_add(1)..close, Self::member);
        [head, "\n", &members, "}\n"].concat()
    }

    fn member(&mut self, code: &Code, part: Part) -> String {
        let (source, comments) = code.source(part.range);
        if let Some(text) = self.members.get(&source) {
            return commented(text, &comments);
        }
        let block = laid_out(format!("impl A{{{source}}}"));
        let text = block.strip_prefix("impl A {\n");
        let text = text.and_then(|text| text.strip_suffix("}\n"));
        let text = text.unwrap_or(&source).to_owned();
        let full = commented(&text, &comments);
        self.members.insert(source, text);
        full
    }
}

/// Puts doc comments into the places that are marked.
fn commented(text: &str, comments: &[String]) -> String {
    let length = comments.iter().map(String::len).sum::<usize>();
    let mut full = String::with_capacity(text.len() + length * 3 / 2);
    let mut parts = text.split(MARK);
    full.push_str(parts.next().unwrap_or_default());
    for (part, comment) in parts.zip(comments) {
        let margin = full.len() - full.trim_end_matches(' ').len();
        for (index, line) in comment.split('\n').enumerate() {
            if index > 0 {
                full.extend(std::iter::repeat_n(' ', margin));
            }
            full.extend(["///", line.trim_end_matches(' '), "\n"]);
        }
        full.push_str(part);
    }
    full
}

/// One item as prettyplease writes it.
fn laid_out(source: String) -> String {
    match syn::parse_file(&source) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => source + "\n",
    }
}

/// The attributes of a file or an item as text, a line each.
pub(super) fn attributes(code: &Code) -> String {
    let (source, comments) = code.source(0..code.len());
    if !code.is(1, "!") {
        let item = laid_out(source + "struct S;");
        let attributes = item.trim_end().trim_end_matches("struct S;");
        return commented(attributes, &comments);
    }
    let Ok(file) = syn::parse_file(&source) else {
        return source + "\n";
    };
    let one = |attribute| {
        let file = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: vec![attribute],
            items: Vec::new(),
        };
        prettyplease::unparse(&file).trim_end().to_owned() + "\n"
    };
    file.attrs.into_iter().map(one).collect()
}

/// A module in a file, of items that are laid out.
pub(super) fn module(head: &Code, inner: &str) -> String {
    let (source, comments) = head.source(0..head.len());
    let head = commented(&laid_out(source + "{}"), &comments);
    let head = head.trim_end().trim_end_matches("{}");
    if inner.is_empty() {
        return format!("{head}{{}}\n");
    }
    let mut text = format!("{head}{{\n");
    for line in inner.lines() {
        let margin = if line.is_empty() { "" } else { "    " };
        text.extend([margin, line, "\n"]);
    }
    text + "}\n"
}
