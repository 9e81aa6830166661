//! Operations: what a path item holds, and the parts of one operation put together.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Docs, Method, NameHint, Operation, Parameter, Repeat, Tag};
use crate::source::Node;

use super::Lowering;
use super::OnUnsupported;
use super::context::Unsupported;
use super::ledger::Skipped;
use super::parameter::one_query;
use super::path::Template;
use super::read::{docs, entries, items, lifecycle, strings, wanted};
use super::response::Responses;
use super::scope::OperationScope;

impl<'s> Lowering<'s> {
    /// Title, tags and servers.
    pub(super) fn header(&mut self) {
        let root = self.context.sources.root();
        if let Some(info) = root.get("info") {
            self.api.title = info.get_str("title").unwrap_or_default().to_owned();
            self.api.docs = docs(info);
            self.api.docs.summary = info.get_str("summary").map(str::to_owned);
        }
        for node in items(root, "tags") {
            if let Some(name) = node.get_str("name") {
                self.tag(name, node);
            }
        }
        self.api.servers = self.document_servers(root);
    }

    /// The number of a tag; `node` is where it is declared or first used.
    fn tag(&mut self, name: &'s str, node: Node<'s>) -> usize {
        if let Some(number) = self.tags.get(name) {
            return *number;
        }
        let number = self.api.tags.len();
        self.api.tags.push(Tag {
            name: name.to_owned(),
            origin: node.origin(),
        });
        self.tags.insert(name, number);
        number
    }

    /// Every operation under `paths`.
    pub(super) fn paths(&mut self) {
        let root = self.context.sources.root();
        let mut shapes: BTreeMap<String, Node<'s>> = BTreeMap::new();
        let mut ids: IndexMap<&'s str, Node<'s>> = IndexMap::new();
        for (text, item) in entries(root, "paths") {
            let template = self.template(text, item);
            let first = shapes.insert(template.shape.clone(), item);
            // A path that stands twice as it is has been reported as a duplicate key.
            if let Some(first) = first.filter(|first| first.key() != item.key()) {
                self.context.report(
                    Diagnostic::warning(
                        Code::DuplicatePath,
                        item.origin().at_key(),
                        "the path differs from another one only in the names of its parameters",
                    )
                    .related(first.origin().at_key(), "the other path")
                    .help("put the operations of both under one path"),
                );
            }
            self.path_item(&template, item, &mut ids);
        }
        self.webhooks(root);
    }

    fn path_item(
        &mut self,
        template: &Template,
        written: Node<'s>,
        ids: &mut IndexMap<&'s str, Node<'s>>,
    ) {
        let Some(item) = self.context.follow(written) else {
            return;
        };
        // Fields beside a `$ref` add to those that it leads to.
        let mut operations: Vec<(Result<Method, &str>, Node<'s>)> = Vec::new();
        let beside = (written.origin() != item.origin()).then_some(written);
        for node in beside.into_iter().chain([item]) {
            for (key, operation) in node.entries() {
                if let Some((_, method)) = Method::FIELDS.iter().find(|(name, _)| *name == key) {
                    operations.push((Ok(*method), operation));
                } else if key == "additionalOperations" {
                    operations.extend(operation.entries().map(|(name, node)| (Err(name), node)));
                }
            }
        }
        let shared = self.parameter_list(item, std::slice::from_ref(&template.text));
        for (method, node) in operations.into_iter().filter(|(_, node)| node.is_map()) {
            self.context.count(|ledger| ledger.operations += 1);
            if let Some(id) = node.get("operationId")
                && let Some(text) = id.as_str()
                && let Some(first) = ids.insert(text, id)
            {
                self.context.report(
                    Diagnostic::error(
                        Code::DuplicateOperationId,
                        id.origin().at_value(),
                        format!("another operation is named `{text}` too"),
                    )
                    .related(first.origin().at_value(), "the other operation")
                    .help("give each operation an operationId of its own"),
                );
            }
            self.callbacks(node);
            let method = method.map_err(|name| Unsupported {
                place: node.origin().at_key(),
                reason: format!("unsupported HTTP method `{name}`"),
                help: "leave the operation out, or describe it with a registered method".to_owned(),
            });
            let operation =
                method.and_then(|method| self.operation(template, item, &shared, method, node));
            match operation {
                Ok(operation) => {
                    self.context.count(|ledger| ledger.generated += 1);
                    self.api.operations.push(operation);
                }
                Err(unsupported) => self.leave_out(template, node, unsupported),
            }
        }
    }

    fn leave_out(&mut self, template: &Template, node: Node<'s>, unsupported: Unsupported) {
        let Unsupported {
            place,
            reason,
            help,
        } = unsupported;
        let operation = match node.get_str("operationId") {
            Some(id) => id.to_owned(),
            None => format!("{} {}", node.key().unwrap_or_default(), template.text),
        };
        if self.context.on_unsupported == OnUnsupported::Error {
            self.context
                .report(Diagnostic::error(Code::Unsupported, place, reason.clone()).help(help));
        }
        let skipped = Skipped {
            operation,
            reason,
            place,
        };
        self.context.count(|ledger| ledger.skipped.push(skipped));
    }

    fn operation(
        &mut self,
        template: &Template,
        item: Node<'s>,
        shared: &[Parameter],
        method: Method,
        node: Node<'s>,
    ) -> Result<Operation, Unsupported> {
        let id = node
            .get_str("operationId")
            .filter(|id| !id.trim().is_empty());
        let words = match id {
            Some(id) => vec![id.to_owned()],
            None => vec![
                node.key().unwrap_or_default().to_owned(),
                template.text.clone(),
            ],
        };
        let site = OperationScope {
            node,
            words,
            method,
        };
        let own = self.parameter_list(node, &site.words);
        let mut parameters: Vec<Parameter> = shared.to_vec();
        for parameter in own {
            let same = |other: &Parameter| {
                other.wire == parameter.wire && other.location == parameter.location
            };
            match parameters.iter_mut().find(|other| same(other)) {
                Some(overridden) => *overridden = parameter,
                None => parameters.push(parameter),
            }
        }
        let parameters = self.in_template_order(template, parameters, &site);
        one_query(&parameters)?;
        let body = self.body(&site)?;
        let Responses {
            successes,
            errors,
            accept,
        } = self.responses(&site);
        let tags = strings(node.get("tags"))
            .map(|(name, at)| self.tag(name, at))
            .collect();
        let security = self.security(node);
        let servers = [node, item]
            .into_iter()
            .find(|owner| owner.get("servers").is_some());
        let servers = servers.map(|owner| self.operation_servers(owner));
        let mut docs: Docs = docs(node);
        if docs.description.is_none() {
            docs.description = item.get_str("description").map(str::to_owned);
        }
        Ok(Operation {
            name: NameHint {
                wanted: wanted(node),
                origin: node.origin(),
                words: site.words,
            },
            id: id.map(str::to_owned),
            method,
            path: template.text.clone(),
            docs,
            lifecycle: lifecycle(node),
            tags,
            parameters,
            body,
            successes,
            errors,
            accept,
            security,
            servers: servers.unwrap_or_default(),
            paging: None,
            repeat: match node.get("x-idempotent").and_then(Node::as_bool) {
                Some(true) => Repeat::Idempotent,
                Some(false) => Repeat::OnlyUnsent,
                None if method.is_idempotent() => Repeat::Idempotent,
                None => Repeat::OnlyUnsent,
            },
            origin: node.origin(),
        })
    }

    /// Operations that the server calls.
    fn callbacks(&mut self, operation: Node<'s>) {
        for (_, callback) in entries(operation, "callbacks") {
            let mut operations = 0;
            if let Some(callback) = self.context.follow(callback) {
                for (_, item) in callback.entries() {
                    operations += count_operations(item);
                }
            }
            self.context.count(|ledger| ledger.callbacks += operations);
            self.context.note(
                Code::Ignored,
                callback.origin().at_key(),
                "the callback is called by the server; there is nothing to generate for a client",
            );
        }
    }

    fn webhooks(&mut self, root: Node<'s>) {
        for (_, webhook) in entries(root, "webhooks") {
            if let Some(item) = self.context.follow(webhook) {
                self.context
                    .count(|ledger| ledger.webhooks += count_operations(item));
            }
            self.context.note(
                Code::Ignored,
                webhook.origin().at_key(),
                "the webhook is called by the server; there is nothing to generate for a client",
            );
        }
    }

    /// The finished model.
    pub(super) fn finish(mut self) -> Api {
        self.schemas.finish();
        self.find_paging();
        self.api.types = self.schemas.types;
        self.context
            .count(|ledger| ledger.types += self.api.types.len());
        self.api
    }
}

fn count_operations(item: Node<'_>) -> usize {
    item.entries()
        .filter(|(key, node)| node.is_map() && Method::FIELDS.iter().any(|(name, _)| name == key))
        .count()
}
