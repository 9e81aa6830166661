//! What emitters yield.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A piece of a file. Pieces are printed one after the other with a blank line between.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Items of Rust, to be formatted.
    Code(TokenStream),
    /// A call of one of the runtime's macros: one line an entry, which a formatter would not keep.
    Table(Table),
    /// Calls of the runtime's macros that fit into a line each.
    Lines(Vec<String>),
}

/// A call of one of the runtime's macros.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// What stands before it, e.g. `#[cfg(…)]`.
    pub(crate) attributes: Vec<String>,
    /// The macro's name in the runtime.
    pub(crate) name: &'static str,
    /// What follows the runtime's path in the first line.
    pub(crate) head: String,
    /// The entries.
    pub(crate) lines: Vec<String>,
}

impl Table {
    /// The text of the call.
    pub(crate) fn print(&self, out: &mut String) {
        for attribute in &self.attributes {
            out.push_str(attribute);
            out.push('\n');
        }
        out.push_str("apiruntime::codegen::");
        out.push_str(self.name);
        if self.lines.is_empty() {
            out.push_str("!(");
            out.push_str(&self.head);
            out.push_str(");\n");
            return;
        }
        out.push_str("! {\n    ");
        out.push_str(&self.head);
        out.push('\n');
        for line in &self.lines {
            out.push_str("    ");
            out.push_str(line);
            out.push('\n');
        }
        out.push_str("}\n");
    }
}

/// Tokens in one line, spaced as rustfmt would for types, paths and literals.
pub(crate) fn compact(tokens: &TokenStream) -> String {
    let mut out = String::new();
    write(tokens.clone(), &mut out);
    out
}

fn write(tokens: TokenStream, out: &mut String) {
    let mut joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                write(group.stream(), out);
                out.push_str(close);
                joint = false;
            }
            TokenTree::Punct(punct) => {
                let character = punct.as_char();
                if ["impl", "dyn", "as", "mut"]
                    .iter()
                    .any(|keyword| ends_with_word(out, keyword))
                {
                    out.push(' ');
                }
                if matches!(character, '=' | '|' | '&')
                    && !joint
                    && wants_space(out)
                    && character != '&'
                {
                    out.push(' ');
                }
                out.push(character);
                joint = punct.spacing() == Spacing::Joint;
                if matches!(character, ',' | ';')
                    || (!joint && character == '=')
                    || (!joint && out.ends_with("=>"))
                {
                    out.push(' ');
                }
            }
            TokenTree::Ident(ident) => {
                if out.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    out.push(' ');
                }
                out.push_str(&ident.to_string());
                joint = false;
            }
            TokenTree::Literal(literal) => {
                if out.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    out.push(' ');
                }
                out.push_str(&literal.to_string());
                joint = false;
            }
        }
    }
    if out.ends_with(", ") || out.ends_with("; ") {
        out.pop();
    }
}

fn ends_with_word(out: &str, word: &str) -> bool {
    let before = out.strip_suffix(word);
    before.is_some_and(|before| {
        !before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '#'))
    })
}

fn wants_space(out: &str) -> bool {
    out.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '"' | ')' | '>' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn types_are_written_as_by_hand() {
        let tokens =
            quote!(::std::collections::BTreeMap<::std::string::String, ::std::vec::Vec<i64>>);
        assert_eq!(
            compact(&tokens),
            "::std::collections::BTreeMap<::std::string::String, ::std::vec::Vec<i64>>"
        );
        assert_eq!(
            compact(&quote!(impl ::std::convert::Into<super::models::r#Type>)),
            "impl ::std::convert::Into<super::models::r#Type>"
        );
    }
}
