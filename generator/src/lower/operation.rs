//! Operations: lowers path items, and assembles the parts of each operation.

mod path;
mod repeat;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::ir::{Api, Operation, Parameter, Tag};
use crate::source::Node;

use super::Lowering;
use super::context::{Unsupported, reference_place, rust_name};
use super::ledger::Skipped;
use super::operation_scope::OperationScope;
use super::parameter::{mark_secret_parameters, one_query, override_with};
use super::response::Responses;
use super::security::credentials;
use super::views::{OperationView, PathItemView, View, docs};
use super::waiter::waiters;
use path::Template;

impl<'s> Lowering<'s> {
    /// Lowers the title and the tags.
    pub(super) fn header(&mut self) {
        let document = self.context.document();
        if let Some((title, docs)) = document.info() {
            self.api.title = title.to_owned();
            self.api.docs = docs;
        }
        for (name, node) in document.tags() {
            self.tag(name, node);
        }
    }

    /// Returns the index of a tag; `node` is where it is declared or first used.
    fn tag(&mut self, name: &'s str, node: Node<'s>) -> usize {
        if let Some(number) = self.tags.get(name) {
            return *number;
        }
        let number = self.api.tags.len();
        self.api.tags.push(Tag {
            name: name.to_owned(),
            docs: docs(node),
            wanted: rust_name(node),
            origin: node.origin(),
        });
        self.tags.insert(name, number);
        number
    }

    /// Lowers every operation under `paths`.
    pub(super) fn paths(&mut self) {
        let mut shapes: BTreeMap<String, Node<'s>> = BTreeMap::new();
        let mut ids: IndexMap<&'s str, Node<'s>> = IndexMap::new();
        for (text, item) in self.context.document().paths() {
            let template = self.template(text, item);
            let first = shapes.insert(template.shape.clone(), item);
            // A path that appears twice has been reported as a duplicate key.
            if let Some(first) = first.filter(|first| first.key() != item.key()) {
                self.context.report(
                    Diagnostic::warning(
                        Code::DuplicatePath,
                        item.at_key(),
                        "the path differs from another one only in the names of its parameters",
                    )
                    .related(first.at_key(), "the other path")
                    .help("put the operations of both under one path"),
                );
            }
            self.path_item(&template, item, &mut ids);
        }
        self.webhooks();
    }

    fn path_item(
        &mut self,
        template: &Template,
        written: Node<'s>,
        ids: &mut IndexMap<&'s str, Node<'s>>,
    ) {
        if self.context.follow(written).is_none() {
            self.leave_out_path(template, written);
            return;
        }
        let sources = self.context.sources;
        let item: PathItemView<'s> = self.context.view(written);
        let items = item.layers(sources);
        let operations = PathItemView::operations_of(&items, sources, |replaced, first| {
            let message = "this operation replaces that of the path item to which `$ref` leads";
            self.context.report(
                Diagnostic::warning(Code::Ignored, first.at_key(), message)
                    .related(replaced.at_key(), "has no effect here")
                    .help("remove one of the two"),
            );
        });
        let mut shared: Option<Vec<Parameter>> = None;
        for (method, operation) in operations {
            self.context.count(|ledger| ledger.operations += 1);
            let document = self.context.document().node();
            let broken = self.context.broken;
            if broken.chosen().is_some_and(|chosen| !chosen.has(operation)) {
                self.context.count(|ledger| ledger.not_chosen += 1);
                continue;
            }
            if let Some(error) = broken.of_operation(document, &items, operation) {
                self.leave_out(template, operation, error.message.clone(), error.place);
                continue;
            }
            let duplicate = duplicate_id(operation, written, ids, broken.is_left_out());
            let id = operation.id().filter(|_| duplicate.is_none());
            if let Some(duplicate) = duplicate {
                self.context.report(duplicate);
            }
            self.callbacks(operation);
            let shared = &*shared.get_or_insert_with(|| {
                let mut shared = Vec::new();
                for item in items.iter().rev() {
                    let own = self.parameter_list(*item, std::slice::from_ref(&template.text));
                    override_with(&mut shared, own);
                }
                shared
            });
            let method = method.map_err(|name| Unsupported {
                place: operation.at_key(),
                reason: format!("`{name}` is not an additional HTTP method"),
                help: "write the name of a method, or the field of the path item that is for it"
                    .to_owned(),
            });
            let lowered = method.and_then(|method| {
                let site = OperationScope {
                    operation,
                    words: self.words_of(template, operation, id),
                    method,
                    id,
                };
                self.operation(template, &items, shared, site)
            });
            match lowered {
                Ok(operation) => {
                    self.context.count(|ledger| ledger.generated += 1);
                    self.api.operations.push(operation);
                }
                Err(Unsupported {
                    place,
                    reason,
                    help,
                }) => {
                    self.leave_out(template, operation, reason.clone(), place);
                    self.context
                        .report(Diagnostic::error(Code::Unsupported, place, reason).help(help));
                }
            }
        }
    }

    fn leave_out(
        &self,
        template: &Template,
        operation: OperationView<'s>,
        reason: String,
        place: Place,
    ) {
        let name = match operation.str("operationId") {
            Some(id) => id.to_owned(),
            None => {
                let key = operation.node().key().unwrap_or_default();
                format!("{key} {}", template.text)
            }
        };
        let skipped = Skipped {
            name,
            reason,
            place,
        };
        self.context.count(|ledger| ledger.skipped.push(skipped));
    }

    /// Leaves out a path whose operations cannot be read; in the ledger it counts as one operation.
    fn leave_out_path(&self, template: &Template, item: Node<'s>) {
        let place = reference_place(item);
        let error = self.context.broken.of(item);
        let reason = error.map_or_else(
            || "its reference has no target".to_owned(),
            |error| error.message.clone(),
        );
        self.context.count(|ledger| {
            ledger.operations += 1;
            ledger.skipped.push(Skipped {
                name: template.text.clone(),
                reason,
                place,
            });
        });
    }

    /// Returns the words of the name of an operation: those of its name or id, or else its method and path.
    fn words_of(
        &self,
        template: &Template,
        operation: OperationView<'s>,
        id: Option<&str>,
    ) -> Vec<String> {
        let node = operation.node();
        let named = rust_name(node).map(|(name, _)| name);
        match named.as_deref().or(id) {
            Some(id) => vec![self.short_names.get(id).map_or(id, |name| name).to_owned()],
            None => vec![
                node.key().unwrap_or_default().to_owned(),
                template.text.clone(),
            ],
        }
    }

    fn operation(
        &mut self,
        template: &Template,
        items: &[PathItemView<'s>],
        shared: &[Parameter],
        site: OperationScope<'s>,
    ) -> Result<Operation, Unsupported> {
        let view = site.operation;
        let node = view.node();
        let own = self.parameter_list(view, &site.words);
        let mut parameters: Vec<Parameter> = shared.to_vec();
        override_with(&mut parameters, own);
        let mut path = template.text.clone();
        let parameters = self.in_template_order(template, &mut path, parameters, node);
        one_query(&parameters)?;
        self.note_same_pairs(&parameters);
        let body = self.body(&site)?;
        if let Some(body) = &body {
            self.note_content_coding(&parameters, body);
        }
        let Responses {
            successes,
            errors,
            accept,
            busy,
        } = self.responses(&site);
        let tags = view.tags().map(|(name, at)| self.tag(name, at)).collect();
        let security = self.security.of(view);
        self.note_key_in_whole_query(&parameters, &security);
        let servers = self.servers.of_operation(view, items);
        let mut docs = view.docs();
        if docs.description.is_none() {
            let description = items.iter().find_map(|item| item.str("description"));
            docs.description = description.map(str::to_owned);
        }
        Ok(Operation {
            name: self.context.hint(site.words, node),
            id: site.id.map(str::to_owned),
            path,
            docs,
            lifecycle: view.lifecycle(),
            tags,
            parameters,
            body,
            successes,
            errors,
            accept,
            security,
            scopes: self.security.scopes_of(view),
            servers,
            paging: None,
            waiters: Vec::new(),
            busy,
            repeat: repeat::of(self.context, view, &site.method),
            method: site.method,
            origin: node.origin(),
        })
    }

    /// Counts the operations that the server calls.
    fn callbacks(&self, operation: OperationView<'s>) {
        for callback in operation.callbacks() {
            let mut operations = 0;
            if let Some(callback) = self.context.follow(callback) {
                for (_, item) in callback.entries() {
                    operations += self.count_operations(item);
                }
            }
            self.context.count(|ledger| ledger.callbacks += operations);
            self.context.note(
                Code::Ignored,
                callback.at_key(),
                "the callback is called by the server; there is nothing to generate for a client",
            );
        }
    }

    fn webhooks(&self) {
        for webhook in self.context.document().webhooks() {
            if let Some(item) = self.context.follow(webhook) {
                let operations = self.count_operations(item);
                self.context.count(|ledger| ledger.webhooks += operations);
            }
            self.context.note(
                Code::Ignored,
                webhook.at_key(),
                "the webhook is called by the server; there is nothing to generate for a client",
            );
        }
    }

    fn count_operations(&self, item: Node<'s>) -> usize {
        let item: PathItemView<'s> = self.context.view(item);
        let operations = item.operations(self.context.sources);
        operations
            .iter()
            .filter(|(method, _)| method.is_ok())
            .count()
    }

    /// Returns the finished model.
    pub(super) fn finish(mut self) -> Api {
        self.schemas.finish();
        self.sort_busy();
        let mut operations = std::mem::take(&mut self.api.operations);
        for operation in &mut operations {
            let node = self.context.sources.node(operation.origin);
            let view: OperationView<'s> = self.context.view(node);
            repeat::check_key(self.context, &self.schemas.types, view, operation);
            operation.paging = view.paging().and_then(|node| self.paging(node, operation));
            operation.waiters = waiters(self.context, &self.schemas.types, view, operation);
        }
        self.api.operations = operations;
        self.api.files = self.context.sources.file_names();
        self.schemas.make_newtypes();
        self.api.types = self.schemas.types;
        mark_secret_parameters(&mut self.api);
        self.api.servers = self.servers.of_document;
        self.api.credentials = credentials(&self.security.schemes);
        self.api.schemes = self.security.schemes;
        self.context
            .count(|ledger| ledger.types += self.api.types.len());
        self.api
    }
}

/// Returns the error for an operation with the id of an earlier one. Where broken parts are left out, it is a warning,
/// and the operation is treated as one without an id. The same holds for a path item to which several paths refer, and
/// for another method of the path, since frameworks give the methods of one function the same id.
fn duplicate_id<'s>(
    operation: OperationView<'s>,
    path: Node<'s>,
    ids: &mut IndexMap<&'s str, Node<'s>>,
    is_rest_wanted: bool,
) -> Option<Diagnostic> {
    let id = operation.id_node()?;
    let text = id.scalar_text()?;
    let Some(first) = ids.get(text) else {
        ids.insert(text, id);
        return None;
    };
    if first.origin() == id.origin() {
        let message = format!(
            "`{text}` is an operation of another path too; at this one it is named after its method and path"
        );
        return Some(
            Diagnostic::warning(Code::DuplicateOperationId, path.at_key(), message)
                .related(first.at_value(), "its operationId")
                .help("write the path item out here, with an operationId of its own"),
        );
    }
    let path_item = |id: Node<'s>| Some(id.parent()?.parent()?.origin());
    let is_same_path = path_item(*first) == path_item(id);
    let (severity, result) = match is_rest_wanted || is_same_path {
        true => (
            Severity::Warning,
            "; this one is named after its method and path",
        ),
        false => (Severity::Error, ""),
    };
    let message = format!("another operation is named `{text}` too{result}");
    let place = id.at_value();
    Some(
        Diagnostic::new(severity, Code::DuplicateOperationId, place, message)
            .related(first.at_value(), "the other operation")
            .help("give each operation an operationId of its own"),
    )
}
