//! From fragments to tokens: those in the text of each piece of code, and those of the fragments in its placeholders.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use super::code::{Code, Kind, OPERATORS};
use super::form::escaped;
use crate::emit::{Fragment, Template, ident};

impl Code {
    /// Returns the tokens of a fragment.
    pub(super) fn of_fragment(fragment: &Fragment) -> Self {
        let mut code = Self::default();
        code.fragment(fragment);
        code
    }

    fn fragment(&mut self, fragment: &Fragment) {
        match fragment {
            Fragment::Name(name) => self.push(Kind::Word, name),
            Fragment::Item(path) => {
                let open = self.open(Delimiter::None);
                for (at, segment) in path.split("::").enumerate() {
                    if at > 0 {
                        self.push(Kind::Operator, "::");
                    }
                    self.push(Kind::Word, segment);
                }
                self.close(open, Delimiter::None);
            }
            Fragment::Text(text) => self.text_literal(text),
            Fragment::Comment(lines) if lines.is_empty() => {}
            Fragment::Comment(lines) => {
                self.push(Kind::Operator, "#");
                let open = self.open(Delimiter::Bracket);
                self.push(Kind::Word, "doc");
                self.push(Kind::Operator, "=");
                self.text_literal(lines);
                self.close(open, Delimiter::Bracket);
            }
            Fragment::Code(template, places) => self.template(template, places),
            Fragment::List(fragments, between) => {
                for (at, fragment) in fragments.iter().enumerate() {
                    if let (1.., Some(between)) = (at, between) {
                        self.push(Kind::Operator, between.encode_utf8(&mut [0; 4]));
                    }
                    self.fragment(fragment);
                }
            }
            Fragment::Number(number) => self.push(Kind::Literal, &number.to_string()),
            Fragment::Tokens(tokens) => self.append(tokens.clone()),
        }
    }

    fn text_literal(&mut self, text: &str) {
        self.push(Kind::Literal, &["\"", &escaped(text), "\""].concat());
    }

    /// Reads the tokens in the text of a template, which the compiler has already accepted as tokens.
    fn template(&mut self, template: &Template, places: &[Fragment]) {
        let mut rest = template.text.trim_start();
        let mut groups = Vec::new();
        self.reserve(rest.len());
        while let Some(first) = rest.chars().next() {
            if let Some((after, place)) = place(template, rest) {
                if let Some(fragment) = places.get(place) {
                    self.fragment(fragment);
                }
                rest = after.trim_start();
                continue;
            }
            let length = match first {
                '(' | '[' | '{' => {
                    let delimiter = delimiter(first);
                    groups.push((self.open(delimiter), delimiter));
                    1
                }
                ')' | ']' | '}' => {
                    if let Some((open, delimiter)) = groups.pop() {
                        self.close(open, delimiter);
                    }
                    1
                }
                _ => {
                    let (kind, length) = token(rest);
                    self.push(kind, rest.get(..length).unwrap_or_default());
                    length
                }
            };
            rest = rest.get(length..).unwrap_or_default().trim_start();
        }
    }

    /// Returns the tokens for syn.
    fn stream(&self, from: usize, to: usize) -> TokenStream {
        let mut stream = TokenStream::new();
        let mut at = from;
        while at < to {
            let text = self.text(at);
            match self.kind(at) {
                Some(Kind::Word) => stream.append(ident(text)),
                Some(Kind::Literal) => match text.strip_prefix('\'') {
                    Some(name) if !name.ends_with('\'') => {
                        stream.append(Punct::new('\'', Spacing::Joint));
                        stream.append(Ident::new(name, Span::call_site()));
                    }
                    _ => stream.extend(text.parse::<Literal>().ok().map(TokenTree::from)),
                },
                Some(Kind::Operator) => {
                    let mut marks = text.chars().peekable();
                    while let Some(mark) = marks.next() {
                        let spacing = match marks.peek() {
                            Some(_) => Spacing::Joint,
                            None => Spacing::Alone,
                        };
                        stream.append(Punct::new(mark, spacing));
                    }
                }
                Some(Kind::Open(delimiter, distance)) => {
                    let close = at.saturating_add(distance);
                    let inner = self.stream(at.saturating_add(1), close);
                    stream.append(Group::new(delimiter, inner));
                }
                Some(Kind::Close(_)) | None => {}
            }
            at = self.after(at);
        }
        stream
    }
}

impl ToTokens for Fragment {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let code = Code::of_fragment(self);
        tokens.extend(code.stream(0, code.len()));
    }
}

fn delimiter(open: char) -> Delimiter {
    match open {
        '(' => Delimiter::Parenthesis,
        '[' => Delimiter::Bracket,
        _ => Delimiter::Brace,
    }
}

/// Returns the text after the placeholder with which a text begins, and the index of the placeholder.
fn place<'t>(template: &Template, text: &'t str) -> Option<(&'t str, usize)> {
    let name = text.strip_prefix('#')?.trim_start();
    let length = word(name);
    let (name, after) = name.split_at_checked(length).filter(|_| length > 0)?;
    let place = template.places.iter().position(|place| *place == name);
    #[cfg(test)]
    assert!(place.is_some(), "no place is called {name}: {template:?}");
    Some((after, place?))
}

/// Returns the length of the word at the beginning of the text.
fn word(text: &str) -> usize {
    let is_end = |character: char| character != '_' && !character.is_alphanumeric();
    text.find(is_end).unwrap_or(text.len())
}

/// Returns the kind and the length of the first token.
fn token(text: &str) -> (Kind, usize) {
    let inner = text.get(1..).unwrap_or_default();
    match text.chars().next() {
        Some('"') => {
            let mut is_escaped = false;
            let end = inner.find(|character| {
                let is_end = character == '"' && !is_escaped;
                is_escaped = character == '\\' && !is_escaped;
                is_end
            });
            (
                Kind::Literal,
                end.map_or(text.len(), |end| end.saturating_add(2)),
            )
        }
        // A lifetime: templates contain no character literals.
        Some('\'') => (Kind::Literal, word(inner).saturating_add(1)),
        Some(digit) if digit.is_ascii_digit() => {
            let whole = word(text);
            let fraction = text.get(whole..).and_then(|rest| rest.strip_prefix('.'));
            let fraction =
                fraction.filter(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
            let length = fraction.map_or(whole, |rest| whole.saturating_add(1 + word(rest)));
            (Kind::Literal, length)
        }
        Some(letter) if letter == '_' || letter.is_alphabetic() => {
            let raw = text.strip_prefix("r#");
            let length = raw.map_or_else(|| word(text), |name| word(name).saturating_add(2));
            (Kind::Word, length)
        }
        Some(mark) => {
            let known = OPERATORS.iter().find(|known| text.starts_with(**known));
            (
                Kind::Operator,
                known.map_or(mark.len_utf8(), |known| known.len()),
            )
        }
        None => (Kind::Operator, 0),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::emit::code;

    #[test]
    fn a_template_has_the_tokens_of_the_code_that_it_is() {
        let (name, count, item) = (
            Fragment::Name("r#type".to_owned()),
            Fragment::Number(7),
            Fragment::Item("super::models::Pet".to_owned()),
        );
        let template = code! { name, count, item =>
            #[doc = " A \"quote\" and a \\."]
            impl<'a> A<'_> for &'a mut [u8; 3] {
                fn #name(&self, r#use: impl ::std::ops::Fn(&#item) -> bool + 'static) -> ::std::option::Option<Vec<u8>> {
                    let x = #count..=1_000u64;
                    match x.0 { 1 | 2 => (|| 1.5)()?, y if !z && w => "{}\n", _ => &&#name::<A>(|()| x, ..) }
                }
            }
        };
        let (name, count) = (ident("r#type"), Literal::u64_unsuffixed(7));
        let item = Group::new(Delimiter::None, quote!(super::models::Pet));
        let tokens = quote! {
            #[doc = " A \"quote\" and a \\."]
            impl<'a> A<'_> for &'a mut [u8; 3] {
                fn #name(&self, r#use: impl ::std::ops::Fn(&#item) -> bool + 'static) -> ::std::option::Option<Vec<u8>> {
                    let x = #count..=1_000u64;
                    match x.0 { 1 | 2 => (|| 1.5)()?, y if !z && w => "{}\n", _ => &&#name::<A>(|()| x, ..) }
                }
            }
        };
        let (code, expected) = (Code::of_fragment(&template), Code::of(tokens));
        let all = |code: &Code| {
            let all = (0..code.len()).map(|at| (code.kind(at), code.text(at).to_owned()));
            all.collect::<Vec<_>>()
        };
        assert_eq!(all(&code), all(&expected));
        assert_eq!(all(&Code::of(template.to_token_stream())), all(&expected));
    }
}
