//! Lowers schemas to types.
//!
//! A schema is lowered as the list of schemas that a value must satisfy together ([`Subschema`]s): itself, the schemas
//! of its `allOf`, and the target of its `$ref`. A schema that needs a name gets its [`TypeId`](crate::ir::TypeId) at
//! once and is lowered later, from a queue; so recursion in the document never becomes recursion on the stack.

mod all_of;
mod array;
mod checks;
mod constant;
mod constraints;
mod duplicates;
mod enums;
mod examples;
mod inherit;
mod json_types;
mod listed_values;
mod lowered;
mod newtypes;
mod nullable;
mod object;
mod only_rules;
mod pattern;
mod recursion;
mod scalar;
mod types;
mod union;

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::Code;
use crate::ir::{Check, Rules, Type, TypeId, TypeKind, Types};
use crate::limits::INLINE_SCHEMAS;
use crate::source::{Node, Origin};

use super::context::Context;
use super::ledger::Skipped;
use super::name_path::{NamePath, given_name};
use super::operation_id::ShortNames;
use super::views::{JsonType, JsonTypes, SchemaView};
pub(super) use constant::Constant;
pub(super) use lowered::Lowered;

use all_of::{AllOf, Key, Subschema};
use duplicates::Duplicates;
use examples::Examples;
use inherit::Children;
use union::UnionPlan;
use union::alternative::Alternative;

/// A type that has an id but has not been lowered yet.
enum PendingType<'s> {
    /// A schema that the document names, of any kind.
    Named(TypeId, SchemaView<'s>),
    /// An object, with the schemas that it must satisfy.
    Struct(TypeId, Vec<Subschema<'s>>),
}

/// The words that begin the names of all inline schemas in a schema.
type Words = Rc<[String]>;

/// The types that schemas become.
pub(super) struct Schemas<'s> {
    context: &'s Context<'s>,
    /// Every type that has an id.
    pub(super) types: Types,
    /// Checks examples and defaults.
    examples: Examples<'s>,
    /// The types of schemas, by the schemas' origins.
    by_origin: IndexMap<Origin, TypeId>,
    /// The types of combinations of schemas.
    by_parts: IndexMap<Vec<Key>, TypeId>,
    /// The shorter names of components whose keys a framework generated.
    pub(super) short_names: ShortNames<'s>,
    /// The schemas that inline ones may duplicate.
    duplicates: Duplicates<'s>,
    /// The second names of types, by their letters and digits.
    second_names: BTreeMap<(TypeId, String), TypeId>,
    /// The schemas that extend each named schema.
    children: Children<'s>,
    /// Types that are still to be lowered. The queue keeps the stack flat, whatever the references are.
    pending: VecDeque<PendingType<'s>>,
    /// How the variants of unions may be discriminated; decided when all types are complete.
    unions: IndexMap<TypeId, UnionPlan<'s>>,
    /// Named types that have been lowered.
    defined: IndexSet<TypeId>,
    /// How many subschemas have been merged into variants of unions, which is limited.
    merged: usize,
    /// Schemas without a name that are being lowered.
    open: Vec<Origin>,
    /// Combinations of schemas that are being lowered.
    open_parts: Vec<Vec<Key>>,
    /// How deeply nested the current schema is.
    depth: usize,
}

impl<'s> Schemas<'s> {
    pub(super) fn new(context: &'s Context<'s>) -> Self {
        Schemas {
            context,
            types: Types::default(),
            examples: Examples::new(context),
            by_origin: IndexMap::new(),
            by_parts: IndexMap::new(),
            short_names: ShortNames::new(),
            duplicates: Duplicates::default(),
            second_names: BTreeMap::new(),
            children: Children::default(),
            pending: VecDeque::new(),
            unions: IndexMap::new(),
            defined: IndexSet::new(),
            merged: 0,
            open: Vec::new(),
            open_parts: Vec::new(),
            depth: 0,
        }
    }

    /// Lowers every schema under `components.schemas`.
    pub(super) fn components(&mut self) {
        let sources = self.context.sources;
        for (name, node) in self.context.document().components("schemas") {
            let schema = self.context.schema(node);
            self.children.insert(name, schema, sources);
        }
        self.children_beside();
        for (name, node) in self.context.document().components("schemas") {
            self.context.count(|ledger| ledger.schemas += 1);
            let chosen = self.context.broken.chosen();
            if chosen.is_some_and(|chosen| !chosen.needs(node)) {
                continue;
            }
            if let Some(error) = self.context.broken.of(node) {
                let skipped = Skipped {
                    name: name.to_owned(),
                    reason: error.message.clone(),
                    place: error.place,
                };
                self.context
                    .count(|ledger| ledger.skipped_schemas.push(skipped));
                continue;
            }
            if given_name(node).is_some() {
                let words = vec![self.short_name(name)];
                let id = self.named(self.context.schema(node), || words);
                self.duplicates.insert(id, node);
            }
        }
        self.run_pending();
    }

    /// Completes the types when all schemas of the document have been lowered.
    pub(super) fn finish(&mut self) {
        self.run_pending();
        self.report_alias_cycles();
        self.discriminate_unions();
        self.name_recursive_aliases();
        self.report_endless_types();
    }

    /// Returns the type of a schema.
    pub(super) fn lower(&mut self, schema: SchemaView<'s>, path: &NamePath<'_>) -> Lowered {
        if schema.as_bool() == Some(false) {
            self.context.note(
                Code::Unsupported,
                schema.at_value(),
                "no value satisfies `false`; any JSON value is accepted from the server, none is sent",
            );
            return Lowered::any().with_rules(Rules::of_checks(vec![Check::Never]));
        }
        if !schema.is_map() {
            return Lowered::any();
        }
        self.lower_together(&[(schema, None)], path)
    }

    /// Checks the examples beside the schema of a parameter, a header or a media type.
    pub(super) fn check_examples(&mut self, owner: Node<'s>, schema: SchemaView<'s>) {
        self.examples.check_beside(owner, schema);
    }

    /// Returns the type of schemas that apply together, each with the words that begin the names of its inline schemas.
    fn lower_together(
        &mut self,
        schemas: &[(SchemaView<'s>, Option<Words>)],
        path: &NamePath<'_>,
    ) -> Lowered {
        let mut all = AllOf::default();
        for (schema, name_prefix) in schemas {
            self.examples.check(*schema);
            self.collect(*schema, name_prefix.clone(), &mut all);
        }
        self.combine(all, path)
    }

    /// Returns the type of a property or of items that several schemas declare, each with the words that begin the
    /// names of its inline schemas where they do not follow from the path.
    fn lower_part(
        &mut self,
        declared: &[(SchemaView<'s>, Option<Words>)],
        name: &str,
        path: &NamePath<'_>,
    ) -> Lowered {
        match declared {
            [] => Lowered::any(),
            [(schema, Some(prefix))] => self.lower(*schema, &NamePath::of(prefix).then(name)),
            [(schema, None)] => self.lower(*schema, &path.then(name)),
            several => {
                let of_part = |prefix: &Words| NamePath::of(prefix).then(name).words().into();
                let several: Vec<_> = several
                    .iter()
                    .map(|(schema, prefix)| (*schema, prefix.as_ref().map(of_part)))
                    .collect();
                self.lower_together(&several, &path.then(name))
            }
        }
    }

    /// Lowers all types in the queue.
    pub(super) fn run_pending(&mut self) {
        while let Some(pending) = self.pending.pop_front() {
            match pending {
                PendingType::Named(id, schema) => self.define(id, schema),
                PendingType::Struct(id, parts) => self.define_struct(id, &parts),
            }
        }
    }

    /// Lowers a named schema, unless that has been done.
    fn define(&mut self, id: TypeId, schema: SchemaView<'s>) {
        if !self.defined.insert(id) {
            return;
        }
        let words = self.words_of(id);
        let lowered = self.lower(schema, &NamePath::of(&words).defining(Some(id)));
        if let Some(def) = self.types.get_mut(id) {
            if lowered.ty != Type::Named(id) {
                def.kind = TypeKind::Alias(lowered.ty);
            }
            def.rules = lowered.rules.into();
        }
    }

    /// Returns the type of schemas that apply together.
    fn combine(&mut self, all: AllOf<'s>, path: &NamePath<'_>) -> Lowered {
        if self.depth >= INLINE_SCHEMAS {
            if let Some(origin) = all.origin() {
                self.context.note(
                    Code::TooDeep,
                    origin.at_value(),
                    "schemas nested this deep are kept as JSON",
                );
            }
            return Lowered::any();
        }
        self.depth += 1;
        let open = self.open.len();
        self.open.extend(all.referenced());
        let nullable = self.null_allowed(&all);
        let target = path.defines();
        let named = all.only_named().filter(|id| Some(*id) != target);
        let mut lowered = match named.filter(|id| !self.is_base_of(*id, target)) {
            Some(id) => Lowered::of(Type::Named(id)).with_rules(self.rules_beside_reference(&all)),
            None => {
                let parts = self.flatten(all, target);
                self.lower_all_of(parts, path)
            }
        };
        lowered.nullable |= nullable;
        self.open.truncate(open);
        self.depth -= 1;
        lowered
    }

    /// Returns the type of schemas that apply together, after all references have been followed.
    fn lower_all_of(&mut self, parts: Vec<Subschema<'s>>, path: &NamePath<'_>) -> Lowered {
        let parts = match self.union_among(parts, path) {
            Ok(union) => return union,
            Err(parts) => parts,
        };
        if let Some(union) = self.subtypes(&parts, path) {
            return union;
        }
        let types = self.types_of(&parts);
        self.report_no_value(types, &parts);
        let mut listed = types.iter();
        match (listed.next(), listed.next()) {
            (None, _) => Lowered::any().with_rules(Rules::of_checks(self.checks_of_json(&parts))),
            (Some(json_type), None) => self.lower_type(json_type, parts, path),
            _ => self.lower_type_list(types, &parts, path),
        }
    }

    /// Returns the type of values of one JSON type.
    fn lower_type(
        &mut self,
        json_type: JsonType,
        parts: Vec<Subschema<'s>>,
        path: &NamePath<'_>,
    ) -> Lowered {
        match json_type {
            JsonType::Bool => Lowered::of(Type::Bool).with_rules(self.rules(json_type, &parts)),
            JsonType::Integer | JsonType::Number | JsonType::String => self
                .enumeration(json_type, &parts, path)
                .unwrap_or_else(|| self.scalar(json_type, &parts)),
            JsonType::Array | JsonType::Object if path.defines().is_none() && parts.len() > 1 => {
                self.of_several(json_type, parts, path)
            }
            JsonType::Array => self.array(&parts, path),
            JsonType::Object => self.object(parts, path),
        }
    }

    /// Returns the union for a list of types, such as `[string, integer]`: one variant for each type.
    fn lower_type_list(
        &mut self,
        types: JsonTypes,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Lowered {
        let Some(schema) = parts.last().map(|part| part.schema) else {
            return Lowered::any();
        };
        let mut found = Vec::new();
        // An integer remains a variant beside a number, since it keeps more digits.
        for json_type in types.listed() {
            let own = parts.iter().map(|part| part.only(json_type)).collect();
            let name = json_type.name_suffix();
            let lowered = self.lower_type(json_type, own, &path.then(name));
            found.push(Alternative::new(name, lowered, schema));
        }
        // An object that its variant cannot hold still has to satisfy the keywords for objects.
        let has_object = types.contains(JsonType::Object);
        let beside = match has_object && parts.iter().any(Subschema::has_structure) {
            true => self.rules_beside_union(parts),
            false => Rules::default(),
        };
        self.union_of(found, None, beside, parts, path)
    }
}
