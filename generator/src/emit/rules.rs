//! What is checked before sending: in words for the docs, and as tables for the runtime.

use std::fmt::Write as _;

use proc_macro2::Literal;
use serde_json::Value;

use super::context::{Context, Site};
use super::item::{Table, compact};
use super::unions;
use crate::ir::{
    Additional, Bound, ItemRule, Rules, Sensitivity, StringFormat, Type, TypeId, TypeKind,
};

/// A value as a code span, whatever is in it.
pub(crate) fn code(text: &str) -> String {
    let text = super::markdown::clean(&text.replace(char::is_control, " "));
    if text.is_empty() {
        return "the empty string".to_owned();
    }
    let mut run = 0_usize;
    let mut longest = 0_usize;
    for character in text.chars() {
        run = if character == '`' {
            run.saturating_add(1)
        } else {
            0
        };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.saturating_add(1));
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// What is to be known of a value beside its description: format, rules and default, in one line.
pub(crate) fn remarks(
    context: &Context<'_>,
    ty: &Type,
    rules: Option<&Rules>,
    default: Option<&Value>,
) -> Vec<String> {
    let mut parts = Vec::new();
    if let Type::String(StringFormat::Plain(Some(format))) = context.resolve(ty) {
        parts.push(format!("Format: {}.", code(format)));
    }
    let said = rules.map(sentences).unwrap_or_default();
    if !said.is_empty() {
        parts.push(format!("Must be {}.", said.join(", ")));
    }
    if let Some(each) = rules.and_then(|rules| rules.each.as_deref()) {
        let said = sentences(each);
        if !said.is_empty() {
            parts.push(format!("Each item must be {}.", said.join(", ")));
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

fn sentences(rules: &Rules) -> Vec<String> {
    let mut said = Vec::new();
    match &rules.minimum {
        Some(Bound::Inclusive(limit)) => said.push(format!("at least {limit}")),
        Some(Bound::Exclusive(limit)) => said.push(format!("greater than {limit}")),
        None => {}
    }
    match &rules.maximum {
        Some(Bound::Inclusive(limit)) => said.push(format!("at most {limit}")),
        Some(Bound::Exclusive(limit)) => said.push(format!("less than {limit}")),
        None => {}
    }
    if let Some(factor) = &rules.multiple_of {
        said.push(format!("a multiple of {factor}"));
    }
    span(
        &mut said,
        rules.min_length,
        rules.max_length,
        "characters long",
    );
    if let Some(pattern) = &rules.pattern {
        said.push(format!("matched by {}", code(pattern)));
    }
    span(&mut said, rules.min_items, rules.max_items, "items");
    if rules.items == ItemRule::Unique {
        said.push("free of repeated items".to_owned());
    }
    span(
        &mut said,
        rules.min_properties,
        rules.max_properties,
        "properties",
    );
    said
}

fn span(said: &mut Vec<String>, minimum: Option<u64>, maximum: Option<u64>, what: &str) {
    match (minimum, maximum) {
        (Some(least), Some(most)) if least == most => said.push(format!("{least} {what}")),
        (Some(least), Some(most)) => said.push(format!("{least} to {most} {what}")),
        (Some(least), None) => said.push(format!("at least {least} {what}")),
        (None, Some(most)) => said.push(format!("at most {most} {what}")),
        (None, None) => {}
    }
}

/// The table of a type's rules.
pub(crate) fn table(context: &Context<'_>, site: Site, id: TypeId) -> Option<Table> {
    if !context.facts.is_checked(id) {
        return None;
    }
    let (def, names) = context.def(id)?;
    let mut table = Table {
        name: "schema",
        ..Table::default()
    };
    let own = match &def.kind {
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => {
            node(context, site, ty, &def.rules, Sensitivity::Plain).unwrap_or_default()
        }
        TypeKind::Struct(object) => {
            for field in &object.fields {
                let rules = context.facts.rules(id, field);
                let node = rules
                    .and_then(|rules| node(context, site, &field.ty, rules, field.sensitivity));
                if let Some(node) = node {
                    table
                        .lines
                        .push(format!("{} ({node});", Literal::string(&field.wire)));
                }
            }
            let additional = match &object.additional {
                Additional::Typed(ty) => Some(Type::Map(Box::new(ty.clone()))),
                Additional::Ignored => None,
            };
            let ty = additional.unwrap_or(Type::Any);
            node(context, site, &ty, &def.rules, Sensitivity::Plain).unwrap_or_default()
        }
        TypeKind::Union(union) => {
            for (variant, test) in unions::tests(union) {
                let inner = node(
                    context,
                    site,
                    &variant.ty,
                    &Rules::default(),
                    Sensitivity::Plain,
                );
                // One without rules must still be found, lest the value be taken for a later one.
                let inner = inner.unwrap_or_else(|| "[]".to_owned());
                table.lines.push(format!("{test} => ({inner});"));
            }
            node(context, site, &Type::Any, &def.rules, Sensitivity::Plain).unwrap_or_default()
        }
        _ => node(context, site, &Type::Any, &def.rules, Sensitivity::Plain).unwrap_or_default(),
    };
    let is_union = matches!(def.kind, TypeKind::Union(_)) && !table.lines.is_empty();
    table.head = format!(
        "{} ({own}){}",
        names.rules,
        if is_union { " variants" } else { "" }
    );
    Some(table)
}

/// The inside of a `node!`, where there is something to check.
pub(crate) fn node(
    context: &Context<'_>,
    site: Site,
    ty: &Type,
    rules: &Rules,
    sensitivity: Sensitivity,
) -> Option<String> {
    let own = own_rules(rules);
    let mut other = String::new();
    match ty {
        Type::Named(id) if context.facts.is_checked(*id) => {
            let path = compact(&context.rules_path(*id, site));
            if own.is_empty() && sensitivity == Sensitivity::Plain {
                return Some(format!("is {path}"));
            }
            let _ = write!(other, " is {path};");
        }
        Type::Nullable(inner) => return node(context, site, inner, rules, sensitivity),
        Type::Array(item) => {
            let each = rules.each.as_deref().cloned().unwrap_or_default();
            if let Some(inner) = node(context, site, item, &each, Sensitivity::Plain) {
                let _ = write!(other, " items ({inner})");
            }
        }
        Type::Map(value) => {
            let each = rules.each.as_deref().cloned().unwrap_or_default();
            if let Some(inner) = node(context, site, value, &each, Sensitivity::Plain) {
                let _ = write!(other, " values ({inner})");
            }
        }
        _ => {}
    }
    if own.is_empty() && other.is_empty() {
        return None;
    }
    let hide = match sensitivity {
        Sensitivity::Plain => "",
        Sensitivity::Secret => " hide sensitive",
    };
    Some(format!("[{}]{other}{hide}", own.join(", ")))
}

/// The rules of the value itself.
fn own_rules(rules: &Rules) -> Vec<String> {
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
        list.extend(count.map(|count| format!("Rule::{name}({count})")));
    }
    if rules.items == ItemRule::Unique {
        list.push("Rule::UniqueItems".to_owned());
    }
    if let Some(pattern) = &rules.pattern {
        let source = Literal::string(pattern);
        list.push(format!(
            "Rule::Pattern(apiruntime::codegen::pattern!({source}))"
        ));
    }
    list
}

fn number(name: &str, limit: &serde_json::Number) -> String {
    format!("Rule::{name}({})", Literal::string(&limit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code(""), "the empty string");
    }
}
