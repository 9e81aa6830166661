//! Schemas that several files have under one name, as descriptions have them that copy common schemas from file to
//! file. Those that are equal up to their documentation are one schema.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::beside::{list_of, schema_lists};
use crate::limits::{COMPARED_COPIES, DUPLICATE_CANDIDATES, REFERENCE_CHAIN};
use crate::source::pointer::file_name;
use crate::source::{Node, Origin, Sources};

/// Lets references to copies lead to the schemas that stand for them.
pub(super) fn unite_copies(sources: &mut Sources) {
    let copies = copies(sources);
    sources.replace(copies);
}

/// Returns the schema that stands for each copy: that of the main file, or else that of the first file by name.
fn copies(sources: &Sources) -> BTreeMap<Origin, Origin> {
    let mut roots: Vec<Node<'_>> = sources.described().collect();
    if roots.len() < 2 {
        return BTreeMap::new();
    }
    roots.sort_by_key(|root| (root.origin() != Origin::default(), root.file_name()));
    let mut named: BTreeMap<&str, Vec<Node<'_>>> = BTreeMap::new();
    for root in roots {
        let listed = schema_lists(root).flat_map(Node::entries);
        let listed = listed.map(|(_, schema)| schema);
        for schema in [root].into_iter().chain(listed) {
            if let Some(name) = name_of(sources, schema) {
                named.entry(name).or_default().push(schema);
            }
        }
    }
    let mut comparison = Comparison {
        sources,
        equal: BTreeSet::new(),
        different: BTreeSet::new(),
        left: COMPARED_COPIES,
    };
    let mut copies = BTreeMap::new();
    for schemas in named.into_values().filter(|schemas| schemas.len() > 1) {
        let mut distinct: Vec<Node<'_>> = Vec::new();
        for schema in schemas {
            if comparison.meant(schema).origin() != schema.origin() {
                continue;
            }
            let mut known = distinct.iter().take(DUPLICATE_CANDIDATES);
            match known.find(|known| comparison.are_equal(**known, schema)) {
                Some(known) => drop(copies.insert(schema.origin(), known.origin())),
                None => distinct.push(schema),
            }
        }
    }
    copies
}

/// Returns the name of a schema in a list, or that is a file of its own.
fn name_of<'s>(sources: &'s Sources, schema: Node<'s>) -> Option<&'s str> {
    if schema.parent().is_none() {
        let name = file_name(schema.file_name()).split('.').next();
        return name.filter(|_| is_schema(schema));
    }
    let list = list_of(sources, schema)?;
    let is_file = list.parent().is_none();
    schema.key().filter(|_| !is_file || is_schema(schema))
}

/// Whether a file, or an entry at its top level, is a schema, and not a parameter, for example.
fn is_schema(node: Node<'_>) -> bool {
    let keywords = ["type", "properties", "allOf", "oneOf", "anyOf", "enum"];
    keywords.iter().any(|key| node.get(key).is_some()) && node.get("in").is_none()
}

/// Whether a keyword is only documentation.
fn documents(keyword: &str) -> bool {
    matches!(
        keyword,
        "description" | "example" | "examples" | "externalDocs" | "$comment"
    )
}

/// The pairs of schemas on whose equality that of the first one depends.
#[derive(Default)]
struct Pairs<'s> {
    /// Each pair, with the index of the one that refers to it.
    all: IndexMap<(Origin, Origin), (Node<'s>, Node<'s>, usize)>,
    /// The index of the pair that is being compared.
    at: usize,
}

impl<'s> Pairs<'s> {
    fn add(&mut self, one: Node<'s>, other: Node<'s>) {
        let entry = self.all.entry((one.origin(), other.origin()));
        entry.or_insert((one, other, self.at));
    }

    /// Returns the pair that is being compared, and those that lead to it from the first one.
    fn path(&self) -> impl Iterator<Item = (Origin, Origin)> {
        let before = |at: &usize| self.all.get_index(*at).map(|(_, (.., from))| *from);
        let path =
            std::iter::successors(Some(self.at), move |at| before(at).filter(|from| from < at));
        path.filter_map(|at| self.all.get_index(at).map(|(key, _)| *key))
    }
}

/// A comparison of schemas. Those to which they refer are compared afterwards, so that schemas may contain themselves.
struct Comparison<'s> {
    sources: &'s Sources,
    /// The pairs that are known to be equal.
    equal: BTreeSet<(Origin, Origin)>,
    /// The pairs that are known to differ.
    different: BTreeSet<(Origin, Origin)>,
    /// How many keywords are still compared; beyond, no schemas are equal.
    left: usize,
}

impl<'s> Comparison<'s> {
    fn are_equal(&mut self, one: Node<'s>, other: Node<'s>) -> bool {
        let mut pairs = Pairs::default();
        pairs.add(one, other);
        while let Some((key, (one, other, _))) = pairs.all.get_index(pairs.at) {
            let (key, one, other) = (*key, *one, *other);
            if self.different.contains(&key)
                || !self.equal.contains(&key) && !self.schemas(one, other, true, &mut pairs)
            {
                self.different.extend(pairs.path());
                return false;
            }
            pairs.at += 1;
        }
        self.equal.extend(pairs.all.into_keys());
        true
    }

    /// Compares two schemas. The title of a named one is documentation, that of an inline one may become a name.
    fn schemas(
        &mut self,
        one: Node<'s>,
        other: Node<'s>,
        is_named: bool,
        pairs: &mut Pairs<'s>,
    ) -> bool {
        if !one.is_map() || !other.is_map() {
            return one.as_bool().is_some() && one.equals(other);
        }
        self.left = self.left.saturating_sub(one.len());
        let matters = |key: &str| !(documents(key) || is_named && key == "title");
        let keywords = |node: Node<'s>| node.entries().filter(move |(key, _)| matters(key));
        self.left > 0
            && keywords(one).count() == keywords(other).count()
            && keywords(one).all(|(key, value)| {
                let theirs = other.get(key);
                theirs.is_some_and(|theirs| self.keyword(key, value, theirs, pairs))
            })
    }

    fn keyword(
        &mut self,
        key: &str,
        one: Node<'s>,
        other: Node<'s>,
        pairs: &mut Pairs<'s>,
    ) -> bool {
        let is_as_long = one.kind() == other.kind() && one.len() == other.len();
        match key {
            "$ref" => self.references(one, other, pairs),
            // What they mean depends on the rest of the file.
            "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveAnchor"
            | "$recursiveRef" => false,
            "discriminator" => self.discriminators(one, other, pairs),
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
                let mut entries = one.entries();
                is_as_long
                    && entries.all(|(name, one)| {
                        let other = other.get(name);
                        other.is_some_and(|other| self.schemas(one, other, false, pairs))
                    })
            }
            "allOf" | "oneOf" | "anyOf" | "prefixItems" => {
                let mut items = one.items().zip(other.items());
                is_as_long && items.all(|(one, other)| self.schemas(one, other, false, pairs))
            }
            "items"
            | "additionalProperties"
            | "not"
            | "contains"
            | "propertyNames"
            | "if"
            | "then"
            | "else"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "contentSchema" => self.schemas(one, other, false, pairs),
            _ => one.equals(other),
        }
    }

    fn discriminators(&self, one: Node<'s>, other: Node<'s>, pairs: &mut Pairs<'s>) -> bool {
        // Without a list of alternatives, they are the schemas that extend this one.
        let schema = one.parent();
        let lists = |key| schema.is_some_and(|schema| schema.get(key).is_some());
        let mut entries = one.entries();
        (lists("oneOf") || lists("anyOf"))
            && one.len() == other.len()
            && entries.all(|(key, one)| {
                other.get(key).is_some_and(|other| match key {
                    "mapping" => self.mappings(one, other, pairs),
                    "defaultMapping" => self.variants(one, other, pairs),
                    _ => one.equals(other),
                })
            })
    }

    fn mappings(&self, one: Node<'s>, other: Node<'s>, pairs: &mut Pairs<'s>) -> bool {
        let mut entries = one.entries();
        one.len() == other.len()
            && entries.all(|(tag, one)| {
                let other = other.get(tag);
                other.is_some_and(|other| self.variants(one, other, pairs))
            })
    }

    /// Whether two values in discriminators select the same variant, by a reference or by the name of its schema, which
    /// is the same where the alternatives are equal.
    fn variants(&self, one: Node<'s>, other: Node<'s>, pairs: &mut Pairs<'s>) -> bool {
        let is_name = |node: Node<'s>| {
            let name = node.as_str();
            name.is_some_and(|name| self.sources.resolve(node, name).is_err())
        };
        match is_name(one) && is_name(other) {
            true => one.equals(other),
            false => self.references(one, other, pairs),
        }
    }

    /// Whether two references lead to one schema, or to schemas of one name, which are then to be compared.
    fn references(&self, one: Node<'s>, other: Node<'s>, pairs: &mut Pairs<'s>) -> bool {
        let target = |node: Node<'s>| self.sources.resolve(node, node.as_str()?).ok();
        let (Some(one), Some(other)) = (target(one), target(other)) else {
            return false;
        };
        let (one, other) = (self.meant(one), self.meant(other));
        let name = |node: Node<'s>| name_of(self.sources, node);
        if one.origin() == other.origin() {
            return true;
        }
        let is_pair = name(one).is_some() && name(one) == name(other);
        if is_pair {
            pairs.add(one, other);
        }
        is_pair
    }

    /// Returns the schema for which one stands that only refers to another of its name.
    fn meant(&self, schema: Node<'s>) -> Node<'s> {
        let refers = |node: Node<'s>| {
            let mut keywords = node.entries();
            keywords.all(|(key, _)| key == "$ref" || documents(key))
        };
        let name = name_of(self.sources, schema);
        let next = |node: &Node<'s>| {
            let target = self.sources.target(*node).filter(|_| refers(*node))?;
            (name_of(self.sources, target) == name).then_some(target)
        };
        let chain = std::iter::successors(Some(schema), next);
        chain.take(REFERENCE_CHAIN).last().unwrap_or(schema)
    }
}
