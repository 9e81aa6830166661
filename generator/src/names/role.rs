//! Identifiers by role, so that the name of a field cannot be used where the name of a type is needed.

use std::fmt;

use proc_macro2::{Ident, Span};
use quote::{ToTokens, TokenStreamExt};

use super::words::{self, Case};
use crate::limits::FILE_NAME;

/// The use of a name, which decides its case and its prefix before a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A struct, enum or alias.
    Type,
    /// A variant of an enum.
    Variant,
    /// A field of a struct.
    Field,
    /// A method or its argument.
    Method,
    /// A module.
    Module,
    /// A static.
    Const,
}

impl Role {
    /// Returns words as an identifier in the case of the role, before reserved names are avoided.
    pub(crate) fn case(self, words: &[String]) -> String {
        let mut text = String::new();
        words.iter().for_each(|word| self.push(&mut text, word));
        self.finish(text)
    }

    /// Adds a word to the text of an identifier.
    pub(super) fn push(self, text: &mut String, word: &str) {
        match self.words() {
            Case::Camel => words::push_camel(text, word),
            Case::Snake => words::push_snake(text, word),
        }
    }

    /// Returns the case in which words are joined.
    pub(super) fn words(self) -> Case {
        match self {
            Role::Type | Role::Variant => Case::Camel,
            Role::Field | Role::Method | Role::Module | Role::Const => Case::Snake,
        }
    }

    /// Completes an identifier from the words that were added.
    pub(super) fn finish(self, text: String) -> String {
        let text = match self {
            Role::Const => text.to_uppercase(),
            _ => text,
        };
        let text = match text.chars().next() {
            Some(first) if unicode_ident::is_xid_start(first) => text,
            _ => format!("{}{text}", self.digit_prefix()),
        };
        match self {
            Role::Type | Role::Module | Role::Method => shortened(text),
            Role::Variant | Role::Field | Role::Const => text,
        }
    }

    /// Returns the prefix of a name that begins with a digit.
    fn digit_prefix(self) -> &'static str {
        match self {
            Role::Type => "Type",
            Role::Variant => "Value",
            Role::Field => "field_",
            Role::Method => "value_",
            Role::Module => "part_",
            Role::Const => "VALUE_",
        }
    }

    /// Returns the word for the role in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Role::Type => "type",
            Role::Variant => "variant",
            Role::Field => "field",
            Role::Method => "method",
            Role::Module => "module",
            Role::Const => "static",
        }
    }
}

/// Returns the beginning and the end of a name that is too long for a file named after it: a module, a page of rustdoc.
fn shortened(text: String) -> String {
    if text.len() <= FILE_NAME {
        return text;
    }
    let begin = text.get(..text.floor_char_boundary(FILE_NAME * 3 / 4));
    let end = text.get(text.ceil_char_boundary(text.len().saturating_sub(FILE_NAME / 4))..);
    [begin, end].map(Option::unwrap_or_default).concat()
}

/// Turns a text into an identifier: keywords become raw, or get an underscore where Rust has no raw form. The text must
/// come from [`Role::case`] or be a checked `x-rust-name`.
pub(crate) fn escape(text: String) -> String {
    if NEVER_RAW.contains(&text.as_str()) {
        format!("{text}_")
    } else if is_keyword(&text) {
        format!("r#{text}")
    } else {
        text
    }
}

/// Returns an identifier without `r#`.
pub(super) fn plain(text: &str) -> &str {
    text.strip_prefix("r#").unwrap_or(text)
}

/// Returns the token of an identifier.
pub(crate) fn ident(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

/// Whether a text is a Rust identifier, keyword or not.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(unicode_ident::is_xid_start)
        && characters.all(unicode_ident::is_xid_continue)
}

/// Whether a text is a keyword of edition 2024.
pub fn is_keyword(text: &str) -> bool {
    NEVER_RAW.contains(&text) || KEYWORDS.binary_search(&text).is_ok()
}

/// Keywords of edition 2024 that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "_", "crate", "self", "super"];

/// All other keywords of edition 2024, reserved ones included; sorted.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// An identifier of one role.
pub(super) trait Name {
    const ROLE: Role;

    /// Wraps a text from [`escape`].
    fn new(text: String) -> Self;
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident: $role:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Returns the identifier as it is written, including `r#`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the identifier without `r#`.
            #[must_use]
            pub fn plain(&self) -> &str {
                plain(&self.0)
            }
        }

        impl Name for $name {
            const ROLE: Role = Role::$role;

            fn new(text: String) -> Self {
                Self(text)
            }
        }

        impl ToTokens for $name {
            fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
                tokens.append(ident(&self.0));
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

roles! {
    /// The name of a struct, an enum or an alias.
    TypeName: Type;
    /// The name of an enum's variant.
    VariantName: Variant;
    /// The name of a struct's field, and of its setter.
    FieldName: Field;
    /// The name of a method.
    MethodName: Method;
    /// The name of a module, and of its cargo feature.
    ModuleName: Module;
    /// The name of a static.
    ConstName: Const;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn keywords_become_raw_or_get_an_underscore() {
        assert_eq!(escape("type".into()), "r#type");
        assert_eq!(escape("gen".into()), "r#gen");
        assert_eq!(escape("self".into()), "self_");
        assert_eq!(escape("Self".into()), "Self_");
        assert_eq!(escape("union".into()), "union");
    }

    #[test]
    fn a_leading_digit_gets_the_role_in_front() {
        let words = ["2".to_owned(), "fa".to_owned()];
        assert_eq!(Role::Type.case(&words), "Type2Fa");
        assert_eq!(Role::Field.case(&words), "field_2_fa");
        assert_eq!(Role::Variant.case(&["1".to_owned()]), "Value1");
    }

    #[test]
    fn what_names_a_file_is_no_longer_than_a_file_name_may_be() {
        for letter in ["x", "中"] {
            let words = [letter.repeat(300), "response".to_owned()];
            for role in [Role::Type, Role::Module, Role::Method] {
                let name = role.case(&words);
                assert!(name.len() <= FILE_NAME, "{name}");
                assert!(is_identifier(&name) && name.ends_with("esponse"), "{name}");
            }
            assert!(Role::Field.case(&words).len() > 300);
        }
    }
}
