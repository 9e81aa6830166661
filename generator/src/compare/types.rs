//! Compares types: which of them correspond, and how their values change.

mod constraints;
pub(super) mod inclusion;
mod named;
mod objects;
pub(super) mod properties;

use super::behind::{alias, newtype};
use super::found::{At, Claim, Site};
use super::rule::Action::{Added, Changed, Loosened, Removed, Renamed, Tightened};
use super::rule::Direction::{self, Client, Request, Response};
use super::{Comparison, Side};
use crate::ir::{Check, Rules, Type, TypeDef, TypeId, TypeKind};
use constraints::comparable;
use inclusion::{View, includes};
use named::constructors;

impl Comparison<'_> {
    /// Compares the values of a site: their type and the constraints on them. Returns whether their types are of one
    /// kind.
    pub(super) fn values(
        &mut self,
        site: &Site,
        (old, old_rules): (&Type, &Rules),
        (new, new_rules): (&Type, &Rules),
    ) -> bool {
        if let (Type::Named(old), Type::Named(new)) = (old, new)
            && self.has_place_of(*old, *new)
        {
            let uses = self.uses.entry(*old).or_default();
            uses.extend(site.claims.iter().cloned());
            self.constraints(site, old_rules, new_rules);
            self.pair(*old, *new);
            return true;
        }
        let sides = (self.old, self.new);
        self.unwrapped.extend(sides.0.aliases(old));
        let (old, mut old_rules) = sides.0.behind(old, old_rules, alias);
        let (new, mut new_rules) = sides.1.behind(new, new_rules, alias);
        match (old, new) {
            (Type::Nullable(old), Type::Nullable(new)) => {
                return self.values(site, (old, &old_rules), (new, &new_rules));
            }
            (Type::Nullable(old), new) => {
                let message = format!("{} is never null any more", site.subject);
                self.push_at(site, "null", Removed, message);
                return self.values(site, (old, &old_rules), (new, &new_rules));
            }
            (old, Type::Nullable(new)) => {
                let message = format!("{} may be null", site.subject);
                self.push_at(site, "null", Added, message);
                return self.values(site, (old, &old_rules), (new, &new_rules));
            }
            _ => {}
        }
        // Those of the items are compared with their types.
        let each = (old_rules.each.take(), new_rules.each.take());
        let each = (each.0.unwrap_or_default(), each.1.unwrap_or_default());
        let is_same_type = self.inner(site, (old, &each.0), (new, &each.1));
        let ((old, old_rules), (new, new_rules)) = match is_same_type {
            true => ((old, old_rules), (new, new_rules)),
            false => (
                sides.0.behind(old, &old_rules, newtype),
                sides.1.behind(new, &new_rules, newtype),
            ),
        };
        if let Some((old, new)) = comparable((old, old_rules), (new, new_rules), is_same_type) {
            self.constraints(site, &old, &new);
        }
        is_same_type
    }

    /// Compares types that are not both named, or whose names do not correspond, and the constraints of their items.
    /// Returns whether they are of one kind.
    fn inner(
        &mut self,
        site: &Site,
        (old, old_each): (&Type, &Rules),
        (new, new_each): (&Type, &Rules),
    ) -> bool {
        let none = Rules::default();
        match (old, new) {
            (Type::Array(old), Type::Array(new)) => {
                self.values(&site.part("each item"), (old, old_each), (new, new_each));
                true
            }
            (Type::Map(old), Type::Map(new)) => {
                self.values(&site.part("each value"), (old, old_each), (new, new_each));
                true
            }
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => {
                // The rules of a tuple have the types of its items, which are compared here.
                let mut are_same = true;
                for (old, new) in old.iter().zip(new) {
                    are_same &= self.values(&site.part("an item"), (old, &none), (new, &none));
                }
                are_same
            }
            (Type::Named(old), Type::Named(new)) if self.is_like(*old, *new) => {
                self.pair(*old, *new);
                true
            }
            (old, new) if old == new && !matches!(old, Type::Named(_)) => true,
            (old, new) => {
                self.type_changed(site, old, new);
                false
            }
        }
    }

    /// Adds the change that a site has another type.
    pub(super) fn type_changed(&mut self, site: &Site, old: &Type, new: &Type) {
        let subject = &site.subject;
        let (before, after) = (self.old.shown(old), self.new.shown(new));
        let message = match (kind(self.old, old), kind(self.new, new)) {
            (Some(was), Some(is)) if before == after => format!("{subject} is {is}, not {was}"),
            _ => format!("{subject} changes from {before} to {after}"),
        };
        let view = if site.is_text {
            View::Text
        } else {
            View::Exact
        };
        let grows = |view| includes((self.new, new), (self.old, old), view);
        let shrinks = |view| includes((self.old, old), (self.new, new), view);
        let (grows, is_read, shrinks) = (grows(view), shrinks(View::Read), shrinks(view));
        let is_read = is_read || shrinks;
        let action = |direction: Direction| match direction {
            Request if grows => Loosened,
            Request if shrinks => Tightened,
            Request => Changed,
            // The old client can read every value.
            _ if is_read && !shrinks => Loosened,
            _ if is_read => Tightened,
            _ => Changed,
        };
        let mut site = site.clone();
        for (side, ty) in [(self.old, old), (self.new, new)] {
            if let Some(TypeKind::Union(union)) = side.client.api.types.kind(ty) {
                site.claims.extend(constructors(side, union));
            }
        }
        self.push_by(&site, |direction| ("type", action(direction)), message);
    }

    /// Whether a new named type corresponds to an old one, even if they are of different kinds.
    fn has_place_of(&self, old: TypeId, new: TypeId) -> bool {
        self.old.type_name(old) == self.new.type_name(new) || self.is_like(old, new)
    }

    /// Whether two types correspond, or are of one kind and neither corresponds to another type.
    fn is_like(&self, old: TypeId, new: TypeId) -> bool {
        let kind = |side: &Side<'_>, id| side.def(id).map(|def| std::mem::discriminant(&def.kind));
        if self.types.get(&old) == Some(&new) {
            return true;
        }
        let is_taken = self.types.contains_key(&old) || self.paired.contains(&new);
        // A component that keeps its name does not correspond to one with another name.
        let is_kept = self
            .new
            .by_name(self.old.type_name(old))
            .is_some_and(|kept| kept != new)
            || self
                .old
                .by_name(self.new.type_name(new))
                .is_some_and(|kept| kept != old);
        !is_taken && !is_kept && kind(self.old, old) == kind(self.new, new)
    }

    /// Records that a new type corresponds to an old one.
    fn pair(&mut self, old: TypeId, new: TypeId) {
        if self.types.contains_key(&old) || !self.paired.insert(new) {
            return;
        }
        self.types.insert(old, new);
        self.open.push((old, new));
    }

    /// Compares the remaining types, each with the one that corresponds to it.
    pub(super) fn named_types(&mut self) {
        self.compare_open();
        let sides = (self.old, self.new);
        let client = sides.0.client;
        for (id, def, _) in client.names.declared(&client.api.types) {
            if self.types.contains_key(&id) || !client.facts.is_generated(id) {
                continue;
            }
            let same = sides.1.by_name(sides.0.type_name(id));
            match same.filter(|new| !self.paired.contains(new)) {
                Some(new) => self.pair(id, new),
                None => self.removed_type(id, def),
            }
        }
        self.compare_open();
        for (id, def) in sides.1.client.api.types.entries() {
            if !self.paired.contains(&id) && !sides.1.is_used(id) && def.is_named {
                let message = format!("`{}` is new", sides.1.type_key(id));
                self.push((Client, "schema", Added), At::new(def.origin), message, &[]);
            }
        }
    }

    /// Adds the change that a type is gone, unless it follows from those of the places that use it.
    fn removed_type(&mut self, id: TypeId, def: &TypeDef) {
        let key = self.old.type_key(id);
        let message = match &def.kind {
            // The places that use it are compared with the type behind it, and may stay the same.
            TypeKind::Alias(ty) if self.unwrapped.contains(&id) && def.is_named => {
                format!("`{key}`, an alias of {}, is gone", self.old.shown(ty))
            }
            _ if self.old.is_used(id) || !def.is_named => {
                return self.implied.push(Claim::Under(key));
            }
            _ => format!("`{key}` is gone"),
        };
        let rule = (Client, "schema", Removed);
        self.push(rule, At::old(def.origin), message, &[Claim::Under(key)]);
    }

    fn compare_open(&mut self) {
        while let Some((old, new)) = self.open.pop() {
            self.compare_types(old, new);
        }
    }

    fn compare_types(&mut self, old_id: TypeId, new_id: TypeId) {
        let sides = (self.old, self.new);
        let (Some(old), Some(new)) = (sides.0.def(old_id), sides.1.def(new_id)) else {
            return;
        };
        let key = sides.0.type_key(old_id);
        let at = At::both(old.origin, new.origin);
        self.renaming((old_id, old), (new_id, new), at);
        let site = Site {
            directions: self.directions(old_id, new_id),
            subject: format!("`{}`", sides.0.type_name(old_id)),
            at,
            claims: vec![Claim::Under(key.clone()), Claim::UsesOf(old_id)],
            is_text: false,
        };
        self.docs(&site.subject, at, &old.docs, &new.docs);
        self.lifecycle(&site.subject, at, old.lifecycle, new.lifecycle);
        self.kinds(&site, old_id, (old_id, new_id));
    }

    /// Compares the kinds of two types, and what they hold; `owner` is the old type by which it is named.
    fn kinds(&mut self, site: &Site, owner: TypeId, (old_id, new_id): (TypeId, TypeId)) {
        let sides = (self.old, self.new);
        let (Some(old), Some(new)) = (sides.0.def(old_id), sides.1.def(new_id)) else {
            return;
        };
        let declared = (old.repeats(), new.repeats());
        let are_compared = match declared {
            (Some(old), Some(new)) => self.has_place_of(old, new),
            (None, None) => true,
            _ => false,
        };
        if !are_compared {
            let declared = (declared.0.unwrap_or(old_id), declared.1.unwrap_or(new_id));
            return self.kinds(site, owner, declared);
        }
        match (&old.kind, &new.kind) {
            (TypeKind::Alias(old_ty), TypeKind::Alias(new_ty))
            | (TypeKind::Newtype(old_ty), TypeKind::Newtype(new_ty)) => {
                self.values(site, (old_ty, &old.rules), (new_ty, &new.rules));
                return;
            }
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                self.objects(site, owner, (old_id, old), (new_id, new));
            }
            (TypeKind::StringEnum(values), TypeKind::StringEnum(others)) => {
                self.enums(site, owner, (old_id, values), (new_id, others));
                return self.constraints(site, &beside_values(old), &beside_values(new));
            }
            (TypeKind::IntEnum(values), TypeKind::IntEnum(others)) => {
                self.enums(site, owner, (old_id, values), (new_id, others));
                return self.constraints(site, &beside_values(old), &beside_values(new));
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                self.unions(site, owner, (old_id, old), (new_id, new));
            }
            _ => {
                self.values_of_kinds(site, (old_id, old), (new_id, new));
                return;
            }
        }
        self.constraints(site, &old.rules, &new.rules);
    }

    /// Compares types of different kinds: an object and a map both count their properties.
    fn values_of_kinds(
        &mut self,
        site: &Site,
        (old_id, old): (TypeId, &TypeDef),
        (new_id, new): (TypeId, &TypeDef),
    ) {
        self.type_changed(site, &Type::Named(old_id), &Type::Named(new_id));
        let counted = |rules: &Rules| Rules {
            min_properties: rules.min_properties,
            max_properties: rules.max_properties,
            ..Rules::default()
        };
        if is_object(self.old, old_id) && is_object(self.new, new_id) {
            self.constraints(site, &counted(&old.rules), &counted(&new.rules));
        }
    }

    /// Compares the names of types that correspond.
    fn renaming(
        &mut self,
        (old_id, old): (TypeId, &TypeDef),
        (new_id, new): (TypeId, &TypeDef),
        at: At,
    ) {
        let (before, after) = (self.old.type_key(old_id), self.new.type_key(new_id));
        if before == after {
            return;
        }
        let (old_name, new_name) = (self.old.type_name(old_id), self.new.type_name(new_id));
        let follows = self.follows_renaming(old_name, new_name);
        self.renamed
            .insert(old_name.to_owned(), new_name.to_owned());
        let claims = vec![Claim::Under(before.clone())];
        if follows && !old.is_named && old.name.wanted.is_none() && !new.is_named {
            self.implied.extend(claims);
            return;
        }
        let message = format!("`{before}` is called `{after}`");
        self.push((Client, "rust-name", Renamed), at, message, &claims);
    }

    /// Whether a name changes as that of something else does: the name of an inline type begins with the name of what
    /// contains it.
    fn follows_renaming(&self, old: &str, new: &str) -> bool {
        self.renamed.iter().any(|(container, renamed)| {
            let rest = old.strip_prefix(container.as_str());
            rest.is_some_and(|rest| new.strip_prefix(renamed.as_str()) == Some(rest))
        })
    }

    /// Returns the directions in which values of a type go in both versions.
    fn directions(&self, old: TypeId, new: TypeId) -> Vec<Direction> {
        let (before, after) = (&self.old.client.facts, &self.new.client.facts);
        let mut directions = Vec::new();
        if before.is_sent(old) && after.is_sent(new) {
            directions.push(Request);
        }
        if before.is_received(old) && after.is_received(new) {
            directions.push(Response);
        }
        directions
    }
}

/// Whether the values of a named type are objects, with properties or as a map.
fn is_object(side: &Side<'_>, id: TypeId) -> bool {
    let named = Type::Named(id);
    let types = &side.client.api.types;
    matches!(types.resolve(&named), Type::Map(_)) || types.object(&named).is_some()
}

/// Returns the constraints on an enum without those by values, which it has anyway.
fn beside_values(def: &TypeDef) -> Rules {
    let mut rules = Rules::clone(&def.rules);
    rules
        .checks
        .retain(|check| !matches!(check, Check::Values(_)));
    rules
}

/// Returns what a named type is, in words.
fn kind(side: &Side<'_>, ty: &Type) -> Option<String> {
    let Type::Named(id) = ty else { return None };
    let words = match &side.def(*id)?.kind {
        TypeKind::Struct(_) => "an object",
        TypeKind::StringEnum(_) => "an enum of strings",
        TypeKind::IntEnum(_) => "an enum of integers",
        TypeKind::Union(_) => "a union",
        TypeKind::Newtype(_) => "a type of its own",
        TypeKind::Alias(ty) => return Some(side.shown(ty)),
    };
    Some(words.to_owned())
}
