//! The objects of OpenAPI besides the schema, each with the fields that the lowering reads.

use crate::ir::{Docs, Lifecycle, Location, Method, Style};
use crate::openapi::Version;
use crate::source::{Node, Origin};

use super::schema::SchemaView;

/// An object of a document.
pub(in super::super) trait View<'s>: Copy {
    fn new(node: Node<'s>, version: Version) -> Self;

    /// The object as written.
    fn node(self) -> Node<'s>;

    fn version(self) -> Version;

    fn origin(self) -> Origin {
        self.node().origin()
    }

    /// A field that is an object of another kind.
    fn part<V: View<'s>>(self, field: &str) -> Option<V> {
        Some(V::new(self.node().get(field)?, self.version()))
    }

    /// A field that is a schema.
    fn schema_at(self, field: &str) -> Option<SchemaView<'s>> {
        Some(SchemaView::new(self.node().get(field)?, self.version()))
    }

    /// Whether a field is `true`.
    fn flag(self, field: &str) -> bool {
        self.boolean(field) == Some(true)
    }

    fn boolean(self, field: &str) -> Option<bool> {
        self.node().get(field)?.as_bool()
    }

    fn str(self, field: &str) -> Option<&'s str> {
        self.node().get_str(field)
    }

    /// The items of a field that is a list.
    fn items(self, field: &str) -> impl Iterator<Item = Node<'s>> + use<'s, Self> {
        let list = self.node().get(field);
        list.into_iter().flat_map(Node::items)
    }

    /// The entries of a field that is a map, without extensions.
    fn entries(self, field: &str) -> impl Iterator<Item = (&'s str, Node<'s>)> + use<'s, Self> {
        let map = self.node().get(field);
        let entries = map.into_iter().flat_map(Node::entries);
        entries.filter(|(key, _)| !key.starts_with("x-"))
    }

    fn docs(self) -> Docs {
        docs(self.node())
    }

    fn lifecycle(self) -> Lifecycle {
        lifecycle(self.node())
    }
}

/// Returns summary or title, description and link.
pub(in super::super) fn docs(node: Node<'_>) -> Docs {
    Docs {
        summary: node
            .get_str("summary")
            .or_else(|| node.get_str("title"))
            .map(str::to_owned),
        description: node.get_str("description").map(str::to_owned),
        external: node
            .get("externalDocs")
            .and_then(|link| link.get_str("url"))
            .map(str::to_owned),
    }
}

/// Returns what `deprecated` says.
pub(in super::super) fn lifecycle(node: Node<'_>) -> Lifecycle {
    if node.get("deprecated").and_then(Node::as_bool) == Some(true) {
        Lifecycle::Deprecated
    } else {
        Lifecycle::Current
    }
}

macro_rules! views {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy)]
        pub(in super::super) struct $name<'s> {
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
    )+};
}

views! {
    /// The root of a document.
    DocumentView;
    /// What a document says of itself.
    InfoView;
    /// A path item.
    PathItemView;
    /// An operation.
    OperationView;
    /// A parameter, or a header, which is described alike.
    ParameterView;
    /// How a parameter, or a property of a form, is written.
    StyleView;
    /// A request body or a response.
    MessageView;
    /// A media type.
    MediaTypeView;
    /// How a property of a form is encoded.
    EncodingView;
    /// A security scheme.
    SecuritySchemeView;
    /// A server.
    ServerView;
    /// A variable of a server.
    ServerVariableView;
}

impl<'s> DocumentView<'s> {
    /// The title, and the documentation of the API.
    pub(in super::super) fn info(self) -> Option<(&'s str, Docs)> {
        let info: InfoView<'s> = self.part("info")?;
        let docs = Docs {
            summary: info.str("summary").map(str::to_owned),
            ..info.docs()
        };
        Some((info.str("title").unwrap_or_default(), docs))
    }

    /// The tags that are declared.
    pub(in super::super) fn tags(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.items("tags")
            .filter_map(|tag| Some((tag.get_str("name")?, tag)))
    }

    pub(in super::super) fn paths(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.entries("paths")
    }

    pub(in super::super) fn webhooks(self) -> impl Iterator<Item = Node<'s>> {
        self.entries("webhooks").map(|(_, webhook)| webhook)
    }

    /// The components of one kind.
    pub(in super::super) fn components(
        self,
        kind: &str,
    ) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let components = self.node.get("components");
        let components = components.and_then(|components| components.get(kind));
        components.into_iter().flat_map(Node::entries)
    }
}

impl<'s> PathItemView<'s> {
    /// The operations, each with its method; those of methods without a field of their own with its name.
    pub(in super::super) fn operations(self) -> Vec<(Result<Method, &'s str>, OperationView<'s>)> {
        let mut found = Vec::new();
        for (key, node) in self.node.entries() {
            if let Some((_, method)) = Method::FIELDS.iter().find(|(name, _)| *name == key) {
                found.push((Ok(*method), node));
            } else if key == "additionalOperations" {
                found.extend(node.entries().map(|(name, node)| (Err(name), node)));
            }
        }
        found
            .into_iter()
            .filter(|(_, node)| node.is_map())
            .map(|(method, node)| (method, OperationView::new(node, self.version)))
            .collect()
    }
}

impl<'s> OperationView<'s> {
    /// `operationId`, as written.
    pub(in super::super) fn id_node(self) -> Option<Node<'s>> {
        self.node.get("operationId")
    }

    /// `operationId`, unless it is blank.
    pub(in super::super) fn id(self) -> Option<&'s str> {
        self.str("operationId").filter(|id| !id.trim().is_empty())
    }

    pub(in super::super) fn request_body(self) -> Option<Node<'s>> {
        self.node.get("requestBody")
    }

    pub(in super::super) fn responses(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.entries("responses")
    }

    /// The names of its tags.
    pub(in super::super) fn tags(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.items("tags")
            .filter_map(|tag| Some((tag.as_str()?, tag)))
    }

    pub(in super::super) fn callbacks(self) -> impl Iterator<Item = Node<'s>> {
        self.entries("callbacks").map(|(_, callback)| callback)
    }

    /// `x-idempotent`
    pub(in super::super) fn is_idempotent(self) -> Option<bool> {
        self.boolean("x-idempotent")
    }

    /// `x-paging`
    pub(in super::super) fn paging(self) -> Option<Node<'s>> {
        self.node.get("x-paging").filter(|node| node.is_map())
    }
}

impl<'s> ParameterView<'s> {
    pub(in super::super) fn name(self) -> Option<&'s str> {
        self.str("name")
    }

    pub(in super::super) fn location(self) -> Option<Location> {
        Some(match self.str("in")? {
            "path" => Location::Path,
            "query" => Location::Query,
            "querystring" => Location::QueryString,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        })
    }

    pub(in super::super) fn is_required(self) -> bool {
        self.flag("required")
    }

    /// `x-sensitive`
    pub(in super::super) fn is_sensitive(self) -> bool {
        self.flag("x-sensitive")
    }

    /// `x-client-parameter`
    pub(in super::super) fn is_of_client(self) -> bool {
        self.flag("x-client-parameter")
    }

    pub(in super::super) fn schema(self) -> Option<SchemaView<'s>> {
        self.schema_at("schema")
    }

    /// The media type that it is written in.
    pub(in super::super) fn content(self) -> Option<(&'s str, Node<'s>)> {
        self.node.get("content")?.entries().next()
    }

    pub(in super::super) fn style(self) -> StyleView<'s> {
        StyleView::new(self.node, self.version)
    }
}

impl<'s> StyleView<'s> {
    /// The style; a word that is not a style has been reported.
    pub(in super::super) fn style(self) -> Option<Style> {
        Style::named(self.str("style")?)
    }

    pub(in super::super) fn explode(self) -> Option<bool> {
        self.boolean("explode")
    }

    pub(in super::super) fn allows_reserved(self) -> bool {
        self.flag("allowReserved")
    }

    /// Whether it says anything.
    pub(in super::super) fn is_given(self) -> bool {
        let fields = ["style", "explode", "allowReserved"];
        fields.iter().any(|field| self.node.get(field).is_some())
    }

    /// The place of a field, else of the whole.
    pub(in super::super) fn place(self, field: &str) -> Origin {
        self.node.get(field).unwrap_or(self.node).origin()
    }
}

impl<'s> MessageView<'s> {
    /// The media types.
    pub(in super::super) fn contents(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.entries("content")
    }

    pub(in super::super) fn is_required(self) -> bool {
        self.flag("required")
    }

    /// The headers by name, which may begin as that of an extension does.
    pub(in super::super) fn headers(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.node.get("headers").into_iter().flat_map(Node::entries)
    }

    pub(in super::super) fn links(self) -> Option<Node<'s>> {
        self.node.get("links").filter(|links| !links.is_empty())
    }
}

impl<'s> MediaTypeView<'s> {
    pub(in super::super) fn schema(self) -> Option<SchemaView<'s>> {
        self.schema_at("schema")
    }

    /// The schema of each item of a stream, from OpenAPI 3.2 on.
    pub(in super::super) fn item_schema(self) -> Option<SchemaView<'s>> {
        self.schema_at("itemSchema")
    }

    pub(in super::super) fn encoding(self, property: &str) -> Option<EncodingView<'s>> {
        let encoding = self.node.get("encoding")?.get(property)?;
        Some(EncodingView::new(encoding, self.version))
    }

    /// What describes parts by their position instead of their names.
    pub(in super::super) fn positional_parts(self) -> Option<Node<'s>> {
        let fields = ["prefixEncoding", "itemEncoding", "itemSchema"];
        fields.iter().find_map(|field| self.node.get(field))
    }
}

impl<'s> EncodingView<'s> {
    pub(in super::super) fn content_type(self) -> Option<&'s str> {
        self.str("contentType")
    }

    pub(in super::super) fn headers(self) -> Option<Node<'s>> {
        self.node.get("headers")
    }

    /// The style, where one is given: without one, other rules hold.
    pub(in super::super) fn style(self) -> Option<StyleView<'s>> {
        let style = StyleView::new(self.node, self.version);
        style.is_given().then_some(style)
    }
}

impl<'s> SecuritySchemeView<'s> {
    pub(in super::super) fn scheme_type(self) -> Option<&'s str> {
        self.str("type")
    }

    pub(in super::super) fn scheme(self) -> Option<&'s str> {
        self.str("scheme")
    }

    /// `in`
    pub(in super::super) fn location(self) -> Option<&'s str> {
        self.str("in")
    }

    pub(in super::super) fn name(self) -> Option<&'s str> {
        self.str("name")
    }

    pub(in super::super) fn open_id_connect_url(self) -> Option<&'s str> {
        self.str("openIdConnectUrl")
    }

    /// The URL of the client credentials flow.
    pub(in super::super) fn token_url(self) -> Option<&'s str> {
        let flows = self.node.get("flows")?;
        flows.get("clientCredentials")?.get_str("tokenUrl")
    }
}

impl<'s> ServerView<'s> {
    pub(in super::super) fn url(self) -> Option<Node<'s>> {
        self.node.get("url")
    }

    pub(in super::super) fn name(self) -> Option<&'s str> {
        self.str("name")
    }

    pub(in super::super) fn variables(
        self,
    ) -> impl Iterator<Item = (&'s str, ServerVariableView<'s>)> {
        let variables = self
            .node
            .get("variables")
            .into_iter()
            .flat_map(Node::entries);
        variables.map(move |(name, node)| (name, ServerVariableView::new(node, self.version)))
    }
}

impl<'s> ServerVariableView<'s> {
    pub(in super::super) fn default(self) -> Option<Node<'s>> {
        self.node.get("default")
    }

    /// The values that it is limited to.
    pub(in super::super) fn values(self) -> impl Iterator<Item = &'s str> {
        self.items("enum").filter_map(Node::as_str)
    }
}
