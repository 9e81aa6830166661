//! Compares the client as a whole: its documentation, its servers and its security schemes.

use std::collections::BTreeSet;

use super::found::{At, Claim};
use super::lists::Lists;
use super::operations::Pair;
use super::rule::Action::{self, Added, Changed, Loosened, Removed, Tightened};
use super::rule::Direction::Client;
use super::{Comparison, Side};
use crate::ir::{KeyLocation, SchemeKind, SecurityScheme, Server, ServerVariable};

/// A change of security requirements that operations have in common.
pub(super) struct Secured {
    /// What is said of one operation.
    says: String,
    /// The first of the operations.
    first: String,
    /// How many others there are.
    others: usize,
    /// The index of the change.
    found: usize,
}

impl<'a> Comparison<'a> {
    /// Compares everything that belongs to no operation.
    pub(super) fn client(&mut self) {
        let (old, new) = (&self.old.client.api, &self.new.client.api);
        let root = At::root();
        let is_retitled = old.title != new.title;
        if is_retitled || old.docs != new.docs {
            let message = "the documentation of the client changes".to_owned();
            self.push((Client, "documentation", Changed), root, message, &[]);
        }
        let tags = Lists::of(&old.tags, &new.tags, |tag, other| tag.name == other.name);
        for (tag, other) in tags.both {
            let what = format!("the tag `{}`", tag.name);
            let at = At::both(tag.origin, other.origin);
            self.docs(&what, at, &tag.docs, &other.docs);
        }
        self.servers(&old.servers.list, &new.servers.list);
        self.server_variables(&old.servers.variables, &new.servers.variables);
        self.schemes();
    }

    fn servers(&mut self, old: &'a [Server], new: &'a [Server]) {
        let claims = vec![
            Claim::Under("Server".to_owned()),
            Claim::Item("ClientBuilder::server()".to_owned()),
        ];
        let same = |one: &Server, other: &Server| one.template() == other.template();
        let mut lists = Lists::of(old, new, same);
        if let (Some(first), Some(now)) = (old.first(), new.first())
            && !same(first, now)
        {
            // A variable may have another name, or none any more: its setter is among the items that are compared.
            if first.default_url != now.default_url {
                let (is, was) = (now.template(), first.template());
                let message = format!("requests go to `{is}`, not to `{was}`");
                let at = At::both(first.origin, now.origin);
                self.push((Client, "default-server", Changed), at, message, &claims);
            }
            lists.gone.retain(|server| !same(server, first));
            lists.come.retain(|server| !same(server, now));
        }
        for server in lists.gone {
            let message = format!("the server `{}` is gone", server.template());
            let at = At::root().gone(server.origin);
            self.push((Client, "server", Removed), at, message, &claims);
        }
        for server in lists.come {
            let message = format!("the server `{}` is new", server.template());
            let at = At::root().come(server.origin);
            self.push((Client, "server", Added), at, message, &[]);
        }
        for (server, other) in lists.both {
            let what = format!("the server `{}`", server.template());
            let at = At::both(server.origin, other.origin);
            self.docs(&what, at, &server.docs, &other.docs);
        }
    }

    fn server_variables(&mut self, old: &'a [ServerVariable], new: &'a [ServerVariable]) {
        let names = &self.old.client.names.client.variables;
        for (variable, names) in old.iter().zip(names) {
            let Some(other) = new.iter().find(|other| other.name == variable.name) else {
                continue;
            };
            let at = At::both(variable.origin, other.origin);
            let what = format!("the variable `{}` of servers", variable.name);
            let claims = vec![
                Claim::Under(names.ty.plain().to_owned()),
                Claim::Item(format!("ClientBuilder::{}()", names.setter.plain())),
            ];
            let mut add = |action, says: String| {
                let rule = (Client, "server-variable-value", action);
                self.push(rule, at, format!("{what} {says}"), &claims);
            };
            let (was_open, is_open) = (variable.values.is_empty(), other.values.is_empty());
            let lists = Lists::of(&variable.values, &other.values, |one, other| one == other);
            for value in lists.gone.into_iter().filter(|_| !is_open) {
                add(Removed, format!("is never `{value}` any more"));
            }
            for value in lists.come.into_iter().filter(|_| !was_open) {
                add(Added, format!("can be `{value}`"));
            }
            match (was_open, is_open) {
                (false, true) => add(Added, "can have any value".to_owned()),
                (true, false) => add(Removed, "has one of some values".to_owned()),
                _ => {}
            }
            if variable.default != other.default {
                let (was, is) = (&variable.default, &other.default);
                let message = format!("{what} is `{is}` unless set, not `{was}`");
                let rule = (Client, "server-variable-default", Changed);
                self.push(rule, at, message, &[]);
            }
            self.docs(&what, at, &variable.docs, &other.docs);
        }
    }

    fn schemes(&mut self) {
        let (old, new) = (&self.old.client.api.schemes, &self.new.client.api.schemes);
        let shown = |scheme: &SecurityScheme| {
            format!("the security scheme `{}`", scheme.name.words.join(" "))
        };
        for (number, scheme) in old.iter().enumerate() {
            let what = shown(scheme);
            let claims = self.old.setters_of(number);
            let mut others = new.iter();
            let is_same = |other: &&SecurityScheme| other.name.words == scheme.name.words;
            let Some(other) = others.find(is_same) else {
                let (at, message) = (At::old(scheme.name.origin), format!("{what} is gone"));
                self.push((Client, "security-scheme", Removed), at, message, &claims);
                continue;
            };
            let at = At::both(scheme.name.origin, other.name.origin);
            if !is_same_kind(&scheme.kind, &other.kind) {
                let says = match (&scheme.kind, &other.kind) {
                    (SchemeKind::ApiKey { .. }, SchemeKind::ApiKey { .. }) => "is sent elsewhere",
                    (SchemeKind::OAuth2 { .. }, SchemeKind::OAuth2 { .. })
                    | (SchemeKind::OpenIdConnect(_), SchemeKind::OpenIdConnect(_)) => {
                        "has another URL for tokens"
                    }
                    _ => "is of another kind",
                };
                let message = format!("{what} {says}");
                self.push((Client, "security-scheme", Changed), at, message, &claims);
            }
            self.docs(&what, at, &scheme.docs, &other.docs);
        }
        for scheme in new {
            let is_same = |known: &SecurityScheme| known.name.words == scheme.name.words;
            if !old.iter().any(is_same) {
                let message = format!("{} is new", shown(scheme));
                let at = At::new(scheme.name.origin);
                self.push((Client, "security-scheme", Added), at, message, &[]);
            }
        }
    }

    /// Compares the security requirements of an operation.
    pub(super) fn security_of(&mut self, pair: Pair<'a>, at: At) {
        let (before, after) = (
            pair.old.side.ways(&pair.old.operation.security),
            pair.new.side.ways(&pair.new.operation.security),
        );
        if before == after {
            return self.scopes_of(pair, at);
        }
        let (action, says, all_say) = match (before.is_empty(), after.is_empty()) {
            (true, _) => (Added, "needs credentials", "need credentials"),
            (_, true) => (
                Removed,
                "is sent without credentials",
                "are sent without credentials",
            ),
            _ if before.is_subset(&after) => {
                let says = "can be authorised in more ways";
                (Loosened, says, says)
            }
            _ if after.is_subset(&before) => {
                let says = "can be authorised in fewer ways";
                (Tightened, says, says)
            }
            _ => (
                Changed,
                "is authorised in another way",
                "are authorised in another way",
            ),
        };
        self.secured(pair, at, action, [says, all_say].map(str::to_owned));
    }

    /// Adds a change of security requirements, in the words for one operation and for several. A single `security` at
    /// the root applies to all operations: its change is reported once.
    fn secured(&mut self, pair: Pair<'a>, at: At, action: Action, [says, all_say]: [String; 2]) {
        let is_same = |known: &&mut Secured| known.says == says;
        if let Some(known) = self.secured.iter_mut().find(is_same) {
            known.others += 1;
            let operations = match known.others {
                1 => "one other operation".to_owned(),
                others => format!("{others} other operations"),
            };
            if let Some(found) = self.found.get_mut(known.found) {
                found.message = format!("{} and {operations} {all_say}", known.first);
            }
            return;
        }
        let claims: Vec<Claim> = (0..self.old.client.api.schemes.len())
            .flat_map(|number| self.old.setters_of(number))
            .chain([Claim::Item("ClientBuilder::anonymous()".to_owned())])
            .collect();
        let first = pair.old.shown();
        let message = format!("{first} {says}");
        self.secured.push(Secured {
            says,
            first,
            others: 0,
            found: self.found.len(),
        });
        self.push((Client, "security", action), at, message, &claims);
    }

    /// Compares the scopes that credentials of the same schemes need.
    fn scopes_of(&mut self, pair: Pair<'a>, at: At) {
        let (old, new) = (&pair.old.operation.scopes, &pair.new.operation.scopes);
        let shown = |scopes: Vec<&(String, String)>| -> String {
            let shown = scopes
                .iter()
                .map(|(scheme, scope)| format!("`{scope}` of `{scheme}`"));
            shown.collect::<Vec<_>>().join(", ")
        };
        let come = shown(new.difference(old).collect());
        let gone = shown(old.difference(new).collect());
        if !come.is_empty() {
            let says = ["needs", "need"].map(|verb| format!("{verb} the scope {come}"));
            self.secured(pair, at, Tightened, says);
        } else if !gone.is_empty() {
            let says =
                ["does", "do"].map(|verb| format!("{verb} not need the scope {gone} any more"));
            self.secured(pair, at, Loosened, says);
        }
    }

    /// Compares the servers that an operation declares for itself.
    pub(super) fn servers_of(&mut self, pair: Pair<'a>, at: At) {
        let (old, new) = (&pair.old.operation.servers, &pair.new.operation.servers);
        let all = |old: &[Server], new: &[Server]| {
            let mut servers = old.iter();
            servers.all(|server| new.iter().any(|other| is_within(server, other)))
        };
        let is_first = match (old.first(), new.first()) {
            (Some(old), Some(new)) => is_within(old, new),
            (old, new) => old.is_none() && new.is_none(),
        };
        let only_more = is_first && all(old, new);
        if only_more && all(new, old) {
            return;
        }
        let message = format!("{} has other servers", pair.old.shown());
        let claims = vec![Claim::Item(format!("{}::server_url()", pair.old.request()))];
        let (kind, action) = match only_more {
            true => ("server", Added),
            false => ("operation-server", Changed),
        };
        self.push((Client, kind, action), at, message, &claims);
    }
}

/// Whether a new server has every URL of an old one, and the same URL where no variable is set.
fn is_within(old: &Server, new: &Server) -> bool {
    let mut variables = old.variables.iter().zip(&new.variables);
    old.url == new.url
        && old.default_url == new.default_url
        && variables.all(|(old, new)| {
            let is_kept = |value| new.values.contains(value);
            new.values.is_empty() || (!old.values.is_empty() && old.values.iter().all(is_kept))
        })
}

/// Whether credentials of two kinds are sent in the same way. The name of a header has no case.
fn is_same_kind(old: &SchemeKind, new: &SchemeKind) -> bool {
    let header = |kind: &SchemeKind| match kind {
        SchemeKind::ApiKey {
            location: KeyLocation::Header,
            name,
        } => Some(name.to_ascii_lowercase()),
        _ => None,
    };
    old == new || header(old).is_some_and(|name| header(new) == Some(name))
}

impl Side<'_> {
    /// Returns the setters of the builder for the credentials of a scheme.
    fn setters_of(&self, scheme: usize) -> Vec<Claim> {
        let slots = self
            .client
            .api
            .credentials
            .iter()
            .zip(&self.client.names.client.credentials);
        let slots = slots.filter(|(slot, _)| slot.schemes.contains(&scheme));
        slots
            .map(|(_, name)| Claim::Item(format!("ClientBuilder::{}()", name.plain())))
            .collect()
    }

    /// Returns the alternatives of a security requirement, each as the names of its schemes.
    fn ways(&self, security: &[BTreeSet<usize>]) -> BTreeSet<BTreeSet<String>> {
        let schemes = &self.client.api.schemes;
        let name = |number: &usize| {
            schemes
                .get(*number)
                .map(|scheme| scheme.name.words.join(" "))
        };
        security
            .iter()
            .map(|way| way.iter().filter_map(name).collect())
            .collect()
    }
}
