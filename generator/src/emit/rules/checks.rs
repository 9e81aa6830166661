//! Keywords that check parts of a value, as rules of the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::fragment::{Fragment, ident};
use super::own_rules;
use crate::ir::{Check, Pattern, Syntax};

/// Returns the rules for all of these checks.
pub(super) fn rules(checks: &[Check]) -> Vec<TokenStream> {
    let rules = checks.iter().map(|check| match check {
        Check::Rules(plain) => own_rules(plain),
        _ => {
            let keyword = keyword(check);
            vec![
                quote!(apiruntime::codegen::Rule::Keyword(&apiruntime::codegen::Keyword::#keyword)),
            ]
        }
    });
    rules.flatten().collect()
}

/// Returns the rule that an object has these properties.
pub(super) fn required(names: &[&str]) -> Vec<TokenStream> {
    match names {
        [] => Vec::new(),
        names => {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            rules(&[Check::Required(names)])
        }
    }
}

/// Returns the expression for a regular expression.
pub(super) fn pattern(pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    match &pattern.syntax {
        Syntax::Ecma => quote!(apiruntime::codegen::ecma_pattern!(#source)),
        Syntax::Small(text) if text == source => quote!(apiruntime::codegen::pattern!(#source)),
        Syntax::Small(text) => quote!(apiruntime::codegen::pattern!(#source, #text)),
    }
}

fn schema(checks: &[Check]) -> TokenStream {
    let rules = rules(checks);
    quote!(&[#(#rules),*])
}

fn schemas(list: &[Vec<Check>]) -> TokenStream {
    let list = list.iter().map(|checks| schema(checks));
    quote!(&[#(#list),*])
}

fn named(list: &[(String, Vec<Check>)]) -> TokenStream {
    let list = list.iter().map(|(name, checks)| {
        let checks = schema(checks);
        quote!((#name, #checks))
    });
    quote!(&[#(#list),*])
}

fn keyword(check: &Check) -> TokenStream {
    let call = |name: &str, argument: TokenStream| {
        let name = ident(name);
        quote!(#name(#argument))
    };
    match check {
        // `Check::Rules` does not become a keyword.
        Check::Never | Check::Rules(_) => quote!(Never),
        Check::Type(names) => quote!(Type(&[#(#names),*])),
        Check::Values(values) => {
            let values = values.iter().map(Value::to_string);
            quote!(Values(&[#(#values),*]))
        }
        Check::Required(names) => quote!(Required(&[#(#names),*])),
        Check::DependentRequired(list) => {
            let list = list
                .iter()
                .map(|(name, names)| quote!((#name, &[#(#names),*])));
            quote!(DependentRequired(&[#(#list),*]))
        }
        Check::DependentSchemas(list) => call("DependentSchemas", named(list)),
        Check::PropertyNames(checks) => call("PropertyNames", schema(checks)),
        Check::Properties {
            named: own,
            patterns,
            others,
        } => {
            let (own, others) = (named(own), schema(others));
            let patterns = patterns.iter().map(|(pattern, checks)| {
                let checks = schema(checks);
                let pattern = self::pattern(pattern);
                quote!((#pattern, #checks))
            });
            quote!(Properties { named: #own, patterns: &[#(#patterns),*], others: #others })
        }
        Check::Items { first, others } => {
            let (first, others) = (schemas(first), schema(others));
            quote!(Items { first: #first, others: #others })
        }
        Check::Contains { item, least, most } => {
            let (item, least) = (schema(item), Literal::u64_unsuffixed(*least));
            let most = Fragment::option(most.map(Fragment::Number));
            quote!(Contains { item: #item, least: #least, most: #most })
        }
        Check::AnyOf(list) => call("AnyOf", schemas(list)),
        Check::OneOf(list) => call("OneOf", schemas(list)),
        Check::Not(checks) => call("Not", schema(checks)),
        Check::If {
            condition,
            then,
            otherwise,
        } => {
            let (condition, then) = (schema(condition), schema(then));
            let otherwise = schema(otherwise);
            quote!(If { condition: #condition, then: #then, otherwise: #otherwise })
        }
    }
}
