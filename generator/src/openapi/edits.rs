//! Suggested edits that correct a value of the wrong type.

use super::definition::{Definition, Object, Shape};
use super::keyword::TYPES;
use crate::limits::NEIGHBOURS;
use crate::source::{Kind, Node, is_beyond_floats, is_invisible, shorten};

/// Returns the edit that turns a value into an object.
pub(super) fn as_object(node: Node<'_>, object: Object) -> String {
    match (object, node.as_str(), node.kind()) {
        (Object::Schema, ..) => as_schema(node),
        (Object::Server, Some(url), _) => format!("write `{{url: {}}}`", shorten(url)),
        (Object::SecurityRequirement, Some(scheme), _) => {
            format!("write `{{{}: []}}`", shorten(scheme))
        }
        (Object::Discriminator, Some(name), _) => {
            format!("write `{{propertyName: {}}}`", shorten(name))
        }
        (Object::Example, .., Kind::String | Kind::Number | Kind::Bool) => format!(
            "write `{{value: {}}}`; an example without a name belongs under `example`",
            plain(node)
        ),
        (.., Kind::Seq) => "write `name: value` entries, without `- `".to_owned(),
        _ => "write `name: value` entries".to_owned(),
    }
}

/// Returns the edit that turns a value into a schema.
pub(super) fn as_schema(node: Node<'_>) -> String {
    let text = node.as_str().unwrap_or_default();
    let boolean = match text {
        "true" | "false" => Some(text == "true"),
        _ => old_boolean(text),
    };
    let is_word = node.key() == Some("additionalProperties");
    match (boolean.filter(|_| is_word), node.kind()) {
        (Some(value), _) if node.written() == Some(text) => {
            format!("write `{value}`: `{text}` is a string from YAML 1.2 on")
        }
        (Some(value), _) => format!("write `{value}`, without quotes"),
        (None, Kind::Seq) if node.key() == Some("items") => {
            "write one schema, which each item has; `prefixItems` lists those of a tuple (3.1)"
                .to_owned()
        }
        (None, Kind::Bool) => {
            let (written, allowed) = match node.as_bool() {
                Some(true) => ("{}", "any"),
                _ => ("{not: {}}", "no"),
            };
            format!(
                "write `{written}`, which allows {allowed} value: a boolean is a schema only from OpenAPI 3.1 on"
            )
        }
        (None, _) if TYPES.contains(&text) => format!("write `{{type: {text}}}`"),
        (None, _) => match pointer_to_schema(node, text) {
            Some(pointer) => format!("write `{{$ref: '{}'}}`", shorten(&pointer)),
            None => "write `name: value` entries, such as `type: string`".to_owned(),
        },
    }
}

/// Returns the reference for which a text stands that is in place of a schema: a reference itself, or the name of a
/// component.
fn pointer_to_schema(node: Node<'_>, text: &str) -> Option<String> {
    if text.contains("#/") {
        return Some(text.to_owned());
    }
    let root = std::iter::successors(Some(node), |node| node.parent()).last()?;
    root.get("components")?.get("schemas")?.get(text)?;
    Some(format!("#/components/schemas/{text}"))
}

/// Returns the edit for an invisible character or an unusual space in a word, or for quotes that neither YAML nor JSON
/// has.
pub(super) fn unseen(word: &str) -> Option<String> {
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    match word.chars().find(|c| is_invisible(*c)) {
        Some(c) if c.is_whitespace() => Some(format!(
            "replace the character {}, which looks like a space, with a space",
            code(c)
        )),
        Some(c) => Some(format!(
            "remove the character {}, which cannot be seen",
            code(c)
        )),
        None => {
            let is_quote = |c: char| "“”„‘’«»".contains(c);
            let plain = word.strip_prefix(is_quote)?.trim_end_matches(is_quote);
            Some(format!("write plain quotes: `'{}'`", shorten(plain)))
        }
    }
}

/// Returns the edit to indent a key, where the entry above holds an object that has a field of this name.
pub(super) fn lacks_indentation(
    value: Node<'_>,
    key: &str,
    shape_of: impl FnOnce(&str) -> Option<Shape>,
) -> Option<String> {
    let owner = value.parent().filter(|owner| owner.len() <= NEIGHBOURS)?;
    let above = owner
        .entries()
        .take_while(|(_, other)| other.origin() != value.origin());
    let (name, above) = above.last()?;
    let object = match shape_of(name)? {
        Shape::Object(object) | Shape::Referable(object) => object,
        _ => return None,
    };
    let is_field = |object: Object| {
        object
            .definition()
            .fields
            .iter()
            .any(|field| field.name == key)
    };
    let lacks = matches!(above.kind(), Kind::Map | Kind::Null) && above.get(key).is_none();
    (lacks && is_field(object))
        .then(|| format!("indent it, to make it a field of `{}`", shorten(name)))
}

/// Returns where a field of Swagger 2.0, or a media type, belongs from OpenAPI 3.0 on: below `schema`, or below
/// `content`.
pub(super) fn belongs_inside(key: &str, of: &Definition) -> Option<String> {
    let has = |of: &Definition, name: &str| of.field_of_any_version(name).is_some();
    if has(of, "schema") && has(Object::Schema.definition(), key) {
        return Some(format!("move it into `schema`: `schema: {{{key}: …}}`"));
    }
    if has(of, "content") && key.contains('/') {
        return Some(format!(
            "move it into `content`: `content: {{{}: …}}`",
            shorten(key)
        ));
    }
    (has(of, "content") && has(Object::MediaType.definition(), key))
        .then(|| format!("move it into `content`: `content: {{application/json: {{{key}: …}}}}`"))
}

/// Returns where a key belongs that is indented too deep: in the object around its owner, or in the paths.
pub(super) fn belongs_around(owner: Node<'_>, key: &str, object: Object) -> Option<String> {
    if key.starts_with('/') && matches!(object, Object::PathItem | Object::Operation) {
        return Some("indent it less, to make it a key of `paths`".to_owned());
    }
    let name = owner.key()?;
    let holds = |of: &&Object| {
        let mut fields = of.definition().fields.iter();
        let is_owner = |shape| matches!(shape, Shape::Object(inner) | Shape::Referable(inner) if inner == object);
        fields.any(|field| field.name == name && is_owner(field.shape))
            && of.definition().field_of_any_version(key).is_some()
    };
    let around = owner.parent().filter(|around| around.get(key).is_none());
    let of = Object::ALL
        .iter()
        .find(|of| around.is_some() && holds(of))?;
    Some(format!(
        "move it out of `{name}`: it is a field of {}",
        of.definition().name
    ))
}

/// Returns the edit for a text in braces that a comma has ended, so that the rest of it is read as a key.
pub(super) fn lacks_quotes(value: Node<'_>) -> Option<String> {
    value.parent().filter(|owner| owner.len() <= NEIGHBOURS)?;
    let (name, text) = value.split_text()?;
    let quote = if text.contains('\'') { '"' } else { '\'' };
    Some(format!(
        "the comma ends the value of `{}`; put a text with commas in quotes: `{quote}{}{quote}`",
        shorten(name),
        shorten(text)
    ))
}

/// Returns `key:value` as the entry that was meant.
pub(super) fn without_space(text: &str) -> Option<String> {
    let (key, value) = text.split_once(':')?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    let is_entry = !key.is_empty() && key.chars().all(is_word) && !value.starts_with('/');
    is_entry.then(|| format!("{}: {}", shorten(key), shorten(value)))
}

/// Returns the edit that gives a value to a null field.
pub(super) fn help_without_value(node: Node<'_>, wanted: &str) -> String {
    let is_word = |text: &&str| text.eq_ignore_ascii_case("null");
    match (node.comment_as_value(), node.written().filter(is_word)) {
        (Some(comment), _) if comment.starts_with("# ") => {
            "`#` begins a comment: write the value before it, or remove `#`".to_owned()
        }
        (Some(comment), _) => format!(
            "`#` begins a comment: put the value in quotes: `'{}'`",
            shorten(comment)
        ),
        (_, Some(null)) if wanted == "a string" => {
            format!("put it in quotes (`\"{null}\"`) if you mean the text, or leave it out")
        }
        _ => format!("give it a value ({wanted}) or leave it out"),
    }
}

/// Returns the edit that gives a value the wanted type, as far as the meaning is clear.
pub(super) fn how_to_write(node: Node<'_>, name: &str, wanted: &str) -> String {
    let text = node.as_str();
    let written = shorten(node.written().unwrap_or_default());
    let is_plain = text == node.written();
    let is_number = text.is_some_and(|text| text.parse::<f64>().is_ok());
    match (wanted, node.kind()) {
        ("a number", Kind::Bool) if name.starts_with("exclusive") => as_bound(node, name),
        ("a boolean", Kind::Number) if name.starts_with("exclusive") => {
            let bound = bound_of(name);
            let number = plain(node);
            format!(
                "write `{bound}: {number}` and `{name}: true`: the number is the bound from OpenAPI 3.1 on"
            )
        }
        ("a string", Kind::Number | Kind::Bool) => format!("put it in quotes: \"{}\"", plain(node)),
        ("a boolean", _) if matches!(text, Some("true" | "false")) => {
            "remove the quotes".to_owned()
        }
        ("a boolean", _) => match text.filter(|_| is_plain).and_then(old_boolean) {
            Some(value) => format!("write `{value}`: `{written}` is a string from YAML 1.2 on"),
            None => "write `true` or `false`".to_owned(),
        },
        ("a number" | "a non-negative integer", _) if text.is_some_and(is_beyond_floats) => {
            "write a number that a 64-bit float can hold".to_owned()
        }
        ("a number" | "a non-negative integer", Kind::String)
            if is_plain && written.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            "write it in digits, without zeros at the start and `_`".to_owned()
        }
        ("a number" | "a non-negative integer", _) if is_number => "remove the quotes".to_owned(),
        ("an array", Kind::Seq | Kind::Map) => "begin each item with `- `".to_owned(),
        ("an array", _) => match written.strip_prefix('-').filter(|_| is_plain) {
            Some(item) => format!("write `- {item}`, with a space after the dash"),
            None => format!("write `{name}: [{}]`", plain(node)),
        },
        ("an object", Kind::Seq) => "write `name: value` entries, without `- `".to_owned(),
        _ => format!("write {wanted} here"),
    }
}

/// Returns `minimum` for `exclusiveMinimum`, and `maximum` for `exclusiveMaximum`.
fn bound_of(name: &str) -> &'static str {
    if name.ends_with("Minimum") {
        "minimum"
    } else {
        "maximum"
    }
}

/// Returns the edit for an exclusive bound that is a boolean, from OpenAPI 3.1 on.
fn as_bound(node: Node<'_>, name: &str) -> String {
    let bound = bound_of(name);
    let number = node.parent().and_then(|schema| schema.get(bound));
    match number.and_then(Node::number_text) {
        _ if node.as_bool() == Some(false) => "remove it".to_owned(),
        Some(number) => format!(
            "write `{name}: {number}` instead of `{bound}: {number}`: from OpenAPI 3.1 on it is the bound itself"
        ),
        None => "write the bound itself, a number".to_owned(),
    }
}

/// Returns the boolean for which a word stands in YAML 1.1.
pub(crate) fn old_boolean(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => Some(true),
        "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

pub(super) fn plain(node: Node<'_>) -> String {
    // As it is written: `0o7`, not 7.
    if let Some(written) = node.written().filter(|_| node.as_str().is_none()) {
        return shorten(written);
    }
    match (node.as_str().or_else(|| node.number_text()), node.as_bool()) {
        (Some(text), _) => shorten(text),
        (None, Some(value)) => value.to_string(),
        (None, None) => "…".to_owned(),
    }
}
