//! Compares objects: their properties, and the order of the arguments of their constructors.

use crate::analyze::Unknown;
use crate::compare::found::{At, Claim, Site};
use crate::compare::lists::Lists;
use crate::compare::rule::Action::{Added, Changed, Removed, Reordered};
use crate::compare::rule::Direction::Request;
use crate::compare::{Comparison, Side};
use crate::ir::{Additional, Field, Rules, Struct, TypeId};
use crate::names::Members;

/// A property with the Rust name of its field.
#[derive(Clone, Copy)]
pub(super) struct Property<'a> {
    pub(super) field: &'a Field,
    pub(super) name: &'a str,
}

/// An argument: what identifies it on the wire, and its Rust name.
type Argument = (String, String);

impl Comparison<'_> {
    /// Compares objects; `owner` is the type by which they are named.
    pub(super) fn objects(
        &mut self,
        site: &Site,
        owner: TypeId,
        (old_id, old): (TypeId, &Struct),
        (new_id, new): (TypeId, &Struct),
    ) {
        let (owner, key) = (self.old.type_name(owner), self.old.type_key(owner));
        let old_fields = properties(old, self.old.type_names(old_id));
        let new_fields = properties(new, self.new.type_names(new_id));
        let has = |fields: &[Property<'_>], wire: &str| {
            fields.iter().any(|known| known.field.wire == wire)
        };
        let is_kept = |wire: &str| has(&old_fields, wire) && has(&new_fields, wire);
        let mut lists = Lists::of(&old_fields, &new_fields, |one, other| {
            let (wire, other_wire) = (&one.field.wire, &other.field.wire);
            // The same Rust name with another name on the wire: the property was renamed there.
            let is_renamed = || one.name == other.name && !is_kept(wire) && !is_kept(other_wire);
            wire == other_wire || is_renamed()
        });
        if let ([gone], [come]) = (&*lists.gone, &*lists.come)
            && self.is_renamed(gone.field, come.field)
        {
            lists.both.push((gone, come));
            (lists.gone, lists.come) = (Vec::new(), Vec::new());
        }
        for (known, other) in lists.both {
            let presence = [
                self.old.client.facts.presence(old_id, known.field),
                self.new.client.facts.presence(new_id, other.field),
            ];
            self.property(site, (owner, &key), known, other, presence);
        }
        for &Property { field, name } in lists.gone {
            let inner = site.gone(field.origin, of_field(&key, name));
            let message = format!("`{owner}::{name}` is gone");
            self.existence(&inner, (Some(field), None), message);
        }
        for &Property { field, name } in lists.come {
            let mut inner = site.come(field.origin);
            inner.claims = match self.new.client.facts.is_argument(new_id, field) {
                true => of_field(&key, name),
                false => of_setter(&key, name),
            };
            let message = format!("`{owner}::{name}` is new");
            self.existence(&inner, (None, Some(field)), message);
        }
        self.additional(site, old, new);
        let [before, after] = [(self.old, old_id), (self.new, new_id)]
            .map(|(side, id)| side.client.facts.unknown(id));
        let message = match (before, after) {
            (Unknown::SentBack, Unknown::Read) => "are no longer sent back",
            (Unknown::Read, Unknown::SentBack) => "are sent back",
            _ => "",
        };
        if !message.is_empty() {
            let message = format!("unknown properties of `{owner}` {message}");
            self.push(
                (Request, "unknown-properties", Changed),
                site.at,
                message,
                &[],
            );
        }
        let arguments = |side: &Side<'_>, id, fields: &[Property<'_>]| -> Vec<Argument> {
            let taken = fields.iter().filter(|known| {
                known.field.constant.is_none() && side.client.facts.is_argument(id, known.field)
            });
            let taken = taken.map(|known| (known.field.wire.clone(), known.name.to_owned()));
            taken.collect()
        };
        let before = arguments(self.old, old_id, &old_fields);
        let after = arguments(self.new, new_id, &new_fields);
        let function = format!("{owner}::new");
        let item = Claim::Item(format!("{key}::new()"));
        self.argument_order(&function, site.at, (&before, &after), item);
    }

    /// Compares the order of the arguments of a function.
    pub(in crate::compare) fn argument_order(
        &mut self,
        function: &str,
        at: At,
        (old, new): (&[Argument], &[Argument]),
        item: Claim,
    ) {
        let has = |list: &[Argument], wire: &String| list.iter().any(|(known, _)| known == wire);
        let before: Vec<_> = old.iter().filter(|(wire, _)| has(new, wire)).collect();
        let after: Vec<_> = new.iter().filter(|(wire, _)| has(old, wire)).collect();
        let mut both = before.iter().zip(&after);
        if let Some((before, after)) = both.find(|(before, after)| before.0 != after.0) {
            let message = format!("`{function}` takes `{}` before `{}`", after.1, before.1);
            self.push((Request, "argument", Reordered), at, message, &[item]);
        }
    }

    fn additional(&mut self, site: &Site, old: &Struct, new: &Struct) {
        let none = Rules::default();
        match (&old.additional, &new.additional) {
            (Additional::Ignored | Additional::Forbidden, Additional::Typed(_)) => {
                let message = format!("{} has additional properties", site.subject);
                self.push_at(site, "additional-properties", Added, message);
            }
            (Additional::Typed(_), Additional::Ignored | Additional::Forbidden) => {
                let message = format!("{} has no additional properties any more", site.subject);
                self.push_at(site, "additional-properties", Removed, message);
            }
            (Additional::Typed(old), Additional::Typed(new)) => {
                let inner = site.part("each additional property");
                self.values(&inner, (old, &none), (new, &none));
            }
            (
                Additional::Ignored | Additional::Forbidden,
                Additional::Ignored | Additional::Forbidden,
            ) => {}
        }
    }
}

fn properties<'a>(
    object: &'a Struct,
    names: Option<&'a crate::names::TypeNames>,
) -> Vec<Property<'a>> {
    let Some(Members::Fields(names)) = names.map(|names| &names.members) else {
        return Vec::new();
    };
    let pairs = object.fields.iter().zip(names);
    let named = pairs.map(|(field, (name, _))| Property {
        field,
        name: name.plain(),
    });
    named.collect()
}

/// Returns the items that depend on a property.
pub(super) fn of_field(key: &str, name: &str) -> Vec<Claim> {
    let mut claims = of_setter(key, name);
    claims.extend([
        Claim::Item(format!("{key}::new()")),
        Claim::Item(format!("impl ::std::default::Default for {key}")),
    ]);
    claims
}

/// Returns the field and the setter of a property.
fn of_setter(key: &str, name: &str) -> Vec<Claim> {
    vec![
        Claim::Item(format!("{key}.{name}")),
        Claim::Item(format!("{key}::{name}()")),
    ]
}
