//! What wants a name in a scope.

use std::borrow::{Borrow, Cow};

use super::reserved::is_prelude;
use super::role::Role;
use super::{spelling, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::NameHint;
use crate::source::Origin;

/// Another name, or what it is made from: few are asked for.
#[derive(Clone, Debug)]
pub(super) enum Other<'a> {
    Text(&'a str),
    /// The words of two strings.
    Words(Cow<'a, str>, &'a str),
    /// The words of strings with every symbol in them spelled out.
    Spelled(Vec<String>),
}

impl Other<'_> {
    /// Returns it in a case.
    pub(super) fn name(&self, role: Role) -> String {
        let mut text = String::new();
        let mut push = |word: &str| role.push(&mut text, word);
        match self {
            Other::Text(text) => return (*text).to_owned(),
            Other::Words(one, two) => {
                words::each(one, &mut push);
                words::each(two, &mut push);
            }
            Other::Spelled(all) => return spelled(role, all),
        }
        role.finish(text)
    }
}

/// The words of the name of a method, which several types begin with.
pub(super) struct MethodWords<'m> {
    name: &'m str,
    camel: String,
    is_plain: bool,
}

impl<'m> MethodWords<'m> {
    pub(super) fn of(name: &'m str) -> Self {
        let mut camel = String::with_capacity(name.len());
        words::each(name, &mut |word| Role::Type.push(&mut camel, word));
        Self {
            name,
            camel,
            is_plain: spelling::is_plain(name),
        }
    }
}

fn spelled(role: Role, strings: &[String]) -> String {
    let words: Vec<String> = strings
        .iter()
        .flat_map(|text| spelling::spell(text))
        .collect();
    role.case(&words)
}

/// What wants a name.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// The name as the description has it, shown in messages and used to break ties.
    pub(super) wire: String,
    /// The best name, in the role's case.
    pub(super) first: String,
    /// Names to try where that one is taken.
    pub(super) others: Vec<Other<'a>>,
    /// Members of a lower rank choose first.
    pub(super) rank: u8,
    pub(super) wanted: Option<(&'a str, Origin)>,
    /// Why it cannot have the name that one would expect.
    pub(super) note: Option<String>,
    pub(super) origin: Origin,
}

impl<'a> Member<'a> {
    /// A member named by a hint.
    pub(crate) fn new(role: Role, hint: &'a NameHint) -> Self {
        let mut member = Self::from_words(role, &hint.words, hint.origin);
        member.wanted = hint
            .wanted
            .as_ref()
            .map(|(name, origin)| (name.as_str(), *origin));
        member
    }

    /// A member named by words alone.
    pub(crate) fn from_words<W: Borrow<str>>(role: Role, words: &[W], origin: Origin) -> Self {
        let words = || words.iter().map(Borrow::borrow);
        let len: usize = words().map(|word: &str| word.len() + 4).sum();
        let mut text = String::with_capacity(len);
        let mut push = |word: &str| role.push(&mut text, word);
        match role {
            // Paths of several words: a symbol inside says nothing that the others do not say.
            Role::Type | Role::Module | Role::Const => {
                words().for_each(|word| words::each(word, &mut push));
            }
            Role::Variant | Role::Field | Role::Method => {
                words().for_each(|word| spelling::read(word, &mut push));
            }
        }
        let is_plain = words().all(spelling::is_plain);
        let wire = words().collect::<Vec<_>>().join(" ");
        let owned = || words().map(str::to_owned).collect();
        Self::of_text(role, text, is_plain, owned, wire, origin)
    }

    /// A member named by the words of one string.
    pub(crate) fn from_word(role: Role, word: &str, origin: Origin) -> Self {
        Self::from_words(role, &[word], origin)
    }

    /// A type that is named after a method and what it is to it.
    pub(super) fn of_method(method: &MethodWords<'_>, suffix: &str, origin: Origin) -> Self {
        let words = || vec![method.name.to_owned(), suffix.to_owned()];
        let text = format!("{}{suffix}", method.camel);
        let is_plain = method.is_plain && !suffix.is_empty();
        let wire = format!("{} {suffix}", method.name);
        Self::of_text(Role::Type, text, is_plain, words, wire, origin)
    }

    /// A member of the text that its words give, which are spelled out where there is none, and tried so where they are
    /// not plain.
    fn of_text(
        role: Role,
        text: String,
        is_plain: bool,
        words: impl Fn() -> Vec<String>,
        wire: String,
        origin: Origin,
    ) -> Self {
        let others = (!is_plain).then(|| Other::Spelled(words()));
        Self {
            wire,
            first: match text.is_empty() {
                true => spelled(role, &words()),
                false => role.finish(text),
            },
            others: others.into_iter().collect(),
            rank: 0,
            wanted: None,
            note: None,
            origin,
        }
    }

    /// A module, which is a file and a feature of cargo: its name is ASCII.
    pub(crate) fn module(name: &str, wanted: Option<&'a (String, Origin)>, origin: Origin) -> Self {
        let mut member = Self::from_words(Role::Module, &[spelling::ascii(name)], origin);
        member.wire = name.to_owned();
        member.wanted = wanted.map(|(name, origin)| (name.as_str(), *origin));
        member
    }

    /// Gives a model that is named like something of Rust's prelude another name, or programs that import all models
    /// would no longer have what they know by it.
    pub(crate) fn beside_prelude(mut self, diagnostics: &mut Diagnostics) -> Self {
        let name = &mut self.first;
        if self.wanted.is_none() && is_prelude(name) {
            let other = format!("{name}Model");
            diagnostics.push(
                Diagnostic::warning(
                    Code::NameCollision,
                    Place::key(self.origin),
                    format!("`{}` has the same name as Rust's own `{name}`", self.wire),
                )
                .label(format!("it is called `{other}`"))
                .help("choose a better name with `x-rust-name`"),
            );
            self.note = Some(format!(
                "`{}` is named so because `{name}` is a name of Rust's own.",
                self.wire
            ));
            *name = other;
        }
        self
    }

    /// Lets members of a lower rank choose first.
    pub(crate) fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Adds a name to try before the name is numbered.
    pub(crate) fn or_else(self, name: &'a str) -> Self {
        self.or(Other::Text(name))
    }

    /// Adds a name of the words of two strings.
    pub(crate) fn or_words(self, one: impl Into<Cow<'a, str>>, two: &'a str) -> Self {
        self.or(Other::Words(one.into(), two))
    }

    fn or(mut self, other: Other<'a>) -> Self {
        self.others.insert(0, other);
        self
    }
}
