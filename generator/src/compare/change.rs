//! A change, the version that it needs, and the summary of all changes.

use std::fmt;

use super::rule::{Action, Rule};

/// Whether something that worked still works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It still works.
    Ok,
    /// It may no longer work.
    Breaks,
}

impl Verdict {
    /// Returns `Breaks` where something is broken.
    #[must_use]
    pub fn broken(is_broken: bool) -> Self {
        if is_broken { Self::Breaks } else { Self::Ok }
    }

    /// Returns the text form: `ok` or `breaks`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Breaks => "breaks",
        }
    }
}

/// Where a change is, in one of the descriptions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WhereChanged {
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The JSON pointer of the node in its file.
    pub pointer: String,
}

/// A change from one version of a description to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub rule: &'static Rule,
    /// Whether a client of the old version can fail against the new server, or the old server can refuse what the same
    /// program sends with the new client.
    pub wire: Verdict,
    /// Whether a program that uses the generated client still compiles.
    pub rust: Verdict,
    /// Whether a program that still compiles does something else.
    pub silent: bool,
    /// Whether the client can do more than before.
    pub adds: bool,
    /// What changed, with the names of the generated items.
    pub message: String,
    /// The place in the old description; `None` where that has nothing to point to.
    pub old: Option<WhereChanged>,
    /// The place in the new description; `None` where that has nothing to point to.
    pub new: Option<WhereChanged>,
}

impl Change {
    /// Returns the stable name of the kind of change, e.g. `request-required-parameter-added`.
    #[must_use]
    pub fn code(&self) -> String {
        self.rule.to_string()
    }

    /// Returns the fingerprint by which the change can be accepted: 16 hexadecimal digits that depend on its code, its
    /// pointers and its message, but not on line numbers.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let pointer = |place: &Option<WhereChanged>| place.as_ref().map(|at| at.pointer.clone());
        let parts = [
            Some(self.code()),
            pointer(&self.old),
            pointer(&self.new),
            Some(self.message.clone()),
        ];
        // FNV-1a with 64 bits.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in parts {
            let bytes = part.unwrap_or_default().into_bytes();
            for byte in bytes.into_iter().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }

    /// Returns the version that the change needs.
    #[must_use]
    pub fn version(&self) -> Version {
        let is = |kind: &str, action| self.rule.kind == kind && self.rule.action == action;
        let breaks = self.wire == Verdict::Breaks || self.rust == Verdict::Breaks;
        if breaks || is("argument", Action::Reordered) {
            Version::Major
        } else if self.silent || self.adds || is("deprecation", Action::Set) {
            Version::Minor
        } else {
            Version::Patch
        }
    }
}

/// The kind of release in Semantic Versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Nothing changed.
    None,
    /// Nothing changed that a program can see, apart from documentation.
    Patch,
    /// Something is new, or does something else.
    Minor,
    /// Something that worked may no longer work.
    Major,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// How many changes of each kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// All changes.
    pub changes: usize,
    /// Those that break requests or responses.
    pub wire: usize,
    /// Those that break programs.
    pub rust: usize,
    /// Those that change what programs do.
    pub silent: usize,
    /// The version that all of them need.
    pub version: Version,
}

impl Summary {
    /// Counts changes.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        let count = |test: &dyn Fn(&Change) -> bool| changes.iter().filter(|c| test(c)).count();
        Self {
            changes: changes.len(),
            wire: count(&|change| change.wire == Verdict::Breaks),
            rust: count(&|change| change.rust == Verdict::Breaks),
            silent: count(&|change| change.silent),
            version: changes
                .iter()
                .map(Change::version)
                .max()
                .unwrap_or(Version::None),
        }
    }
}
