//! Changes as they are found, and the sites at which values are compared.

use super::rule::Action::{self, Added, Changed, Cleared, Loosened, Optional, Required, Set};
use super::rule::Direction::{self, Client, Response};
use super::rule::Rule;
use super::{Comparison, Side};
use crate::ir::{Docs, Lifecycle, ParameterPresence, Sensitivity, Type, TypeId};
use crate::names::TypeNames;
use crate::source::Origin;

/// A change, before its effect on the generated items is known.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) rule: &'static Rule,
    /// Whether the effect of the rule applies: `false` for a type that is neither sent nor received.
    pub(super) is_used: bool,
    pub(super) message: String,
    pub(super) old: Option<Origin>,
    pub(super) new: Option<Origin>,
    /// The items that may change because of it.
    pub(super) claims: Vec<Claim>,
    /// Whether the client can do more because of it.
    pub(super) adds: bool,
}

/// Generated items that a change may affect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// One item.
    Item(String),
    /// One item, and everything that belongs to it.
    Under(String),
    /// The methods that begin a call: all of one name, and that of a sub-client, by its type and its name.
    Call {
        method: String,
        short: Option<(String, String)>,
    },
    /// The items in whose signatures this old type appears.
    UsesOf(TypeId),
}

/// The places of a change in both descriptions.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) old: Option<Origin>,
    pub(super) new: Option<Origin>,
}

impl At {
    pub(super) fn both(old: Origin, new: Origin) -> Self {
        Self {
            old: Some(old),
            new: Some(new),
        }
    }

    /// Returns the places with that of a removed part.
    pub(super) fn gone(self, old: Origin) -> Self {
        let old = Some(old);
        Self { old, ..self }
    }

    /// Returns the places with that of an added part.
    pub(super) fn come(self, new: Origin) -> Self {
        let new = Some(new);
        Self { new, ..self }
    }

    /// Returns the roots of both descriptions.
    pub(super) fn root() -> Self {
        Self::both(Origin::default(), Origin::default())
    }

    pub(super) fn old(old: Origin) -> Self {
        Self {
            old: Some(old),
            new: None,
        }
    }

    pub(super) fn new(new: Origin) -> Self {
        Self {
            old: None,
            new: Some(new),
        }
    }
}

/// A site that values pass through: an argument, a property, a body.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The directions in which they pass.
    pub(super) directions: Vec<Direction>,
    /// What it is called in messages.
    pub(super) subject: String,
    pub(super) at: At,
    /// The items whose signatures depend on its type.
    pub(super) claims: Vec<Claim>,
    /// Whether values are written as text, in which a number is the same as its digits.
    pub(super) is_text: bool,
}

impl Site {
    /// Returns a site that values pass in one direction.
    pub(super) fn new(direction: Direction, subject: String, at: At, claims: &[Claim]) -> Self {
        Self {
            directions: vec![direction],
            subject,
            at,
            claims: claims.to_vec(),
            is_text: false,
        }
    }

    /// Returns the same site, but with values that are written as text.
    pub(super) fn in_text(self) -> Self {
        Self {
            is_text: true,
            ..self
        }
    }

    /// Returns the site of a removed part, with the items that depend on its type.
    pub(super) fn gone(&self, old: Origin, claims: Vec<Claim>) -> Self {
        let at = self.at.gone(old);
        Self {
            at,
            claims,
            ..self.clone()
        }
    }

    /// Returns the site of an added part.
    pub(super) fn come(&self, new: Origin) -> Self {
        let (at, claims) = (self.at.come(new), Vec::new());
        Self {
            at,
            claims,
            ..self.clone()
        }
    }

    /// Returns the same site without the items that depend on its type.
    pub(super) fn without_claims(&self) -> Self {
        let claims = Vec::new();
        Self {
            claims,
            ..self.clone()
        }
    }

    /// Returns the site of a part, such as the items of an array.
    pub(super) fn part(&self, what: &str) -> Self {
        Self {
            subject: format!("{what} of {}", self.subject),
            ..self.clone()
        }
    }
}

/// Returns the first of two kinds for something required, the second for something optional.
pub(super) fn by_presence(presence: &ParameterPresence, kinds: [&'static str; 2]) -> &'static str {
    let [required, optional] = kinds;
    if presence.is_required() {
        required
    } else {
        optional
    }
}

/// Returns the action for something that becomes required, or optional.
pub(super) fn required(is_required: bool) -> Action {
    if is_required { Required } else { Optional }
}

/// Whether a kind of change lets a client do more.
fn adds(rule: &Rule) -> bool {
    match rule.action {
        Added => !matches!(rule.kind, "default" | "constant"),
        Loosened => rule.direction != Response,
        _ => false,
    }
}

impl Comparison<'_> {
    /// Adds a change in one direction.
    pub(super) fn push(
        &mut self,
        (direction, kind, action): (Direction, &str, Action),
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        self.push_worst(&[(direction, kind, action)], at, message, claims);
    }

    /// Adds a change that has a rule for each direction; the worst of the rules counts.
    pub(super) fn push_worst(
        &mut self,
        rules: &[(Direction, &str, Action)],
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        self.add(rules, true, at, message, claims);
    }

    /// Adds a change of a type that is neither sent nor received, so that no request or response breaks.
    pub(super) fn push_unused(
        &mut self,
        (kind, action): (&str, Action),
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        let rule = (Response, kind, action);
        self.add(&[rule], false, at, message, claims);
    }

    fn add(
        &mut self,
        rules: &[(Direction, &str, Action)],
        is_used: bool,
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        let found = rules.iter().filter_map(|(direction, kind, action)| {
            let rule = Rule::find(*direction, kind, *action);
            #[cfg(test)]
            assert!(
                rule.is_some(),
                "no rule for {direction:?} {kind} {action:?}"
            );
            rule
        });
        // Of several that are equally bad, the first is taken.
        let worst = found.reduce(|one, other| match other.effect > one.effect {
            true => other,
            false => one,
        });
        if let Some(rule) = worst {
            self.found.push(Found {
                rule,
                is_used,
                message,
                old: at.old,
                new: at.new,
                claims: claims.to_vec(),
                adds: adds(rule),
            });
        }
    }

    /// Adds a change of a site, of the same kind in each direction.
    pub(super) fn push_at(&mut self, site: &Site, kind: &str, action: Action, message: String) {
        self.push_by(site, |_| (kind, action), message);
    }

    /// Adds a change of a site, of a kind that depends on the direction.
    pub(super) fn push_by<'k>(
        &mut self,
        site: &Site,
        rule: impl Fn(Direction) -> (&'k str, Action),
        message: String,
    ) {
        if site.directions.is_empty() {
            return self.push_unused(rule(Response), site.at, message, &site.claims);
        }
        let rules = site.directions.iter().map(|direction| {
            let (kind, action) = rule(*direction);
            (*direction, kind, action)
        });
        let rules: Vec<_> = rules.collect();
        self.push_worst(&rules, site.at, message, &site.claims);
    }

    /// Compares documentation.
    pub(super) fn docs(&mut self, what: &str, at: At, old: &Docs, new: &Docs) {
        if old != new {
            self.push(
                (Client, "documentation", Changed),
                at,
                format!("the documentation of {what} changes"),
                &[],
            );
        }
    }

    /// Compares whether something is deprecated.
    pub(super) fn lifecycle(&mut self, what: &str, at: At, old: Lifecycle, new: Lifecycle) {
        let (action, says) = match (old, new) {
            (Lifecycle::Current, Lifecycle::Deprecated) => (Set, "is deprecated"),
            (Lifecycle::Deprecated, Lifecycle::Current) => (Cleared, "is no longer deprecated"),
            _ => return,
        };
        let message = format!("{what} {says}");
        self.push((Client, "deprecation", action), at, message, &[]);
    }

    /// Compares whether something is required.
    pub(super) fn presence(
        &mut self,
        site: &Site,
        kind: &str,
        (old, new): (&ParameterPresence, &ParameterPresence),
    ) {
        if old.is_required() == new.is_required() {
            return;
        }
        let words = match kind {
            "body" | "parameter" => ["is required, an argument", "is optional, a setter"],
            _ => ["is required", "is optional"],
        };
        let message = format!("{} {}", site.subject, by_presence(new, words));
        self.push_at(site, kind, required(new.is_required()), message);
    }

    /// Compares whether a value is secret.
    pub(super) fn sensitivity(
        &mut self,
        what: &str,
        at: At,
        (old, new): (Sensitivity, Sensitivity),
        claims: &[Claim],
    ) {
        let (action, says) = match (old, new) {
            (Sensitivity::Plain, Sensitivity::Secret) => (Set, "is not shown any more"),
            (Sensitivity::Secret, Sensitivity::Plain) => (Cleared, "is shown by `Debug`"),
            _ => return,
        };
        let message = format!("{what} {says}");
        self.push((Client, "sensitivity", action), at, message, claims);
    }
}

impl Side<'_> {
    /// Returns the path of a type, with which the keys of its items begin.
    pub(super) fn type_key(&self, id: TypeId) -> String {
        format!("models::{}", self.type_name(id))
    }

    /// Returns the names of a type and of its members.
    pub(super) fn type_names(&self, id: TypeId) -> Option<&TypeNames> {
        self.client.names.types.get(id.index())
    }

    /// Returns the name of a type.
    pub(super) fn type_name(&self, id: TypeId) -> &str {
        self.type_names(id).map_or("", |names| names.name.plain())
    }

    /// Returns a type as messages name it.
    pub(super) fn shown(&self, ty: &Type) -> String {
        use crate::ir::{Integer, StringFormat};
        match ty {
            Type::Any => "any JSON".to_owned(),
            Type::Bool => "`bool`".to_owned(),
            Type::Integer(Integer::I32) => "`i32`".to_owned(),
            Type::Integer(Integer::I64) => "`i64`".to_owned(),
            Type::Integer(Integer::U32) => "`u32`".to_owned(),
            Type::Integer(Integer::U64) => "`u64`".to_owned(),
            Type::Integer(Integer::Big) => "`Number`".to_owned(),
            Type::Number(_) => "`f64`".to_owned(),
            Type::String(StringFormat::Plain(Some(format))) => format!("a string (`{format}`)"),
            Type::String(StringFormat::Plain(None) | StringFormat::Binary) => "a string".to_owned(),
            Type::String(StringFormat::DateTime) => "`DateTime`".to_owned(),
            Type::String(StringFormat::Date) => "`Date`".to_owned(),
            Type::String(StringFormat::Base64) => "`Base64`".to_owned(),
            Type::String(StringFormat::Secret) => "`Secret`".to_owned(),
            Type::Array(item) => format!("an array of {}", self.shown(item)),
            Type::Tuple(_) => "a tuple".to_owned(),
            Type::Map(value) => format!("a map of {}", self.shown(value)),
            Type::Nullable(inner) => format!("{} or null", self.shown(inner)),
            Type::Named(id) => format!("`{}`", self.type_name(*id)),
        }
    }
}
