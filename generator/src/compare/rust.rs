//! Finds which generated items each change breaks, and reports the broken items that no change explains.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::change::{Change, Verdict};
use super::found::{At, Claim, Found};
use super::rule::Action::{Added, Changed, Removed};
use super::rule::Direction::Client;
use super::surface::Broken;
use super::surface::tokens::shown;
use crate::source::printable;

impl Comparison<'_> {
    /// Returns the changes, each with its effect on the generated items, and adds one for items that none of them
    /// explains.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.fold_unused();
        let broken = self.old.surface.broken(&self.new.surface, &self.renamed);
        let mut explained = BTreeSet::new();
        for found in &self.found {
            explained.extend(self.claimed(&found.claims, &broken));
        }
        let implied = self.claimed(&self.implied, &broken);
        let is_explained = !explained.is_empty();
        let mut rest: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for key in broken.keys() {
            let follows = implied.contains(key) || key.starts_with("use ") || key.starts_with("feature ")
                // An object that is no longer sent does not keep unknown properties.
                || key.ends_with("::unknown_fields()");
            if !(explained.contains(key) || follows && is_explained) {
                rest.entry(owner(key)).or_default().push(key);
            }
        }
        for (owner, keys) in rest {
            let first = keys.first().and_then(|key| broken.get_key_value(*key));
            let (action, message) = match first {
                None => continue,
                Some((first, Broken::Gone)) => (Removed, format!("`{}` is gone", shown(first))),
                Some((first, Broken::Changed(old, new))) => {
                    let [first, old, new] = [first, old, new].map(|text| shown(text));
                    let message = format!("`{first}` changes from `{old}` to `{new}`");
                    (Changed, message)
                }
            };
            let claims: Vec<_> = keys.into_iter().cloned().map(Claim::Item).collect();
            let at = self.places_of(owner);
            self.push((Client, "rust-item", action), at, message, &claims);
        }
        if self.found.is_empty() && self.old.surface.is_less_than(&self.new.surface) {
            let message = "the client has more items".to_owned();
            self.push((Client, "rust-item", Changed), At::root(), message, &[]);
            self.found.iter_mut().for_each(|found| found.adds = true);
        }
        let changes = self.found.iter().map(|found| self.change(found, &broken));
        together(changes.collect())
    }

    /// Joins the changes of types that are neither sent nor received with the changes at the places that use their
    /// properties in another way: as the parts of a form.
    fn fold_unused(&mut self) {
        let (mut used, unused): (Vec<Found>, Vec<Found>) = std::mem::take(&mut self.found)
            .into_iter()
            .partition(|found| found.is_used);
        for found in unused {
            let same = used.iter_mut().find(|known| match found.rule.action {
                Added => {
                    known.new.is_some() && known.new == found.new && known.rule.action == Added
                }
                Removed => {
                    known.old.is_some() && known.old == found.old && known.rule.action == Removed
                }
                // A change without items, such as one of documentation, is a different change at the same place.
                _ => known.old == found.old && known.new == found.new && !known.claims.is_empty(),
            });
            match same {
                Some(known) => known.claims.extend(found.claims),
                None => used.push(found),
            }
        }
        self.found = used;
    }

    fn change(&self, found: &Found, broken: &BTreeMap<String, Broken>) -> Change {
        let rust = Verdict::broken(!self.claimed(&found.claims, broken).is_empty());
        let effect = found.rule.effect;
        Change {
            rule: found.rule,
            wire: Verdict::broken(found.is_used && effect.breaks()),
            rust,
            silent: found.is_used && effect.is_silent() && rust == Verdict::Ok,
            adds: found.adds,
            message: printable(&found.message),
            old: found.old.and_then(|origin| self.old.place(origin)),
            new: found.new.and_then(|origin| self.new.place(origin)),
        }
    }

    /// Returns the broken items that some claims name.
    fn claimed(&self, claims: &[Claim], broken: &BTreeMap<String, Broken>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Claim> = claims.iter().collect();
        while let Some(claim) = open.pop() {
            match claim {
                Claim::Item(key) if broken.contains_key(key) => {
                    found.insert(key.clone());
                }
                Claim::Item(_) => {}
                Claim::Under(prefix) => {
                    found.extend(broken.keys().filter(|key| is_under(key, prefix)).cloned());
                }
                Claim::Call { method, short } => {
                    let methods = broken.keys().filter(|key| begins_call(key, method, short));
                    found.extend(methods.cloned());
                }
                Claim::UsesOf(id) if seen.insert(*id) => {
                    open.extend(self.uses.get(id).into_iter().flatten());
                }
                Claim::UsesOf(_) => {}
            }
        }
        found
    }
}

/// Whether an item begins a call: a method with a name, of the client or a part of it, or the given method of a
/// sub-client.
fn begins_call(key: &str, name: &str, short: &Option<(String, String)>) -> bool {
    let method = key.strip_suffix("()").and_then(|key| key.rsplit_once("::"));
    method.is_some_and(|(owner, method)| {
        let ty = owner
            .split(' ')
            .next()
            .and_then(|path| path.rsplit("::").next());
        let of = |(sub_client, short): &(String, String)| {
            ty == Some(sub_client.as_str()) && short == method
        };
        let is_named = method == name && owner != "ClientBuilder" && !owner.starts_with("models::");
        is_named || short.as_ref().is_some_and(of)
    })
}

/// Whether an item has a path, or belongs to the item that has it.
fn is_under(key: &str, prefix: &str) -> bool {
    let of_impl = |key: &str| key.rsplit_once(" for ").is_some_and(|(_, ty)| ty == prefix);
    key.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':', '(']))
        || (key.starts_with("impl ") && of_impl(key))
}

/// Returns the item that an item belongs to.
fn owner(key: &str) -> &str {
    let key = key.rsplit_once(" for ").map_or(key, |(_, ty)| ty);
    if let Some((owner, _)) = key.split_once('.') {
        return owner;
    }
    match key.rsplit_once("::") {
        Some((owner, _)) if owner.contains("::") => owner,
        _ => key,
    }
}

/// Returns each change once, however many operations share what changes; the worst first.
fn together(changes: Vec<Change>) -> Vec<Change> {
    let mut all: Vec<(Change, usize)> = Vec::new();
    for change in changes {
        let is_same = |(known, _): &&mut (Change, usize)| {
            known.rule == change.rule
                && known.old == change.old
                && known.new == change.new
                && known.old.is_some()
                && known.new.is_some()
                && is_shared(known, &change)
        };
        match all.iter_mut().find(is_same) {
            Some((known, times)) => {
                known.rust = known.rust.max(change.rust);
                known.silent |= change.silent;
                if known.message != change.message {
                    *times = times.saturating_add(1);
                }
            }
            None => all.push((change, 0)),
        }
    }
    let mut changes: Vec<Change> = all
        .into_iter()
        .map(|(mut change, times)| {
            match times {
                0 => {}
                more => change
                    .message
                    .push_str(&format!(", and {more} more like it")),
            }
            change
        })
        .collect();
    changes.sort_by(|one, other| {
        let key = |change: &Change| {
            (
                change.version(),
                change.wire.max(change.rust),
                change.silent,
            )
        };
        key(other)
            .cmp(&key(one))
            .then_with(|| (&one.new, &one.old).cmp(&(&other.new, &other.old)))
    });
    changes
}

/// Whether two changes at one place are the same, and differ only in where that is used.
fn is_shared(one: &Change, other: &Change) -> bool {
    // Changes of several keywords of one schema are different: their words around the names differ.
    let shape = |message: &str| {
        let pieces = message.split('`').enumerate();
        let said: Vec<String> = pieces
            .filter(|(at, piece)| at % 2 == 0 || !piece.contains("::"))
            .map(|(_, piece)| piece.to_owned())
            .collect();
        said.join("`")
    };
    shape(&one.message) == shape(&other.message)
}
