//! The keywords of JSON Schema that say something of one type alone (JSON Schema "Validation", 6, and "Core", 10.3).

/// Each type with its keywords. Where a schema declares no type, the first of these types that it has a keyword of is
/// the one that is meant.
const BY_TYPE: [(&str, &[&str]); 4] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "minProperties",
            "maxProperties",
            "propertyNames",
            "dependentRequired",
            "dependentSchemas",
        ],
    ),
    (
        "array",
        &[
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
        ],
    ),
    (
        "string",
        &[
            "pattern",
            "minLength",
            "maxLength",
            "contentEncoding",
            "contentMediaType",
        ],
    ),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
];

/// Returns the type that a keyword says something of; `number` stands for integers too.
pub(crate) fn type_of(keyword: &str) -> Option<&'static str> {
    type_with(|one| one == keyword)
}

/// Returns the type that a schema without one is of, by the keywords that it has.
pub(crate) fn type_with(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    let mut types = BY_TYPE.into_iter();
    let (name, _) = types.find(|(_, keywords)| keywords.iter().any(|keyword| has(keyword)))?;
    Some(name)
}
