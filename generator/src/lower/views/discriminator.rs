//! Discriminators of unions.

use crate::openapi::Version;
use crate::source::Node;

use super::object::{View, views};

views! {
    /// How the variants of a union are discriminated.
    DiscriminatorView {
        property_name: text "propertyName",
        /// The schema for all other values, from OpenAPI 3.2 on.
        default_mapping: node "defaultMapping",
    }
}

impl<'s> DiscriminatorView<'s> {
    /// Returns the entries of `mapping`: values with the schemas that they select. A value may begin with `x-`.
    pub(crate) fn mapping(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.node.entries_of("mapping")
    }
}
