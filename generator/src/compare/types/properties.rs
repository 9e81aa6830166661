//! Compares properties of objects, for each direction in which they go.

use serde_json::Value;

use super::objects::{Property, of_field};
use crate::compare::Comparison;
use crate::compare::found::{At, Claim, Site, required};
use crate::compare::rule::Action::{self, Added, Changed, Removed, Renamed};
use crate::compare::rule::Direction::{self, Client, Request, Response};
use crate::ir::{Access, Field, Presence, Sensitivity, StringFormat, Type, TypeId, TypeKind};
use crate::source::Decimal;

impl Comparison<'_> {
    /// Adds the change that a property is new or gone, for each direction.
    pub(super) fn existence(
        &mut self,
        site: &Site,
        (old, new): (Option<&Field>, Option<&Field>),
        message: String,
    ) {
        let (at, claims) = (site.at, &site.claims);
        let rules = rules_of(site, old, new);
        if rules.is_empty() {
            // The type is neither sent nor received, or the property goes in neither direction.
            let action = if new.is_some() { Added } else { Removed };
            self.push_unused(("optional-property", action), at, message, claims);
        } else {
            self.push_worst(&rules, at, message, claims);
        }
    }

    /// Whether the only property that is gone is the only new one under another name: both have the same schema with
    /// the same description.
    pub(super) fn is_renamed(&self, old: &Field, new: &Field) -> bool {
        let (before, after) = (
            self.old.sources.node(old.origin),
            self.new.sources.node(new.origin),
        );
        let mut schemas = [Some(after), after.get("items")].into_iter().flatten();
        schemas.any(|schema| schema.get("description").is_some())
            && old.presence == new.presence
            && before.equals(after)
    }

    /// Compares a property of both versions.
    pub(super) fn property(
        &mut self,
        site: &Site,
        (owner, key): (&str, &str),
        old: &Property<'_>,
        new: &Property<'_>,
        in_rust: [Presence; 2],
    ) {
        let at = At::both(old.field.origin, new.field.origin);
        let subject = format!("`{owner}::{}`", old.name);
        let claims = of_field(key, old.name);
        let inner = Site {
            directions: site.directions.clone(),
            ..Site::new(Request, subject.clone(), at, &claims)
        };
        if old.field.wire != new.field.wire {
            let (is, was) = (&new.field.wire, &old.field.wire);
            let message = match old.name == new.name {
                true => format!("{subject} is `{is}` on the wire, not `{was}`"),
                false => format!("{subject} is called `{}`, on the wire `{is}`", new.name),
            };
            self.push_at(&inner, "property", Renamed, message);
        } else if old.name != new.name {
            let message = format!("{subject} is called `{}`", new.name);
            self.push((Client, "rust-name", Renamed), at, message, &claims);
        }
        self.property_presence(&inner, (old.field, new.field), in_rust);
        let sensitivity = (old.field.sensitivity, new.field.sensitivity);
        self.sensitivity(&subject, at, sensitivity, &claims);
        if self.constant(&inner, old.field, new.field) {
            let (old, new) = (old.field, new.field);
            let [old_ty, new_ty] = beside_sensitivity(sensitivity, [&old.ty, &new.ty]);
            self.values(&inner, (&old_ty, &old.rules), (&new_ty, &new.rules));
        }
        let default = (old.field.default.as_ref(), new.field.default.as_ref());
        self.default_of(&inner, default);
        self.docs(&subject, at, &old.field.docs, &new.field.docs);
        self.lifecycle(&subject, at, old.field.lifecycle, new.field.lifecycle);
    }

    fn property_presence(
        &mut self,
        site: &Site,
        (old, new): (&Field, &Field),
        in_rust: [Presence; 2],
    ) {
        let rules = rules_of(site, Some(old), Some(new));
        let subject = &site.subject;
        let message = match (old.access, new.access) {
            (Access::ReadOnly, Access::ReadOnly)
            | (Access::WriteOnly, Access::WriteOnly)
            | (Access::Both, Access::Both) => {
                let says = if new.presence.is_required() {
                    "is required"
                } else {
                    "is optional"
                };
                format!("{subject} {says}")
            }
            (_, Access::ReadOnly) => format!("{subject} is read-only"),
            (_, Access::WriteOnly) => format!("{subject} is write-only"),
            (Access::ReadOnly, Access::Both) => format!("{subject} is no longer read-only"),
            (Access::WriteOnly, Access::Both) => format!("{subject} is no longer write-only"),
        };
        let is_unused =
            site.directions.is_empty() && in_rust[0].is_required() != in_rust[1].is_required();
        if is_unused {
            self.push_at(
                site,
                "property",
                required(in_rust[1].is_required()),
                message,
            );
        } else {
            self.push_worst(&rules, site.at, message, &site.claims);
        }
        let (was, is) = (old.presence.is_nullable(), new.presence.is_nullable());
        if was == is {
            return;
        }
        let (action, says) = if is {
            (Added, "may be null")
        } else {
            (Removed, "is never null any more")
        };
        let is_used = !site.directions.is_empty();
        let kind = |direction: Direction| match direction {
            // A field that may be absent can be read from null, too.
            Response if is && is_used && !in_rust[0].is_required() => "null-of-optional",
            _ => "null",
        };
        let message = format!("{subject} {says}");
        self.push_by(site, |direction| (kind(direction), action), message);
    }

    /// Compares the default, which the server assumes where nothing is sent.
    pub(in crate::compare) fn default_of(
        &mut self,
        site: &Site,
        values: (Option<&Value>, Option<&Value>),
    ) {
        let (action, says) = match values {
            (None, Some(new)) => (Added, format!("the default of {} is `{new}`", site.subject)),
            (Some(old), None) => (
                Removed,
                format!("{} has no default any more, it was `{old}`", site.subject),
            ),
            (Some(old), Some(new)) if !is_same(old, new) => {
                let says = format!(
                    "the default of {} changes from `{old}` to `{new}`",
                    site.subject
                );
                (Changed, says)
            }
            _ => return,
        };
        self.push_at(&site.without_claims(), "default", action, says);
    }

    /// Compares the constant values of properties. Returns whether their types are still to be compared.
    fn constant(&mut self, site: &Site, old: &Field, new: &Field) -> bool {
        let ids = self.enums_of(&old.ty, &new.ty);
        let (action, says) = match (&old.only, &new.only) {
            // An enum that gains or loses values is compared as one, unless the client fills in the value.
            (None, Some(_)) | (Some(_), None) if ids.is_some() && old.constant == new.constant => {
                return true;
            }
            (None, Some(new)) => (Added, format!("{} is always `{new}`", site.subject)),
            (Some(old), None) => (Removed, format!("{} is not always `{old}`", site.subject)),
            (Some(old), Some(new)) if old != new => (
                Changed,
                format!("{} is always `{new}`, not `{old}`", site.subject),
            ),
            _ => return true,
        };
        let mut site = site.clone();
        if let Some((old, new)) = ids {
            // The enum of the value changes together with it.
            site.claims.push(Claim::Under(self.old.type_key(old)));
            self.types.insert(old, new);
            self.paired.insert(new);
        }
        self.push_at(&site, "constant", action, says);
        false
    }

    /// Returns the enums that two types are, if both of them are enums.
    fn enums_of(&self, old: &Type, new: &Type) -> Option<(TypeId, TypeId)> {
        let is_enum = |side: &crate::compare::Side<'_>, id: TypeId| {
            let kind = side.def(id).map(|def| &def.kind);
            matches!(kind, Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_)))
        };
        match (old, new) {
            (Type::Named(old), Type::Named(new))
                if is_enum(self.old, *old) && is_enum(self.new, *new) =>
            {
                Some((*old, *new))
            }
            _ => None,
        }
    }
}

/// Returns whether a property is added, removed, or becomes required or optional, for each direction.
fn rules_of(
    site: &Site,
    old: Option<&Field>,
    new: Option<&Field>,
) -> Vec<(Direction, &'static str, Action)> {
    let rules = site.directions.iter().filter_map(|direction| {
        let presence = |field: Option<&Field>| field.and_then(|field| seen(field, *direction));
        let (kind, action) = match (presence(old), presence(new)) {
            (None, Some(new)) => (kind_of(new), Added),
            (Some(old), None) => (kind_of(old), Removed),
            (Some(old), Some(new)) if old.is_required() != new.is_required() => {
                ("property", required(new.is_required()))
            }
            _ => return None,
        };
        Some((*direction, kind, action))
    });
    rules.collect()
}

/// Returns the presence of a property in one direction; `None` where it never goes that way.
fn seen(field: &Field, direction: Direction) -> Option<Presence> {
    match (field.access, direction) {
        (Access::ReadOnly, Request) | (Access::WriteOnly, Response) => None,
        _ => Some(field.presence),
    }
}

fn kind_of(presence: Presence) -> &'static str {
    if presence.is_required() {
        "required-property"
    } else {
        "optional-property"
    }
}

/// Whether two defaults are equal as JSON: numbers by value.
fn is_same(old: &Value, new: &Value) -> bool {
    let number = |value: &Value| Decimal::parse(&value.as_number()?.to_string());
    old == new || number(old).is_some_and(|own| number(new) == Some(own))
}

/// Returns the types of a value in both versions. A secret is still a string: that it becomes one is not also a change
/// of its type.
pub(in crate::compare) fn beside_sensitivity(
    (old, new): (Sensitivity, Sensitivity),
    types: [&Type; 2],
) -> [Type; 2] {
    types.map(
        |ty| match *ty == Type::String(StringFormat::Secret) && old != new {
            true => Type::text(),
            false => ty.clone(),
        },
    )
}
