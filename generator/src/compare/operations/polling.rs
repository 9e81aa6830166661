//! Compares paging and waiters, for which a client repeats requests.

use std::collections::BTreeSet;

use super::{Named, Pair};
use crate::compare::Comparison;
use crate::compare::found::{At, Claim};
use crate::compare::lists::Lists;
use crate::compare::rule::Action::{Added, Changed, Removed, Renamed};
use crate::compare::rule::Direction::Client;
use crate::ir::{
    Condition, PageParameter, Paging, PagingKind, PropertyPath, Total, TypeKind, Waiter,
};

impl<'a> Comparison<'a> {
    /// Compares how the pages of a list are requested.
    pub(super) fn paging(&mut self, pair: Pair<'a>, at: At) {
        let shown = pair.old.shown();
        let items = pair.old.reading();
        match (&pair.old.operation.paging, &pair.new.operation.paging) {
            (None, Some(_)) => {
                let message = format!("{shown} has `items`, which reads all pages");
                self.push((Client, "paging", Added), at, message, &[]);
            }
            (Some(_), None) => {
                let message = format!("{shown} has no `items` any more");
                self.push((Client, "paging", Removed), at, message, &items);
            }
            (Some(old), Some(new)) if described(pair.old, old) != described(pair.new, new) => {
                let message = format!("the pages of {shown} are requested in another way");
                self.push((Client, "paging", Changed), at, message, &items);
            }
            _ => {}
        }
    }

    /// Compares the waiters of an operation.
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
        let lists = Lists::of(&before, &after, |(one, _), (other, _)| {
            one.wire == other.wire
        });
        let item = |name: &str| vec![Claim::Item(format!("{}::{name}()", old.request()))];
        for (waiter, name) in lists.gone {
            let message = format!("{shown} has no `{name}` any more");
            let at = at.gone(waiter.name.origin);
            self.push((Client, "waiter", Removed), at, message, &item(name));
        }
        for ((waiter, name), (other, other_name)) in lists.both {
            let at = At::both(waiter.name.origin, other.name.origin);
            if name != other_name {
                let message = format!("`{name}` of {shown} is called `{other_name}`");
                self.push((Client, "rust-name", Renamed), at, message, &item(name));
            } else if rules_of(waiter) != rules_of(other) {
                let message = format!("`{name}` of {shown} waits by other rules");
                self.push((Client, "waiter", Changed), at, message, &item(name));
            }
            let what = format!("`{name}` of {shown}");
            self.docs(&what, at, &waiter.docs, &other.docs);
        }
        for (waiter, name) in lists.come {
            let message = format!("{shown} has `{name}`");
            let at = at.come(waiter.name.origin);
            self.push((Client, "waiter", Added), at, message, &[]);
        }
    }

    /// Compares which responses say that the service is busy.
    pub(super) fn busy(&mut self, pair: Pair<'a>, at: At) {
        let described = |named: Named<'a>| -> BTreeSet<_> {
            let all = named.operation.busy.iter();
            let known = all.filter_map(|at| named.side.client.api.busy.get(*at));
            known
                .map(|busy| {
                    (
                        busy.statuses,
                        busy.codes.iter().collect::<BTreeSet<_>>(),
                        busy.interval,
                    )
                })
                .collect()
        };
        let (old, new) = (described(pair.old), described(pair.new));
        if old == new {
            return;
        }
        let (action, says) = match (old.is_empty(), new.is_empty()) {
            (true, _) => (Added, "has `wait_while_busy`"),
            (_, true) => (Removed, "has no `wait_while_busy` any more"),
            _ => (Changed, "waits by other rules while the service is busy"),
        };
        let message = format!("{} {says}", pair.old.shown());
        let item = Claim::Item(format!("{}::wait_while_busy()", pair.old.request()));
        self.push((Client, "busy", action), at, message, &[item]);
    }
}

/// Returns paging as text that can be compared, with parameters by their names, since their positions may change.
fn described(named: Named<'_>, paging: &Paging) -> String {
    let path = |path: &PropertyPath| {
        let types = &named.side.client.api.types;
        let steps = path.steps.iter().filter_map(|step| {
            let TypeKind::Struct(object) = &types.get(step.owner)?.kind else {
                return None;
            };
            Some(object.fields.get(step.field)?.wire.as_str())
        });
        steps.collect::<Vec<_>>().join("/")
    };
    let parameter = |known: &PageParameter| match known {
        PageParameter::Query(at) => {
            let parameter = named.operation.parameters.get(*at);
            parameter.map_or_else(String::new, |parameter| parameter.wire.clone())
        }
        PageParameter::Body(pointer) => pointer.clone(),
    };
    let limited = |limit: &Option<PageParameter>| limit.as_ref().map(parameter);
    let kind = match &paging.kind {
        PagingKind::Offset {
            offset,
            first,
            limit,
        } => {
            format!("offset {} {first} {:?}", parameter(offset), limited(limit))
        }
        PagingKind::Page { page, first, limit } => {
            format!("page {} {first} {:?}", parameter(page), limited(limit))
        }
        PagingKind::Cursor { cursor, next, .. } => {
            format!("cursor {} {}", parameter(cursor), path(next))
        }
        PagingKind::HeaderCursor { cursor, header } => {
            format!("cursor {} of {header}", parameter(cursor))
        }
        PagingKind::Marker { marker, id, .. } => {
            format!("marker {} {}", parameter(marker), path(id))
        }
        PagingKind::Url(next) => format!("url {}", path(next)),
        PagingKind::Link(relation) => format!("link {relation}"),
    };
    let total = match &paging.total {
        Some(Total::Body(total, _)) => path(total),
        Some(Total::Header(header)) => format!("header {header}"),
        None => String::new(),
    };
    let pages = paging.pages.as_ref().map(|(pages, _)| path(pages));
    let flag = paging.flag.as_ref();
    let flag = flag.map(|flag| format!("{:?} {}", flag.meaning, path(&flag.path)));
    format!(
        "{kind} {} total {total} {pages:?} {flag:?}",
        path(&paging.items)
    )
}

/// Returns the rules of a waiter as text that can be compared; conditions are sorted, since their order has no meaning.
fn rules_of(waiter: &Waiter) -> String {
    let sorted = |conditions: &[Condition]| {
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
