//! The references in a document: where they lead, and whether the target has the right kind.

use super::beside::{Extensions, list_around};
use super::definition::Object;
use super::report::{self, At};
use super::walk::{Chain, Walk};
use crate::diagnostic::Severity;
use crate::limits::REFERENCE_CHAIN;
use crate::source::{Node, Origin, RefError};
use std::collections::HashMap;

impl<'s> Walk<'s, '_> {
    pub(super) fn reference(&mut self, owner: Node<'s>, field: Node<'s>, object: Object) {
        let Some(text) = field.as_str() else {
            let at = At {
                name: "$ref",
                owner: object.definition(),
                documentary: false,
            };
            self.push(report::wrong_type(field, at, "a string", Severity::Error));
            return;
        };
        match text.starts_with('#').then(|| self.target_of(owner, text)) {
            Some(Ok(target)) => self.leads_to(owner, field, target, object),
            // Even a pointer in its own file may lead through a reference into another one.
            Some(Err(_)) | None => self.external.push((owner.origin(), object)),
        }
    }

    /// Checks a reference that leads to something once files have been loaded, or to nothing.
    pub(super) fn loaded_reference(&mut self, owner: Origin, object: Object) {
        let owner = self.sources.node(owner);
        let Some(field) = owner.get("$ref") else {
            return self.mapped(owner, object);
        };
        let Some(text) = field.as_str() else { return };
        match self.target_of(owner, text) {
            Ok(target) => self.leads_to(owner, field, target, object),
            // The error in the file has been reported.
            Err(_) if self.sources.leads_into_broken_file(owner, text) => {}
            Err(error) => self.push(error.into_diagnostic(field.at_value())),
        }
    }

    /// Checks the schemas that a discriminator names, and those in its file that extend its schema. Nothing else may
    /// refer to some of them.
    pub(super) fn mapping(&mut self, discriminator: Node<'s>) {
        let values = discriminator.entries_of("mapping");
        for (_, value) in values {
            if value.as_str().is_some_and(is_path) {
                self.external.push((value.origin(), Object::Schema));
            }
        }
        let base = discriminator.parent();
        if let Some(base) = base
            && let Some(list) = list_around(self.sources, base)
        {
            let extensions = self.extensions.entry(list.origin());
            let extensions = extensions.or_insert_with(|| Extensions::in_list(self.sources, list));
            let found = extensions.take(base).into_iter();
            self.pending
                .extend(found.map(|(_, schema)| (schema, schema, Object::Schema)));
        }
    }

    /// Checks a schema that a discriminator names. If it does not exist, this is reported once the variants are known.
    fn mapped(&mut self, value: Node<'s>, object: Object) {
        if let Some(Ok(target)) = value.as_str().map(|text| self.target_of(value, text)) {
            self.pending.push((value, target, object));
        }
    }

    fn leads_to(&mut self, owner: Node<'s>, field: Node<'s>, target: Node<'s>, object: Object) {
        let text = field.as_str().unwrap_or_default();
        let resource = self.sources.resource_of(owner).origin();
        if matches!(self.targets.get(&(resource, text)), Some(Err(_))) {
            let is_in_schema = self.sources.in_schema(owner, text).is_some();
            self.push(report::meant(field, is_in_schema, self.sources, target));
        }
        self.pending.push((field, target, object));
    }

    /// Returns the target of a reference, unless the references from there on never end.
    fn target_of(&mut self, owner: Node<'s>, text: &'s str) -> Result<Node<'s>, RefError> {
        let target = self.resolve(owner, text)?;
        if target.reference().is_none() {
            return Ok(target);
        }
        match self.chain(owner) {
            Chain::Cycle => Err(RefError::cycle(text)),
            Chain::TooLong => Err(RefError::too_long()),
            Chain::Ends(_) | Chain::IntoCycle => Ok(target),
        }
    }

    fn resolve(&mut self, from: Node<'s>, text: &'s str) -> Result<Node<'s>, RefError> {
        let sources = self.sources;
        let found = self
            .targets
            .entry((sources.resource_of(from).origin(), text))
            .or_insert_with(|| sources.resolve_in_document(from, text))
            .clone();
        found.or_else(|error| sources.meant(from, text).ok_or(error))
    }

    /// Returns the result of following the reference of an object; each object is followed once.
    fn chain(&mut self, owner: Node<'s>) -> Chain {
        let mut path: Vec<Origin> = Vec::new();
        let mut places: HashMap<Origin, usize> = HashMap::new();
        let mut current = owner;
        let mut end = loop {
            let origin = current.origin();
            if let Some(&known) = self.chains.get(&origin) {
                break known;
            }
            if let Some(&first) = places.get(&origin) {
                for member in path.drain(first..) {
                    self.chains.insert(member, Chain::Cycle);
                }
                break Chain::Cycle;
            }
            let Some(text) = current.reference() else {
                break Chain::Ends(0);
            };
            places.insert(origin, path.len());
            path.push(origin);
            match self.resolve(current, text) {
                Ok(next) => current = next,
                Err(_) => break Chain::Ends(0),
            }
        };
        for origin in path.into_iter().rev() {
            end = match end {
                Chain::Ends(steps) if steps < REFERENCE_CHAIN => Chain::Ends(steps + 1),
                Chain::Ends(_) | Chain::TooLong => Chain::TooLong,
                Chain::Cycle | Chain::IntoCycle => Chain::IntoCycle,
            };
            self.chains.insert(origin, end);
        }
        self.chains.get(&owner.origin()).copied().unwrap_or(end)
    }

    /// Checks the target of a reference as the kind of object that the reference replaces.
    pub(super) fn target(&mut self, reference: Node<'s>, target: Node<'s>, object: Object) {
        let Some(slot) = self.seen.slot(self.sources, target.origin()) else {
            return;
        };
        match *slot {
            None => self.referable(target, object),
            Some(other) if other != object => {
                self.push(report::other_kind(reference, target, other, object));
            }
            Some(_) => {}
        }
    }
}

/// Whether a value of `mapping` is the path of a file instead of the name of a schema, which may contain dots.
fn is_path(text: &str) -> bool {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    text.contains(['/', '#']) || matches!(ending, Some("yaml" | "yml" | "json"))
}
