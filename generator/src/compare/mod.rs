//! Finds what changes for the users of a client between two versions of a description.
//!
//! The models of both versions are compared, not their text. Each change is judged in three respects: whether requests
//! or responses break, by the table [`RULES`]; whether programs still compile, by comparing the items that would be
//! generated; and whether a program that still compiles does something else.

mod behind;
mod change;
mod client;
mod exceptions;
mod found;
mod lists;
mod operations;
mod places;
mod report;
mod rule;
mod rust;
mod surface;
#[cfg(test)]
mod tests;
mod types;

pub use change::{Change, Summary, Verdict, Version, WhereChanged};
pub use exceptions::{Exceptions, InvalidException};
pub use report::{human, json_lines, markdown};
pub use rule::{Action, Direction, Effect, RULES, Rule};

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::{self, Client, Input, Options, Report};
use crate::ir::TypeId;
use crate::memory::Memory;
use crate::names::Layout;
use crate::source::Sources;

use found::Found;
use surface::Surface;

/// The result of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// The findings and counts of the old description and of the new one.
    pub reports: [Report; 2],
    /// The changes, the worst first; `None` where one of the descriptions has an error.
    pub changes: Option<Vec<Change>>,
}

/// Compares two versions of a description. A pure function, like [`generate`](crate::generate()).
#[must_use]
pub fn compare(old: &Input<'_>, new: &Input<'_>, options: &Options) -> Compared {
    let (old_report, old) = generate::read(&mut Memory::default(), old, options, &mut |_| ());
    let (new_report, new) = generate::read(&mut Memory::default(), new, options, &mut |_| ());
    let changes = match (&old, &new) {
        (Some(old), Some(new)) => {
            let old = Side::new(old, &old_report.sources, options.layout);
            let new = Side::new(new, &new_report.sources, options.layout);
            Some(changes(&old, &new))
        }
        _ => None,
    };
    Compared {
        reports: [old_report, new_report],
        changes,
    }
}

fn changes(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let mut comparison = Comparison {
        old,
        new,
        found: Vec::new(),
        types: BTreeMap::new(),
        paired: BTreeSet::new(),
        open: Vec::new(),
        renamed: BTreeMap::new(),
        uses: BTreeMap::new(),
        unwrapped: BTreeSet::new(),
        secured: Vec::new(),
        implied: Vec::new(),
    };
    comparison.client();
    comparison.operations();
    comparison.sub_clients();
    comparison.named_types();
    comparison.finish()
}

/// A version of a description.
struct Side<'a> {
    client: &'a Client,
    sources: &'a Sources,
    surface: Surface,
    /// The types by their names.
    by_name: BTreeMap<String, TypeId>,
}

impl<'a> Side<'a> {
    fn new(client: &'a Client, sources: &'a Sources, layout: Layout) -> Self {
        let types = client.names.declared(&client.api.types);
        let names = types.map(|(id, _, names)| (names.name.plain().to_owned(), id));
        Self {
            client,
            sources,
            surface: Surface::of(client, layout),
            by_name: names.collect(),
        }
    }
}

/// A comparison that is under way.
struct Comparison<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    found: Vec<Found>,
    /// For each old type, the new type that corresponds to it.
    types: BTreeMap<TypeId, TypeId>,
    /// The new types that correspond to an old one.
    paired: BTreeSet<TypeId>,
    /// Pairs of types that are still to be compared.
    open: Vec<(TypeId, TypeId)>,
    /// The new names of renamed Rust types, by their old names.
    renamed: BTreeMap<String, String>,
    /// For each named type, the items in whose signatures it appears: they change with it if it is an alias.
    uses: BTreeMap<TypeId, Vec<found::Claim>>,
    /// The old aliases of which only the targets were compared, since the new version has other ones there, or none.
    unwrapped: BTreeSet<TypeId>,
    /// The changes of security requirements so far.
    secured: Vec<client::Secured>,
    /// Items whose change follows from another change.
    implied: Vec<found::Claim>,
}
