//! Changes as they are found, and where they are looked for.

use super::rule::Action::{self, Added, Changed, Cleared, Loosened, Optional, Required, Set};
use super::rule::Direction::{self, Client, Response};
use super::rule::Rule;
use super::{Comparison, Side};
use crate::ir::{Docs, Lifecycle, ParameterPresence, Sensitivity, Type, TypeId};
use crate::names::{Split, TypeNames};
use crate::source::Origin;

/// A change, before it is known what it does to the items of Rust.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) rule: &'static Rule,
    /// Whether the rule's effect holds; not where the change is of a type that nobody sends or receives.
    pub(super) is_used: bool,
    pub(super) message: String,
    pub(super) old: Option<Origin>,
    pub(super) new: Option<Origin>,
    /// The items that may be other ones because of it.
    pub(super) claims: Vec<Claim>,
    /// Whether the client can do more because of it.
    pub(super) adds: bool,
}

/// Items of Rust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// One.
    Item(String),
    /// One, and everything that it has.
    Under(String),
    /// The methods that begin a call: those of a name, wherever they are, and that of a sub-client, by its type.
    Call {
        method: String,
        short: Option<(String, String)>,
    },
    /// Those that this old type has a part in, which is only another name.
    UsesOf(TypeId),
}

/// The places of a thing in both descriptions.
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

    /// The place of a part that is gone.
    pub(super) fn gone(self, old: Origin) -> Self {
        let old = Some(old);
        Self { old, ..self }
    }

    /// The place of a part that is new.
    pub(super) fn come(self, new: Origin) -> Self {
        let new = Some(new);
        Self { new, ..self }
    }

    /// The descriptions as a whole.
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

/// A thing that values go through: an argument, a property, a body.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Which ways.
    pub(super) directions: Vec<Direction>,
    /// What it is called in messages.
    pub(super) subject: String,
    pub(super) at: At,
    /// The items that have its type.
    pub(super) claims: Vec<Claim>,
    /// Whether values are written as text, which is the same for a number and its digits.
    pub(super) is_text: bool,
}

impl Site {
    /// Returns a thing that values go through one way.
    pub(super) fn new(direction: Direction, subject: String, at: At, claims: &[Claim]) -> Self {
        Self {
            directions: vec![direction],
            subject,
            at,
            claims: claims.to_vec(),
            is_text: false,
        }
    }

    /// Returns the same where values are written as text.
    pub(super) fn in_text(self) -> Self {
        Self {
            is_text: true,
            ..self
        }
    }

    /// Returns a part that is gone, with the items that have its type.
    pub(super) fn gone(&self, old: Origin, claims: Vec<Claim>) -> Self {
        let at = self.at.gone(old);
        Self {
            at,
            claims,
            ..self.clone()
        }
    }

    /// Returns a part that is new.
    pub(super) fn come(&self, new: Origin) -> Self {
        let (at, claims) = (self.at.come(new), Vec::new());
        Self {
            at,
            claims,
            ..self.clone()
        }
    }

    /// Returns it without the items that have its type.
    pub(super) fn without_claims(&self) -> Self {
        let claims = Vec::new();
        Self {
            claims,
            ..self.clone()
        }
    }

    /// Returns a part of it, such as its items.
    pub(super) fn part(&self, what: &str) -> Self {
        Self {
            subject: format!("{what} of {}", self.subject),
            ..self.clone()
        }
    }
}

/// One of two kinds: of what must be there, and of what may be absent.
pub(super) fn by_presence(presence: &ParameterPresence, kinds: [&'static str; 2]) -> &'static str {
    let [required, optional] = kinds;
    if presence.is_required() {
        required
    } else {
        optional
    }
}

/// What is done to a thing that must be there now, or may be absent.
pub(super) fn required(is_required: bool) -> Action {
    if is_required { Required } else { Optional }
}

/// Whether a client can do more because of a kind of change.
fn adds(rule: &Rule) -> bool {
    match rule.action {
        Added => !matches!(rule.kind, "default" | "constant"),
        Loosened => rule.direction != Response,
        _ => false,
    }
}

impl Comparison<'_> {
    /// Adds a change that goes one way.
    pub(super) fn push(
        &mut self,
        (direction, kind, action): (Direction, &str, Action),
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        self.push_worst(&[(direction, kind, action)], at, message, claims);
    }

    /// Adds a change that is several by the way in which values go; the worst counts.
    pub(super) fn push_worst(
        &mut self,
        rules: &[(Direction, &str, Action)],
        at: At,
        message: String,
        claims: &[Claim],
    ) {
        self.add(rules, true, at, message, claims);
    }

    /// Adds a change of a type that nobody sends or receives, so that no request or response breaks.
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
        let rules = rules
            .iter()
            .filter_map(|(direction, kind, action)| Rule::find(*direction, kind, *action));
        // The first of several that are equally bad.
        let worst = rules.reduce(|one, other| {
            if other.effect.rank() > one.effect.rank() {
                other
            } else {
                one
            }
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

    /// Adds a change of a value, whichever way it goes.
    pub(super) fn push_at(&mut self, site: &Site, kind: &str, action: Action, message: String) {
        self.push_by(site, |_| (kind, action), message);
    }

    /// Adds a change of a value that is one for each way in which it goes.
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

    /// Compares what is said of a thing.
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

    /// Compares whether a thing is deprecated.
    pub(super) fn lifecycle(&mut self, what: &str, at: At, old: Lifecycle, new: Lifecycle) {
        let (action, says) = match (old, new) {
            (Lifecycle::Current, Lifecycle::Deprecated) => (Set, "is deprecated"),
            (Lifecycle::Deprecated, Lifecycle::Current) => (Cleared, "is no longer deprecated"),
            _ => return,
        };
        let message = format!("{what} {says}");
        self.push((Client, "deprecation", action), at, message, &[]);
    }

    /// Compares whether a thing must be there.
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

    /// Compares whether a value is hidden.
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
    /// The path of a type, as keys of items begin.
    pub(super) fn type_key(&self, id: TypeId) -> String {
        let home = self.client.names.modules.of_type(id);
        self.path("models", home, self.type_name(id))
    }

    /// The path of what a module has, which is in the part of a tag where such parts are public.
    pub(super) fn path(&self, module: &str, tag: Option<usize>, name: &str) -> String {
        let modules = &self.client.names.modules;
        let tag = tag.filter(|_| modules.split == Split::Features);
        match tag.and_then(|tag| modules.name(tag)) {
            Some(home) => format!("{module}::{}::{name}", home.plain()),
            None => format!("{module}::{name}"),
        }
    }

    /// The names of a type and of what it has.
    pub(super) fn type_names(&self, id: TypeId) -> Option<&TypeNames> {
        self.client.names.types.get(id.index())
    }

    /// The name of a type.
    pub(super) fn type_name(&self, id: TypeId) -> &str {
        self.type_names(id).map_or("", |names| names.name.plain())
    }

    /// A type, as messages name it.
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
