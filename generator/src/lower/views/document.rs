//! The document, its operations, servers and security schemes.

use crate::ir::{Docs, Method};
use crate::openapi::Version;
use crate::source::{Node, Sources};

use super::object::{View, views};

views! {
    /// The root of a document.
    DocumentView {}
    /// The Info Object.
    InfoView {}
    /// A path item.
    PathItemView {}
    /// An operation.
    OperationView {
        /// As written.
        id_node: node "operationId",
        request_body: node "requestBody",
        is_idempotent: boolean "x-idempotent",
        idempotency_key: node "x-idempotency-key",
        waiters: object "x-waiters",
        paging: object "x-paging",
    }
    /// A security scheme.
    SecuritySchemeView {
        scheme_type: text "type",
        scheme: text "scheme",
        location: text "in",
        name: text "name",
        open_id_connect_url: text "openIdConnectUrl",
    }
    /// A server.
    ServerView {
        url: node "url",
        name: text "name",
    }
    /// A variable of a server.
    ServerVariableView {
        default: node "default",
    }
}

impl<'s> DocumentView<'s> {
    /// Returns the title, and the documentation of the API.
    pub(crate) fn info(self) -> Option<(&'s str, Docs)> {
        let info: InfoView<'s> = self.part("info")?;
        let docs = Docs {
            summary: info
                .str("summary")
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned),
            ..info.docs()
        };
        Some((info.str("title").unwrap_or_default().trim(), docs))
    }

    /// Returns the declared tags.
    pub(crate) fn tags(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.items("tags")
            .filter_map(|tag| Some((tag.get("name")?.scalar_text()?, tag)))
    }

    pub(crate) fn paths(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.entries("paths")
    }

    pub(crate) fn webhooks(self) -> impl Iterator<Item = Node<'s>> {
        self.node.entries_of("webhooks").map(|(_, webhook)| webhook)
    }

    /// Returns the components of one kind, by name.
    pub(crate) fn components(self, kind: &str) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let components = self.node.get("components");
        let components = components.and_then(|components| components.get(kind));
        components.into_iter().flat_map(Node::entries)
    }
}

impl<'s> PathItemView<'s> {
    /// Returns the objects that hold the operations of a path: the object itself, and those to which its `$ref` leads,
    /// to which its fields add. There is an end to the references.
    pub(crate) fn layers(self, sources: &'s Sources) -> Vec<Self> {
        let next = |item: &Self| Some(Self::new(sources.target(item.node)?, item.version));
        std::iter::successors(Some(self), next).collect()
    }

    /// Returns the operations in the layers of a path item. Of two with one method, the first replaces the second,
    /// which is given to `replaced` with the first.
    pub(crate) fn operations_of(
        layers: &[Self],
        sources: &'s Sources,
        mut replaced: impl FnMut(OperationView<'s>, OperationView<'s>),
    ) -> Vec<(Result<Method, &'s str>, OperationView<'s>)> {
        let mut found: Vec<(Result<Method, &'s str>, OperationView<'s>)> = Vec::new();
        for (method, operation) in layers.iter().flat_map(|layer| layer.operations(sources)) {
            match found.iter().find(|(known, _)| *known == method) {
                Some((_, first)) => replaced(operation, *first),
                None => found.push((method, operation)),
            }
        }
        found
    }

    /// Returns the operations, each with its method, or with its name where that is not a valid method. A reference in
    /// place of an operation, which OpenAPI does not allow but many documents have, is followed.
    pub(crate) fn operations(
        self,
        sources: &'s Sources,
    ) -> Vec<(Result<Method, &'s str>, OperationView<'s>)> {
        let mut found = Vec::new();
        for (key, node) in self.node.entries() {
            if let Some((_, method)) = Method::FIELDS.iter().find(|(name, _)| *name == key) {
                found.push((Ok(method.clone()), node));
            } else if key == "additionalOperations" {
                // Sorted, since the order of the methods has no meaning.
                let mut methods: Vec<_> = node.entries().collect();
                methods.sort_by_key(|(name, _)| *name);
                let methods = methods.into_iter();
                found.extend(
                    methods.map(|(name, node)| (Method::additional(name).ok_or(name), node)),
                );
            }
        }
        found
            .into_iter()
            .map(|(method, node)| (method, sources.follow(node).unwrap_or(node)))
            .filter(|(_, node)| node.is_map())
            .map(|(method, node)| (method, OperationView::new(node, self.version)))
            .collect()
    }
}

impl<'s> OperationView<'s> {
    /// `operationId`, unless it is blank.
    pub(crate) fn id(self) -> Option<&'s str> {
        self.str("operationId").filter(|id| !id.trim().is_empty())
    }

    pub(crate) fn responses(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.entries("responses")
    }

    /// Returns the names of its tags.
    pub(crate) fn tags(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        self.items("tags")
            .filter_map(|tag| Some((tag.scalar_text()?, tag)))
    }

    pub(crate) fn callbacks(self) -> impl Iterator<Item = Node<'s>> {
        self.node
            .entries_of("callbacks")
            .map(|(_, callback)| callback)
    }
}

impl<'s> SecuritySchemeView<'s> {
    /// Returns the token URL of the client credentials flow.
    pub(crate) fn token_url(self) -> Option<&'s str> {
        let flows = self.node.get("flows")?;
        flows.get("clientCredentials")?.get_str("tokenUrl")
    }
}

impl<'s> ServerView<'s> {
    pub(crate) fn variables(self) -> impl Iterator<Item = (&'s str, ServerVariableView<'s>)> {
        let variables = self.node.get("variables").into_iter();
        let variables = variables.flat_map(Node::entries);
        variables.map(move |(name, node)| (name, ServerVariableView::new(node, self.version)))
    }
}

impl<'s> ServerVariableView<'s> {
    /// Returns the values of `enum`.
    pub(crate) fn values(self) -> impl Iterator<Item = &'s str> {
        self.items("enum").filter_map(Node::scalar_text)
    }
}
