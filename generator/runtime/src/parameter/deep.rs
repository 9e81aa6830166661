//! Serializes values in the style `deepObject`.
//!
//! OpenAPI does not define more than one level, so nested values have the form that most servers read (PHP, Rails,
//! `qs`): objects are `a[b][c]=1`, arrays of scalars `a[]=1&a[]=2`, other arrays have an index as in `a[0][b]=1`. Not
//! exploded, arrays of scalars are `a=1,2`, as in JSON:API.

use std::borrow::Cow;

use serde_json::Value;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter};
use crate::parameter::shape::{is_plain, strings, text};

/// The name of each pair, with its values, which are joined with commas.
type Pairs<'v> = Vec<(String, Vec<Cow<'v, str>>)>;

/// Returns the pairs of an array or an object; nulls and empty values have none.
///
/// # Errors
/// If a key contains brackets: servers look for them after decoding.
pub(super) fn pairs<'v>(
    parameter: &Parameter,
    name: &str,
    value: &'v Value,
) -> Result<Pairs<'v>, InvalidArgument> {
    let mut found = Vec::new();
    add(parameter, name.to_owned(), value, &mut found)?;
    Ok(found)
}

fn add<'v>(
    parameter: &Parameter,
    name: String,
    value: &'v Value,
    found: &mut Pairs<'v>,
) -> Result<(), InvalidArgument> {
    match value {
        Value::Null => {}
        Value::Array(items) if items.iter().all(is_plain) => {
            let items = strings(items);
            if parameter.explode {
                for item in items {
                    found.push((format!("{name}[]"), vec![item]));
                }
            } else if !items.is_empty() {
                found.push((name, items));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                add(parameter, format!("{name}[{at}]"), item, found)?;
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                if let Some(bracket) = key.chars().find(|char| matches!(char, '[' | ']')) {
                    let problem = ArgumentErrorKind::Delimiter(bracket);
                    return Err(InvalidArgument::new(parameter.name, problem));
                }
                add(parameter, format!("{name}[{key}]"), value, found)?;
            }
        }
        scalar => found.push((name, vec![text(scalar)])),
    }
    Ok(())
}

/// Returns whether an item of an array contains a comma, which separates the items if they are not exploded.
#[cfg(feature = "multipart")]
pub(super) fn has_comma_in_list(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| match item {
            Value::String(text) => text.contains(','),
            other => has_comma_in_list(other),
        }),
        Value::Object(fields) => fields.values().any(has_comma_in_list),
        _ => false,
    }
}
