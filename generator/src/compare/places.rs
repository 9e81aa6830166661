//! Finds the places of changes in the descriptions.

use super::change::WhereChanged;
use super::found::At;
use super::{Comparison, Side};
use crate::diagnostic::Place;
use crate::source::Origin;

impl Comparison<'_> {
    /// Returns the places of what an item is generated from; the roots where no version has one.
    pub(super) fn places_of(&self, key: &str) -> At {
        match (self.old.origin_of(key), self.new.origin_of(key)) {
            (None, None) => At::root(),
            (old, new) => At { old, new },
        }
    }
}

impl Side<'_> {
    /// Returns the origin of the type, operation or tag from which an item, or the one that it belongs to, is
    /// generated.
    fn origin_of(&self, key: &str) -> Option<Origin> {
        let client = self.client;
        let is_end = |c: char| !(c.is_alphanumeric() || c == '_');
        let until_end = |text: &str| text.split(is_end).next().unwrap_or_default().to_owned();
        if let Some(name) = key.strip_prefix("models::") {
            let id = self.by_name(&until_end(name))?;
            return self.def(id).map(|def| def.origin);
        }
        let tag = |names: &crate::names::SubClientNames| {
            let tag = client.api.tags.get(names.tag);
            tag.map(|tag| tag.origin)
        };
        let mut sub_clients = client.names.sub_clients.iter();
        let mut operations = client.api.operations.iter().zip(&client.names.operations);
        if let Some(name) = key.strip_prefix("operations::") {
            let name = until_end(name);
            let found = operations.find(|(_, names)| names.types().any(|ty| ty.plain() == name));
            let found = found.map(|(operation, _)| operation.origin);
            return found.or_else(|| tag(sub_clients.find(|names| names.ty.plain() == name)?));
        }
        let method = until_end(key.strip_prefix("Client::")?);
        let found = operations.find(|(_, names)| names.method.plain() == method);
        let found = found.map(|(operation, _)| operation.origin);
        found.or_else(|| tag(sub_clients.find(|names| names.accessor.plain() == method)?))
    }

    /// Returns a place for people and programs.
    pub(super) fn place(&self, origin: Origin) -> Option<WhereChanged> {
        let (tree, at) = self.sources.locate(Place::key(origin))?;
        Some(WhereChanged {
            file: tree.path().to_owned(),
            line: at.line,
            column: at.column,
            pointer: self.sources.pointer(origin),
        })
    }
}
