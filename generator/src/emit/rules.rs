//! Checks of values before they are sent: in words for the documentation, and as tables for the runtime.

mod checks;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::context::{Context, ModuleContext};
use super::fragment::ident;
use super::item::Item;
use super::shapes;
use super::text::code;
use crate::ir::{
    Additional, Bound, ItemRule, Rules, Sensitivity, StringFormat, Type, TypeId, TypeKind,
};

/// Returns what a caller must know of a value beyond its description: format, rules and default, in one line.
pub(crate) fn constraint_docs(
    context: &Context<'_>,
    ty: &Type,
    rules: Option<&Rules>,
    default: Option<&Value>,
) -> Vec<String> {
    let mut parts = Vec::new();
    if let Type::String(StringFormat::Plain(Some(format))) = context.resolve(ty) {
        parts.push(format!("Format: {}.", code(format)));
    }
    let phrases = rules.map(rule_phrases).unwrap_or_default();
    if !phrases.is_empty() {
        parts.push(format!("Must be {}.", phrases.join(", ")));
    }
    if let Some(each) = rules.and_then(|rules| rules.each.as_deref()) {
        let phrases = rule_phrases(each);
        if !phrases.is_empty() {
            parts.push(format!("Each item must be {}.", phrases.join(", ")));
        }
    }
    if let Some(default) = default {
        let text = default.to_string();
        if text.chars().count() <= 80 {
            parts.push(format!("Default: {}.", code(&text)));
        }
    }
    if parts.is_empty() {
        Vec::new()
    } else {
        vec![parts.join(" ")]
    }
}

fn rule_phrases(rules: &Rules) -> Vec<String> {
    let mut phrases = Vec::new();
    match &rules.minimum {
        Some(Bound::Inclusive(limit)) => phrases.push(format!("at least {limit}")),
        Some(Bound::Exclusive(limit)) => phrases.push(format!("greater than {limit}")),
        None => {}
    }
    match &rules.maximum {
        Some(Bound::Inclusive(limit)) => phrases.push(format!("at most {limit}")),
        Some(Bound::Exclusive(limit)) => phrases.push(format!("less than {limit}")),
        None => {}
    }
    if let Some(factor) = &rules.multiple_of {
        phrases.push(format!("a multiple of {factor}"));
    }
    count_phrase(
        &mut phrases,
        rules.min_length,
        rules.max_length,
        ("character long", "characters long"),
    );
    if let Some(pattern) = &rules.pattern {
        phrases.push(format!("matched by {}", code(&pattern.source)));
    }
    count_phrase(
        &mut phrases,
        rules.min_items,
        rules.max_items,
        ("item", "items"),
    );
    if rules.items == ItemRule::Unique {
        phrases.push("free of repeated items".to_owned());
    }
    count_phrase(
        &mut phrases,
        rules.min_properties,
        rules.max_properties,
        ("property", "properties"),
    );
    phrases
}

/// Adds the phrase for limits of a count; what is counted is given in singular and plural.
fn count_phrase(
    phrases: &mut Vec<String>,
    minimum: Option<u64>,
    maximum: Option<u64>,
    (one, many): (&str, &str),
) {
    let counted = |count| format!("{count} {}", if count == 1 { one } else { many });
    match (minimum, maximum) {
        (Some(least), Some(most)) if least == most => phrases.push(counted(most)),
        (Some(least), Some(most)) => phrases.push(format!("{least} to {}", counted(most))),
        (Some(least), None) => phrases.push(format!("at least {}", counted(least))),
        (None, Some(most)) => phrases.push(format!("at most {}", counted(most))),
        (None, None) => {}
    }
}

/// Returns the static with a type's rules.
pub(crate) fn table(context: &ModuleContext<'_>, id: TypeId) -> Option<Item> {
    if !context.facts.is_checked(id) {
        return None;
    }
    let (def, names) = context.def(id)?;
    let named = Type::Named(id);
    let node = |ty: &Type| {
        let node = node(context, ty, &def.rules, Sensitivity::Plain);
        node.map(|node| node.hidden(context, &named))
    };
    let node = match &def.kind {
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => node(ty).unwrap_or_default(),
        TypeKind::Struct(object) => {
            let own = match &object.additional {
                Additional::Typed(ty) => node(&Type::Map(Box::new(ty.clone()))),
                Additional::Ignored | Additional::Forbidden => node(&Type::Any),
            };
            let mut own = own.unwrap_or_default();
            own.rules
                .extend(checks::required(&context.facts.looked_for(id, object)));
            for field in &object.fields {
                let inner = context
                    .facts
                    .rules(id, field)
                    .and_then(|rules| self::node(context, &field.ty, rules, field.sensitivity));
                // Rules for the values of other properties do not apply to a declared one.
                if let Some(inner) = inner.or(own.values.is_some().then(NodeCode::default)) {
                    let (wire, inner) = (&field.wire, inner.reference());
                    own.properties.push(quote!((#wire, #inner)));
                }
            }
            own
        }
        TypeKind::Union(union) => {
            let mut own = node(&Type::Any).unwrap_or_default();
            for (variant, test) in shapes::tests(union) {
                let inner = self::node(context, &variant.ty, &variant.rules, Sensitivity::Plain);
                // A variant without rules must still match, or the value would be checked as a later variant.
                let inner = inner.unwrap_or_default().reference();
                own.variants.push(quote!((#test, #inner)));
            }
            own.rules.extend(own_rules(&union.beside));
            own.hidden(context, &named)
        }
        _ => node(&Type::Any).unwrap_or_default(),
    };
    let (name, value) = (&names.rules, node.value());
    Some(Item::Code(quote! {
        pub(crate) static #name: apiruntime::codegen::Node = #value;
    }))
}

/// The checks of a value.
#[derive(Default)]
pub(crate) struct NodeCode {
    rules: Vec<TokenStream>,
    all_of: Option<TokenStream>,
    items: Option<TokenStream>,
    values: Option<TokenStream>,
    properties: Vec<TokenStream>,
    variants: Vec<TokenStream>,
    sensitivity: Sensitivity,
}

impl NodeCode {
    /// Returns the `Node`.
    pub(crate) fn value(&self) -> TokenStream {
        let list = |name: TokenStream, entries: &[TokenStream]| {
            (!entries.is_empty()).then(|| quote!(#name: &[#(#entries),*],))
        };
        let some = |name: TokenStream, value: &Option<TokenStream>| {
            value
                .as_ref()
                .map(|value| quote!(#name: ::std::option::Option::Some(#value),))
        };
        let sensitive = (self.sensitivity == Sensitivity::Secret).then(|| quote!(sensitive: true,));
        let fields: TokenStream = [
            list(quote!(rules), &self.rules),
            list(quote!(all_of), self.all_of.as_slice()),
            some(quote!(items), &self.items),
            some(quote!(values), &self.values),
            list(quote!(properties), &self.properties),
            list(quote!(variants), &self.variants),
            sensitive,
        ]
        .into_iter()
        .flatten()
        .collect();
        if fields.is_empty() {
            quote!(apiruntime::codegen::Node::NONE)
        } else {
            quote!(apiruntime::codegen::Node { #fields ..apiruntime::codegen::Node::NONE })
        }
    }

    /// Returns a reference to the `Node`, or to the static that contains the same.
    pub(crate) fn reference(&self) -> TokenStream {
        match &self.all_of {
            Some(only) if self.is_reference() => only.clone(),
            _ => {
                let value = self.value();
                quote!(&#value)
            }
        }
    }

    /// Keeps values that may contain a secret out of the messages of their own rules, which show the whole value.
    fn hidden(mut self, context: &ModuleContext<'_>, ty: &Type) -> Self {
        if !self.rules.is_empty() && context.facts.holds_secret(&context.api.types, ty) {
            self.sensitivity = Sensitivity::Secret;
        }
        self
    }

    /// Returns the calls that add the checks to a `Parameter`.
    pub(crate) fn of_parameter(&self) -> TokenStream {
        let sensitive = (self.sensitivity == Sensitivity::Secret).then(|| quote!(.sensitive()));
        if self.values.is_some() {
            let reference = self.reference();
            return quote!(.all_of(&[#reference]) #sensitive);
        }
        let rules = &self.rules;
        let rules = (!rules.is_empty()).then(|| quote!(.rules(&[#(#rules),*])));
        let items = self.items.as_ref().map(|items| quote!(.items(#items)));
        let all_of = self
            .all_of
            .as_ref()
            .map(|all_of| quote!(.all_of(&[#all_of])));
        quote!(#rules #items #all_of #sensitive)
    }

    fn is_reference(&self) -> bool {
        self.rules.is_empty()
            && self.items.is_none()
            && self.values.is_none()
            && self.properties.is_empty()
            && self.variants.is_empty()
            && self.sensitivity == Sensitivity::Plain
    }
}

/// Returns the checks of a value, if it has any.
pub(crate) fn node(
    context: &ModuleContext<'_>,
    ty: &Type,
    rules: &Rules,
    sensitivity: Sensitivity,
) -> Option<NodeCode> {
    let mut code = NodeCode {
        rules: own_rules(rules),
        ..NodeCode::default()
    };
    let each = || rules.each.as_deref().cloned().unwrap_or_default();
    let inside =
        |ty: &Type| node(context, ty, &each(), Sensitivity::Plain).map(|inner| inner.reference());
    match ty {
        Type::Named(id) if context.facts.is_checked(*id) => {
            let path = context.rules_path(*id);
            code.all_of = Some(quote!(&#path));
        }
        Type::Nullable(inner) => return node(context, inner, rules, sensitivity),
        Type::Array(item) => code.items = inside(item),
        Type::Map(value) => code.values = inside(value),
        _ => {}
    }
    if code.is_reference() && code.all_of.is_none() {
        return None;
    }
    code.sensitivity = sensitivity;
    Some(code.hidden(context, ty))
}

/// Returns the rules of the value itself.
fn own_rules(rules: &Rules) -> Vec<TokenStream> {
    let rule = |name: &str, argument: TokenStream| {
        let name = ident(name);
        quote!(apiruntime::codegen::Rule::#name(#argument))
    };
    let number = |name: &str, limit: &serde_json::Number| {
        let text = limit.to_string();
        rule(name, quote!(#text))
    };
    let mut list = Vec::new();
    match &rules.minimum {
        Some(Bound::Inclusive(limit)) => list.push(number("Minimum", limit)),
        Some(Bound::Exclusive(limit)) => list.push(number("ExclusiveMinimum", limit)),
        None => {}
    }
    match &rules.maximum {
        Some(Bound::Inclusive(limit)) => list.push(number("Maximum", limit)),
        Some(Bound::Exclusive(limit)) => list.push(number("ExclusiveMaximum", limit)),
        None => {}
    }
    if let Some(factor) = &rules.multiple_of {
        list.push(number("MultipleOf", factor));
    }
    let counts = [
        ("MinLength", rules.min_length),
        ("MaxLength", rules.max_length),
        ("MinItems", rules.min_items),
        ("MaxItems", rules.max_items),
        ("MinProperties", rules.min_properties),
        ("MaxProperties", rules.max_properties),
    ];
    for (name, count) in counts {
        if let Some(count) = count {
            let count = Literal::u64_unsuffixed(count);
            list.push(rule(name, quote!(#count)));
        }
    }
    if rules.items == ItemRule::Unique {
        list.push(quote!(apiruntime::codegen::Rule::UniqueItems));
    }
    if let Some(pattern) = &rules.pattern {
        list.push(rule("Pattern", checks::pattern(pattern)));
    }
    list.extend(checks::rules(&rules.checks));
    list
}
