//! Items as prettyplease lays them out, with blank lines between functions, which it does not write.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::code::Code;
use super::split::{self, Part};

/// Lays out items and the members of an `impl`, each by itself, and from memory where one was laid out before that
/// differs by its comments and by names that are as long: most of them.
#[derive(Default)]
pub(super) struct Printer {
    known: HashMap<String, Rc<str>>,
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
            let source = code.source(part.range);
            return source.filled(&self.laid_out(&source.text));
        };
        // The member of the empty `impl` is there so that the lines of its head break where they do.
        const MEMBER: &str = "const _: A = A;";
        let close = part.range.end.saturating_sub(1);
        let head = code.source(part.range.start..open);
        let laid_out = self.laid_out(&format!("{}{{{MEMBER}}}", head.text));
        let head = head.filled(&laid_out);
        let head = head.trim_end_matches("}\n").trim_end();
        let head = head.trim_end_matches(MEMBER).trim_end();
        let members = self.parts(code, open.saturating_add(1)..close, Self::member);
        [head, "\n", &members, "}\n"].concat()
    }

    fn member(&mut self, code: &Code, part: Part) -> String {
        let source = code.source(part.range);
        let block = self.laid_out(&format!("impl A{{{}}}", source.text));
        let text = block.strip_prefix("impl A {\n");
        let text = text.and_then(|text| text.strip_suffix("}\n"));
        source.filled(text.unwrap_or(&source.text))
    }

    fn laid_out(&mut self, source: &str) -> Rc<str> {
        if let Some(known) = self.known.get(source) {
            return Rc::clone(known);
        }
        let text: Rc<str> = laid_out(source.to_owned()).into();
        self.known.insert(source.to_owned(), Rc::clone(&text));
        text
    }
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
    let source = code.source(0..code.len());
    if !code.is(1, "!") {
        let item = laid_out(format!("{}struct S;", source.text));
        let attributes = item.trim_end().trim_end_matches("struct S;");
        return source.filled(attributes);
    }
    let Ok(file) = syn::parse_file(&source.text) else {
        return source.text + "\n";
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
    let source = head.source(0..head.len());
    let head = source.filled(&laid_out(format!("{}{{}}", source.text)));
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
