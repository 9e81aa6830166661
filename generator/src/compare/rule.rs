//! The kinds of change, and what each of them does to programs and servers.

use std::fmt;

use Action::{
    Added, Changed, Cleared, Loosened, Optional, Removed, Renamed, Reordered, Required, Set,
    Tightened,
};
use Direction::{Client, Request, Response};
use Effect::{Breaks, BreaksSilently, Harmless, Silent};

/// The direction of the values that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
    /// Neither: the change is about the client, an operation as a whole, or names.
    Client,
}

/// What happens to what is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It becomes required.
    Required,
    /// It becomes optional.
    Optional,
    /// Fewer values are allowed.
    Tightened,
    /// More values are allowed.
    Loosened,
    /// It is replaced by another one.
    Changed,
    /// It has another name.
    Renamed,
    /// It has another position among others.
    Reordered,
    /// A mark, such as `deprecated`, is set.
    Set,
    /// A mark is removed.
    Cleared,
}

/// The effect of a kind of change, apart from whether programs still compile; a worse one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing fails.
    Harmless,
    /// Programs that still compile do something else.
    Silent,
    /// A client of the old version can fail against the new server, or the old server can refuse what the same program
    /// sends with the new client.
    Breaks,
    /// Both `Silent` and `Breaks`.
    BreaksSilently,
}

impl Effect {
    /// Returns what it means, as a sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Harmless => "Requests and responses stay valid.",
            Silent => "Programs that still compile do something else.",
            Breaks => {
                "A client of the old version can fail against the new server, or the old server can refuse what the new \
                 client sends."
            }
            BreaksSilently => {
                "A client of the old version can fail against the new server, or the old server can refuse what the new \
                 client sends; programs that still compile do something else."
            }
        }
    }

    /// Whether requests or responses break.
    #[must_use]
    pub fn breaks(self) -> bool {
        matches!(self, Breaks | BreaksSilently)
    }

    /// Whether programs that still compile do something else.
    #[must_use]
    pub fn is_silent(self) -> bool {
        matches!(self, Silent | BreaksSilently)
    }
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The direction.
    pub direction: Direction,
    /// What is changed.
    pub kind: &'static str,
    /// What happens to it.
    pub action: Action,
    /// Its effect.
    pub effect: Effect,
}

impl Rule {
    /// Returns the rule for a direction, a kind and an action.
    #[must_use]
    pub fn find(direction: Direction, kind: &str, action: Action) -> Option<&'static Self> {
        RULES
            .iter()
            .find(|rule| rule.direction == direction && rule.kind == kind && rule.action == action)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.direction {
            Request => f.write_str("request-")?,
            Response => f.write_str("response-")?,
            Client => {}
        }
        let action = match self.action {
            Added => "added",
            Removed => "removed",
            Required => "became-required",
            Optional => "became-optional",
            Tightened => "tightened",
            Loosened => "loosened",
            Changed => "changed",
            Renamed => "renamed",
            Reordered => "reordered",
            Set => "set",
            Cleared => "cleared",
        };
        write!(f, "{}-{action}", self.kind)
    }
}

const fn rule(direction: Direction, kind: &'static str, action: Action, effect: Effect) -> Rule {
    Rule {
        direction,
        kind,
        action,
        effect,
    }
}

/// Every kind of change. Whether programs still compile does not depend on it: the generated items are compared.
pub const RULES: &[Rule] = &[
    // The client.
    rule(Client, "default-server", Changed, BreaksSilently),
    rule(Client, "documentation", Changed, Harmless),
    rule(Client, "rust-item", Changed, Harmless),
    rule(Client, "rust-item", Removed, Harmless),
    rule(Client, "rust-name", Renamed, Harmless),
    rule(Client, "schema", Added, Harmless),
    rule(Client, "schema", Removed, Harmless),
    rule(Client, "security-scheme", Added, Harmless),
    rule(Client, "security-scheme", Changed, Breaks),
    rule(Client, "security-scheme", Removed, Harmless),
    rule(Client, "server", Added, Harmless),
    rule(Client, "server", Removed, Breaks),
    rule(Client, "server-variable-default", Changed, Silent),
    rule(Client, "server-variable-value", Added, Harmless),
    rule(Client, "server-variable-value", Removed, Breaks),
    // Operations.
    rule(Client, "busy", Added, Harmless),
    rule(Client, "busy", Changed, Silent),
    rule(Client, "busy", Removed, Harmless),
    rule(Client, "deprecation", Cleared, Harmless),
    rule(Client, "deprecation", Set, Harmless),
    rule(Client, "idempotency", Cleared, Silent),
    rule(Client, "idempotency", Set, Silent),
    rule(Client, "operation", Added, Harmless),
    rule(Client, "operation", Removed, Breaks),
    rule(Client, "operation", Renamed, Harmless),
    rule(Client, "operation-method", Changed, Breaks),
    rule(Client, "operation-path", Changed, Breaks),
    rule(Client, "operation-server", Changed, BreaksSilently),
    rule(Client, "operation-tag", Changed, Harmless),
    rule(Client, "paging", Added, Harmless),
    rule(Client, "paging", Changed, Silent),
    rule(Client, "paging", Removed, Harmless),
    rule(Client, "security", Added, BreaksSilently),
    rule(Client, "security", Changed, BreaksSilently),
    rule(Client, "security", Loosened, Harmless),
    rule(Client, "security", Removed, BreaksSilently),
    rule(Client, "security", Tightened, Breaks),
    rule(Client, "sensitivity", Cleared, Silent),
    rule(Client, "sensitivity", Set, Harmless),
    rule(Client, "waiter", Added, Harmless),
    rule(Client, "waiter", Changed, Silent),
    rule(Client, "waiter", Removed, Harmless),
    // Parameters.
    rule(Request, "argument", Changed, BreaksSilently),
    rule(Request, "argument", Reordered, Silent),
    rule(Request, "optional-parameter", Added, Harmless),
    rule(Request, "optional-parameter", Removed, Harmless),
    rule(Request, "parameter", Optional, Harmless),
    rule(Request, "parameter", Renamed, Breaks),
    rule(Request, "parameter", Required, Breaks),
    rule(Request, "parameter-location", Changed, Breaks),
    rule(Request, "parameter-scope", Changed, Harmless),
    rule(Request, "parameter-style", Changed, Breaks),
    rule(Request, "required-parameter", Added, Breaks),
    rule(Request, "required-parameter", Removed, Breaks),
    // Bodies.
    rule(Request, "body", Optional, Harmless),
    rule(Request, "body", Required, Breaks),
    rule(Request, "body-encoding", Changed, Breaks),
    rule(Request, "media-type", Added, Harmless),
    rule(Request, "media-type", Changed, Breaks),
    rule(Request, "media-type", Removed, Breaks),
    rule(Request, "optional-body", Added, Harmless),
    rule(Request, "optional-body", Removed, Harmless),
    rule(Request, "optional-part", Added, Harmless),
    rule(Request, "optional-part", Removed, Harmless),
    rule(Request, "part", Optional, Harmless),
    rule(Request, "part", Required, Breaks),
    rule(Request, "part-encoding", Changed, Breaks),
    rule(Request, "required-body", Added, Breaks),
    rule(Request, "required-body", Removed, Breaks),
    rule(Request, "required-part", Added, Breaks),
    rule(Request, "required-part", Removed, Breaks),
    // Values that are sent.
    rule(Request, "additional-properties", Added, Harmless),
    rule(Request, "additional-properties", Removed, Breaks),
    rule(Request, "constant", Added, BreaksSilently),
    rule(Request, "constant", Changed, BreaksSilently),
    rule(Request, "constant", Removed, Harmless),
    rule(Request, "constraint", Changed, BreaksSilently),
    rule(Request, "constraint", Loosened, Harmless),
    rule(Request, "constraint", Tightened, BreaksSilently),
    rule(Request, "default", Added, Silent),
    rule(Request, "default", Changed, Silent),
    rule(Request, "default", Removed, Silent),
    rule(Request, "discriminator", Changed, BreaksSilently),
    rule(Request, "enum-value", Added, Harmless),
    rule(Request, "enum-value", Removed, Breaks),
    rule(Request, "null", Added, Harmless),
    rule(Request, "null", Removed, Breaks),
    rule(Request, "optional-property", Added, Harmless),
    rule(Request, "optional-property", Removed, Harmless),
    rule(Request, "property", Optional, Harmless),
    rule(Request, "property", Renamed, Breaks),
    rule(Request, "property", Required, Breaks),
    rule(Request, "required-property", Added, Breaks),
    rule(Request, "required-property", Removed, Breaks),
    rule(Request, "type", Changed, Breaks),
    rule(Request, "type", Loosened, Harmless),
    rule(Request, "type", Tightened, Breaks),
    rule(Request, "union-variant", Added, Harmless),
    rule(Request, "union-variant", Removed, Breaks),
    rule(Request, "union-variant", Reordered, Harmless),
    rule(Request, "unknown-properties", Changed, Silent),
    // Responses.
    rule(Response, "error", Added, Harmless),
    rule(Response, "error", Removed, Harmless),
    rule(Response, "media-type", Added, Harmless),
    rule(Response, "media-type", Changed, Breaks),
    rule(Response, "media-type", Removed, Harmless),
    rule(Response, "status", Changed, Harmless),
    rule(Response, "success", Added, Harmless),
    rule(Response, "success", Removed, Harmless),
    rule(Response, "unreadable-status", Changed, Breaks),
    rule(Response, "unreadable-success", Added, Breaks),
    // Headers of responses.
    rule(Response, "header", Optional, Breaks),
    rule(Response, "header", Required, Harmless),
    rule(Response, "header-style", Changed, Breaks),
    rule(Response, "optional-header", Added, Harmless),
    rule(Response, "optional-header", Removed, Harmless),
    rule(Response, "required-header", Added, Harmless),
    rule(Response, "required-header", Removed, Breaks),
    // Values that are received.
    rule(Response, "additional-properties", Added, Harmless),
    rule(Response, "additional-properties", Removed, Harmless),
    rule(Response, "body", Added, Harmless),
    rule(Response, "body", Removed, Breaks),
    rule(Response, "constant", Added, Harmless),
    rule(Response, "constant", Changed, Harmless),
    rule(Response, "constant", Removed, Harmless),
    rule(Response, "constraint", Changed, Harmless),
    rule(Response, "constraint", Loosened, Harmless),
    rule(Response, "constraint", Tightened, Harmless),
    rule(Response, "default", Added, Harmless),
    rule(Response, "default", Changed, Harmless),
    rule(Response, "default", Removed, Harmless),
    rule(Response, "discriminator", Changed, Silent),
    rule(Response, "enum-value", Added, Silent),
    rule(Response, "enum-value", Removed, Harmless),
    rule(Response, "null", Added, Breaks),
    rule(Response, "null", Removed, Harmless),
    rule(Response, "null-of-optional", Added, Harmless),
    rule(Response, "optional-property", Added, Harmless),
    rule(Response, "optional-property", Removed, Harmless),
    rule(Response, "property", Optional, Breaks),
    rule(Response, "property", Renamed, Breaks),
    rule(Response, "property", Required, Harmless),
    rule(Response, "required-property", Added, Harmless),
    rule(Response, "required-property", Removed, Breaks),
    rule(Response, "type", Changed, Breaks),
    rule(Response, "type", Loosened, Harmless),
    rule(Response, "type", Tightened, Harmless),
    rule(Response, "union-variant", Added, Silent),
    rule(Response, "union-variant", Removed, Harmless),
    rule(Response, "union-variant", Reordered, Silent),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules without a rule for the reverse change, with the reason.
    const WITHOUT_MIRROR: &[(&str, &str)] = &[
        ("rust-item-removed", "what is added is said of its cause"),
        (
            "response-unreadable-success-added",
            "one that is gone is read no more",
        ),
        (
            "response-null-of-optional-added",
            "it is null that is removed, whatever the presence",
        ),
    ];

    /// Returns the action that undoes another one.
    fn mirror(action: Action) -> Action {
        match action {
            Added => Removed,
            Removed => Added,
            Required => Optional,
            Optional => Required,
            Tightened => Loosened,
            Loosened => Tightened,
            Set => Cleared,
            Cleared => Set,
            Changed | Renamed | Reordered => action,
        }
    }

    #[test]
    fn each_rule_has_its_mirror_or_a_reason() {
        for rule in RULES {
            let mirror = Rule::find(rule.direction, rule.kind, mirror(rule.action));
            let excused = WITHOUT_MIRROR
                .iter()
                .any(|(code, _)| *code == rule.to_string());
            assert_eq!(mirror.is_some(), !excused, "{rule}");
        }
    }

    #[test]
    fn a_code_is_in_the_table_once() {
        let mut codes: Vec<_> = RULES.iter().map(ToString::to_string).collect();
        codes.sort();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    /// A kind of change that values can have in both directions has a rule for each.
    #[test]
    fn what_is_sent_and_received_has_rules_for_both() {
        for kind in [
            "property",
            "type",
            "constraint",
            "default",
            "constant",
            "enum-value",
            "null",
            "union-variant",
            "additional-properties",
        ] {
            for rule in RULES.iter().filter(|rule| rule.kind == kind) {
                let other = match rule.direction {
                    Request => Response,
                    _ => Request,
                };
                assert!(Rule::find(other, kind, rule.action).is_some(), "{rule}");
            }
        }
    }
}
