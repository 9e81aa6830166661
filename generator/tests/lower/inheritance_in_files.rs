//! Schemas in other files that extend one, or that a discriminator names.

use std::collections::BTreeMap;

use super::with_files;

#[test]
fn a_discriminator_may_map_to_whole_files_and_to_places_in_them() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pet: {get: {operationId: GetPet, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: 'pets/pet.yaml'}}}}}}}
";
    let files = [
        (
            "pets/pet.yaml",
            "oneOf: [{$ref: ./cat.yaml}, {$ref: dog.yaml}, {$ref: 'more.yaml#/$defs/Fish'}]
discriminator: {propertyName: kind, mapping: {c: cat.yaml, d: ./dog.yaml, f: 'more.yaml#/$defs/Fish'}}
",
        ),
        (
            "pets/cat.yaml",
            "{type: object, required: [kind], properties: {kind: {type: string}}}",
        ),
        (
            "pets/dog.yaml",
            "allOf: [{$ref: cat.yaml}, {type: object, properties: {friend: {$ref: pet.yaml}}}]",
        ),
        (
            "pets/more.yaml",
            "$defs: {Fish: {type: object, required: [kind], properties: {kind: {type: string}}}}",
        ),
    ];
    let found = with_files(main, &BTreeMap::from(files));
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.type_of("pet"),
        "union by kind: cat c | dog d boxed | Fish f"
    );
    assert_eq!(
        found.type_of("dog"),
        "kind: text = \"d\", friend: pet? boxed"
    );
}

#[test]
fn a_discriminator_selects_schemas_in_other_files() {
    let main = "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Either:
      oneOf:
        - {$ref: a.yaml}
        - {$ref: 'kinds.yaml#/Two'}
        - {$ref: 'kinds.yaml#/more/Three'}
      discriminator:
        propertyName: k
        mapping: {one: a.yaml, two: 'kinds.yaml#/Two', three: 'kinds.yaml#/more/Three'}
";
    let kind = |name: &str| {
        format!(
            "{{type: object, required: [k], properties: {{k: {{type: string}}, {name}: {{}}}}}}"
        )
    };
    let kinds = format!("Two: {}\nmore: {{Three: {}}}\n", kind("b"), kind("c"));
    let one = kind("a");
    let files = BTreeMap::from([("a.yaml", one.as_str()), ("kinds.yaml", &kinds)]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.type_of("Either"),
        "union by k: a one | Two two | more Three three"
    );
}

const BASE: &str = "type: object
required: [kind]
properties: {kind: {type: string}}
discriminator: {propertyName: kind, mapping: {dog: dog.yaml, cat: 'cats.yaml#/Cat'}}
";

#[test]
fn what_extends_a_base_may_be_in_files_that_only_its_discriminator_names() {
    let main = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /pets: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: defs/animal.yaml}}}}}}}
";
    let files = BTreeMap::from([
        ("defs/animal.yaml", BASE),
        (
            "defs/dog.yaml",
            "allOf: [{$ref: animal.yaml}, {type: object, properties: {legs: {$ref: legs.yaml}}}]",
        ),
        ("defs/legs.yaml", "type: integer"),
        ("defs/cats.yaml", "Cat: {allOf: [{$ref: animal.yaml}]}"),
    ]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.type_of("animal"),
        "union by kind else 2: dog dog | Cat cat | animal Base animal"
    );
    assert_eq!(found.type_of("dog"), "kind: text = \"dog\", legs: legs?");
}

#[test]
fn components_that_refer_to_files_extend_a_base_in_a_file() {
    let main = "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Animal: {$ref: animal.yaml}
    Dog: {$ref: dog.yaml}
    Pet: {$ref: '#/components/schemas/Dog'}
";
    let files = BTreeMap::from([
        (
            "animal.yaml",
            "type: object\nrequired: [kind]\nproperties: {kind: {type: string}}\ndiscriminator: {propertyName: kind}\n",
        ),
        (
            "dog.yaml",
            "allOf: [{$ref: animal.yaml}, {type: object, properties: {legs: {type: integer}}}]",
        ),
    ]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.type_of("Animal"),
        "union by kind else 1: Dog Dog | Animal Base Animal"
    );
}

#[test]
fn schemas_of_another_file_that_extend_one_beside_them_are_its_variants() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'pets.yaml#/components/schemas/Pet'}}}}}}}
";
    let pets = "components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {dog: Dog}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {toy: {$ref: 'toys.yaml#/Toy'}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}]}
    Stone: {allOf: [{$ref: '#/components/schemas/Nowhere'}]}
";
    let files = BTreeMap::from([("pets.yaml", pets), ("toys.yaml", "Toy: {type: string}")]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.type_of("Pet"),
        "union by kind else 2: Dog dog,Dog | Puppy Puppy | Pet Base Pet"
    );
}

#[test]
fn parts_of_another_file_may_extend_the_same_schema() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    User: {allOf: [{$ref: 'models.yaml#/Public'}, {$ref: 'models.yaml#/Edit'}]}
";
    let models = "Base: {type: object, required: [name], properties: {name: {type: string}}}
Edit: {allOf: [{$ref: '#/Base'}, {type: object, properties: {email: {type: string}}}]}
Public: {allOf: [{$ref: '#/Base'}, {type: object, properties: {age: {type: integer}}}]}
";
    let found = with_files(main, &BTreeMap::from([("models.yaml", models)]));
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(found.type_of("User"), "name: text, age: i64?, email: text?");
    let endless = models.replace("Base: {", "Base: {allOf: [{$ref: '#/Edit'}], ");
    let found = with_files(main, &BTreeMap::from([("models.yaml", endless.as_str())]));
    let cycle = "error reference-cycle: the schema contains itself as a whole";
    assert!(found.said.contains(&cycle.to_owned()), "{:?}", found.said);
}

#[test]
fn each_list_of_schemas_in_another_file_may_have_a_base() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'pets.yaml#AT/Pet'}}}}}}}
";
    for at in ["", "/$defs", "/definitions", "/components/schemas"] {
        let list = "{Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}},
  Named: {type: object, properties: {name: {type: string}}},
  Cat: {allOf: [{$ref: '#AT/Named'}, {$ref: '#AT/Pet'}]}, Lynx: {allOf: [{$ref: '#AT/Named'}, {$ref: '#AT/Cat'}]}}"
            .replace("AT", at);
        let pets = at.split('/').skip(1).collect::<Vec<_>>();
        let pets = pets
            .iter()
            .rev()
            .fold(list, |inner, key| format!("{{{key}: {inner}}}"));
        let files = BTreeMap::from([("pets.yaml", pets.as_str())]);
        let found = with_files(&main.replace("AT", at), &files);
        assert!(found.said.is_empty(), "{:?}", found.said);
        let union = "union by kind else 2: Cat Cat | Lynx Lynx | Pet Base Pet";
        assert_eq!(found.type_of("Pet"), union, "{at}");
    }
}

#[test]
fn a_required_property_may_be_in_the_schemas_that_extend_one_in_another_file() {
    let schemas = "components:
  schemas:
    Page: {type: object, required: [items, total], properties: {total: {type: integer}}}
    Pets: {allOf: [{$ref: '#/components/schemas/Page'}, {properties: {items: {type: array, items: {type: string}}}}]}
";
    let main = |file: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /pets: {{get: {{operationId: List, responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '{file}#/components/schemas/Pets'}}}}}}}}}}}}}}
"
        )
    };
    let one = with_files(&format!("{}{schemas}", main("")), &BTreeMap::new());
    let two = with_files(
        &main("parts.yaml"),
        &BTreeMap::from([("parts.yaml", schemas)]),
    );
    for found in [&one, &two] {
        assert_eq!(found.type_of("Pets"), "total: i64, items: [text]");
        assert!(found.said.is_empty(), "{:?}", found.said);
    }
}
