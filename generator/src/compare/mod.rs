//! What changes for the users of a client from one version of a description to the next.
//!
//! The models of both are compared, not their text. Each change has three sides: the wire, by the table of
//! [`RULES`]; Rust, by comparing the items that would be generated; and what compiles but does something else.

mod bodies;
mod change;
mod client;
mod constraints;
mod events;
mod exceptions;
mod found;
mod headers;
mod inclusion;
mod lists;
mod named;
mod objects;
mod operations;
mod parameters;
mod polling;
mod properties;
mod report;
mod responses;
mod rule;
mod rust;
mod surface;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

pub use change::{Change, Summary, Verdict, Version, WhereChanged};
pub use exceptions::{Exceptions, InvalidException};
pub use report::{human, json_lines, markdown};
pub use rule::{Action, Direction, Effect, RULES, Rule};

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::{self, Client, Input, Layout, Options, Report};
use crate::ir::TypeId;
use crate::memory::Memory;
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

/// Compares two versions of a description. Pure, as [`generate`](crate::generate()) is.
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
        implied: Vec::new(),
    };
    comparison.client();
    comparison.operations();
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
        let types = client.api.types.entries().zip(&client.names.types);
        let names = types.map(|((id, _), names)| (names.name.plain().to_owned(), id));
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
    /// For each old type the new one that has its place.
    types: BTreeMap<TypeId, TypeId>,
    /// The new types that have the place of an old one.
    paired: BTreeSet<TypeId>,
    /// Pairs of types that are not compared yet.
    open: Vec<(TypeId, TypeId)>,
    /// Types of Rust that have another name now.
    renamed: BTreeMap<String, String>,
    /// The items that a type that is only another name has a part in.
    uses: BTreeMap<TypeId, Vec<found::Claim>>,
    /// Items whose change follows from another one.
    implied: Vec<found::Claim>,
}
