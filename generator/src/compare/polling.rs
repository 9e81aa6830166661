//! Pages and waiters: what a client asks for again and again.

use super::Comparison;
use super::found::{At, Claim};
use super::operations::{Named, Pair};
use super::rule::{Action, Direction};
use crate::ir::{Paging, Waiter};

impl<'a> Comparison<'a> {
    /// Compares how the pages of a list are asked for.
    pub(super) fn paging(&mut self, pair: Pair<'a>, at: At) {
        let shown = pair.old.shown();
        let items = pair.old.reading();
        let described = |named: &Named<'_>, paging: &Paging| {
            // Parameters by their names, since their places may change.
            let parameters: Vec<_> = named
                .operation
                .parameters
                .iter()
                .map(|known| &known.wire)
                .collect();
            let path = |path: &crate::ir::PropertyPath| {
                let types = &named.side.client.api.types;
                let steps =
                    path.steps
                        .iter()
                        .filter_map(|step| match &types.get(step.owner)?.kind {
                            crate::ir::TypeKind::Struct(object) => object
                                .fields
                                .get(step.field)
                                .map(|field| field.wire.clone()),
                            _ => None,
                        });
                steps.collect::<Vec<_>>().join("/")
            };
            let parameter = |known: &crate::ir::PageParameter| match known {
                crate::ir::PageParameter::Query(at) => parameters
                    .get(*at)
                    .map_or_else(String::new, |wire| (*wire).clone()),
                crate::ir::PageParameter::Body(pointer) => pointer.clone(),
            };
            use crate::ir::PagingKind::{Cursor, Link, Marker, Offset, Page, Url};
            let kind = match &paging.kind {
                Offset {
                    offset,
                    first,
                    limit,
                    total,
                } => format!(
                    "offset {} {first} {:?} {:?}",
                    parameter(offset),
                    limit.as_ref().map(parameter),
                    total.as_ref().map(|total| path(&total.path))
                ),
                Page { page, first, limit } => {
                    format!(
                        "page {} {first} {:?}",
                        parameter(page),
                        limit.as_ref().map(parameter)
                    )
                }
                Cursor { cursor, next, .. } => {
                    format!("cursor {} {}", parameter(cursor), path(next))
                }
                Marker { marker, id, .. } => format!("marker {} {}", parameter(marker), path(id)),
                Url(next) => format!("url {}", path(next)),
                Link(relation) => format!("link {relation}"),
            };
            format!("{kind} {}", path(&paging.items))
        };
        match (&pair.old.operation.paging, &pair.new.operation.paging) {
            (None, Some(_)) => {
                let message = format!("{shown} has `items`, which reads all pages");
                self.push(
                    (Direction::Client, "paging", Action::Added),
                    at,
                    message,
                    Vec::new(),
                );
            }
            (Some(_), None) => {
                let message = format!("{shown} has no `items` any more");
                self.push(
                    (Direction::Client, "paging", Action::Removed),
                    at,
                    message,
                    items,
                );
            }
            (Some(old), Some(new)) if described(&pair.old, old) != described(&pair.new, new) => {
                let message = format!("the pages of {shown} are asked for in another way");
                self.push(
                    (Direction::Client, "paging", Action::Changed),
                    at,
                    message,
                    items,
                );
            }
            _ => {}
        }
    }

    /// Compares the states that an operation is polled for.
    pub(super) fn waiters(&mut self, pair: Pair<'a>, at: At) {
        let shown = pair.old.shown();
        let (old, new) = (pair.old, pair.new);
        let named = |named: &Named<'a>| -> Vec<(&'a Waiter, &'a str)> {
            let pairs = named.operation.waiters.iter().zip(&named.names.waiters);
            pairs
                .map(|(waiter, names)| (waiter, names.method.plain()))
                .collect()
        };
        let (before, after) = (named(&old), named(&new));
        for (waiter, name) in &before {
            let item = vec![Claim::Item(format!("{}::{name}()", old.request()))];
            let Some((other, other_name)) =
                after.iter().find(|(other, _)| other.wire == waiter.wire)
            else {
                let message = format!("{shown} has no `{name}` any more");
                let at = At {
                    old: Some(waiter.name.origin),
                    new: at.new,
                };
                self.push(
                    (Direction::Client, "waiter", Action::Removed),
                    at,
                    message,
                    item,
                );
                continue;
            };
            let at = At::both(waiter.name.origin, other.name.origin);
            if name != other_name {
                let message = format!("`{name}` of {shown} is called `{other_name}`");
                self.push(
                    (Direction::Client, "rust-name", Action::Renamed),
                    at,
                    message,
                    item,
                );
            } else if rules_of(waiter) != rules_of(other) {
                let message = format!("`{name}` of {shown} waits by other rules");
                self.push(
                    (Direction::Client, "waiter", Action::Changed),
                    at,
                    message,
                    item,
                );
            }
            self.docs(
                &format!("`{name}` of {shown}"),
                at,
                &waiter.docs,
                &other.docs,
            );
        }
        for (waiter, name) in &after {
            if !before.iter().any(|(known, _)| known.wire == waiter.wire) {
                let at = At {
                    old: at.old,
                    new: Some(waiter.name.origin),
                };
                let message = format!("{shown} has `{name}`");
                self.push(
                    (Direction::Client, "waiter", Action::Added),
                    at,
                    message,
                    Vec::new(),
                );
            }
        }
    }
}

/// What a waiter looks at, in an order that carries no meaning.
fn rules_of(waiter: &Waiter) -> String {
    let sorted = |conditions: &[crate::ir::Condition]| {
        let mut all: Vec<_> = conditions
            .iter()
            .map(|known| format!("{known:?}"))
            .collect();
        all.sort();
        all
    };
    let arguments: Vec<_> = waiter.arguments.iter().map(|hint| &hint.words).collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {arguments:?}",
        waiter.item,
        waiter.state,
        sorted(&waiter.pending),
        sorted(&waiter.failure),
        sorted(&waiter.success),
        waiter.otherwise,
        waiter.case,
        waiter.reason,
        waiter.consecutive,
        waiter.delay,
        waiter.interval,
        waiter.timeout,
    )
}
