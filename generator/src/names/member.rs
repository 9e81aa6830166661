//! What wants a name in a scope.

use super::reserved::is_prelude;
use super::role::Role;
use super::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::NameHint;
use crate::source::Origin;

/// What wants a name.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// The name as the description has it, shown in messages and used to break ties.
    pub(super) wire: String,
    /// Names in the role's case, the best first.
    pub(super) candidates: Vec<String>,
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
    pub(crate) fn from_words(role: Role, words: &[String], origin: Origin) -> Self {
        let spelled = || {
            words
                .iter()
                .flat_map(|word| words::spell(word))
                .collect::<Vec<_>>()
        };
        let read = match role {
            // Paths of several words: a symbol inside says nothing that the others do not say.
            Role::Type | Role::Module | Role::Const => {
                let split: Vec<_> = words.iter().flat_map(|word| words::split(word)).collect();
                if split.is_empty() { spelled() } else { split }
            }
            Role::Variant | Role::Field | Role::Method => {
                words.iter().flat_map(|word| words::read(word)).collect()
            }
        };
        let mut candidates = vec![role.case(&read)];
        if !words.iter().all(|word| words::is_plain(word)) {
            let spelled = role.case(&spelled());
            if !candidates.contains(&spelled) {
                candidates.push(spelled);
            }
        }
        Self {
            wire: words.join(" "),
            candidates,
            rank: 0,
            wanted: None,
            note: None,
            origin,
        }
    }

    /// A module, which is a file and a feature of cargo: its name is ASCII.
    pub(crate) fn module(name: &str, wanted: Option<&'a (String, Origin)>, origin: Origin) -> Self {
        let mut member = Self::from_words(Role::Module, &[words::ascii(name)], origin);
        member.wire = name.to_owned();
        member.wanted = wanted.map(|(name, origin)| (name.as_str(), *origin));
        member
    }

    /// Gives a model that is named like something of Rust's prelude another name, or programs that import all models
    /// would no longer have what they know by it.
    pub(crate) fn beside_prelude(mut self, diagnostics: &mut Diagnostics) -> Self {
        let Some(name) = self.candidates.first_mut() else {
            return self;
        };
        if self.wanted.is_none() && is_prelude(name) {
            let other = format!("{name}Model");
            diagnostics.push(
                Diagnostic::warning(
                    Code::NameCollision,
                    Place::key(self.origin),
                    format!("`{}` has the name of Rust's own `{name}`", self.wire),
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
    pub(crate) fn or_else(mut self, candidate: String) -> Self {
        if !self.candidates.contains(&candidate) {
            self.candidates
                .insert(1.min(self.candidates.len()), candidate);
        }
        self
    }
}
