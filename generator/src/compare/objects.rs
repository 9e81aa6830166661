//! Objects: their properties, by the direction in which they go.

use super::Comparison;
use super::found::{At, Claim, Site};
use super::rule::{Action, Direction};
use crate::ir::{Additional, Field, Rules, Struct, TypeId};
use crate::names::Members;

/// A property with the name of its field.
#[derive(Clone, Copy)]
pub(super) struct Property<'a> {
    pub(super) field: &'a Field,
    pub(super) name: &'a str,
}

/// An argument: what it is on the wire, and its name.
type Argument = (String, String);

impl Comparison<'_> {
    /// Compares objects.
    pub(super) fn objects(
        &mut self,
        site: &Site,
        (old_id, old): (TypeId, &Struct),
        (new_id, new): (TypeId, &Struct),
    ) {
        let sides = (self.old, self.new);
        let old_fields = properties(old, sides.0.type_names(old_id));
        let new_fields = properties(new, sides.1.type_names(new_id));
        let owner = sides.0.type_name(old_id);
        let key = sides.0.type_key(old_id);
        let by_wire = |fields: &[Property<'_>], wire: &str| {
            fields.iter().position(|known| known.field.wire == wire)
        };
        for known in &old_fields {
            let same = by_wire(&new_fields, &known.field.wire);
            // Under the same name in Rust another name on the wire.
            let renamed = || {
                new_fields.iter().position(|other| {
                    other.name == known.name && by_wire(&old_fields, &other.field.wire).is_none()
                })
            };
            let other = same.or_else(renamed).and_then(|at| new_fields.get(at));
            match other {
                Some(other) => {
                    let presence = [
                        sides.0.client.facts.presence(old_id, known.field),
                        sides.1.client.facts.presence(new_id, other.field),
                    ];
                    self.property(site, (owner, &key), known, other, presence);
                }
                None => {
                    let at = At {
                        old: Some(known.field.origin),
                        new: site.at.new,
                    };
                    let message = format!("`{owner}::{}` is gone", known.name);
                    self.existence(
                        site,
                        at,
                        (Some(known.field), None),
                        message,
                        of_field(&key, known.name),
                    );
                }
            }
        }
        for other in &new_fields {
            let same = by_wire(&old_fields, &other.field.wire);
            let has_name = old_fields.iter().any(|known| {
                known.name == other.name && by_wire(&new_fields, &known.field.wire).is_none()
            });
            if same.is_none() && !has_name {
                let at = At {
                    old: site.at.old,
                    new: Some(other.field.origin),
                };
                let message = format!("`{owner}::{}` is new", other.name);
                self.existence(
                    site,
                    at,
                    (None, Some(other.field)),
                    message,
                    of_field(&key, other.name),
                );
            }
        }
        self.additional(site, old, new);
        let arguments = |fields: &[Property<'_>], is_argument: &dyn Fn(&Field) -> bool| {
            let fields = fields.iter();
            let taken =
                fields.filter(|known| known.field.constant.is_none() && is_argument(known.field));
            taken
                .map(|known| (known.field.wire.clone(), known.name.to_owned()))
                .collect::<Vec<_>>()
        };
        let before = arguments(&old_fields, &|field| {
            sides.0.client.facts.is_argument(old_id, field)
        });
        let after = arguments(&new_fields, &|field| {
            sides.1.client.facts.is_argument(new_id, field)
        });
        let function = format!("{owner}::new");
        self.argument_order(
            &function,
            site.at,
            (&before, &after),
            Claim::Item(format!("{key}::new()")),
        );
    }

    /// Compares the order of arguments, each by what it is on the wire and its name.
    pub(super) fn argument_order(
        &mut self,
        function: &str,
        at: At,
        (old, new): (&[Argument], &[Argument]),
        item: Claim,
    ) {
        let has = |list: &[Argument], wire: &String| list.iter().any(|(known, _)| known == wire);
        let before: Vec<_> = old.iter().filter(|(wire, _)| has(new, wire)).collect();
        let after: Vec<_> = new.iter().filter(|(wire, _)| has(old, wire)).collect();
        let differs = before
            .iter()
            .zip(&after)
            .find(|(before, after)| before.0 != after.0);
        if let Some((before, after)) = differs {
            self.push(
                (Direction::Request, "argument", Action::Reordered),
                at,
                format!("`{function}` takes `{}` before `{}`", after.1, before.1),
                vec![item],
            );
        }
    }

    fn additional(&mut self, site: &Site, old: &Struct, new: &Struct) {
        let none = Rules::default();
        match (&old.additional, &new.additional) {
            (Additional::Ignored, Additional::Typed(_)) => {
                let message = format!("{} has additional properties", site.subject);
                self.push_at(site, "additional-properties", Action::Added, message);
            }
            (Additional::Typed(_), Additional::Ignored) => {
                let message = format!("{} has no additional properties any more", site.subject);
                self.push_at(site, "additional-properties", Action::Removed, message);
            }
            (Additional::Typed(old), Additional::Typed(new)) => {
                let inner = site.part("each additional property");
                self.values(&inner, (old, &none), (new, &none));
            }
            (Additional::Ignored, Additional::Ignored) => {}
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

/// The items that a property has a part in.
pub(super) fn of_field(key: &str, name: &str) -> Vec<Claim> {
    vec![
        Claim::Item(format!("{key}.{name}")),
        Claim::Item(format!("{key}::{name}()")),
        Claim::Item(format!("{key}::new()")),
        Claim::Item(format!("impl ::std::default::Default for {key}")),
    ]
}
