//! The descriptions are legal, the same for the same seed, and have every construct.

use generator::diagnostic::Diagnostics;
use generator::source::Sources;

use super::*;
use crate::generate;

#[test]
fn a_seed_always_makes_the_same_description() {
    assert_eq!(document::of(7), document::of(7));
    assert_ne!(document::of(7), document::of(8));
}

#[test]
fn seeds_are_written_as_a_range() {
    assert_eq!("3..5".parse(), Ok(Seeds(3..5)));
    for wrong in ["", "3", "5..3", "3..3", "a..b", "3..=5"] {
        assert!(wrong.parse::<Seeds>().is_err(), "{wrong}");
    }
}

#[test]
fn what_was_there_of_other_seeds_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("random");
    write_all(&folder, &Seeds(1..3)).unwrap();
    let written = write_all(&folder, &Seeds(2..4)).unwrap();
    assert_eq!(written.len(), 2);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
}

/// A legal description has no error, and nothing of it is left out.
#[test]
fn all_of_each_description_is_generated() {
    let folder = tempfile::tempdir().unwrap();
    let documents = write_all(folder.path(), &Seeds(1..25)).unwrap();
    for row in generate::all(&documents, None, 2) {
        let found = (&row.errors, &row.skipped, &row.panic);
        assert!(
            row.is_good() && row.skipped.is_empty(),
            "{}: {found:?}",
            row.document
        );
    }
}

/// The maker says which schema a reference by an identifier means.
#[test]
fn references_by_identifiers_lead_to_the_schemas_that_are_meant() {
    let mut count = 0;
    for seed in 0..200 {
        let document = document::of(seed).to_string();
        let mut found = Diagnostics::new();
        let sources = Sources::read("random.json", document.as_bytes(), &mut found);
        let mut open = vec![sources.root()];
        while let Some(node) = open.pop() {
            open.extend(node.items());
            open.extend(node.entries().map(|(_, value)| value));
            let (reference, meant) = (node.get_str("$ref"), node.get_str("x-leads-to"));
            if let (Some(reference), Some(meant)) = (reference, meant) {
                let target = sources.resolve(node, reference).unwrap();
                assert_eq!(
                    target.get_str("x-target"),
                    Some(meant),
                    "{seed}: {reference}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn every_construct_is_made() {
    let all: String = (1..200)
        .map(|seed| document::of(seed).to_string())
        .collect();
    for construct in [
        "3.0.3",
        "3.1.1",
        "3.2.0",
        "oneOf",
        "anyOf",
        "allOf",
        "discriminator",
        "mapping",
        "nullable",
        "const",
        "enum",
        "prefixItems",
        "contains",
        "patternProperties",
        "propertyNames",
        "dependentRequired",
        "additionalProperties",
        "readOnly",
        "writeOnly",
        "minProperties",
        "uniqueItems",
        "multipleOf",
        "exclusiveMinimum",
        "pattern",
        "deepObject",
        "spaceDelimited",
        "pipeDelimited",
        "label",
        "matrix",
        "allowReserved",
        "encoding",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/event-stream",
        "application/json-seq",
        "application/xml",
        "itemSchema",
        "contentMediaType",
        "contentEncoding",
        "^[0-9]+$",
        "x-paging",
        "security",
        "servers",
        "examples",
        "dataValue",
        "#/components/headers/",
        "#/components/responses/",
        "#/components/parameters/",
        "#/components/requestBodies/",
        "default",
        "2XX",
        "query",
        "deprecated",
        "callbacks",
        "webhooks",
        "links",
        "querystring",
        "additionalOperations",
        "COPY",
        "prefixEncoding",
        "itemEncoding",
        "multipart/mixed",
        "defaultMapping",
        "$defs",
        "$id",
        "$anchor",
        "#here_",
        "https://schemas.example/",
        "sibling#part",
        "$dynamicAnchor",
        "$dynamicRef",
        "if",
        "then",
        "not",
        "dependentSchemas",
        "unevaluatedProperties",
        "contentSchema",
        "minContains",
        "variables",
        "of_items",
        "x-rust-name",
        "application/json; profile=\\\"x y\\\"; v=1",
        "",
        "\u{1f680}",
        "#/components/pathItems/",
        "#/components/pathItems/Path0\",\"",
        "#/components/mediaTypes/",
    ] {
        let stated = [format!("\"{construct}\""), format!("\"{construct}")];
        assert!(
            stated.iter().any(|stated| all.contains(stated.as_str())),
            "{construct}"
        );
    }
}
