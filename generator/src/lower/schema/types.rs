//! Types with an id: those of named schemas, and those of combinations of schemas.

use std::borrow::Cow;
use std::rc::Rc;

use crate::ir::{NameHint, RareRules, Rules, Type, TypeDef, TypeId, TypeKind};
use crate::limits::REFERENCE_CHAIN;
use crate::source::Node;

use super::super::name_path::{
    self, NamePath, given_name, is_of_type, is_same_in_any_case, key_in_file,
};
use super::super::views::{SchemaView, docs, lifecycle};
use super::all_of::Key;
use super::duplicates::Equal;
use super::{Lowered, PendingType, Schemas, Subschema, Words};

impl<'s> Schemas<'s> {
    /// Returns the named type of a schema.
    pub(super) fn named(
        &mut self,
        schema: SchemaView<'s>,
        words: impl FnOnce() -> Vec<String>,
    ) -> TypeId {
        let schema = self.defined_by(schema);
        if let Some(id) = self.by_origin.get(&schema.origin()) {
            return *id;
        }
        let id = self.add_type(words(), schema.node());
        self.by_origin.insert(schema.origin(), id);
        self.pending.push_back(PendingType::Named(id, schema));
        id
    }

    /// Returns the schema that a schema stands for: one that only refers to a schema of the same name, such as one in a
    /// file of its own or in a file of schemas, stands for that schema.
    fn defined_by(&self, schema: SchemaView<'s>) -> SchemaView<'s> {
        let mut schema = schema;
        for _ in 0..REFERENCE_CHAIN {
            let Some(reference) = schema.reference() else {
                break;
            };
            let resolved = self.context.sources.resolve(schema.node(), reference);
            let Ok(target) = resolved else { break };
            let names = self
                .name_in_file(schema.node())
                .zip(self.name_in_file(target));
            let is_same = names.is_some_and(|(name, other)| is_same_in_any_case(&name, &other));
            if !is_same || schema.is_structural() {
                break;
            }
            schema = self.context.schema(target);
        }
        schema
    }

    /// Returns the name that a file, or its name, gives a schema.
    fn name_in_file(&self, node: Node<'s>) -> Option<Cow<'s, str>> {
        match node.parent() {
            Some(_) => given_name(node)
                .or_else(|| key_in_file(node))
                .map(Cow::Borrowed),
            None => Some(Cow::Owned(self.context.file_stem(node))),
        }
    }

    /// Returns the type of a schema that refers to itself while it is lowered, and so needs a name.
    pub(super) fn named_by_place(&mut self, schema: SchemaView<'s>) -> TypeId {
        let name = given_name(schema.node()).map(|key| self.short_name(key));
        self.named(schema, || match name {
            Some(name) => vec![name],
            None => self.context.name_path_of(schema.node()),
        })
    }

    /// Returns the name of a component: its key, or a shorter name where a framework generated the key.
    pub(super) fn short_name(&self, key: &str) -> String {
        self.short_names
            .get(key)
            .map_or(key, |name| name)
            .to_owned()
    }

    /// Adds a type whose kind is set later.
    pub(super) fn add_type(&mut self, words: Vec<String>, node: Node<'s>) -> TypeId {
        // The schema of a parameter, or of a response in a file, is inline, although its name is a single word.
        let is_named = words.len() < 2
            && (node.parent().is_none() || self.name_in_file(node).is_some())
            && node.parent().is_none_or(|owner| owner.get("in").is_none());
        self.types.push(TypeDef {
            name: self.type_hint(words, node),
            is_named,
            docs: docs(node),
            lifecycle: lifecycle(node),
            kind: TypeKind::Alias(Type::Any),
            rules: RareRules::default(),
            example: self.context.example(node),
            origin: node.origin(),
        })
    }

    /// Returns the words for the name of a type, and the name that `x-rust-name` gives it.
    fn type_hint(&self, words: Vec<String>, node: Node<'s>) -> NameHint {
        let mut name = self.context.hint(words, node);
        // An `x-rust-name` in the case of fields is the name of the property, which is the same node.
        let is_property = node.parent().and_then(Node::key) == Some("properties");
        name.wanted
            .take_if(|(wanted, _)| is_property && !is_of_type(wanted));
        name
    }

    /// Returns the words that begin the names of the inline schemas in a named type: those of its name, or
    /// `x-rust-name`.
    pub(super) fn words_of(&self, id: TypeId) -> Words {
        self.types.get(id).map_or_else(
            || Rc::from([]),
            |def| match &def.name.wanted {
                Some((name, _)) => Rc::from([name.clone()]),
                None => Rc::from(def.name.words.as_slice()),
            },
        )
    }

    /// Returns a type for schemas that apply together: the one that they define, or else one for this combination.
    /// `kind` makes its kind, unless the type is known already. For the type that they define, the rules are returned;
    /// for others they are stored in the type.
    pub(super) fn own_type(
        &mut self,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
        rules: Rules,
        kind: impl FnOnce(&mut Self, TypeId) -> Option<TypeKind>,
    ) -> Lowered {
        let target = path.defines();
        let (id, is_new) = match target {
            Some(id) => (id, true),
            None => self.id_of(parts, path),
        };
        if is_new {
            let kind = kind(self, id);
            if let Some(def) = self.types.get_mut(id) {
                if target.is_none() {
                    def.rules = rules.clone().into();
                }
                if let Some(kind) = kind {
                    def.kind = kind;
                }
            }
        }
        Lowered::of(Type::Named(id)).with_rules(match target {
            Some(_) => rules,
            None => Rules::default(),
        })
    }

    /// Returns the id of a combination of schemas, and whether its kind is to be made.
    fn id_of(&mut self, parts: &[Subschema<'s>], path: &NamePath<'_>) -> (TypeId, bool) {
        // A single schema, whole or limited to values of one type, may be equal to another one.
        let alone = match parts {
            [only] if only.is_alone() => Some(only),
            _ => None,
        };
        let whole = alone.filter(|only| only.json_type.is_none());
        let key = match whole {
            Some(_) => Vec::new(),
            None => parts.iter().map(Subschema::key).collect(),
        };
        let met = match whole {
            Some(whole) => self.by_origin.get(&whole.schema.origin()),
            None => self.by_parts.get(&key),
        };
        if let Some(id) = met {
            return (*id, false);
        }
        let words = || whole.map_or_else(|| path.words(), |whole| whole.words(path));
        let equal = alone.and_then(|only| {
            let node = only.schema.node();
            self.duplicates.find(self.context, node, only.json_type)
        });
        let (id, is_new) = match (equal, alone) {
            (Some(Equal::Named(known)), _) => (known, false),
            (Some(Equal::Inline(known)), Some(only)) => {
                (self.repeat(known, words(), only.schema.node()), false)
            }
            (_, Some(only)) => {
                let id = self.add_type(words(), only.schema.node());
                self.duplicates
                    .insert_inline(id, only.schema.node(), only.json_type);
                (id, true)
            }
            (_, None) => return (self.add_combination(key, parts, path), true),
        };
        match whole {
            Some(whole) => self.by_origin.insert(whole.schema.origin(), id),
            None => self.by_parts.insert(key, id),
        };
        (id, is_new)
    }

    /// Returns the type of an inline schema that is equal to an earlier one: a second name for it, so that no name
    /// depends on what else has the schema, unless it has this name already.
    fn repeat(&mut self, known: TypeId, words: Vec<String>, node: Node<'s>) -> TypeId {
        let name = letters_of(&self.type_hint(words.clone(), node));
        let is_own = self
            .types
            .get(known)
            .is_some_and(|def| letters_of(&def.name) == name);
        if is_own {
            return known;
        }
        let key = (known, name);
        if let Some(id) = self.second_names.get(&key) {
            return *id;
        }
        let id = self.add_type(words, node);
        if let Some(def) = self.types.get_mut(id) {
            def.kind = TypeKind::Alias(Type::Named(known));
        }
        self.second_names.insert(key, id);
        id
    }

    /// Adds the type of a combination of schemas.
    pub(super) fn add_combination(
        &mut self,
        key: Vec<Key>,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> TypeId {
        let last = parts.last().map(|last| last.schema.node());
        let node = last.unwrap_or_else(|| self.context.sources.root());
        let id = self.add_type(path.words(), node);
        self.by_parts.insert(key, id);
        id
    }
}

/// Returns the letters and digits of a name, in lower case: names with the same ones collide.
fn letters_of(name: &NameHint) -> String {
    match &name.wanted {
        Some((wanted, _)) => name_path::letters_of(wanted).collect(),
        None => name_path::letters_of(&name.words.concat()).collect(),
    }
}
