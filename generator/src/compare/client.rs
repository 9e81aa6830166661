//! The client as a whole: servers, credentials, and what is said of the API.

use std::collections::BTreeSet;

use super::found::{At, Claim};
use super::operations::Pair;
use super::rule::{Action, Direction};
use super::{Comparison, Side};
use crate::ir::{Server, ServerVariable};

impl<'a> Comparison<'a> {
    /// Compares what belongs to no operation.
    pub(super) fn client(&mut self) {
        let (old, new) = (&self.old.client.api, &self.new.client.api);
        let root = At::root();
        let is_retitled = old.title != new.title;
        if is_retitled || old.docs != new.docs {
            let message = "the documentation of the client changes".to_owned();
            self.push(
                (Direction::Client, "documentation", Action::Changed),
                root,
                message,
                Vec::new(),
            );
        }
        for tag in &old.tags {
            if let Some(other) = new.tags.iter().find(|other| other.name == tag.name) {
                let what = format!("the tag `{}`", tag.name);
                self.docs(
                    &what,
                    At::both(tag.origin, other.origin),
                    &tag.docs,
                    &other.docs,
                );
            }
        }
        self.servers(&old.servers.list, &new.servers.list);
        self.server_variables(&old.servers.variables, &new.servers.variables);
        self.schemes();
    }

    fn servers(&mut self, old: &'a [Server], new: &'a [Server]) {
        let root = At::root();
        let claims = vec![
            Claim::Under("Server".to_owned()),
            Claim::Item("ClientBuilder::server()".to_owned()),
        ];
        let has = |list: &[Server], server: &Server| {
            list.iter()
                .any(|known| known.template() == server.template())
        };
        let (first, now_first) = (old.first(), new.first());
        let mut claimed = (None, None);
        if let (Some(first), Some(now)) = (first, now_first)
            && first.template() != now.template()
        {
            let message = format!(
                "requests go to `{}`, not to `{}`",
                now.template(),
                first.template()
            );
            let at = At::both(first.origin, now.origin);
            self.push(
                (Direction::Client, "default-server", Action::Changed),
                at,
                message,
                claims.clone(),
            );
            claimed = (Some(first.template()), Some(now.template()));
        }
        for server in old.iter().filter(|server| !has(new, server)) {
            if claimed.0.as_ref() != Some(&server.template()) {
                let message = format!("the server `{}` is gone", server.template());
                let at = At {
                    old: Some(server.origin),
                    new: root.new,
                };
                self.push(
                    (Direction::Client, "server", Action::Removed),
                    at,
                    message,
                    claims.clone(),
                );
            }
        }
        for server in new.iter().filter(|server| !has(old, server)) {
            if claimed.1.as_ref() != Some(&server.template()) {
                let message = format!("the server `{}` is new", server.template());
                let at = At {
                    old: root.old,
                    new: Some(server.origin),
                };
                self.push(
                    (Direction::Client, "server", Action::Added),
                    at,
                    message,
                    claims.clone(),
                );
            }
        }
        for server in old {
            if let Some(other) = new
                .iter()
                .find(|other| other.template() == server.template())
            {
                let what = format!("the server `{}`", server.template());
                self.docs(
                    &what,
                    At::both(server.origin, other.origin),
                    &server.docs,
                    &other.docs,
                );
            }
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
            let was_open = variable.values.is_empty();
            let is_open = other.values.is_empty();
            for value in variable
                .values
                .iter()
                .filter(|value| !other.values.contains(value) && !is_open)
            {
                let message = format!("{what} is never `{value}` any more");
                self.push(
                    (Direction::Client, "server-variable-value", Action::Removed),
                    at,
                    message,
                    claims.clone(),
                );
            }
            for value in other
                .values
                .iter()
                .filter(|value| !variable.values.contains(value) && !was_open)
            {
                let message = format!("{what} can be `{value}`");
                self.push(
                    (Direction::Client, "server-variable-value", Action::Added),
                    at,
                    message,
                    claims.clone(),
                );
            }
            if was_open != is_open {
                let (action, says) = match is_open {
                    true => (Action::Added, "can have any value"),
                    false => (Action::Removed, "has one of some values"),
                };
                let message = format!("{what} {says}");
                self.push(
                    (Direction::Client, "server-variable-value", action),
                    at,
                    message,
                    claims.clone(),
                );
            }
            if variable.default != other.default {
                let message = format!(
                    "{what} is `{}` unless set, not `{}`",
                    other.default, variable.default
                );
                self.push(
                    (
                        Direction::Client,
                        "server-variable-default",
                        Action::Changed,
                    ),
                    at,
                    message,
                    Vec::new(),
                );
            }
            self.docs(&what, at, &variable.docs, &other.docs);
        }
    }

    fn schemes(&mut self) {
        let (old, new) = (self.old, self.new);
        for (number, scheme) in old.client.api.schemes.iter().enumerate() {
            let name = scheme.name.words.join(" ");
            let what = format!("the security scheme `{name}`");
            let claims = old.setters_of(number);
            let mut others = new.client.api.schemes.iter();
            let Some(other) = others.find(|other| other.name.words == scheme.name.words) else {
                let at = At::old(scheme.name.origin);
                self.push(
                    (Direction::Client, "security-scheme", Action::Removed),
                    at,
                    format!("{what} is gone"),
                    claims,
                );
                continue;
            };
            let at = At::both(scheme.name.origin, other.name.origin);
            if scheme.kind != other.kind {
                let message = format!("{what} is of another kind");
                self.push(
                    (Direction::Client, "security-scheme", Action::Changed),
                    at,
                    message,
                    claims,
                );
            }
            self.docs(&what, at, &scheme.docs, &other.docs);
        }
        for scheme in &new.client.api.schemes {
            let is_known = old
                .client
                .api
                .schemes
                .iter()
                .any(|known| known.name.words == scheme.name.words);
            if !is_known {
                let message = format!(
                    "the security scheme `{}` is new",
                    scheme.name.words.join(" ")
                );
                let at = At::new(scheme.name.origin);
                self.push(
                    (Direction::Client, "security-scheme", Action::Added),
                    at,
                    message,
                    Vec::new(),
                );
            }
        }
    }

    /// Compares what an operation is authorised by.
    pub(super) fn security_of(&mut self, pair: Pair<'a>, at: At) {
        let (before, after) = (
            pair.old.side.ways(&pair.old.operation.security),
            pair.new.side.ways(&pair.new.operation.security),
        );
        if before == after {
            return;
        }
        let shown = pair.old.shown();
        let (action, says) = match (before.is_empty(), after.is_empty()) {
            (true, _) => (Action::Added, "needs credentials".to_owned()),
            (_, true) => (Action::Removed, "is sent without credentials".to_owned()),
            _ if before.is_subset(&after) => (
                Action::Loosened,
                "can be authorised in more ways".to_owned(),
            ),
            _ if after.is_subset(&before) => (
                Action::Tightened,
                "can be authorised in fewer ways".to_owned(),
            ),
            _ => (Action::Changed, "is authorised in another way".to_owned()),
        };
        let claims: Vec<Claim> = (0..self.old.client.api.schemes.len())
            .flat_map(|number| self.old.setters_of(number))
            .chain([Claim::Item("ClientBuilder::anonymous()".to_owned())])
            .collect();
        let same = |known: &super::found::Found| {
            known.rule.kind == "security"
                && known.rule.action == action
                && known.message.ends_with(&says)
        };
        // One entry at the root is the security of all operations.
        if let Some(known) = self.found.iter_mut().find(|known| same(known)) {
            if !known.message.starts_with("operations ") {
                known.message = format!(
                    "operations, {} the first of them: {says}",
                    shown_of(&known.message)
                );
            }
            return;
        }
        self.push(
            (Direction::Client, "security", action),
            at,
            format!("{shown} {says}"),
            claims,
        );
    }

    /// Compares the servers that an operation has for itself.
    pub(super) fn servers_of(&mut self, pair: Pair<'a>, at: At) {
        let urls = |servers: &[Server]| servers.iter().map(Server::template).collect::<Vec<_>>();
        let (before, after) = (
            urls(&pair.old.operation.servers),
            urls(&pair.new.operation.servers),
        );
        if before == after {
            return;
        }
        let message = format!("{} has other servers", pair.old.shown());
        let claims = vec![Claim::Item(format!("{}::server_url()", pair.old.request()))];
        let kind =
            if before.first() == after.first() && before.iter().all(|url| after.contains(url)) {
                "server"
            } else {
                "operation-server"
            };
        let action = if kind == "server" {
            Action::Added
        } else {
            Action::Changed
        };
        self.push((Direction::Client, kind, action), at, message, claims);
    }
}

/// The name that a message begins with.
fn shown_of(message: &str) -> &str {
    let end = message
        .match_indices('`')
        .nth(1)
        .map_or(0, |(at, _)| at.saturating_add(1));
    message.get(..end).unwrap_or(message)
}

impl Side<'_> {
    /// The setters of the credentials that a scheme has.
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

    /// The ways to authorise an operation, by the names of the schemes.
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
