//! The front page of a crate: its documentation and its README.

use generator::Layout;

use crate::{files, read};

/// Returns the front page of a crate, once from its documentation and once from its README.
fn pages(description: &str) -> [String; 2] {
    let (files, _) = files(&[("described", description)], Layout::Crate);
    let of = |path: &str| files.get(path).expect("a page").to_owned();
    let docs = of("src/lib.rs")
        .lines()
        .filter_map(|line| {
            let line = line.strip_prefix("//!")?;
            Some(line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n")
        })
        .collect();
    [docs, of("README.md")]
}

fn assert_has(description: &str, parts: &[&str]) {
    for page in pages(description) {
        for part in parts {
            assert!(page.contains(part), "{part}\nin\n{page}");
        }
    }
}

const PETS: &str = "openapi: 3.1.1
info: {title: Pets, version: '1', description: Keeps pets.}
servers: [{url: '/api/v3'}]
paths:
  /pets:
    post:
      operationId: addPet
      parameters: [{name: name, in: query, required: true, schema: {type: string}}]
      responses: {'204': {description: Added.}}
    get: {operationId: listPets, security: [{key: []}], responses: {'204': {description: All.}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, unused: {type: http, scheme: bearer}}
";

#[test]
fn the_first_call_changes_nothing_and_has_the_credentials_that_it_needs() {
    assert_has(
        PETS,
        &[
            "    let client = Client::builder()\n        .endpoint(\"https://api.example.com/api/v3\")\n        \
             .key(\"key\")\n        .build()?;\n    let response = client.list_pets().await?;\n",
            "## Credentials\n\nThe builder takes them:\n\n- `.key(\"key\")`: the key that is sent as `X-Key`.\n",
        ],
    );
}

#[test]
fn what_the_description_says_of_credentials_is_beside_them() {
    let docs = "'Write `Token` before the key.\n\n\n  Keys end.'";
    let said = PETS.replace("name: X-Key", &format!("name: X-Key, description: {docs}"));
    let row = "the key that is sent as `X-Key`. Write `Token` before the key.\n- ";
    assert_has(&said, &[row]);
}

#[test]
fn an_operation_that_changes_something_is_shown_where_there_is_no_other() {
    assert_has(
        &PETS.replace("    get: ", "    put: "),
        &["let response = client.add_pet(\"name\").await?;\n"],
    );
}

#[test]
fn an_operation_that_cannot_succeed_is_shown_where_there_is_no_other() {
    let first = "'404': {description: No pets are kept.}";
    let failing =
        format!("paths:\n  /fail:\n    get: {{operationId: fail, responses: {{{first}}}}}\n");
    let described = PETS.replace("paths:\n", &failing);
    assert_has(&described, &["let response = client.list_pets().await?;\n"]);
    let (head, rest) = described.split_once("  /pets:\n").unwrap();
    let (_, components) = rest.split_once("components:\n").unwrap();
    let alone = format!("{head}components:\n{components}");
    assert_has(&alone, &["let response = client.fail().await?;\n"]);
}

#[test]
fn a_client_parameter_that_is_needed_is_set_in_the_first_call() {
    let description = read("client_parameters");
    let cases = [
        ("type: string", "account"),
        ("type: string, default: mine", "mine"),
        ("type: string, enum: [eu, us]", "eu"),
        ("type: string, format: date", "2026-01-02"),
        ("type: string, format: date-time", "2026-01-02T03:04:05Z"),
        ("type: string, format: email", "name@example.com"),
        ("type: string, format: hostname", "example.com"),
        ("type: string, format: ipv4", "192.0.2.1"),
        ("type: string, format: ipv6", "2001:db8::1"),
        ("type: string, format: uri", "https://example.com/"),
        ("type: integer", "1"),
        ("type: integer, enum: [3, 4]", "3"),
        ("type: number", "1"),
        ("type: boolean", "true"),
    ];
    for (schema, value) in cases {
        let account =
            "{name: account, in: query, required: true, x-client-parameter: true, schema: {";
        let described = description.replace(
            &format!("{account}type: string}}}}"),
            &format!("{account}{schema}}}}}"),
        );
        assert_has(&described, &[&format!(".account(\"{value}\")\n")]);
    }
    for page in pages(&description) {
        assert!(!page.contains(".x_language("), "{page}");
    }
}

#[test]
fn the_ways_to_another_server_are_shown() {
    assert_has(
        PETS,
        &["- call another server: `.endpoint(url)` on the builder.\n"],
    );
    assert_has(
        &read("server_variables"),
        &[
            "- call another server: `.tenant(…)`, `.config_(…)`, `.version(…)` on the builder for those of the ",
        ],
    );
    assert_has(
        &read("servers"),
        &[
            "- call another server: `.server(…)` on the builder for those of the description, `.endpoint(url)` for any.\n",
        ],
    );
}

#[test]
fn the_questions_are_those_that_the_description_raises() {
    assert_has(
        &read("multipart"),
        &["## How do I …\n", "- send a file in a form: "],
    );
    assert_has(
        &read("paging_by_cursor"),
        &["- read a list that has pages: "],
    );
    let [docs, readme] = pages(PETS);
    for page in [docs, readme] {
        assert!(
            !page.contains("pages:") && !page.contains("in a form:"),
            "{page}"
        );
    }
}

#[test]
fn a_crate_without_operations_and_credentials_has_a_front_page() {
    let pages =
        pages("openapi: 3.1.1\ninfo: {title: ' ', summary: ' ', version: '1'}\npaths: {}\n");
    for page in pages {
        assert!(page.contains("println!(\"{client:?}\");"), "{page}");
        assert!(
            page.contains("## Features\n\n- `default-transport`"),
            "{page}"
        );
        assert!(!page.contains("## Credentials"), "{page}");
        assert!(!page.contains("A client.\n\n\n"), "{page}");
    }
}

#[test]
fn a_call_that_is_long_has_a_line_for_each_setter() {
    let optional = "[{name: page, in: query, example: 7, schema: {type: integer}}, {name: an_order_of_some_kind, in: query, example: up, schema: {type: string}}]";
    let description = PETS.replace("listPets,", &format!("listPets, parameters: {optional},"));
    assert_has(
        &description,
        &[
            "    let response = client\n        .list_pets()\n        .page(7)\n        .an_order_of_some_kind(\"up\")\n        .await?;\n",
        ],
    );
}

#[test]
fn an_operation_that_a_value_mentions_is_a_link() {
    let described = |name: &str| {
        format!(
            "{{type: object, description: 'After addPet.', properties: {{{name}: {{type: string, description: 'As `listPets` has it, or `addpet`, or a pet.'}}}}}}"
        )
    };
    let schemas = format!("components:\n  schemas: {{Pet: {}}}\n", described("name"));
    let responses = "{'200': {description: As addPet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}";
    let description = PETS
        .replace("components:\n", &schemas)
        .replace("listPets, ", "listPets, parameters: [{name: age, in: query, description: See addPet., schema: {type: integer}}], ")
        .replace("responses: {'204': {description: All.}}", &format!("responses: {responses}"));
    let (files, _) = files(&[("described", &description)], Layout::Crate);
    let models = files.get("src/models.rs").expect("the models");
    assert!(
        models.contains("/// After [`addPet`](crate::Client::add_pet)."),
        "{models}"
    );
    assert!(
        models.contains(
            "/// As [`listPets`](crate::Client::list_pets) has it, or `addpet`, or a pet."
        ),
        "{models}"
    );
    let operations = files.get("src/operations.rs").expect("the operations");
    assert!(
        operations.contains("/// See [`addPet`](crate::Client::add_pet)."),
        "{operations}"
    );
}

#[test]
fn a_readme_says_what_the_api_is() {
    let [_, readme] = pages(PETS);
    let head = "<!-- @generated by `cargo xtask codegen`. Do not edit. -->\n\n# ";
    assert!(readme.starts_with(head), "{readme}");
    assert!(readme.contains("\nPets.\n\nKeeps pets.\n"), "{readme}");
    let needs = "```toml\n[dependencies]\nfixtures = { path = \"fixtures\" } ";
    assert!(readme.contains(needs), "{readme}");
    let (files, _) = files(&[("described", PETS)], Layout::Module);
    assert!(files.get("README.md").is_none());
}

#[test]
fn the_text_of_a_description_is_no_example_of_a_readme() {
    let text = PETS.replace(
        "Keeps pets.",
        "\"A.\\n\\n```\\npanic!();\\n```\\n<script>\"",
    );
    let [_, readme] = pages(&text);
    let fences: Vec<_> = readme
        .lines()
        .filter(|line| line.starts_with("```"))
        .collect();
    let own = fences
        .iter()
        .filter(|fence| matches!(**fence, "```rust,no_run" | "```" | "```text" | "```toml"));
    assert_eq!(own.count(), fences.len(), "{readme}");
    assert!(!readme.contains("\n<script>"), "{readme}");
}

#[test]
fn ways_to_wait_are_listed_where_there_are_any() {
    let named = "wait until a state that the description names: `.wait_until_…()` on the operation";
    let busy = "`.wait_while_busy(limit)`";
    assert_has(&read("waiters"), &[named]);
    assert_has(&read("busy"), &[busy]);
    for page in pages(PETS) {
        assert!(!page.contains(named) && !page.contains(busy), "{page}");
    }
}

#[test]
fn a_client_names_its_crate_and_version_to_the_server() {
    let (files, _) = files(&[("described", PETS)], Layout::Crate);
    let client = files.get("src/client.rs").expect("the client");
    let text: String = client.split_whitespace().collect();
    let agent = "user_agent(concat!(env!(\"CARGO_PKG_NAME\"),\"/\",env!(\"CARGO_PKG_VERSION\")";
    assert!(text.contains(agent), "{client}");
}

#[test]
fn lints_of_names_are_allowed_for_short_names_too() {
    let description = "openapi: 3.1.1
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {operationId: pets_new, tags: [pets], responses: {'204': {description: A form.}}}}
  /owners: {get: {operationId: list_owners, tags: [owners], responses: {'204': {description: All.}}}}
";
    let (files, _) = files(&[("described", description)], Layout::Crate);
    let of = |path: &str| files.get(path).expect("a file");
    assert!(of("src/operations/pets.rs").contains("pub fn new(&self)"));
    assert!(of("src/lib.rs").contains("clippy::new_ret_no_self"));
}
