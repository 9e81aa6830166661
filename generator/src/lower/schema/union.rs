//! `oneOf` and `anyOf`.

pub(super) mod alternative;
mod circles;
mod discriminate;
mod mapping;
mod scalars;
mod tags;
mod variant_names;
mod written_tags;

use crate::diagnostic::Code;
use crate::ir::{NameHint, Rules, TypeId, TypeKind, Union, UnionStrategy, Variant};
use crate::limits::MERGED_SUBSCHEMAS;
use crate::openapi::keyword::annotates;
use crate::source::Node;

use super::super::context::reference_place;
use super::super::name_path::{NamePath, given_name, key_in_file};
use super::super::views::{DiscriminatorView, JsonType, SchemaView, docs};
use super::all_of::AllOf;
use super::constraints::add_rules;
use super::nullable::{excludes_null, takes_anything};
use super::only_rules::{only_limit_values, only_requires_properties};
use super::{Lowered, Schemas, Subschema};
use alternative::{Alternative, Component};

/// What is needed to discriminate the variants of a union when all types are complete.
#[derive(Clone)]
pub(super) struct UnionPlan<'s> {
    pub(super) discriminator: Option<DiscriminatorView<'s>>,
    /// Whether the discriminator is inherited from a schema that all variants extend: it may name other schemas too.
    pub(super) is_inherited: bool,
    /// The named schema of each variant, if it has one.
    pub(super) components: Vec<Option<Component>>,
    /// The variant for values without a known tag.
    pub(super) fallback: Option<usize>,
}

/// A union, and the schemas that apply together with it.
struct UnionParts<'a, 's> {
    /// The schema that has the union.
    owner: &'a Subschema<'s>,
    alternatives: Vec<SchemaView<'s>>,
    /// The other schemas, and the owner without this union.
    base: &'a [Subschema<'s>],
    /// All schemas, unions included.
    whole: &'a [Subschema<'s>],
}

impl<'s> Schemas<'s> {
    /// Returns the type of schemas of which one has a union; gives the schemas back where none has one.
    pub(super) fn union_among(
        &mut self,
        mut parts: Vec<Subschema<'s>>,
        path: &NamePath<'_>,
    ) -> Result<Lowered, Vec<Subschema<'s>>> {
        let whole = parts.clone();
        loop {
            let mut unions = parts.iter_mut().filter_map(|part| {
                let (number, _, alternatives) = part.schema.union_from(part.next_union)?;
                Some((part, (number, alternatives)))
            });
            let Some((part, (number, alternatives))) = unions.next() else {
                return Err(parts);
            };
            part.next_union = number + 1;
            let owner = part.clone();
            // Where one alternative allows any value, the union does not limit values.
            let is_anything = |one: &SchemaView<'_>| !one.is_map() && one.as_bool() == Some(true);
            if alternatives.iter().any(is_anything) {
                continue;
            }
            let mut alternatives = flattened(alternatives);
            alternatives.retain(|one| !self.is_whole_union(*one, owner.schema));
            let mut alternatives = self.without_circles(alternatives, owner.schema);
            if let Some(json_type) = owner.json_type {
                keep_if_any(&mut alternatives, |one| self.may_be(one, json_type));
            }
            if alternatives
                .iter()
                .all(|one| only_requires_properties(*one))
                || only_limit_values(&alternatives, &parts)
            {
                continue;
            }
            if let Some(lowered) = self.scalar_union(&alternatives, &whole, path) {
                return Ok(lowered);
            }
            let union = UnionParts {
                owner: &owner,
                alternatives,
                base: &parts,
                whole: &whole,
            };
            return Ok(self.union(&union, path));
        }
    }

    /// Whether an alternative is the schema that lists it, which adds nothing. It is reported.
    fn is_whole_union(&self, alternative: SchemaView<'s>, owner: SchemaView<'s>) -> bool {
        let node = alternative.node();
        let is_itself = self.led_to(alternative).origin() == owner.origin();
        if is_itself {
            self.warn_of_itself(node);
        }
        is_itself
    }

    pub(super) fn warn_of_itself(&self, node: Node<'_>) {
        self.context.warn(
            Code::ReferenceCycle,
            reference_place(node),
            "a union that lists itself allows nothing more; this alternative is left out",
            "remove it, or refer to the schema that was meant",
        );
    }

    fn union(&mut self, union: &UnionParts<'_, 's>, path: &NamePath<'_>) -> Lowered {
        let own_path = union.owner.name_prefix.as_ref();
        let own_path = own_path.map(|prefix| NamePath::of(prefix).defining(path.defines()));
        let own_path = own_path.as_ref().unwrap_or(path);
        let mut alternatives = union.alternatives.clone();
        alternatives.retain(|schema| {
            let target = schema.follow(self.context.sources);
            let is_null = target.is_some_and(SchemaView::is_null_only);
            if is_null {
                self.report_null_beside_object(*schema, union.owner, union.base);
            }
            !is_null
        });
        let mut nullable = alternatives.len() < union.alternatives.len();
        keep_if_any(&mut alternatives, |one| self.fits_unions(one, union.base));
        let merges = union.base.iter().any(Subschema::has_structure);
        let mut base = union.base.iter().map(|part| part.schema);
        let is_limited = base.any(excludes_null);
        let lowered = if let [only] = alternatives.as_slice()
            && !self.adds_property(union.owner.schema.discriminator(), *only, union.whole)
        {
            let base = self.base_for(*only, union, path);
            let path = if base.is_empty() { own_path } else { path };
            self.lower_merged(*only, &base, path)
        } else {
            let mut found: Vec<Alternative<'s>> = match merges {
                true => Vec::new(),
                false => self.listed_scalars(&mut alternatives, own_path),
            };
            let alternatives: Vec<_> = alternatives
                .into_iter()
                .map(|schema| (schema, self.component_of(schema)))
                .collect();
            let names = self.variant_names(&alternatives);
            for ((schema, component), name) in alternatives.into_iter().zip(names) {
                let base = self.base_for(schema, union, path);
                let lowered = if !base.is_empty() {
                    self.merged += base.len() + 1;
                    if self.merged > MERGED_SUBSCHEMAS {
                        self.context.note(
                            Code::TooLarge,
                            schema.at_value(),
                            "too many combinations; kept as JSON",
                        );
                        return Lowered::any();
                    }
                    self.lower_merged(schema, &base, &path.then(&name))
                } else {
                    self.lower(schema, &own_path.then(&name))
                };
                nullable |= !is_limited && takes_anything(schema, self.context.sources);
                found.push(Alternative {
                    component,
                    ..Alternative::new(&name, lowered, schema)
                });
            }
            let discriminator = union.owner.schema.discriminator();
            let beside = match merges {
                true => self.rules_beside_union(union.base),
                false => Rules::default(),
            };
            self.union_of(found, discriminator, beside, union.whole, path)
        };
        let mut rules = lowered.rules;
        if !merges {
            self.add_rules_beside(|_| true, &mut rules, union.base);
        }
        Lowered {
            nullable: lowered.nullable || nullable,
            rules,
            ..lowered
        }
    }

    /// Adds the rules of the schemas beside a union or an enum, for values of the types that `applies` selects.
    pub(super) fn add_rules_beside(
        &mut self,
        applies: impl Fn(JsonType) -> bool,
        rules: &mut Rules,
        base: &[Subschema<'s>],
    ) {
        add_rules(rules, self.rules_for(applies, base));
    }

    /// Returns the schemas that are merged into an alternative: those beside the union, unless the alternative extends
    /// them already. The list is empty where they add nothing.
    fn base_for(
        &self,
        schema: SchemaView<'s>,
        union: &UnionParts<'_, 's>,
        path: &NamePath<'_>,
    ) -> Vec<Subschema<'s>> {
        let owner = union.owner.schema.origin();
        let extends = self.extends(schema, owner);
        let defined = path.defines().and_then(|id| self.types.get(id));
        let defined = defined.map(|def| def.origin);
        if extends && defined == Some(owner) {
            return Vec::new();
        }
        let base = union.base.iter();
        let base = base.filter(|part| !extends || part.schema.origin() != owner);
        let base: Vec<Subschema<'s>> = base.cloned().collect();
        if base.iter().any(Subschema::has_structure) {
            base
        } else {
            Vec::new()
        }
    }

    /// Returns the type of an alternative merged with the schemas beside its union.
    fn lower_merged(
        &mut self,
        schema: SchemaView<'s>,
        base: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Lowered {
        self.examples.check(schema);
        let mut all = AllOf::default();
        let only_type = self.only_type(schema);
        for part in base {
            all.push(match only_type.filter(|_| is_of_unions(part)) {
                Some(json_type) => part.only(json_type),
                None => part.clone(),
            });
        }
        self.collect(schema, None, &mut all);
        self.combine(all, path)
    }

    /// Whether an alternative has the type of an alternative of each other union that applies together with it.
    fn fits_unions(&self, schema: SchemaView<'s>, base: &[Subschema<'s>]) -> bool {
        let unions = base.iter().filter(|part| is_of_unions(part));
        self.only_type(schema).is_none_or(|json_type| {
            let lists = unions.filter_map(|part| part.schema.union_from(part.next_union));
            let mut lists = lists.map(|(_, _, alternatives)| flattened(alternatives));
            lists.all(|list| list.into_iter().any(|one| self.may_be(one, json_type)))
        })
    }

    /// Returns the union of alternatives, or a single type where only one remains.
    pub(super) fn union_of(
        &mut self,
        found: Vec<Alternative<'s>>,
        discriminator: Option<DiscriminatorView<'s>>,
        beside: Rules,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Lowered {
        let nullable = found.iter().any(|one| one.lowered.nullable);
        let mut found = self.joined(found);
        let is_open = found
            .first()
            .is_some_and(|one| self.adds_property(discriminator, one.schema, parts));
        let mut lowered = if found.len() < 2 && !is_open {
            found.pop().map_or_else(Lowered::any, |one| one.lowered)
        } else {
            self.own_type(parts, path, Rules::default(), |schemas, id| {
                Some(schemas.new_union(id, found, discriminator, beside, None))
            })
        };
        lowered.nullable |= nullable;
        lowered
    }

    pub(super) fn new_union(
        &mut self,
        id: TypeId,
        found: Vec<Alternative<'s>>,
        discriminator: Option<DiscriminatorView<'s>>,
        beside: Rules,
        fallback: Option<usize>,
    ) -> TypeKind {
        let mut components = Vec::new();
        let mut variants = Vec::new();
        for one in found {
            components.push(one.component);
            variants.push(Variant {
                name: NameHint::of(one.name, one.schema.origin()),
                ty: one.lowered.ty,
                tags: Vec::new(),
                shape: None,
                rules: one.lowered.rules.into(),
                docs: docs(one.schema.node()),
                origin: one.schema.origin(),
            });
        }
        let inherited = match discriminator {
            None => self.inherited_discriminator(&components),
            Some(_) => None,
        };
        let plan = UnionPlan {
            discriminator: discriminator.or(inherited),
            is_inherited: inherited.is_some(),
            components,
            fallback,
        };
        self.unions.insert(id, plan);
        TypeKind::Union(Union {
            variants,
            strategy: UnionStrategy::Ambiguous,
            beside: Box::new(beside),
        })
    }

    /// Returns the named schema to which an alternative refers.
    fn component_of(&self, schema: SchemaView<'s>) -> Option<Component> {
        let reference = schema.reference().or_else(|| {
            // In 3.0, `allOf: [$ref]` is the way to put a description beside a reference.
            let mut parts = schema.all_of();
            let only = parts.next().filter(|_| parts.next().is_none());
            only.and_then(SchemaView::reference)
        })?;
        let sources = self.context.sources;
        let target = sources.resolve(schema.node(), reference).ok()?;
        Some(Component {
            name: self.schema_name(target)?,
            origin: target.origin(),
        })
    }

    /// Returns the name of a schema that is not part of another schema.
    pub(super) fn schema_name(&self, schema: Node<'s>) -> Option<String> {
        match given_name(schema) {
            Some(name) => Some(name.to_owned()),
            None if schema.parent().is_none() => Some(self.context.file_stem(schema)),
            None => key_in_file(schema).map(str::to_owned),
        }
    }
}

/// Whether a schema has a union that has not been lowered yet, and says nothing else of the structure of values.
fn is_of_unions(part: &Subschema<'_>) -> bool {
    part.schema.union_from(part.next_union).is_some() && !part.schema.is_structural()
}

/// Keeps the alternatives that fulfil a condition; all of them if none does, so that the contradiction is reported.
fn keep_if_any<'s>(
    alternatives: &mut Vec<SchemaView<'s>>,
    is_kept: impl Fn(SchemaView<'s>) -> bool,
) {
    if alternatives.iter().any(|one| is_kept(*one)) {
        alternatives.retain(|one| is_kept(*one));
    }
}

/// Returns the alternatives of a union; an inner union without a name and a discriminator is replaced by its
/// alternatives.
fn flattened(mut rest: Vec<SchemaView<'_>>) -> Vec<SchemaView<'_>> {
    let mut found = Vec::new();
    rest.reverse();
    while let Some(schema) = rest.pop() {
        match schema.union_from(0).filter(|_| is_only_union(schema)) {
            Some((_, _, inner)) => rest.extend(inner.into_iter().rev()),
            None if schema.is_map() => found.push(schema),
            None => {}
        }
    }
    found
}

/// Whether a schema consists of one union and nothing else.
fn is_only_union(schema: SchemaView<'_>) -> bool {
    let mut unions = 0usize;
    schema.reference().is_none()
        && schema.keywords().all(|(keyword, _)| {
            unions += usize::from(matches!(keyword, "oneOf" | "anyOf"));
            unions < 2 && (matches!(keyword, "oneOf" | "anyOf") || annotates(keyword))
        })
}
