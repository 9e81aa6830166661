//! Types with several names: aliases, and what stands under each of their names.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::{NO_ERROR, Surface, with_new_names, words};
use crate::limits::ALIAS_CHAIN;

impl Surface {
    /// Gives each second name the items of its type: under which of its names that is declared does not matter.
    pub(super) fn expand(&mut self) {
        let mut traits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, owner) in self.items.keys().filter_map(|key| key.rsplit_once(" for ")) {
            traits.entry(owner).or_default().push(name);
        }
        let mut added = Vec::new();
        for (key, declared) in &self.second_names {
            let declared = self.models.get(declared).unwrap_or(declared);
            let from = (Bound::Included(declared.as_str()), Bound::Unbounded);
            let from = self.items.range::<str, _>(from);
            let items = from.map_while(|(item, what)| Some((item.strip_prefix(declared)?, what)));
            let own =
                |rest: &str| rest.is_empty() || rest.starts_with("::") || rest.starts_with('.');
            let of_type = items.filter(|(rest, _)| own(rest));
            added.extend(of_type.map(|(rest, what)| (format!("{key}{rest}"), what.clone())));
            let traits = traits.get(declared.as_str()).into_iter().flatten();
            added.extend(traits.map(|name| (format!("{name} for {key}"), String::new())));
        }
        self.items.extend(added);
    }

    /// Replaces aliases by their targets.
    pub(super) fn resolve(&mut self) {
        let aliases = std::mem::take(&mut self.aliases);
        for what in self.items.values_mut() {
            for _ in 0..ALIAS_CHAIN {
                let is_alias = |word: &&str| aliases.contains_key(*word);
                if !words(what).iter().any(is_alias) {
                    break;
                }
                *what = with_new_names(what, &aliases);
            }
        }
    }

    /// Whether a program that uses an old signature can use the one that it has on this surface.
    pub(super) fn is_same(&self, old: &str, new: &str, renamed: &BTreeMap<String, String>) -> bool {
        let (old, new) = (words(old), words(new));
        // Without documented errors, `NoError` may become any error type.
        old.len() == new.len()
            && old.iter().zip(&new).all(|(old, new)| {
                let is_renamed = || renamed.get(*old).is_some_and(|name| name == new);
                old == new
                    || *old == NO_ERROR
                    || is_renamed()
                    || self.declared(old) == self.declared(new)
            })
    }

    /// Returns the name under which a model is declared.
    fn declared<'s>(&'s self, name: &'s str) -> &'s str {
        let mut name = name;
        for _ in 0..ALIAS_CHAIN {
            let Some(declared) = self.repeated.get(name) else {
                break;
            };
            name = declared;
        }
        name
    }
}
