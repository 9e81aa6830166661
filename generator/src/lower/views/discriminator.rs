//! Discriminators of unions.

use crate::diagnostic::Place;
use crate::source::{Node, Origin};

/// A `discriminator`.
#[derive(Clone, Copy)]
pub(crate) struct DiscriminatorView<'s>(pub(super) Node<'s>);

impl<'s> DiscriminatorView<'s> {
    pub(crate) fn origin(self) -> Origin {
        self.0.origin()
    }

    pub(crate) fn at_value(self) -> Place {
        self.0.at_value()
    }

    pub(crate) fn at_key(self) -> Place {
        self.0.at_key()
    }

    pub(crate) fn property_name(self) -> Option<&'s str> {
        self.0.get_str("propertyName")
    }

    /// Returns the entries of `mapping`: values with the schemas that they select. A value may begin with `x-`.
    pub(crate) fn mapping(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.0.entries_of("mapping")
    }

    /// Returns the schema for all other values, from OpenAPI 3.2 on.
    pub(crate) fn default_mapping(self) -> Option<Node<'s>> {
        self.0.get("defaultMapping")
    }
}
