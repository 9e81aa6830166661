//! Schemas, read as those of OpenAPI 3.1 (JSON Schema 2020-12).
//!
//! Only this module knows what 3.0 writes differently: `nullable`, bounds that a boolean makes exclusive, and keywords
//! beside `$ref`, which have no effect on values.

mod types;

use std::collections::{BTreeSet, VecDeque};

use crate::diagnostic::Place;
use crate::openapi::Version;
use crate::openapi::keyword::{describes, is_default};
use crate::source::{Kind, Node, Origin, Sources};

use super::super::media::is_several;
use super::discriminator::DiscriminatorView;
use super::object::View;

/// A schema.
#[derive(Clone, Copy)]
pub(crate) struct SchemaView<'s> {
    node: Node<'s>,
    version: Version,
    /// Whether only its descriptive keywords have an effect.
    describes_only: bool,
}

/// The keywords of unions, in the order in which they are read.
const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

impl<'s> SchemaView<'s> {
    pub(crate) fn new(node: Node<'s>, version: Version) -> Self {
        SchemaView {
            node,
            version,
            describes_only: !version.has_json_schema() && node.reference().is_some(),
        }
    }

    /// Returns the view of a schema inside this one.
    pub(crate) fn part(self, node: Node<'s>) -> Self {
        Self::new(node, self.version)
    }

    /// Returns the schema as written.
    pub(crate) fn node(self) -> Node<'s> {
        self.node
    }

    pub(crate) fn origin(self) -> Origin {
        self.node.origin()
    }

    pub(crate) fn at_key(self) -> Place {
        self.node.at_key()
    }

    pub(crate) fn at_value(self) -> Place {
        self.node.at_value()
    }

    /// Returns the items of a keyword that is an array.
    pub(crate) fn items_of(self, keyword: &str) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.get(keyword).into_iter().flat_map(Node::items)
    }

    /// Returns the entries of a keyword that is an object.
    pub(crate) fn entries_of(
        self,
        keyword: &str,
    ) -> impl Iterator<Item = (&'s str, Node<'s>)> + use<'s> {
        self.get(keyword).into_iter().flat_map(Node::entries)
    }

    /// Returns the value of a keyword, if it has an effect.
    pub(crate) fn get(self, keyword: &str) -> Option<Node<'s>> {
        let of_tuple = || {
            self.node
                .get("items")
                .filter(|items| items.kind() == Kind::Seq)
        };
        let found = match keyword {
            "prefixItems" => self.node.get(keyword).or_else(of_tuple),
            "items" if of_tuple().is_some() => self.node.get("additionalItems"),
            _ => self.node.get(keyword),
        };
        found.filter(|_| !self.describes_only || describes(keyword))
    }

    /// Returns the keywords that have an effect, except `$ref`.
    pub(crate) fn keywords(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let describes_only = self.describes_only;
        self.node.entries().filter(move |(keyword, value)| {
            let is_followed = !describes_only || describes(keyword);
            *keyword != "$ref" && is_followed && !is_default(keyword, *value)
        })
    }

    pub(crate) fn has(self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// Whether a keyword is `true`.
    pub(crate) fn flag(self, keyword: &str) -> bool {
        self.get(keyword).and_then(Node::as_bool) == Some(true)
    }

    /// Returns the value of a keyword that is a string.
    pub(crate) fn str(self, keyword: &str) -> Option<&'s str> {
        self.get(keyword)?.as_str()
    }

    /// Returns the value of a keyword that is a count, such as `maxLength`.
    pub(crate) fn count(self, keyword: &str) -> Option<u64> {
        self.get(keyword)?.as_u64()
    }

    /// Whether it is an object: not a boolean, and not a value that cannot be a schema.
    pub(crate) fn is_map(self) -> bool {
        self.node.is_map()
    }

    /// Returns `true` for `true` and `{}`, and `false` for `false`: schemas that allow every value or none.
    pub(crate) fn as_bool(self) -> Option<bool> {
        if self.node.is_map() && self.node.is_empty() {
            Some(true)
        } else {
            self.node.as_bool()
        }
    }

    /// Returns the target of `$ref`.
    pub(crate) fn reference(self) -> Option<&'s str> {
        self.node.reference()
    }

    /// Returns the target of `$recursiveRef` of JSON Schema 2019-09: the innermost enclosing schema that `is_named` or
    /// that has `$recursiveAnchor`.
    pub(crate) fn recursive_target(self, is_named: impl Fn(Node<'s>) -> bool) -> Option<Self> {
        self.get("$recursiveRef")?;
        let mut at = self.node;
        loop {
            at = at.parent()?;
            if at.flag("$recursiveAnchor") || is_named(at) {
                return Some(self.part(at));
            }
        }
    }

    /// Returns the target of its reference, after one step, if it can be resolved.
    pub(crate) fn target(self, sources: &'s Sources) -> Option<Self> {
        sources.target(self.node).map(|target| self.part(target))
    }

    /// Returns the schema at the end of its references: itself where it has none.
    pub(crate) fn follow(self, sources: &'s Sources) -> Option<Self> {
        Some(self.part(sources.follow(self.node).ok()?))
    }

    /// Whether a keyword is `true` here, in what it refers to, or in its `allOf`.
    pub(crate) fn says(self, keyword: &str, sources: &'s Sources) -> bool {
        self.parts(sources).any(|part| part.flag(keyword))
    }

    /// Whether it is marked as a secret, or an item or the values of its free keys are.
    pub(crate) fn is_sensitive(self, sources: &'s Sources) -> bool {
        self.parts(sources).any(|part| {
            let items = part.items().into_iter().chain(part.list("prefixItems"));
            let mut each = items.chain(part.additional());
            part.flag("x-sensitive") || each.any(|each| each.says("x-sensitive", sources))
        })
    }

    /// Returns the schema, those that it refers to, and those of its `allOf`, each once and the nearest first.
    pub(crate) fn parts(self, sources: &'s Sources) -> impl Iterator<Item = Self> {
        let mut seen = BTreeSet::new();
        let mut left = VecDeque::from([self]);
        std::iter::from_fn(move || {
            while let Some(schema) = left.pop_front() {
                if seen.insert(schema.origin()) {
                    left.extend(schema.target(sources));
                    left.extend(schema.all_of());
                    return Some(schema);
                }
            }
            None
        })
    }

    /// Returns the items of a keyword that is a list of schemas.
    pub(crate) fn list(self, keyword: &str) -> impl Iterator<Item = Self> + use<'s> {
        self.items_of(keyword).map(move |node| self.part(node))
    }

    pub(crate) fn all_of(self) -> impl Iterator<Item = Self> + use<'s> {
        self.list("allOf")
    }

    /// Returns its first union from a given number on, with the number, the node of the keyword and the alternatives.
    pub(crate) fn union_from(self, first: usize) -> Option<(usize, Node<'s>, Vec<Self>)> {
        let unions = UNIONS.iter().enumerate().skip(first);
        unions.into_iter().find_map(|(number, keyword)| {
            let alternatives: Vec<Self> = self.list(keyword).collect();
            let list = self.get(keyword).filter(|_| !alternatives.is_empty())?;
            Some((number, list, alternatives))
        })
    }

    pub(crate) fn properties(self) -> impl Iterator<Item = (&'s str, Self)> {
        let properties = self.entries_of("properties");
        properties.map(move |(name, node)| (name, self.part(node)))
    }

    pub(crate) fn property(self, name: &str) -> Option<Self> {
        Some(self.part(self.get("properties")?.get(name)?))
    }

    /// Returns the names in `required`.
    pub(crate) fn required(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let names = self.items_of("required");
        names.filter_map(|item| Some((item.scalar_text()?, item)))
    }

    /// Returns the schemas of the values of keys that `properties` does not list.
    pub(crate) fn additional(self) -> impl Iterator<Item = Self> {
        let others = ["additionalProperties", "unevaluatedProperties"].into_iter();
        let others = others.filter_map(move |keyword| self.get(keyword));
        let patterns = self.entries_of("patternProperties");
        let schemas = others.chain(patterns.map(|(_, node)| node));
        schemas.map(move |node| self.part(node))
    }

    /// Whether keys that no schema of the object lists are forbidden.
    pub(crate) fn is_closed(self) -> bool {
        let forbids = |keyword| self.get(keyword).and_then(Node::as_bool) == Some(false);
        let is_closed = forbids("additionalProperties") || forbids("unevaluatedProperties");
        is_closed && !self.has("patternProperties")
    }

    /// Returns the schema of `items`.
    pub(crate) fn items(self) -> Option<Self> {
        self.get("items").map(|node| self.part(node))
    }

    /// Returns the media type that `contentMediaType` gives to a string, or to each string of an array, if it is a
    /// single one. A string with `contentEncoding` alone holds bytes.
    pub(crate) fn content_media_type(self, sources: &'s Sources) -> Option<String> {
        let alternatives = |layer: Self| UNIONS.into_iter().flat_map(move |key| layer.list(key));
        let own: Vec<Self> = self.parts(sources).collect();
        let nested = own
            .iter()
            .flat_map(|layer| layer.items().into_iter().chain(alternatives(*layer)));
        let nested: Vec<Self> = nested.flat_map(|schema| schema.parts(sources)).collect();
        let said = |keyword| {
            own.iter()
                .chain(&nested)
                .find_map(|layer| layer.str(keyword))
        };
        let is_encoded = said("contentEncoding").is_some();
        let found = said("contentMediaType").or(is_encoded.then_some("application/octet-stream"));
        found.filter(|name| !is_several(name)).map(str::to_owned)
    }

    /// Returns the schema of the JSON inside a string (`contentSchema`).
    pub(crate) fn content_schema(self) -> Option<Self> {
        self.get("contentSchema").map(|node| self.part(node))
    }

    pub(crate) fn discriminator(self) -> Option<DiscriminatorView<'s>> {
        let node = self.get("discriminator")?;
        Some(DiscriminatorView::new(node, self.version))
    }

    /// Whether it has keywords for the structure of values, besides `type`.
    pub(crate) fn is_structural(self) -> bool {
        self.keywords().any(|(keyword, value)| match keyword {
            // A keyword that only closes an object adds nothing to its type.
            "additionalProperties" => value.as_bool() != Some(false),
            "properties" | "required" | "patternProperties" | "items" | "prefixItems" | "enum"
            | "const" => true,
            _ => false,
        })
    }
}
