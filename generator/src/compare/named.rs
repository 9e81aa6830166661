//! Enums and unions.

use std::fmt::Display;

use super::Comparison;
use super::found::{At, Claim, Site};
use super::rule::{Action, Direction};
use crate::ir::{EnumValue, Type, TypeId, Union, UnionStrategy, Variant};
use crate::names::{Members, TypeNames};

impl Comparison<'_> {
    /// Compares open enums.
    pub(super) fn enums<T: PartialEq + Display>(
        &mut self,
        site: &Site,
        (old_id, old): (TypeId, &[EnumValue<T>]),
        (new_id, new): (TypeId, &[EnumValue<T>]),
    ) {
        let sides = (self.old, self.new);
        let (owner, key) = (sides.0.type_name(old_id), sides.0.type_key(old_id));
        let old: Vec<_> = old
            .iter()
            .zip(variants(sides.0.type_names(old_id)))
            .collect();
        let new: Vec<_> = new
            .iter()
            .zip(variants(sides.1.type_names(new_id)))
            .collect();
        for (value, name) in &old {
            let claims = vec![Claim::Item(format!("{key}::{name}"))];
            let Some((other, other_name)) = new.iter().find(|(other, _)| other.wire == value.wire)
            else {
                let inner = Site {
                    at: At {
                        old: Some(value.name.origin),
                        new: site.at.new,
                    },
                    claims,
                    ..site.clone()
                };
                let message = format!("`{owner}::{name}` (`{}`) is gone", value.wire);
                self.push_at(&inner, "enum-value", Action::Removed, message);
                continue;
            };
            let at = At::both(value.name.origin, other.name.origin);
            let shown = format!("`{owner}::{name}`");
            if name != other_name {
                let message = format!("{shown} is called `{other_name}`");
                self.push(
                    (Direction::Client, "rust-name", Action::Renamed),
                    at,
                    message,
                    claims,
                );
            }
            self.docs(&shown, at, &value.docs, &other.docs);
            self.lifecycle(&shown, at, value.lifecycle, other.lifecycle);
        }
        for (value, name) in &new {
            if !old.iter().any(|(known, _)| known.wire == value.wire) {
                let at = At {
                    old: site.at.old,
                    new: Some(value.name.origin),
                };
                let inner = Site {
                    at,
                    claims: Vec::new(),
                    ..site.clone()
                };
                let message = format!("`{}` is `{owner}::{name}`, which was `Unknown`", value.wire);
                self.push_at(&inner, "enum-value", Action::Added, message);
            }
        }
    }

    /// Compares unions.
    pub(super) fn unions(
        &mut self,
        site: &Site,
        (old_id, old): (TypeId, &Union),
        (new_id, new): (TypeId, &Union),
    ) {
        let sides = (self.old, self.new);
        let (owner, key) = (sides.0.type_name(old_id), sides.0.type_key(old_id));
        let old_variants: Vec<_> = old
            .variants
            .iter()
            .zip(variants(sides.0.type_names(old_id)))
            .collect();
        let new_variants: Vec<_> = new
            .variants
            .iter()
            .zip(variants(sides.1.type_names(new_id)))
            .collect();
        let same_discriminator = match (&old.strategy, &new.strategy) {
            (
                UnionStrategy::Tagged { property: old, .. },
                UnionStrategy::Tagged { property: new, .. },
            ) => old == new,
            (UnionStrategy::Tagged { .. }, _) | (_, UnionStrategy::Tagged { .. }) => false,
            _ => true,
        };
        if !same_discriminator {
            let message = format!(
                "{} is discriminated by {}, not by {}",
                site.subject,
                by(&new.strategy),
                by(&old.strategy)
            );
            let inner = Site {
                claims: Vec::new(),
                ..site.clone()
            };
            self.push_at(&inner, "discriminator", Action::Changed, message);
        }
        let mut taken = vec![false; new_variants.len()];
        for (variant, name) in &old_variants {
            let place = self.place_of(variant, name, &new_variants, &taken);
            let claims = vec![
                Claim::Item(format!("{key}::{name}")),
                Claim::Item(conversion(&self.old.rust_of(&variant.ty), &key)),
            ];
            let Some((at, (other, other_name))) =
                place.and_then(|at| Some((at, new_variants.get(at)?)))
            else {
                let at = At {
                    old: Some(variant.origin),
                    new: site.at.new,
                };
                let inner = Site {
                    at,
                    claims,
                    ..site.clone()
                };
                let message = format!("`{owner}::{name}` is gone");
                self.push_at(&inner, "union-variant", Action::Removed, message);
                continue;
            };
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
            let at = At::both(variant.origin, other.origin);
            let inner = Site {
                at,
                claims: claims.clone(),
                subject: format!("`{owner}::{name}`"),
                ..site.clone()
            };
            if name != other_name {
                let message = format!("`{owner}::{name}` is called `{other_name}`");
                self.push(
                    (Direction::Client, "rust-name", Action::Renamed),
                    at,
                    message,
                    claims,
                );
            }
            if same_discriminator && variant.tags != other.tags {
                let tags = |variant: &Variant| {
                    let tags: Vec<_> = variant.tags.iter().map(|tag| format!("`{tag}`")).collect();
                    if tags.is_empty() {
                        "no tag".to_owned()
                    } else {
                        tags.join(", ")
                    }
                };
                let message = format!(
                    "{} is tagged {}, not {}",
                    inner.subject,
                    tags(other),
                    tags(variant)
                );
                self.push_at(&inner, "discriminator", Action::Changed, message);
            }
            self.values(
                &inner,
                (&variant.ty, &variant.rules),
                (&other.ty, &other.rules),
            );
            self.docs(&inner.subject, at, &variant.docs, &other.docs);
        }
        for ((variant, name), _) in new_variants
            .iter()
            .zip(&taken)
            .filter(|(_, taken)| !**taken)
        {
            let at = At {
                old: site.at.old,
                new: Some(variant.origin),
            };
            let inner = Site {
                at,
                claims: Vec::new(),
                ..site.clone()
            };
            let message = format!("`{owner}::{name}` is new; such values were `Unknown`");
            self.push_at(&inner, "union-variant", Action::Added, message);
        }
    }

    /// Finds the variant that has the place of another one: of its tags, of its type's name, or of its own.
    fn place_of(
        &self,
        variant: &Variant,
        name: &str,
        others: &[(&Variant, &str)],
        taken: &[bool],
    ) -> Option<usize> {
        let free = |at: &usize| taken.get(*at) == Some(&false);
        let find = |test: &dyn Fn(&Variant, &str) -> bool| {
            let mut found = others
                .iter()
                .enumerate()
                .filter(|(_, (other, name))| test(other, name));
            found.find(|(at, _)| free(at)).map(|(at, _)| at)
        };
        let type_name = |ty: &Type, side: &super::Side<'_>| match ty {
            Type::Named(id) => Some(side.type_name(*id).to_owned()),
            _ => None,
        };
        let own = type_name(&variant.ty, self.old);
        find(&|other, _| {
            own.is_some() && type_name(&other.ty, self.new) == own && other.tags == variant.tags
        })
        .or_else(|| find(&|other, _| own.is_some() && type_name(&other.ty, self.new) == own))
        .or_else(|| find(&|other, _| other.tags.iter().any(|tag| variant.tags.contains(tag))))
        .or_else(|| find(&|_, other| other == name))
    }
}

fn variants(names: Option<&TypeNames>) -> impl Iterator<Item = &str> {
    let names: &[_] = match names.map(|names| &names.members) {
        Some(Members::Variants(variants)) => variants,
        _ => &[],
    };
    names.iter().map(|(name, _)| name.plain())
}

fn by(strategy: &UnionStrategy) -> String {
    match strategy {
        UnionStrategy::Tagged { property, .. } => format!("`{property}`"),
        UnionStrategy::ByShape | UnionStrategy::Ambiguous => "the shape of its values".to_owned(),
    }
}

fn conversion(ty: &str, key: &str) -> String {
    format!("impl ::std::convert::From < {ty} > for {key}")
}
