//! A member of a scope, before it has a name.

use std::borrow::{Borrow, Cow};

use super::reserved::is_prelude;
use super::role::Role;
use super::words::{self, spelling};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::NameHint;
use crate::source::Origin;

/// An alternative name, or what it is made from. It is only made when it is needed.
#[derive(Clone, Debug)]
pub(super) enum Other<'a> {
    Text(&'a str),
    /// The words of two strings.
    Words(Cow<'a, str>, &'a str),
    /// The words of strings, with every symbol spelled out.
    Spelled(Vec<String>),
}

impl Other<'_> {
    /// Returns the name in the case of a role.
    pub(super) fn name(&self, role: Role) -> String {
        let mut text = String::new();
        let case = role.words();
        let mut push = |word: &str| role.push(&mut text, word);
        match self {
            Other::Text(text) => return (*text).to_owned(),
            Other::Words(one, two) => {
                words::each(one, case, &mut push);
                words::each(two, case, &mut push);
            }
            Other::Spelled(all) => return spelled(role, all),
        }
        role.finish(text)
    }
}

fn spelled(role: Role, strings: &[String]) -> String {
    let words: Vec<String> = strings
        .iter()
        .flat_map(|text| spelling::spell(text))
        .collect();
    role.case(&words)
}

/// A member of a scope, before it has a name.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// The name in the description, for messages and to break ties.
    pub(super) wire: String,
    /// The preferred name, in the case of its role.
    pub(super) first: String,
    /// The names to try where that one is taken.
    pub(super) others: Vec<Other<'a>>,
    /// Members with a lower rank choose first.
    pub(super) rank: u8,
    pub(super) wanted: Option<(&'a str, Origin)>,
    /// Why its name is not the expected one.
    pub(super) note: Option<String>,
    /// What distinguishes it from another one with its wire name, such as `in the query`.
    pub(super) place: &'a str,
    pub(super) origin: Origin,
}

impl<'a> Member<'a> {
    /// Returns a member that is named by a hint.
    pub(crate) fn new(role: Role, hint: &'a NameHint) -> Self {
        let mut member = Self::from_words(role, &hint.words, hint.origin);
        member.wanted = hint
            .wanted
            .as_ref()
            .map(|(name, origin)| (name.as_str(), *origin));
        member
    }

    /// Returns a member that is named by words alone.
    pub(crate) fn from_words<W: Borrow<str>>(role: Role, words: &[W], origin: Origin) -> Self {
        let words = || words.iter().map(Borrow::borrow);
        let len: usize = words().map(|word: &str| word.len() + 4).sum();
        let mut text = String::with_capacity(len);
        let case = role.words();
        let mut push = |word: &str| role.push(&mut text, word);
        match role {
            // These names consist of several words, so a symbol inside adds nothing.
            Role::Type | Role::Module | Role::Const => {
                words().for_each(|word| words::each(word, case, &mut push));
            }
            Role::Variant | Role::Field | Role::Method => {
                words().for_each(|word| spelling::read(word, case, &mut push));
            }
        }
        let is_plain = words().all(spelling::is_plain);
        let owned = || words().map(str::to_owned).collect::<Vec<_>>();
        // If nothing is left of the words, their symbols are spelled out; if there are symbols, that is an alternative.
        let others = (!is_plain).then(|| Other::Spelled(owned()));
        Self {
            wire: words().collect::<Vec<_>>().join(" "),
            first: match text.is_empty() {
                true => spelled(role, &owned()),
                false => role.finish(text),
            },
            others: others.into_iter().collect(),
            rank: 0,
            wanted: None,
            note: None,
            place: "",
            origin,
        }
    }

    /// Returns a member that is named by the words of one string.
    pub(crate) fn from_word(role: Role, word: &str, origin: Origin) -> Self {
        Self::from_words(role, &[word], origin)
    }

    /// Returns a module, which is also a file and a cargo feature, so its name is ASCII.
    pub(crate) fn module(name: &str, wanted: Option<&'a (String, Origin)>, origin: Origin) -> Self {
        let mut member = Self::from_words(Role::Module, &[spelling::ascii(name)], origin);
        member.wire = name.to_owned();
        member.wanted = wanted.map(|(name, origin)| (name.as_str(), *origin));
        member
    }

    /// Renames a model with the name of an item of Rust's prelude: a program that imports all models would otherwise no
    /// longer see that item.
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

    /// Sets the rank: members with a lower rank choose first.
    pub(crate) fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Sets what distinguishes it from another one with its wire name.
    pub(crate) fn place(mut self, place: &'a str) -> Self {
        self.place = place;
        self
    }

    /// Adds a name to try before a number is appended.
    pub(crate) fn or_else(self, name: &'a str) -> Self {
        self.or(Other::Text(name))
    }

    /// Adds a name from the words of two strings.
    pub(crate) fn or_words(self, one: impl Into<Cow<'a, str>>, two: &'a str) -> Self {
        self.or(Other::Words(one.into(), two))
    }

    /// Adds a name from the words of two strings, to try after all others.
    pub(crate) fn or_words_last(mut self, one: &'static str, two: &'a str) -> Self {
        self.others.push(Other::Words(one.into(), two));
        self
    }

    fn or(mut self, other: Other<'a>) -> Self {
        self.others.insert(0, other);
        self
    }
}
