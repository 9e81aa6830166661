//! Finds which operations of the two versions correspond, and compares them.

mod bodies;
mod events;
mod headers;
mod parameters;
mod polling;
mod responses;

use super::Comparison;
use super::Side;
use super::found::{At, Claim};
use super::lists::Lists;
use super::rule::Action::{Added, Changed, Cleared, Removed, Renamed, Set};
use super::rule::Direction::Client;
use crate::ir::{Operation, Repeat, Response};
use crate::names::{OperationNames, SubClientNames};

/// An operation with its names.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
    pub(super) side: &'a Side<'a>,
    index: usize,
}

/// An operation that both versions have.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: Named<'a>,
    pub(super) new: Named<'a>,
}

impl Pair<'_> {
    pub(super) fn at(&self) -> At {
        At::both(self.old.operation.origin, self.new.operation.origin)
    }
}

impl<'a> Named<'a> {
    fn all(side: &'a Side<'a>) -> Vec<Self> {
        let client = side.client;
        let pairs = client.api.operations.iter().zip(&client.names.operations);
        let named = pairs.enumerate().map(|(index, (operation, names))| Self {
            operation,
            names,
            side,
            index,
        });
        named.collect()
    }

    /// Returns the name that messages use.
    pub(super) fn shown(&self) -> String {
        format!("`Client::{}`", self.names.method.plain())
    }

    /// Returns the name with the HTTP method and the path.
    fn in_full(&self) -> String {
        let (method, path) = (self.operation.method.as_str(), &self.operation.path);
        format!("{} ({method} {path})", self.shown())
    }

    /// Returns the key of the client's method.
    pub(super) fn method(&self) -> String {
        format!("Client::{}()", self.names.method.plain())
    }

    /// Returns the methods that begin a call: the client's and the sub-client's.
    pub(super) fn call(&self) -> Claim {
        let mut sub_clients = self.side.client.names.sub_clients.iter();
        let short = sub_clients.find_map(|names| {
            let mut methods = names.methods.iter();
            let (_, method) = methods.find(|(index, _)| *index == self.index)?;
            Some((names.ty.plain().to_owned(), method.plain().to_owned()))
        });
        Claim::Call {
            method: self.names.method.plain().to_owned(),
            short,
        }
    }

    /// Returns the path of one of its types, with which the keys of items begin.
    pub(super) fn key(&self, name: &crate::names::TypeName) -> String {
        format!("operations::{}", name.plain())
    }

    /// Returns the path of its request type.
    pub(super) fn request(&self) -> String {
        self.key(&self.names.call)
    }

    /// Returns every item that it has.
    fn items(&self) -> Vec<Claim> {
        let types = self.names.types().map(|name| Claim::Under(self.key(name)));
        let others = [self.call()];
        types.chain(others).collect()
    }

    /// Returns the methods of its request type that depend on its responses: all but the setters.
    pub(super) fn reading(&self) -> Vec<Claim> {
        let request = self.request();
        let parameters = self.names.parameters.iter();
        let setters: Vec<_> = parameters
            .map(|names| names.name.plain())
            .chain([self.names.body.plain(), "server_url", "options"])
            .map(|name| format!("{request}::{name}()"))
            .collect();
        let methods = self.side.surface.methods(&request);
        let methods = methods.filter(|key| !setters.iter().any(|setter| setter == key));
        methods.map(|key| Claim::Item(key.to_owned())).collect()
    }

    /// Returns the items that depend on its successful responses.
    pub(super) fn of_successes(&self) -> Vec<Claim> {
        let events = self.names.events.iter().map(|known| &known.ty);
        let types = [&self.names.output].into_iter().chain(events);
        let types = types.map(|name| Claim::Under(self.key(name)));
        self.reading().into_iter().chain(types).collect()
    }

    /// Returns the items that depend on an error: its variants.
    fn of_error(&self, error: &Response) -> Vec<Claim> {
        let key = self.key(&self.names.error);
        let failures = self.operation.failures().zip(&self.names.errors);
        let own = failures.filter(|((response, _), _)| response.origin == error.origin);
        own.map(|(_, name)| Claim::Item(format!("{key}::{}", name.plain())))
            .collect()
    }
}

impl Pair<'_> {
    /// Returns the items that depend on an error: its variants, if the old version has it; everything about errors, if
    /// one of the versions has none.
    pub(super) fn of_error(&self, error: Option<&Response>) -> Vec<Claim> {
        if !self.old.operation.errors.is_empty() && !self.new.operation.errors.is_empty() {
            return error.map_or_else(Vec::new, |error| self.old.of_error(error));
        }
        let ty = Claim::Under(self.old.key(&self.old.names.error));
        self.old.reading().into_iter().chain([ty]).collect()
    }
}

impl<'a> Comparison<'a> {
    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let (old, new) = (Named::all(self.old), Named::all(self.new));
        // The operationId is the best evidence; then method and path; then these without the names of parameters; then
        // the name of the Rust method.
        type Test<'t> = fn(&Named<'t>, &Named<'t>) -> bool;
        let tests: [Test<'a>; 4] = [
            |old, new| old.operation.id.is_some() && old.operation.id == new.operation.id,
            |old, new| {
                old.operation.method == new.operation.method
                    && old.operation.path == new.operation.path
            },
            |old, new| {
                old.operation.method == new.operation.method
                    && template(&old.operation.path) == template(&new.operation.path)
            },
            |old, new| old.names.method == new.names.method,
        ];
        let (others, taken) = matched(&old, &new, &tests);
        for (known, other) in old.into_iter().zip(others) {
            match other {
                Some(new) => self.operation(Pair { old: known, new }),
                None => {
                    let (at, message) = (
                        At::old(known.operation.origin),
                        known.in_full() + " is gone",
                    );
                    self.push((Client, "operation", Removed), at, message, &known.items());
                }
            }
        }
        for (added, _) in new.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            let (at, message) = (At::new(added.operation.origin), added.in_full() + " is new");
            self.push((Client, "operation", Added), at, message, &[]);
        }
    }

    /// Compares the sub-clients of tags.
    pub(super) fn sub_clients(&mut self) {
        let [old, new] = [self.old, self.new].map(|side| &side.client.names.sub_clients);
        let same = |one: &SubClientNames, other: &SubClientNames| {
            one.accessor == other.accessor && one.ty == other.ty
        };
        for names in Lists::of(old, new, same).gone {
            let Some(tag) = self.old.client.api.tags.get(names.tag) else {
                continue;
            };
            let (accessor, ty) = (names.accessor.plain(), names.ty.plain());
            let message = format!("the sub-client `Client::{accessor}` is gone");
            let claims = [
                Claim::Item(format!("Client::{accessor}()")),
                Claim::Under(format!("operations::{ty}")),
            ];
            let rule = (Client, "rust-item", Removed);
            self.push(rule, At::old(tag.origin), message, &claims);
        }
    }

    fn operation(&mut self, pair: Pair<'a>) {
        let (old, new) = (pair.old.operation, pair.new.operation);
        let (at, shown) = (pair.at(), pair.old.shown());
        self.names_of(pair, at);
        if old.method != new.method {
            let message = format!(
                "{shown} is sent as {}, not as {}",
                new.method.as_str(),
                old.method.as_str()
            );
            self.push((Client, "operation-method", Changed), at, message, &[]);
        }
        if template(&old.path) != template(&new.path) {
            let message = format!("{shown} is sent to `{}`, not to `{}`", new.path, old.path);
            self.push((Client, "operation-path", Changed), at, message, &[]);
        }
        self.docs(&shown, at, &old.docs, &new.docs);
        self.lifecycle(&shown, at, old.lifecycle, new.lifecycle);
        if old.repeat != new.repeat && old.method == new.method {
            let (action, says) = match (&old.repeat, &new.repeat) {
                (_, Repeat::WithKey(header)) => {
                    (Set, format!("sends a key of its own in `{header}`"))
                }
                (Repeat::WithKey(header), Repeat::Idempotent) => {
                    (Set, format!("sends no key in `{header}` any more"))
                }
                (_, Repeat::Idempotent) => {
                    let says = "may be sent again after it may have reached the server";
                    (Set, says.to_owned())
                }
                (_, Repeat::OnlyUnsent) => {
                    let says = "is not sent again once it may have reached the server";
                    (Cleared, says.to_owned())
                }
            };
            let message = format!("{shown} {says}");
            self.push((Client, "idempotency", action), at, message, &[]);
        }
        self.parameters(pair);
        self.bodies(pair);
        self.responses(pair);
        self.security_of(pair, at);
        self.servers_of(pair, at);
        self.paging(pair, at);
        self.waiters(pair, at);
        self.busy(pair, at);
    }

    /// Compares the Rust names and the tags of an operation.
    fn names_of(&mut self, pair: Pair<'a>, at: At) {
        let (old, new) = (pair.old.names, pair.new.names);
        let types = [
            (&old.call, &new.call),
            (&old.output, &new.output),
            (&old.error, &new.error),
            (&old.headers, &new.headers),
            (&old.error_headers, &new.error_headers),
            (&old.body_type, &new.body_type),
        ];
        for (old, new) in types {
            if old != new {
                self.renamed
                    .insert(old.plain().to_owned(), new.plain().to_owned());
            }
        }
        let tag = |named: &Named<'_>| {
            let tag = named.operation.tags.first();
            tag.and_then(|tag| named.side.client.api.tags.get(*tag))
                .map(|tag| tag.name.clone())
        };
        if old.method != new.method {
            let message = format!(
                "{} is called `Client::{}`",
                pair.old.shown(),
                new.method.plain()
            );
            let claims = pair.old.items();
            self.push((Client, "operation", Renamed), at, message, &claims);
        } else if tag(&pair.old) != tag(&pair.new) {
            let says = match (tag(&pair.old), tag(&pair.new)) {
                (Some(was), Some(is)) => format!("has the tag `{is}`, not `{was}`"),
                (Some(was), None) => format!("no longer has the tag `{was}`"),
                (None, is) => format!("has the tag `{}` now", is.unwrap_or_default()),
            };
            let message = format!("{} {says}", pair.old.shown());
            let claims = match pair.old.call() {
                Claim::Call { short: None, .. } => Vec::new(),
                call => vec![call],
            };
            self.push((Client, "operation-tag", Changed), at, message, &claims);
        }
    }
}

/// Finds for each old element the new one that corresponds to it, and never the same one twice; earlier tests take
/// precedence. Returns what is found, and for each new element whether it is.
pub(super) fn matched<T: Copy>(
    old: &[T],
    new: &[T],
    tests: &[fn(&T, &T) -> bool],
) -> (Vec<Option<T>>, Vec<bool>) {
    let mut others = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    for test in tests {
        for (known, other) in old.iter().zip(&mut others) {
            if other.is_some() {
                continue;
            }
            let mut free = new.iter().zip(&mut taken).filter(|(_, taken)| !**taken);
            if let Some((found, taken)) = free.find(|(new, _)| test(known, new)) {
                *taken = true;
                *other = Some(*found);
            }
        }
    }
    (others, taken)
}

/// Returns a path without the names of its parameters.
pub(super) fn template(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        text.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    text + rest
}
