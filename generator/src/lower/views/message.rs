//! What is sent: parameters, headers, bodies, and how they are encoded.

use crate::ir::{Location, Style};
use crate::openapi::Version;
use crate::openapi::media_types::listed;
use crate::source::{Node, Origin};

use super::object::{View, views};
use super::schema::SchemaView;

views! {
    /// A parameter, or a header, which is described alike.
    ParameterView {
        name: text "name",
        is_required: flag "required",
        is_sensitive: flag "x-sensitive",
        is_of_client: flag "x-client-parameter",
        schema: schema "schema",
    }
    /// How a parameter, or a property of a form, is written.
    StyleView {
        explode: boolean "explode",
        allows_reserved: flag "allowReserved",
    }
    /// A request body or a response.
    MessageView {
        is_required: flag "required",
        busy: object "x-busy",
    }
    /// A media type.
    MediaTypeView {
        schema: schema "schema",
        /// Of each item of a stream, from OpenAPI 3.2 on.
        item_schema: schema "itemSchema",
    }
    /// How a property of a form is encoded.
    EncodingView {
        content_type: text "contentType",
    }
}

impl<'s> ParameterView<'s> {
    pub(crate) fn location(self) -> Option<Location> {
        Some(match self.str("in")? {
            "path" => Location::Path,
            "query" => Location::Query,
            "querystring" => Location::QueryString,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        })
    }

    /// Returns the media type that it is written in.
    pub(crate) fn content(self) -> Option<(&'s str, Node<'s>)> {
        self.node.get("content")?.entries().next()
    }

    pub(crate) fn style(self) -> StyleView<'s> {
        StyleView::new(self.node, self.version)
    }
}

impl<'s> StyleView<'s> {
    /// Returns the style; a word that is not a style has been reported.
    pub(crate) fn style(self) -> Option<Style> {
        Style::named(self.str("style")?)
    }

    /// Whether it says anything.
    pub(crate) fn is_given(self) -> bool {
        let fields = ["style", "explode", "allowReserved"];
        fields.iter().any(|field| self.node.get(field).is_some())
    }

    /// Returns the place of a field, else of the whole.
    pub(crate) fn place(self, field: &str) -> Origin {
        self.node.get(field).unwrap_or(self.node).origin()
    }
}

impl<'s> MessageView<'s> {
    /// Returns the media types; a list of them under one key is one after the other.
    pub(crate) fn contents(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let entries = self.entries("content");
        entries.flat_map(|(key, node)| listed(key).0.into_iter().map(move |name| (name, node)))
    }

    /// Returns the headers by name, which may begin as that of an extension does.
    pub(crate) fn headers(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.node.entries_of("headers")
    }

    pub(crate) fn links(self) -> Option<Node<'s>> {
        self.node.get("links").filter(|links| !links.is_empty())
    }
}

impl<'s> MediaTypeView<'s> {
    /// Returns the properties that have an encoding.
    pub(crate) fn encoded(self) -> impl Iterator<Item = &'s str> {
        self.entries("encoding").map(|(property, _)| property)
    }

    pub(crate) fn encoding(self, property: &str) -> Option<EncodingView<'s>> {
        let encoding = self.node.get("encoding")?.get(property)?;
        Some(EncodingView::new(encoding, self.version))
    }

    /// Returns the encoding of the part at a position, from OpenAPI 3.2 on: without one of its own that of all others.
    pub(crate) fn prefix_encoding(self, at: usize) -> Option<EncodingView<'s>> {
        let own = self.items("prefixEncoding").nth(at);
        let own = own.map(|node| EncodingView::new(node, self.version));
        own.or_else(|| self.item_encoding())
    }

    /// Returns the encoding of the parts without a position of their own, from OpenAPI 3.2 on.
    pub(crate) fn item_encoding(self) -> Option<EncodingView<'s>> {
        self.part("itemEncoding")
    }

    /// What describes parts by their position instead of their names.
    pub(crate) fn positional_parts(self) -> Option<Node<'s>> {
        let fields = ["prefixEncoding", "itemEncoding", "itemSchema"];
        fields.iter().find_map(|field| self.node.get(field))
    }
}

impl<'s> EncodingView<'s> {
    /// Returns the headers by name, without the content type, which is another field.
    pub(crate) fn headers(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let headers = self.node.get("headers").into_iter();
        let headers = headers.flat_map(Node::entries);
        headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
    }

    /// Returns the style, where one is given: without one, other rules hold.
    pub(crate) fn style(self) -> Option<StyleView<'s>> {
        let style = StyleView::new(self.node, self.version);
        style.is_given().then_some(style)
    }
}
