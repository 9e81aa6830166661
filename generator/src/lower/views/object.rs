//! What all views of objects have in common.

use crate::diagnostic::Place;
use crate::ir::{Docs, Lifecycle};
use crate::openapi::{Version, is_extension};
use crate::source::{Node, Origin};

/// An object of a document.
pub(crate) trait View<'s>: Copy {
    fn new(node: Node<'s>, version: Version) -> Self;

    /// Returns the object as written.
    fn node(self) -> Node<'s>;

    fn version(self) -> Version;

    fn origin(self) -> Origin {
        self.node().origin()
    }

    fn at_key(self) -> Place {
        self.node().at_key()
    }

    /// Returns a field as a view of another kind of object.
    fn part<V: View<'s>>(self, field: &str) -> Option<V> {
        Some(V::new(self.node().get(field)?, self.version()))
    }

    /// Whether a field is `true`.
    fn flag(self, field: &str) -> bool {
        self.boolean(field) == Some(true)
    }

    fn boolean(self, field: &str) -> Option<bool> {
        self.node().get(field)?.as_bool()
    }

    /// Returns the text of a field; a number or boolean is returned as its text.
    fn str(self, field: &str) -> Option<&'s str> {
        self.node().get(field)?.scalar_text()
    }

    /// Returns the items of a field that is an array.
    fn items(self, field: &str) -> impl Iterator<Item = Node<'s>> + use<'s, Self> {
        self.node().items_of(field)
    }

    /// Returns the entries of a field that is an object, without extensions.
    fn entries(self, field: &str) -> impl Iterator<Item = (&'s str, Node<'s>)> + use<'s, Self> {
        let entries = self.node().entries_of(field);
        entries.filter(|(key, _)| !is_extension(key))
    }

    fn docs(self) -> Docs {
        docs(self.node())
    }

    fn lifecycle(self) -> Lifecycle {
        lifecycle(self.node())
    }
}

/// Returns the summary or title, the description and the link to external documentation.
pub(crate) fn docs(node: Node<'_>) -> Docs {
    // Frameworks write an empty text where the author wrote none.
    let text = |key| node.get_str(key).filter(|text| !text.trim().is_empty());
    Docs {
        summary: text("summary").or_else(|| text("title")).map(str::to_owned),
        description: text("description").map(str::to_owned),
        external: node
            .get("externalDocs")
            .and_then(|link| link.get_str("url"))
            .map(str::to_owned),
    }
}

/// Returns the value of `deprecated`.
pub(crate) fn lifecycle(node: Node<'_>) -> Lifecycle {
    Lifecycle::deprecated(node.flag("deprecated"))
}

/// Declares views with their fields: the name of a method, how it reads the field, and the key of the field.
macro_rules! views {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $($(#[doc = $about:literal])* $method:ident: $how:ident $key:literal,)* }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy)]
        pub(crate) struct $name<'s> {
            node: Node<'s>,
            version: Version,
        }

        impl<'s> View<'s> for $name<'s> {
            fn new(node: Node<'s>, version: Version) -> Self {
                $name { node, version }
            }

            fn node(self) -> Node<'s> {
                self.node
            }

            fn version(self) -> Version {
                self.version
            }
        }

        impl<'s> $name<'s> {
            $($(#[doc = $about])* pub(crate) fn $method(self) -> views!(type $how) {
                views!(read self $how $key)
            })*
        }
    )+};
    (type node) => { Option<Node<'s>> };
    (type object) => { Option<Node<'s>> };
    (type text) => { Option<&'s str> };
    (type flag) => { bool };
    (type boolean) => { Option<bool> };
    (type schema) => { Option<SchemaView<'s>> };
    (read $view:ident node $key:literal) => { $view.node.get($key) };
    (read $view:ident object $key:literal) => { $view.node.get($key).filter(|node| node.is_map()) };
    (read $view:ident text $key:literal) => { $view.str($key) };
    (read $view:ident schema $key:literal) => {
        $view.node.get($key).map(|node| SchemaView::new(node, $view.version))
    };
    (read $view:ident $how:ident $key:literal) => { $view.$how($key) };
}

pub(super) use views;
