//! Compares enums and unions.

use std::fmt::Display;

use crate::compare::found::{At, Claim, Site};
use crate::compare::lists::Lists;
use crate::compare::rule::Action::{Added, Changed, Removed, Renamed, Reordered};
use crate::compare::rule::Direction::Client;
use crate::compare::{Comparison, Side};
use crate::ir::{EnumValue, Type, TypeId, Union, UnionStrategy, Variant};
use crate::names::Members;

impl<'a> Comparison<'a> {
    /// Compares open enums; `owner` is the type by which they are named.
    pub(super) fn enums<T: PartialEq + Display>(
        &mut self,
        site: &Site,
        owner: TypeId,
        (old_id, old): (TypeId, &'a [EnumValue<T>]),
        (new_id, new): (TypeId, &'a [EnumValue<T>]),
    ) {
        let (owner, key) = (self.old.type_name(owner), self.old.type_key(owner));
        let old = with_names(self.old, old_id, old);
        let new = with_names(self.new, new_id, new);
        let lists = Lists::of(&old, &new, |(one, _), (other, _)| one.wire == other.wire);
        let item = |name: &str| vec![Claim::Item(format!("{key}::{name}"))];
        for (value, name) in lists.gone {
            let inner = site.gone(value.name.origin, item(name));
            let message = format!("`{owner}::{name}` (`{}`) is gone", value.wire);
            self.push_at(&inner, "enum-value", Removed, message);
        }
        for ((value, name), (other, other_name)) in lists.both {
            let at = At::both(value.name.origin, other.name.origin);
            let shown = format!("`{owner}::{name}`");
            if name != other_name {
                let message = format!("{shown} is called `{other_name}`");
                self.push((Client, "rust-name", Renamed), at, message, &item(name));
            }
            self.docs(&shown, at, &value.docs, &other.docs);
            self.lifecycle(&shown, at, value.lifecycle, other.lifecycle);
        }
        for (value, name) in lists.come {
            let inner = site.come(value.name.origin);
            let message = format!("`{}` is `{owner}::{name}`, which was `Unknown`", value.wire);
            self.push_at(&inner, "enum-value", Added, message);
        }
    }

    /// Compares unions; `owner` is the type by which they are named.
    pub(super) fn unions(
        &mut self,
        site: &Site,
        owner: TypeId,
        (old_id, old): (TypeId, &'a Union),
        (new_id, new): (TypeId, &'a Union),
    ) {
        let (owner, key) = (self.old.type_name(owner), self.old.type_key(owner));
        let same_discriminator = self.discriminator(site, old, new);
        let mut free = with_names(self.new, new_id, &new.variants);
        let mut kept = Vec::new();
        for known in with_names(self.old, old_id, &old.variants) {
            let (variant, name) = known;
            let subject = format!("`{owner}::{name}`");
            let claims = vec![
                Claim::Item(format!("{key}::{name}")),
                Claim::Item(conversion(&self.old.rust_of(&variant.ty), &key)),
            ];
            let Some(place) = self.place_of(known, &free) else {
                let inner = site.gone(variant.origin, claims);
                let message = format!("{subject} is gone");
                self.push_at(&inner, "union-variant", Removed, message);
                continue;
            };
            let other = free.remove(place);
            kept.push(other);
            let inner = Site {
                at: At::both(variant.origin, other.0.origin),
                claims,
                subject,
                ..site.clone()
            };
            self.variant(&inner, known, other, same_discriminator);
        }
        for (variant, name) in free {
            let inner = site.come(variant.origin);
            let message = format!("`{owner}::{name}` is new; such values were `Unknown`");
            self.push_at(&inner, "union-variant", Added, message);
        }
        let is_ambiguous = |union: &Union| union.strategy == UnionStrategy::Ambiguous;
        if is_ambiguous(old) && is_ambiguous(new) {
            self.variant_order(site, &kept, &new.variants);
        }
    }

    /// Compares the order of the variants of an ambiguous union: of variants that know equally much of a value, the
    /// first is chosen.
    fn variant_order(&mut self, site: &Site, kept: &[WithName<'_, Variant>], new: &[Variant]) {
        let place = |variant: &Variant| new.iter().position(|other| std::ptr::eq(other, variant));
        let mut pairs = kept.iter().zip(kept.iter().skip(1));
        if let Some((first, second)) =
            pairs.find(|(first, second)| place(first.0) > place(second.0))
        {
            let (first, second) = (first.1, second.1);
            let message = format!(
                "a value of {} that `{first}` and `{second}` fit equally is read as `{second}`",
                site.subject
            );
            self.push_at(&site.without_claims(), "union-variant", Reordered, message);
        }
    }

    /// Compares how the variants of two unions are discriminated. Returns whether it is the same way.
    fn discriminator(&mut self, site: &Site, old: &Union, new: &Union) -> bool {
        let is_same = match (&old.strategy, &new.strategy) {
            (
                UnionStrategy::Tagged { property: old, .. },
                UnionStrategy::Tagged { property: new, .. },
            ) => old == new,
            (UnionStrategy::Tagged { .. }, _) | (_, UnionStrategy::Tagged { .. }) => false,
            _ => true,
        };
        if !is_same {
            let (subject, is, was) = (&site.subject, by(&new.strategy), by(&old.strategy));
            let message = format!("{subject} is discriminated by {is}, not by {was}");
            let claims = constructors(self.old, old);
            let site = Site {
                claims,
                ..site.clone()
            };
            self.push_at(&site, "discriminator", Changed, message);
        }
        is_same
    }

    fn variant(
        &mut self,
        site: &Site,
        (old, name): WithName<'_, Variant>,
        (new, new_name): WithName<'_, Variant>,
        same_discriminator: bool,
    ) {
        let shown = &site.subject;
        if name != new_name {
            let message = format!("{shown} is called `{new_name}`");
            let rule = (Client, "rust-name", Renamed);
            self.push(rule, site.at, message, &site.claims);
        }
        if same_discriminator && old.tags != new.tags {
            let mut site = site.clone();
            site.claims.extend(constructor(self.old, old));
            let has = |one: &Variant, tag| one.tags.contains(tag);
            let is_first = old.tags.first() == new.tags.first();
            let is_kept = is_first && old.tags.iter().all(|tag| has(new, tag));
            let is_rest = is_first && new.tags.iter().all(|tag| has(old, tag));
            let message = format!("{shown} is tagged {}, not {}", tags(new), tags(old));
            match (is_kept, is_rest) {
                (true, _) => self.push_at(&site, "union-variant", Added, message),
                (_, true) => self.push_at(&site, "union-variant", Removed, message),
                _ => self.push_at(&site, "discriminator", Changed, message),
            }
        }
        self.values(site, (&old.ty, &old.rules), (&new.ty, &new.rules));
        self.docs(shown, site.at, &old.docs, &new.docs);
    }

    /// Finds the variant that corresponds to an old one: by the name of its type, or else by a tag, or else by its own
    /// name.
    fn place_of(
        &self,
        (variant, name): WithName<'_, Variant>,
        others: &[WithName<'_, Variant>],
    ) -> Option<usize> {
        let find = |test: &dyn Fn(&Variant, &str) -> bool| {
            others.iter().position(|(other, name)| test(other, name))
        };
        let type_name = |ty: &Type, side: &Side<'_>| match ty {
            Type::Named(id) => Some(side.type_name(*id).to_owned()),
            _ => None,
        };
        let own = type_name(&variant.ty, self.old);
        let is_own = |other: &Variant| own.is_some() && type_name(&other.ty, self.new) == own;
        find(&|other, _| is_own(other) && other.tags == variant.tags)
            .or_else(|| find(&|other, _| is_own(other)))
            .or_else(|| find(&|other, _| other.tags.iter().any(|tag| variant.tags.contains(tag))))
            .or_else(|| find(&|_, other| other == name))
    }
}

/// A value of an enum, or a variant of a union, with its Rust name.
type WithName<'a, T> = (&'a T, &'a str);

/// Returns the constructors of the types of a union's variants.
pub(super) fn constructors(side: &Side<'_>, union: &Union) -> Vec<Claim> {
    let variants = union.variants.iter();
    variants
        .flat_map(|variant| constructor(side, variant))
        .collect()
}

/// Returns the constructors of the type of a variant: where its tag is the only one, they fill it in.
fn constructor(side: &Side<'_>, variant: &Variant) -> Vec<Claim> {
    let Type::Named(id) = &variant.ty else {
        return Vec::new();
    };
    let key = side.type_key(*id);
    let default = Claim::Item(format!("impl ::std::default::Default for {key}"));
    vec![Claim::Item(format!("{key}::new()")), default]
}

fn with_names<'a, T>(side: &'a Side<'a>, id: TypeId, list: &'a [T]) -> Vec<WithName<'a, T>> {
    let names: &[_] = match side.type_names(id).map(|names| &names.members) {
        Some(Members::Variants(variants)) => variants,
        _ => &[],
    };
    let names = names.iter().map(|(name, _)| name.plain());
    list.iter().zip(names).collect()
}

fn tags(variant: &Variant) -> String {
    let tags: Vec<_> = variant.tags.iter().map(|tag| format!("`{tag}`")).collect();
    match tags.is_empty() {
        true => "no tag".to_owned(),
        false => tags.join(", "),
    }
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
