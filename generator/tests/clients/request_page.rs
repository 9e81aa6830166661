//! The documentation of a request type: a short form of the documentation of the method.

use generator::Layout;

use crate::files;

const PETS: &str = "openapi: 3.1.1
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets/{owner}:
    get:
      operationId: listPets
      summary: List pets
      description: \"Lists the pets of an owner, as `addPet` has added them.\\nThe first come first.\\n\\nNobody has none.\"
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: owner, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: \"A page of pets.\\n\\nThe last one is shorter.\"
          headers: {X-Total: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}
        '204': {description: No pets.}
        '404': {description: Nobody.}
        '5XX': {description: Too much., headers: {X-Limit: {schema: {type: integer}}}}
        default: {description: Something else.}
    post:
      operationId: addPet
      description: \"~~~\\nAdds\\n\\na pet\\n~~~\"
      parameters: [{name: owner, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: string}}}}
      responses: {'204': {description: Added.}}
components:
  schemas:
    Page: {type: object, properties: {pets: {type: array, items: {type: string}}}}
";

/// Returns the comment before a request type.
fn page(ty: &str) -> String {
    page_of(PETS, ty)
}

fn page_of(description: &str, ty: &str) -> String {
    let (files, _) = files(&[("pets", description)], Layout::Crate);
    let code = files.get("src/operations.rs").expect("the operations");
    let (before, _) = code
        .split_once(&format!("pub type {ty} = Request<"))
        .expect("the request");
    let comment = before.rsplit("\n\n").next().unwrap_or_default();
    comment
        .lines()
        .map(|line| line.trim_start_matches("///").trim_start().to_owned() + "\n")
        .collect()
}

#[test]
fn the_page_of_a_request_says_what_it_does_takes_and_returns() {
    assert_eq!(
        page("ListPets"),
        "List pets

Lists the pets of an owner, as [`addPet`](crate::Client::add_pet) has added them.
The first come first.

A request of [`Client::list_pets`](crate::Client::list_pets), which has more about it. Nothing is sent until it is awaited.

`GET /pets/{owner}`

# Parameters

- Required: `owner`.
- Optional: [`limit`](ListPets#method.limit).

# Results

- Status 200. [`models::Page`](crate::models::Page). A page of pets.
- Status 204. No pets.
- Each of these is a variant of [`ListPetsOutput`].
- Status 404, 500 to 599, or any other. [`ListPetsError`].
- Headers, by `typed_headers`: [`ListPetsHeaders`], [`ListPetsErrorHeaders`].
"
    );
}

#[test]
fn the_page_of_a_request_names_the_type_of_each_success() {
    for (media, ty) in [
        (
            "application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Page'}}}",
            "[`Vec<Page>`](crate::models::Page)",
        ),
        (
            "application/json: {schema: {type: object, additionalProperties: {type: integer}}}",
            "`BTreeMap<String, i64>`",
        ),
        ("application/octet-stream: {}", "`Body`"),
        ("text/plain: {schema: {type: boolean}}", "`bool`"),
        (
            "application/jsonl: {schema: {$ref: '#/components/schemas/Page'}}",
            "[`JsonLines<Page>`](crate::models::Page)",
        ),
    ] {
        let description = format!(
            "openapi: 3.1.1
info: {{title: Pets, version: '1'}}
servers: [{{url: 'https://pets.example'}}]
paths: {{/a: {{get: {{operationId: getA, responses: {{'200': {{description: Done., content: {{{media}}}}}}}}}}}}}
components: {{schemas: {{Page: {{type: object, properties: {{a: {{type: string}}}}}}}}}}
"
        );
        let page = page_of(&description, "GetA");
        let line = format!("- Status 200. {ty}. Done.\n");
        assert!(page.contains(&line), "{page}");
    }
}

#[test]
fn a_block_of_code_that_is_cut_is_closed() {
    let page = page("AddPet");
    let (code, rest) = page
        .split_once("A request of")
        .expect("what it is a request of");
    assert_eq!(
        code.matches("```").count() + code.matches("~~~").count(),
        2,
        "{page}"
    );
    assert!(rest.contains("- Required: `owner`, `body`.\n"), "{page}");
}

#[test]
fn only_what_changes_nothing_is_asked_again_and_again() {
    let (files, _) = files(&[("pets", PETS)], Layout::Crate);
    let code = files.get("src/operations.rs").expect("the operations");
    assert!(code.contains("impl Pollable for ListPetsOperation {}"));
    assert!(!code.contains("impl Pollable for AddPetOperation"));
    let request = files.get("src/request.rs").expect("the request");
    let (_, method) = request.split_once("pub fn wait_until<").expect("a method");
    let (head, _) = method.split_once('{').expect("its body");
    assert!(head.contains("O: Pollable"), "{head}");
}

#[test]
fn the_types_in_a_tuple_are_named() {
    let page = "schema: {$ref: '#/components/schemas/Page'}";
    let tuple = "schema: {type: array, prefixItems: [{type: string}, {$ref: '#/components/schemas/Page'}], items: false, minItems: 2}";
    let page = page_of(&PETS.replace(page, tuple), "ListPets");
    let line = "- Status 200. [`Tuple<(String, Page)>`](crate::models::Page). A page of pets.\n";
    assert!(page.contains(line), "{page}");
}
