//! Schemas, read as those of OpenAPI 3.1 (JSON Schema 2020-12).
//!
//! What 3.0 writes in another way is known here and nowhere else: `nullable`, bounds made exclusive by a boolean,
//! and keywords beside `$ref`, which only describe.

use serde_json::{Number, Value};

use crate::ir::Bound;
use crate::openapi::Version;
use crate::source::{Decimal, Node, Origin, Sources};

use super::json_type::{JsonType, JsonTypes};

/// A schema.
#[derive(Clone, Copy)]
pub(in super::super) struct SchemaView<'s> {
    node: Node<'s>,
    version: Version,
    /// Whether the keywords that constrain values have no effect.
    describes_only: bool,
}

/// The keywords of unions, in the order in which they are read.
const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

impl<'s> SchemaView<'s> {
    pub(in super::super) fn new(node: Node<'s>, version: Version) -> Self {
        SchemaView {
            node,
            version,
            describes_only: !version.has_json_schema() && node.reference().is_some(),
        }
    }

    /// A schema that is part of this one.
    pub(in super::super) fn part(self, node: Node<'s>) -> Self {
        Self::new(node, self.version)
    }

    /// The schema as written.
    pub(in super::super) fn node(self) -> Node<'s> {
        self.node
    }

    pub(in super::super) fn origin(self) -> Origin {
        self.node.origin()
    }

    /// The value of a keyword that has an effect.
    pub(in super::super) fn get(self, keyword: &str) -> Option<Node<'s>> {
        self.node
            .get(keyword)
            .filter(|_| !self.describes_only || describes(keyword))
    }

    /// The keywords that have an effect, without `$ref`.
    pub(in super::super) fn keywords(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let describes_only = self.describes_only;
        self.node.entries().filter(move |(keyword, _)| {
            *keyword != "$ref" && (!describes_only || describes(keyword))
        })
    }

    pub(in super::super) fn has(self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// Whether a keyword is `true`.
    pub(in super::super) fn flag(self, keyword: &str) -> bool {
        self.get(keyword).and_then(Node::as_bool) == Some(true)
    }

    /// The text of a keyword that is a string.
    pub(in super::super) fn str(self, keyword: &str) -> Option<&'s str> {
        self.get(keyword)?.as_str()
    }

    /// A count, such as `maxLength`.
    pub(in super::super) fn count(self, keyword: &str) -> Option<u64> {
        self.get(keyword)?.as_u64()
    }

    /// Whether it is an object, not a boolean or a mistake.
    pub(in super::super) fn is_map(self) -> bool {
        self.node.is_map()
    }

    /// Whether it is `true` or `{}`, or `false`: a schema that says all by itself.
    pub(in super::super) fn as_bool(self) -> Option<bool> {
        if self.node.is_map() && self.node.is_empty() {
            Some(true)
        } else {
            self.node.as_bool()
        }
    }

    /// The target of `$ref`.
    pub(in super::super) fn reference(self) -> Option<&'s str> {
        self.node.reference()
    }

    /// What `$recursiveRef` of JSON Schema 2019-09 refers to: the innermost enclosing schema that `is_named`, or
    /// that is marked for it.
    pub(in super::super) fn recursive_target(
        self,
        is_named: impl Fn(Node<'s>) -> bool,
    ) -> Option<Self> {
        self.get("$recursiveRef")?;
        let mut at = self.node;
        loop {
            at = at.parent()?;
            if at.get("$recursiveAnchor").and_then(Node::as_bool) == Some(true) || is_named(at) {
                return Some(self.part(at));
            }
        }
    }

    /// The schema itself, else the one at the end of its references.
    pub(in super::super) fn follow(self, sources: &'s Sources) -> Option<Self> {
        Some(self.part(sources.follow(self.node).ok()?))
    }

    /// The schemas that describe a value: itself, what it refers to, and what it combines in place.
    pub(in super::super) fn layers(self, sources: &'s Sources) -> Vec<Self> {
        let target = self.reference().and_then(|_| self.follow(sources));
        let combined = self.all_of().filter(|part| part.reference().is_none());
        [self].into_iter().chain(target).chain(combined).collect()
    }

    /// The items of a keyword that lists schemas.
    pub(in super::super) fn list(self, keyword: &str) -> impl Iterator<Item = Self> + use<'s> {
        self.get(keyword)
            .into_iter()
            .flat_map(Node::items)
            .map(move |node| self.part(node))
    }

    pub(in super::super) fn all_of(self) -> impl Iterator<Item = Self> + use<'s> {
        self.list("allOf")
    }

    /// The first of its unions from the given one on, with its number, its keyword and its alternatives.
    pub(in super::super) fn union_from(self, first: usize) -> Option<(usize, Node<'s>, Vec<Self>)> {
        let unions = UNIONS.iter().enumerate().skip(first);
        unions.into_iter().find_map(|(number, keyword)| {
            let alternatives: Vec<Self> = self.list(keyword).collect();
            let list = self.get(keyword).filter(|_| !alternatives.is_empty())?;
            Some((number, list, alternatives))
        })
    }

    pub(in super::super) fn properties(self) -> impl Iterator<Item = (&'s str, Self)> {
        let properties = self.get("properties");
        properties
            .into_iter()
            .flat_map(Node::entries)
            .map(move |(name, node)| (name, self.part(node)))
    }

    pub(in super::super) fn property(self, name: &str) -> Option<Self> {
        Some(self.part(self.get("properties")?.get(name)?))
    }

    /// The names that `required` lists.
    pub(in super::super) fn required(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let names = self.get("required").into_iter().flat_map(Node::items);
        names.filter_map(|item| Some((item.as_str()?, item)))
    }

    /// The schemas of the values of keys that `properties` does not list.
    pub(in super::super) fn additional(self) -> impl Iterator<Item = Self> {
        let patterns = self.get("patternProperties");
        ["additionalProperties", "unevaluatedProperties"]
            .into_iter()
            .filter_map(move |keyword| self.get(keyword))
            .chain(
                patterns
                    .into_iter()
                    .flat_map(Node::entries)
                    .map(|(_, node)| node),
            )
            .map(move |node| self.part(node))
    }

    /// Whether keys that `properties` does not list are forbidden.
    pub(in super::super) fn is_closed(self) -> bool {
        self.get("additionalProperties").and_then(Node::as_bool) == Some(false)
            && !self.has("patternProperties")
    }

    /// The schema of items, and of those after `prefixItems`.
    pub(in super::super) fn items(self) -> Option<Self> {
        self.get("items").map(|node| self.part(node))
    }

    /// The schema of JSON inside a string.
    pub(in super::super) fn content_schema(self) -> Option<Self> {
        self.get("contentSchema").map(|node| self.part(node))
    }

    pub(in super::super) fn discriminator(self) -> Option<DiscriminatorView<'s>> {
        self.get("discriminator").map(DiscriminatorView)
    }

    /// The types that `type` names, without null.
    pub(in super::super) fn types(self) -> JsonTypes {
        self.type_names().filter_map(JsonType::of_name).collect()
    }

    /// The types that `type` names, else those that the other keywords are for.
    pub(in super::super) fn likely_types(self) -> JsonTypes {
        let types = self.types();
        if types.is_empty() {
            self.inferred_types()
        } else {
            types
        }
    }

    fn type_names(self) -> impl Iterator<Item = &'s str> {
        let given = self.get("type");
        let one = given.and_then(Node::as_str);
        let listed = given.into_iter().flat_map(Node::items);
        one.into_iter().chain(listed.filter_map(Node::as_str))
    }

    /// The types that the other keywords are for, where there is no `type`.
    pub(in super::super) fn inferred_types(self) -> JsonTypes {
        const KEYWORDS: [(JsonType, &[&str]); 4] = [
            (
                JsonType::Object,
                &[
                    "properties",
                    "required",
                    "additionalProperties",
                    "patternProperties",
                    "minProperties",
                    "maxProperties",
                ],
            ),
            (
                JsonType::Array,
                &[
                    "items",
                    "prefixItems",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                ],
            ),
            (
                JsonType::String,
                &[
                    "pattern",
                    "minLength",
                    "maxLength",
                    "format",
                    "contentEncoding",
                ],
            ),
            (
                JsonType::Number,
                &[
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                ],
            ),
        ];
        let of_values: JsonTypes = self.values().filter_map(JsonType::of_value).collect();
        if self.has("const") || !of_values.is_empty() {
            return of_values;
        }
        let found = KEYWORDS
            .into_iter()
            .find(|(_, keywords)| keywords.iter().any(|keyword| self.has(keyword)));
        found.into_iter().map(|(json_type, _)| json_type).collect()
    }

    /// The values that `const` or `enum` lists.
    pub(in super::super) fn values(self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        let constant = self.get("const");
        let listed = self.get("enum").filter(|_| constant.is_none());
        let listed = listed.into_iter().flat_map(Node::items);
        constant.into_iter().chain(listed)
    }

    /// Whether it lists its values.
    pub(in super::super) fn has_values(self) -> bool {
        self.values().next().is_some()
    }

    /// The value, where it lists one only.
    pub(in super::super) fn single_value(self) -> Option<Node<'s>> {
        let mut values = self.values();
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether it says itself that null is a value.
    pub(in super::super) fn says_null(self) -> bool {
        self.flag("nullable")
            || self.type_names().any(|name| name == "null")
            || self.values().any(Node::is_null)
            || self
                .get("enum")
                .is_some_and(|values| values.items().any(Node::is_null))
    }

    /// Whether null is its only value, also in the ways in which 3.0 documents write that.
    pub(in super::super) fn is_null_only(self) -> bool {
        if self.has_values() {
            return self.values().all(Node::is_null);
        }
        let mut names = self.type_names().peekable();
        if names.peek().is_some() && names.all(|name| name == "null") {
            return true;
        }
        // `{nullable: true}` alone, or an object without anything in it that is titled as null.
        let shapes = |(keyword, _): (&str, Node<'s>)| {
            !matches!(keyword, "type" | "additionalProperties") && !describes(keyword)
        };
        if !self.flag("nullable") || self.reference().is_some() || self.keywords().any(shapes) {
            return false;
        }
        let title = self.str("title").unwrap_or_default().to_ascii_lowercase();
        match self.str("type") {
            None => !self.has("type"),
            Some("object") => self.is_closed() || title.contains("null"),
            Some(_) => false,
        }
    }

    /// Whether it says anything about the structure of values, beside their type.
    pub(in super::super) fn is_structural(self) -> bool {
        self.keywords().any(|(keyword, value)| match keyword {
            "properties" | "required" => !value.is_empty(),
            // What only closes an object adds nothing to its type.
            "additionalProperties" => value.as_bool() != Some(false),
            "patternProperties" | "items" | "prefixItems" | "enum" | "const" => true,
            _ => false,
        })
    }

    /// The bounds of numbers on one side.
    pub(in super::super) fn bounds(self, side: Side) -> impl Iterator<Item = BoundView<'s>> {
        let (inclusive, exclusive) = match side {
            Side::Lower => ("minimum", "exclusiveMinimum"),
            Side::Upper => ("maximum", "exclusiveMaximum"),
        };
        // In 3.0 `exclusiveMinimum` is a boolean beside `minimum`, from 3.1 on a number of its own.
        let own = self.get(exclusive);
        let is_exclusive = own.and_then(Node::as_bool) == Some(true);
        let bound = move |keyword, node, is_exclusive| BoundView {
            keyword,
            node,
            side,
            is_exclusive,
        };
        let inclusive = self
            .get(inclusive)
            .map(|node| bound(inclusive, node, is_exclusive));
        let own = own.map(|node| bound(exclusive, node, true));
        let stated = inclusive.into_iter().chain(own);
        stated.filter(|bound| bound.number().is_some())
    }
}

/// Whether a keyword only describes values.
fn describes(keyword: &str) -> bool {
    matches!(
        keyword,
        "nullable"
            | "description"
            | "title"
            | "summary"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "default"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
    ) || keyword.starts_with("x-")
}

/// A side of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Side {
    Lower,
    Upper,
}

/// A bound of numbers.
#[derive(Clone, Copy)]
pub(in super::super) struct BoundView<'s> {
    /// The keyword that states it.
    pub(in super::super) keyword: &'static str,
    /// The bound as written.
    pub(in super::super) node: Node<'s>,
    side: Side,
    is_exclusive: bool,
}

impl BoundView<'_> {
    /// The bound; `None` where it is not a finite number.
    fn number(self) -> Option<Decimal> {
        self.node.decimal()
    }

    /// Whether a number is within it.
    pub(in super::super) fn admits(self, number: &Decimal) -> bool {
        let Some(bound) = self.number() else {
            return true;
        };
        match self.side {
            _ if *number == bound => !self.is_exclusive,
            Side::Lower => *number > bound,
            Side::Upper => *number < bound,
        }
    }

    /// Whether it admits fewer numbers than another bound of the same side.
    pub(in super::super) fn is_stricter_than(self, other: Self) -> bool {
        match (self.number(), other.number()) {
            (Some(own), Some(bound)) if own == bound => self.is_exclusive && !other.is_exclusive,
            (Some(own), Some(_)) => other.admits(&own),
            (own, _) => own.is_some(),
        }
    }

    /// Whether no number is within it and a bound of the other side.
    pub(in super::super) fn excludes(self, other: Self) -> bool {
        let lies_outside = |number: Option<Decimal>, bound: Self| {
            number.is_some_and(|number| !bound.admits(&number))
        };
        lies_outside(self.number(), other) || lies_outside(other.number(), self)
    }

    /// The bound as a rule.
    pub(in super::super) fn rule(self) -> Option<Bound> {
        let number = number(self.node)?;
        Some(if self.is_exclusive {
            Bound::Exclusive(number)
        } else {
            Bound::Inclusive(number)
        })
    }
}

/// A number of the document.
pub(in super::super) fn number(node: Node<'_>) -> Option<Number> {
    match node.to_json() {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// A `discriminator`.
#[derive(Clone, Copy)]
pub(in super::super) struct DiscriminatorView<'s>(Node<'s>);

impl<'s> DiscriminatorView<'s> {
    pub(in super::super) fn origin(self) -> Origin {
        self.0.origin()
    }

    pub(in super::super) fn property_name(self) -> Option<&'s str> {
        self.0.get_str("propertyName")
    }

    /// The values with the schemas that they select.
    pub(in super::super) fn mapping(self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let mapping = self.0.get("mapping").into_iter().flat_map(Node::entries);
        mapping.filter(|(value, _)| !value.starts_with("x-"))
    }

    /// The schema of other values, from OpenAPI 3.2 on.
    pub(in super::super) fn default_mapping(self) -> Option<Node<'s>> {
        self.0.get("defaultMapping")
    }
}
