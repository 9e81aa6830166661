//! Objects: structs with fields, maps, and additional properties.

mod additional;
mod conditional;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Access, Additional, Docs, Field, Lifecycle, NameHint, Presence, RareRules, Sensitivity,
    StringFormat, Struct, Type, TypeId, TypeKind,
};
use crate::source::{Node, Origin, Sources};

use super::super::name_path::{NamePath, is_of_type};
use super::super::views::{JsonType, SchemaView, View, docs};
use super::constant::{Constant, checks_of_constants};
use super::{Lowered, PendingType, Schemas, Subschema, Words};
use additional::is_empty_object;

/// The schemas that declare a property, each with the words that begin the names of its inline schemas.
type Declared<'s> = Vec<(SchemaView<'s>, Option<Words>)>;

impl<'s> Schemas<'s> {
    /// Returns a struct where properties are declared, or else a map.
    pub(super) fn object(&mut self, parts: Vec<Subschema<'s>>, path: &NamePath<'_>) -> Lowered {
        let mut rules = self.rules(JsonType::Object, &parts);
        let has_properties = parts
            .iter()
            .any(|part| part.schema.properties().next().is_some());
        if has_properties || is_empty_object(&parts) {
            let own = parts.clone();
            return self.own_type(&own, path, rules, |schemas, id| {
                schemas.pending.push_back(PendingType::Struct(id, parts));
                None
            });
        }
        let value = self.additional(&parts, path).unwrap_or_else(Lowered::any);
        rules.each = value.rules_of_each();
        Lowered::of(Type::Map(Box::new(value.with_null()))).with_rules(rules)
    }

    /// Completes a struct that has an id.
    pub(super) fn define_struct(&mut self, id: TypeId, parts: &[Subschema<'s>]) {
        let words = self.words_of(id);
        let path = NamePath::of(&words);
        let mut declared: IndexMap<&'s str, Declared<'s>> = IndexMap::new();
        let mut required: IndexMap<&'s str, Node<'s>> = IndexMap::new();
        for part in parts {
            for (name, schema) in part.schema.properties() {
                let others = declared.entry(name).or_default();
                if !others
                    .iter()
                    .any(|(other, _)| other.origin() == schema.origin())
                {
                    others.push((schema, part.name_prefix.clone()));
                }
            }
            for (name, node) in part.schema.required() {
                required.entry(name).or_insert(node);
            }
        }
        self.report_undeclared(&required, &declared);
        let fields = declared.iter();
        let mut fields: Vec<Field> = fields
            .map(|(name, schemas)| self.field(name, schemas, required.contains_key(name), &path))
            .collect();
        if parts.iter().any(|part| part.schema.flag("x-sensitive")) {
            fields
                .iter_mut()
                .for_each(|field| field.sensitivity = Sensitivity::Secret);
        }
        let mut each = None;
        let additional = match self.additional(parts, &path) {
            Some(lowered) => {
                each = lowered.rules_of_each();
                Additional::Typed(lowered.with_null())
            }
            None if self.is_extended(id, parts) => Additional::Typed(Type::Any),
            None => {
                let is_closed = parts.iter().any(|part| {
                    let mut additional = part.schema.additional();
                    additional.any(|schema| schema.as_bool() == Some(false))
                });
                let is_forbidden = parts
                    .iter()
                    .any(|part| part.schema.is_closed() && !is_evaluated_elsewhere(part));
                let undeclared = required.iter().filter(|(name, node)| {
                    !declared.contains_key(*name) && !self.is_declared_by_child(name, **node)
                });
                if !is_closed {
                    // Such names are often left over from earlier versions. So a value without one is neither rejected
                    // when received nor refused before it is sent.
                    fields.extend(undeclared.map(|(name, node)| {
                        let hint = self.context.hint(vec![(*name).to_owned()], *node);
                        undescribed(name, hint, Type::Any)
                    }));
                }
                match is_forbidden {
                    true => Additional::Forbidden,
                    false => Additional::Ignored,
                }
            }
        };
        if !matches!(additional, Additional::Typed(_)) {
            let is_known = |name: &str| fields.iter().any(|field| field.wire == name);
            let conditional = self.conditional_fields(parts, is_known);
            fields.extend(conditional);
        }
        if let Some(def) = self.types.get_mut(id) {
            if def.rules.each != each {
                def.rules.each = each;
            }
            def.kind = TypeKind::Struct(Struct { fields, additional });
        }
    }

    /// Whether other schemas extend a schema with a discriminator of its own and without a list of alternatives: their
    /// additional properties would be lost otherwise.
    fn is_extended(&self, id: TypeId, parts: &[Subschema<'s>]) -> bool {
        let origin = self.types.get(id).map(|def| def.origin);
        let mut own = parts.iter().map(|part| part.schema);
        let own = own.find(|own| Some(own.origin()) == origin);
        let own = own.filter(|own| !own.has("oneOf") && !own.has("anyOf"));
        let Some((own, discriminator)) = own.and_then(|own| Some((own, own.discriminator()?)))
        else {
            return false;
        };
        if self.has_children(own) {
            return true;
        }
        self.context.report(
            Diagnostic::note(
                Code::Discriminator,
                discriminator.at_key(),
                "the schemas that extend this one are not discriminated; what they add is kept as JSON",
            )
            .help("list them with `oneOf` beside the discriminator"),
        );
        true
    }

    fn field(
        &mut self,
        name: &str,
        declared: &Declared<'s>,
        required: bool,
        path: &NamePath<'_>,
    ) -> Field {
        let only = declared
            .iter()
            .find_map(|(schema, _)| Constant::of(*schema));
        let constant = only.as_ref().filter(|_| required);
        let lowered = match constant {
            Some(constant) => {
                constant.report(self.context);
                declared
                    .iter()
                    .for_each(|(schema, _)| self.examples.check(*schema));
                let schemas = declared.iter().map(|(schema, _)| *schema);
                let parts: Vec<_> = schemas
                    .clone()
                    .map(|own| Subschema::new(own, None))
                    .collect();
                let mut rules = self.rules_for(|one| one == constant.json_type, &parts);
                rules.checks.extend(checks_of_constants(schemas));
                Lowered::of(constant.ty()).with_rules(rules)
            }
            None => self.lower_part(declared, name, path),
        };
        let sources = self.context.sources;
        let says = |keyword: &str| {
            declared
                .iter()
                .any(|(schema, _)| schema.says(keyword, sources))
        };
        let is_secret = lowered.ty == Type::String(StringFormat::Secret)
            || declared
                .iter()
                .any(|(schema, _)| schema.is_sensitive(sources));
        let mut parts = declared
            .iter()
            .flat_map(|(schema, _)| schema.parts(sources));
        let default = parts.find_map(|part| part.get("default"));
        let root = self.context.sources.root();
        let node = declared.last().map_or(root, |(schema, _)| schema.node());
        let mut hint = self.context.hint(vec![name.to_owned()], node);
        hint.wanted
            .take_if(|wanted| self.names_type(&lowered.ty, wanted));
        Field {
            wire: name.to_owned(),
            name: hint,
            ty: lowered.ty,
            presence: match (required, lowered.nullable) {
                (true, false) => Presence::Required,
                (true, true) => Presence::RequiredNullable,
                (false, false) => Presence::Optional,
                (false, true) => Presence::OptionalNullable,
            },
            access: match (says("readOnly"), says("writeOnly")) {
                (true, false) => Access::ReadOnly,
                (false, true) => Access::WriteOnly,
                _ => Access::Both,
            },
            rules: lowered.rules.into(),
            docs: docs_of(declared, sources),
            lifecycle: Lifecycle::deprecated(says("deprecated")),
            default: default.filter(|value| !value.is_null()).map(Node::to_json),
            constant: constant.map(|constant| constant.value.clone()),
            only: only.map(|only| only.value),
            sensitivity: Sensitivity::secret(is_secret),
            origin: node.origin(),
        }
    }

    /// Returns the field for an item of an array that is described by its position.
    pub(in crate::lower) fn item_field(
        &mut self,
        wire: &str,
        words: String,
        schema: SchemaView<'s>,
        required: bool,
        path: &NamePath<'_>,
    ) -> Field {
        let mut field = self.field(wire, &vec![(schema, None)], required, path);
        field.name.words = vec![words];
        field.constant = None;
        field
    }

    /// Whether the `x-rust-name` of a property is for the inline type of the property.
    fn names_type(&self, ty: &Type, (name, _): &(String, Origin)) -> bool {
        let Type::Named(id) = ty else { return false };
        let wanted = self.types.get(*id).and_then(|def| def.name.wanted.as_ref());
        wanted.is_some_and(|(wanted, _)| wanted == name && is_of_type(name))
    }

    fn report_undeclared(
        &self,
        required: &IndexMap<&'s str, Node<'s>>,
        declared: &IndexMap<&'s str, Declared<'s>>,
    ) {
        for (name, node) in required {
            if !declared.contains_key(name) && !self.is_declared_by_child(name, *node) {
                let message = format!("`{name}` is required but is not a property of the schema");
                let warning =
                    Diagnostic::warning(Code::RequiredUndeclared, node.at_value(), message);
                let mut listed = name.split(',').map(str::trim);
                if name.contains(',') && listed.all(|name| declared.contains_key(name)) {
                    self.context
                        .report(warning.help("write each name as an entry of its own"));
                    continue;
                }
                self.context.suggest(
                    warning,
                    name,
                    declared.keys().copied(),
                    "declare it under `properties`, or remove it from `required`",
                );
            }
        }
    }

    /// Whether a schema that extends the one with this `required` entry declares the property: the base then only says
    /// that each of its extensions has one.
    fn is_declared_by_child(&self, name: &str, entry: Node<'s>) -> bool {
        let base = entry.parent().and_then(Node::parent);
        let children = base.map_or(&[][..], |base| self.children.of(base.origin()));
        children.iter().any(|(_, child)| {
            let parts = child.items_of("allOf");
            let mut properties = parts
                .chain([*child])
                .filter_map(|part| part.get("properties"));
            properties.any(|properties| properties.get(name).is_some())
        })
    }
}

/// Returns a property of which only the type is known.
pub(super) fn undescribed(wire: &str, name: NameHint, ty: Type) -> Field {
    Field {
        wire: wire.to_owned(),
        origin: name.origin,
        name,
        ty,
        presence: Presence::Optional,
        access: Access::Both,
        rules: RareRules::default(),
        docs: Docs::default(),
        lifecycle: Lifecycle::Current,
        default: None,
        only: None,
        constant: None,
        sensitivity: Sensitivity::Plain,
    }
}

/// Returns the documentation of a property: its own, or that of the schemas that it refers to or combines.
fn docs_of<'s>(declared: &Declared<'s>, sources: &'s Sources) -> Docs {
    let mut own = Docs::default();
    let declared = declared.iter().map(|(schema, _)| *schema);
    let parts = declared.clone().flat_map(|schema| schema.parts(sources));
    for (number, schema) in declared.rev().chain(parts).enumerate() {
        let found = docs(schema.node());
        if found.description.is_some() || found.summary.is_some() {
            return found;
        }
        if number == 0 {
            own = found;
        }
    }
    own
}

/// Whether a closed schema allows the properties of several alternatives together, of which this object is one.
fn is_evaluated_elsewhere(part: &Subschema<'_>) -> bool {
    let schema = part.schema;
    let declares = |one: SchemaView<'_>| one.reference().is_some() || one.has("properties");
    part.next_union > 0
        && schema.has("unevaluatedProperties")
        && !schema.has("additionalProperties")
        && schema.list("anyOf").any(declares)
}
