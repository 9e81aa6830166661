//! The files and features that are generated for a description.

use std::collections::{BTreeMap, BTreeSet};

use generator::Layout;
use quote::ToTokens as _;

use crate::{files, read};

fn runtime_features(description: &str) -> Vec<String> {
    files(&[("described", description)], Layout::Crate)
        .1
        .runtime_features
}

#[test]
fn a_client_has_only_the_facilities_that_its_description_needs() {
    assert_eq!(runtime_features(&read("minimal")), [""; 0]);
    assert_eq!(runtime_features(&read("signing")), ["huawei"]);
    assert_eq!(runtime_features(&read("paging_by_offset")), ["paging"]);
}

/// Returns a description with a single received type, and a response with this text.
fn description(text: &str, ty: &str) -> String {
    format!(
        "openapi: 3.1.1\ninfo: {{title: T, version: '1', description: '{text}'}}\npaths:\n  /a:\n    get:\n      \
         operationId: getA\n      description: '{text}'\n      responses:\n        '200':\n          \
         description: '{text}'\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}\n\
         components:\n  schemas:\n    A: {{type: object, description: '{text}', properties: {{a: {{{ty}}}}}}}\n"
    )
}

#[test]
fn the_text_of_a_description_turns_no_facility_on() {
    let text = "f64 f32 ::serde_json:: `ClientCredentials` call.form( call.json_lines( apiruntime::codegen::Items \
                apiruntime::codegen::pattern! apiruntime::codegen::multipart:: apiruntime::codegen::events::";
    assert_eq!(
        runtime_features(&description(text, "type: integer")),
        [""; 0]
    );
}

#[test]
fn exact_numbers_are_paid_for_where_a_number_may_have_a_fraction() {
    let features = |ty: &str| runtime_features(&description("", ty));
    assert_eq!(features("type: number"), ["float"]);
    assert_eq!(features("type: array, items: {type: number}"), ["float"]);
    assert_eq!(features("description: Any."), ["float"]);
    assert_eq!(features("type: string"), [""; 0]);
}

#[test]
fn a_pattern_is_compiled_only_where_it_is_sent() {
    assert_eq!(
        runtime_features(&description("", "type: string, pattern: '^a'")),
        [""; 0]
    );
    // A type that is both sent and received keeps unknown properties of any type.
    assert_eq!(
        runtime_features(&sent("type: string, pattern: '^a'")),
        ["float", "pattern"]
    );
}

/// Returns a description with a single type that is sent and received.
fn sent(ty: &str) -> String {
    let sent = "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n      responses:";
    let text = description("", ty).replace("      responses:", sent);
    text.replace("get:", "put:")
}

#[test]
fn the_engine_of_a_pattern_is_there_wherever_a_keyword_has_it() {
    let pattern = "{type: string, pattern: '^a(?=b)'}";
    for schema in [
        format!("not: {{properties: {{a: {pattern}}}}}"),
        format!("not: {{patternProperties: {{'^a': {pattern}}}}}"),
        format!("not: {{additionalProperties: {pattern}}}"),
        format!("not: {{items: {pattern}}}"),
        format!("not: {{prefixItems: [{pattern}]}}"),
        format!("contains: {pattern}"),
        format!("propertyNames: {pattern}"),
        format!("dependentSchemas: {{a: {{propertyNames: {pattern}}}}}"),
        format!("anyOf: [{{propertyNames: {pattern}}}, {{required: [a]}}]"),
        format!("if: {{propertyNames: {pattern}}}, then: {{required: [a]}}"),
        format!("if: {{required: [a]}}, then: {{propertyNames: {pattern}}}"),
        format!("if: {{required: [a]}}, else: {{propertyNames: {pattern}}}"),
    ] {
        let ty = match schema.contains("tems") || schema.contains("contains") {
            true => "array",
            false => "object",
        };
        let features = runtime_features(&sent(&format!("type: {ty}, {schema}")));
        let has_engine = features.iter().any(|feature| feature == "ecma-pattern");
        assert!(has_engine, "{schema}: {features:?}");
    }
}

#[test]
fn character_sets_are_paid_for_where_a_part_is_text_in_one() {
    let features = |content_type: &str, ty: &str| {
        let form = format!(
            "multipart/form-data: {{schema: {{type: object, properties: {{a: {{{ty}}}}}}}, \
             encoding: {{a: {{contentType: {content_type}}}}}}}"
        );
        let operation = format!(
            "post: {{operationId: send, requestBody: {{content: {{{form}}}}}, responses: {{'204': {{description: Done.}}}}}}"
        );
        let head = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths:\n  /a: ";
        runtime_features(&format!("{head}{{{operation}}}\n"))
    };
    let file = "type: string, format: binary";
    assert_eq!(
        features("text/plain; charset=Shift_JIS", "type: string"),
        ["charsets", "multipart"]
    );
    for (content_type, ty) in [
        ("text/plain; charset=utf-8", "type: string"),
        ("text/plain; charset=iso-8859-1", "type: string"),
        ("text/plain; charset=Shift_JIS", file),
    ] {
        assert_eq!(features(content_type, ty), ["multipart"], "{content_type}");
    }
}

#[test]
fn a_tag_has_no_feature_that_the_client_has_for_the_runtime() {
    let socks = large().replace("Cats", "socks");
    let (_, manifest) = files(&[("large", &socks)], Layout::Crate);
    assert_eq!(
        manifest.features.get("socks").map(Vec::as_slice),
        Some(["apiruntime/socks".to_owned()].as_slice())
    );
}

/// Returns a description with enough operations that its tags become features.
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
    // Types that no operation reaches are generated, with all types that they refer to.
    text.push_str(
        "components:\n  schemas:\n    Both: {type: object, properties: {a: {$ref: '#/components/schemas/Both2'}}}\n    \
         Both2: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Cats'}, {$ref: '#/components/schemas/type'}]}}\n",
    );
    text.push_str(
        "    Cats: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         Dogs: {type: object, properties: {common: {$ref: '#/components/schemas/Common'}}}\n    \
         type: {type: string, enum: [a]}\n    Common: {type: object, properties: {a: {type: string}, kind: {type: string, enum: [b]}, level: {type: integer, enum: [1]}}}\n",
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
    let condition = "#[cfg(feature = \"cats\")]\n";
    assert!(
        common.contains(&format!("{condition}pub use cats::Cats;")),
        "{common}"
    );
    let operations = files.get("src/operations.rs").expect("the root");
    assert!(
        operations.contains(&format!(
            "{condition}pub use cats::{{\n    CatsClient, GetCats0,"
        )),
        "{operations}"
    );
    assert_eq!(
        manifest.features.get("default").map(Vec::as_slice),
        Some(
            ["default-transport", "cats", "dogs", "type"]
                .map(String::from)
                .as_slice()
        )
    );
}

#[test]
fn every_item_of_a_type_is_there_with_the_same_features() {
    let (files, _) = files(&[("large", &large())], Layout::Crate);
    let text = files.get("src/models.rs").expect("always there");
    let condition = |attributes: &[syn::Attribute]| {
        let condition = attributes.iter().find(|one| one.path().is_ident("cfg"));
        condition.map(|one| one.meta.to_token_stream().to_string())
    };
    let file = syn::parse_file(text).expect("Rust");
    let (mut types, mut implementations) = (BTreeMap::new(), Vec::new());
    for item in &file.items {
        match item {
            syn::Item::Struct(item) => {
                types.insert(item.ident.to_string(), condition(&item.attrs));
            }
            syn::Item::Enum(item) => {
                types.insert(item.ident.to_string(), condition(&item.attrs));
            }
            syn::Item::Impl(item) => {
                implementations.push((item.self_ty.to_token_stream(), condition(&item.attrs)));
            }
            _ => {}
        }
    }
    let both = "cfg (all (feature = \"cats\" , feature = \"type\"))";
    assert_eq!(types["Both"].as_deref(), Some(both));
    for (ty, condition) in implementations {
        assert_eq!(condition, types[&ty.to_string()], "{ty}");
    }
}

#[test]
fn the_page_of_a_client_lists_the_operations_by_tag() {
    let description = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\n\
        tags: [{name: Users, description: Start with `listUsers`.}, {name: Files}]\npaths:\n  \
        /users: {get: {operationId: listUsers, tags: [Users], summary: List users, responses: {'204': {description: A}}}}\n  \
        /files: {get: {operationId: listFiles, tags: [Files], responses: {'204': {description: A}}}}\n  \
        /health: {get: {operationId: checkHealth, responses: {'204': {description: A}}}}\n";
    let pages = [
        (Layout::Crate, "src/lib.rs", "crate::Client"),
        (
            Layout::Module,
            "src/described/mod.rs",
            "crate::described::Client",
        ),
    ];
    for (layout, file, client) in pages {
        let (files, _) = files(&[("described", description)], layout);
        let page = files.get(file).expect("the page of the client");
        let listed = format!(
            "//! # Operations\n//!\n//! ## Users\n//!\n//! Start with [`listUsers`]({client}::list_users).\n//!\n\
             //! - [`list_users`](Client::list_users): List users\n//!\n//! ## Files\n//!\n\
             //! - [`list_files`](Client::list_files)\n//!\n//! ## Others\n//!\n\
             //! - [`check_health`](Client::check_health)\n"
        );
        assert!(page.contains(&listed), "{page}");
        assert_eq!(
            page.contains("page of the [crate]."),
            layout == Layout::Module
        );
    }
}

#[test]
fn every_type_of_an_operation_is_exported_where_the_modules_of_tags_are_private() {
    let text =
        read("response_headers").replace("operationId:", "tags: [Limits]\n      operationId:");
    let (files, _) = files(&[("limits", &text)], Layout::Crate);
    let exports = files.get("src/operations.rs").expect("the operations");
    for ty in ["GetLimits", "GetLimitsHeaders", "GetLimitsErrorHeaders"] {
        let is_word = |word: &str| word == ty;
        let mut words = exports.split(|c: char| !c.is_alphanumeric());
        assert!(words.any(is_word), "{ty} in {exports}");
    }
}

/// Returns a description with this number of operations, which are spread over this number of tags. Each operation
/// receives the model `Own` of its tag, and the first `with_pet` ones receive `Pet`, too.
fn spread(operations: usize, tags: usize, with_pet: usize) -> String {
    let mut text = String::from("openapi: 3.1.1\ninfo: {title: Spread, version: '1'}\npaths:\n");
    for index in 0..operations {
        let tag = index % tags;
        text.push_str(&format!(
            "  /{index}:\n    get:\n      operationId: read{index}\n      tags: [Tag{tag}]\n      responses:\n        \
             '200': {{description: It., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Own{tag}'}}}}}}}}\n"
        ));
        if index < with_pet {
            text.push_str(
                "        '404': {description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n",
            );
        }
    }
    text.push_str(
        "components:\n  schemas:\n    Pet: {type: object, properties: {a: {type: string}}}\n",
    );
    for tag in 0..tags {
        text.push_str(&format!(
            "    Own{tag}: {{type: object, properties: {{a: {{type: string}}}}}}\n"
        ));
    }
    text
}

/// Returns the public paths of a client's types: of the types that a module defines, and of those that it re-exports.
pub(super) fn type_paths(description: &str) -> BTreeSet<String> {
    fn collect(files: &generator::FileSet, module: &str, found: &mut BTreeSet<String>) {
        let text = files.get(&format!("src/{module}.rs")).expect("the module");
        for item in syn::parse_file(text).expect("Rust").items {
            let of = |ident: &syn::Ident| format!("{module}/{ident}");
            match &item {
                syn::Item::Struct(item) => drop(found.insert(of(&item.ident))),
                syn::Item::Enum(item) => drop(found.insert(of(&item.ident))),
                syn::Item::Type(item) => drop(found.insert(of(&item.ident))),
                syn::Item::Mod(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                    collect(files, &of(&item.ident), found);
                }
                syn::Item::Use(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                    let text = item.tree.to_token_stream().to_string();
                    let names = text.rsplit("::").next().unwrap_or_default();
                    let names = names.split(|c: char| !c.is_alphanumeric() && c != '_');
                    found.extend(
                        names
                            .filter(|name| !name.is_empty())
                            .map(|name| format!("{module}/{name}")),
                    );
                }
                _ => {}
            }
        }
    }
    let (files, _) = files(&[("spread", description)], Layout::Crate);
    let mut found = BTreeSet::new();
    collect(&files, "models", &mut found);
    collect(&files, "operations", &mut found);
    found
}

#[test]
fn more_operations_tags_and_users_of_a_type_change_no_path() {
    let steps = [
        (spread(1, 1, 1), spread(2, 2, 1)),
        (spread(2, 2, 1), spread(2, 2, 2)),
        (spread(100, 2, 1), spread(101, 2, 1)),
        (spread(100, 2, 2), spread(101, 2, 2)),
        (spread(101, 2, 1), spread(101, 2, 2)),
        // The module of the tag had no type of its own except `Pet`.
        (spread(102, 102, 1), spread(102, 102, 2)),
    ];
    for (at, (before, after)) in steps.iter().enumerate() {
        let (before, after) = (type_paths(before), type_paths(after));
        let lost: Vec<_> = before.difference(&after).collect();
        assert!(lost.is_empty(), "step {at} loses {lost:?} of {before:?}");
        let of_pet = after.iter().find(|path| path.ends_with("/Pet"));
        assert_eq!(of_pet.map(String::as_str), Some("models/Pet"));
    }
}

#[test]
fn a_tag_offers_what_it_shares_with_others() {
    let paths = type_paths(&spread(101, 2, 2));
    for path in [
        "models/Pet",
        "models/tag0/Pet",
        "models/tag1/Pet",
        "operations/Read0",
        "operations/tag0/Read0",
    ] {
        assert!(paths.contains(path), "{path} in {paths:?}");
    }
}

#[test]
fn a_client_of_several_tags_has_a_sub_client_for_each() {
    let description = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths:\n  \
        /users:\n    get: {operationId: listUsers, tags: [Users], summary: List users, responses: {'204': {description: A}}}\n  \
        /users/{id}:\n    get: {operationId: getUser, tags: [Users], deprecated: true, parameters: [{name: id, in: path, required: true, \
        schema: {type: string}}], responses: {'204': {description: A}}}\n  \
        /files: {put: {operationId: files, tags: [Files], requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}, \
        responses: {'204': {description: A}}}}\n";
    let (files, _) = files(&[("described", description)], Layout::Module);
    let users = files
        .get("src/described/operations/users.rs")
        .expect("a file");
    for code in [
        "    /// Returns the operations of Users, under shorter names.\n    pub fn users(&self) -> UsersClient<'_> {\n        \
         UsersClient { client: self }\n",
        "pub struct UsersClient<'a> {\n    client: &'a Client,\n}",
        "    /// List users: [`Client::list_users`](crate::described::Client::list_users)\n    #[inline]\n    pub fn list(&self) -> ListUsers {\n        \
         self.client.list_users()\n",
        "    #[deprecated]\n    #[inline]\n    pub fn get(&self, id: &str) -> GetUser {\n        self.client.get_user(id)\n",
    ] {
        assert!(users.contains(code), "{code}\nin {users}");
    }
    // The method of the operation keeps its name.
    let files = files
        .get("src/described/operations/files.rs")
        .expect("a file");
    assert!(
        files.contains("pub fn files_client(&self) -> FilesClient<'_>"),
        "{files}"
    );
    assert!(files.contains("pub fn files(&self, body: impl Into<String>) -> Files {\n        self.client.files(body)"), "{files}");
    let one_tag = description.replace("[Files]", "[Users]");
    let (files, _) = crate::files(&[("described", &one_tag)], Layout::Module);
    assert!(files.iter().all(|(_, text)| !text.contains("UsersClient")));
}
