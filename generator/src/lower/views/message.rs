//! Parts of messages: parameters, headers, bodies and their encodings.

use crate::ir::{Location, Style};
use crate::openapi::media_types::listed;
use crate::openapi::{Version, is_extension};
use crate::source::{Node, Origin, Sources};

use super::object::{View, views};
use super::schema::SchemaView;

views! {
    /// A parameter, or a header, which has the same fields.
    ParameterView {
        name: text "name",
        is_required: flag "required",
        is_sensitive: flag "x-sensitive",
        is_of_client: flag "x-client-parameter",
        schema: schema "schema",
    }
    /// How a parameter, or a property of a form, is serialized.
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
        /// The schema of each item of a stream, from OpenAPI 3.2 on.
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

    /// Returns the media type of `content`.
    pub(crate) fn content(self) -> Option<(&'s str, Node<'s>)> {
        self.node.get("content")?.entries().next()
    }

    pub(crate) fn style(self) -> StyleView<'s> {
        StyleView::new(self.node, self.version)
    }
}

impl<'s> StyleView<'s> {
    /// Returns the style; an unknown style has been reported.
    pub(crate) fn style(self) -> Option<Style> {
        Style::named(self.str("style")?)
    }

    /// Whether any of its fields is given.
    pub(crate) fn is_given(self) -> bool {
        let fields = ["style", "explode", "allowReserved"];
        fields.iter().any(|field| self.node.get(field).is_some())
    }

    /// Returns the place of a field, or of the object where the field is missing.
    pub(crate) fn place(self, field: &str) -> Origin {
        self.node.get(field).unwrap_or(self.node).origin()
    }
}

impl<'s> MessageView<'s> {
    /// Returns the media types; a key that is a list becomes one entry for each of its media types. A type may begin
    /// with `x-`, like an extension.
    pub(crate) fn contents(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let entries = self.node.entries_of("content");
        let entries = entries.filter(|(key, _)| key.contains('/') || !is_extension(key));
        entries.flat_map(|(key, node)| listed(key).0.into_iter().map(move |name| (name, node)))
    }

    /// Returns the headers by name. A name may begin with `x-`, like an extension.
    pub(crate) fn headers(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.node.entries_of("headers")
    }

    pub(crate) fn links(self) -> Option<Node<'s>> {
        self.node.get("links").filter(|links| !links.is_empty())
    }
}

impl<'s> MediaTypeView<'s> {
    /// Returns the schemas that describe the content.
    pub(crate) fn layers(self, sources: &'s Sources) -> Vec<SchemaView<'s>> {
        let schema = self.schema().into_iter();
        schema.flat_map(|schema| schema.parts(sources)).collect()
    }

    /// Returns the properties that have an encoding. A name may begin with `x-`, like an extension.
    pub(crate) fn encoded(self) -> impl Iterator<Item = &'s str> {
        self.node
            .entries_of("encoding")
            .map(|(property, _)| property)
    }

    pub(crate) fn encoding(self, property: &str) -> Option<EncodingView<'s>> {
        let encoding = self.node.get("encoding")?.get(property)?;
        Some(EncodingView::new(encoding, self.version))
    }

    /// Returns the encoding of the part at a position, from OpenAPI 3.2 on; a part without one of its own has that of
    /// all others.
    pub(crate) fn prefix_encoding(self, at: usize) -> Option<EncodingView<'s>> {
        let own = self.items("prefixEncoding").nth(at);
        let own = own.map(|node| EncodingView::new(node, self.version));
        own.or_else(|| self.item_encoding())
    }

    /// Returns the encoding of the parts without a position of their own, from OpenAPI 3.2 on.
    pub(crate) fn item_encoding(self) -> Option<EncodingView<'s>> {
        self.part("itemEncoding")
    }

    /// Returns the field that describes parts by position instead of by name.
    pub(crate) fn positional_parts(self) -> Option<Node<'s>> {
        let fields = ["prefixEncoding", "itemEncoding", "itemSchema"];
        fields.iter().find_map(|field| self.node.get(field))
    }
}

impl<'s> EncodingView<'s> {
    /// Returns the headers by name.
    pub(crate) fn headers(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let headers = self.node.get("headers").into_iter();
        headers.flat_map(Node::entries)
    }

    /// Returns the style, if one is given; without one, other rules apply.
    pub(crate) fn style(self) -> Option<StyleView<'s>> {
        let style = StyleView::new(self.node, self.version);
        style.is_given().then_some(style)
    }
}
