//! Parameters that are written as pairs of the same name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::given::{Given, Parameter};
use super::wire::{Place, StyleName};

/// Whether no two parameters are written as pairs of the same name in the query, or in cookies: for such pairs it is
/// unknown which parameter each belongs to.
pub(super) fn have_own_names(parameters: &[Parameter], given: &Given) -> bool {
    let mut known = BTreeSet::new();
    parameters.iter().all(|parameter| {
        let style = parameter.style;
        let is_flat = matches!(style.name, StyleName::Form | StyleName::Cookie) && style.explode;
        let names: Vec<&str> = match (parameter.place, given.get(&parameter.key)) {
            (Place::Query | Place::Cookie, Some(Value::Object(fields))) if is_flat => {
                fields.keys().map(String::as_str).collect()
            }
            // A parameter that is not given has no pair, but its name counts: a pair of that name would be read as its
            // value.
            (Place::Query | Place::Cookie, _) => vec![&parameter.name],
            _ => Vec::new(),
        };
        let is_cookie = parameter.place == Place::Cookie;
        names
            .into_iter()
            .all(|name| known.insert((is_cookie, name.to_owned())))
    })
}
