//! Which files and features a description becomes.

use generator::Layout;

use crate::{files, read};

#[test]
fn a_client_has_only_the_facilities_that_its_description_needs() {
    let (plain, manifest) = files(&[("minimal", &read("minimal"))], Layout::Crate);
    for path in [
        "huawei/mod.rs",
        "paging.rs",
        "multipart.rs",
        "events.rs",
        "form.rs",
        "pattern.rs",
        "base64.rs",
    ] {
        assert!(
            plain.get(&format!("src/runtime/{path}")).is_none(),
            "{path}"
        );
    }
    for name in ["hmac-sha256", "regex-lite", "base64"] {
        assert!(!manifest.dependencies.contains_key(name), "{name}");
    }
    let (signing, manifest) = files(&[("signing", &read("signing"))], Layout::Crate);
    assert!(signing.get("src/runtime/huawei/mod.rs").is_some());
    assert!(manifest.dependencies.contains_key("hmac-sha256"));
}

/// Returns a description with so many operations that its tags become features.
pub(crate) fn large() -> String {
    let mut text = String::from("openapi: 3.1.1\ninfo: {title: Large, version: '1'}\npaths:\n");
    for index in 0..120 {
        let tag = ["Cats", "Dogs", "type"][index % 3];
        text.push_str(&format!(
            "  /{tag}/{index}:\n    get:\n      operationId: get{tag}{index}\n      tags: [{tag}]\n      responses:\n        \
             '200': {{description: It., content: {{application/json: {{schema: {{$ref: '#/components/schemas/{tag}'}}}}}}}}\n"
        ));
    }
    text.push_str("  /untagged:\n    get: {operationId: untagged, responses: {'204': {description: Done.}}}\n");
    text.push_str(
        "components:\n  schemas:\n    Cats: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         Dogs: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         type: {type: string, enum: [a]}\n    Common: {type: object, properties: {a: {type: string}}}\n",
    );
    text
}

#[test]
fn a_large_description_has_a_module_and_a_feature_for_each_tag() {
    let (files, manifest) = files(&[("large", &large())], Layout::Crate);
    let cats = files
        .get("src/models/cats.rs")
        .expect("a module of its own");
    assert!(cats.contains("pub struct Cats"));
    let common = files.get("src/models.rs").expect("always there");
    assert!(
        common.contains("#[cfg(any(feature = \"cats\", feature = \"dogs\"))]"),
        "{common}"
    );
    assert!(files.get("src/operations/type.rs").is_some());
    assert_eq!(
        manifest.features.get("default").map(Vec::as_slice),
        Some(
            ["default-transport", "cats", "dogs", "type"]
                .map(String::from)
                .as_slice()
        )
    );
}
