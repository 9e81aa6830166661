//! Discriminators: of unions with one, of unions without one, and of schemas that extend another one.

use super::{schemas, schemas_3_0};
use generator::ir::TypeKind;

#[test]
fn a_discriminator_selects_by_mapping_by_constant_and_by_name() {
    let found = schemas(
        "Pet:
          oneOf:
            - {$ref: '#/components/schemas/Cat'}
            - {$ref: '#/components/schemas/Dog'}
            - {$ref: '#/components/schemas/Fish'}
            - {$ref: '#/components/schemas/Bird'}
          discriminator:
            propertyName: kind
            mapping: {cat: '#/components/schemas/Cat', kitten: Cat, x-hound: Dog}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        Fish: {type: object, required: [kind], properties: {kind: {const: fish}}}
        Bird: {type: object, required: [kind], properties: {kind: {enum: [bird, chick, cat, Dog]}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by kind: Cat cat,kitten,Cat | Dog x-hound,Dog | Fish fish | Bird bird,chick"
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_discriminator_may_have_a_default() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Other'}]
          discriminator: {propertyName: kind, defaultMapping: Other}
        Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
        Other: {type: object, properties: {kind: {type: string}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by kind else 1: Cat cat | Other Other"
    );
}

#[test]
fn a_discriminator_inside_another_one_passes_its_values_on() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Fish'}]
          discriminator: {propertyName: kind}
        Fish:
          oneOf: [{$ref: '#/components/schemas/Carp'}, {$ref: '#/components/schemas/Pike'}]
          discriminator: {propertyName: kind, mapping: {carp: Carp, pike: Pike}}
        Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
        Carp: {type: object, required: [kind], properties: {kind: {type: string}}}
        Pike: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by kind: Cat cat | Fish carp,Carp,pike,Pike"
    );
    assert_eq!(
        found.type_of("Fish"),
        "union by kind: Carp carp,Carp | Pike pike,Pike"
    );
}

#[test]
fn a_variant_without_its_discriminator_gets_it() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
        Cat: {type: object, properties: {lives: {type: integer}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(found.type_of("Cat"), "kind: text? = \"cat\", lives: i64?");
    assert_eq!(
        found.said,
        [
            "warning discriminator: the schema does not declare the discriminator property `kind`; the property is added"
        ]
    );
}

#[test]
fn a_mapping_to_no_variant_is_reported() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Kat}, defaultMapping: Pet}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(
        found.said,
        [
            "warning discriminator: `cat` is mapped to a schema that does not exist",
            "warning unknown-key: `defaultMapping` is a field of a discriminator in OpenAPI 3.2 and later",
            "warning discriminator: `defaultMapping` leads to a schema that is not a variant of the union",
        ]
    );
    assert_eq!(found.type_of("Pet"), "union by kind: Cat Cat | Dog Dog");
}

#[test]
fn what_extends_a_schema_with_a_discriminator_is_kept() {
    let found = schemas(
        "Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by kind else 1: Cat Cat | Pet Base Pet"
    );
    assert_eq!(found.type_of("Cat"), "kind: text = \"Cat\", lives: i64?");
    assert_eq!(found.type_of("Pet Base"), "kind: text = \"Pet\", ..any");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn what_extends_what_extends_a_schema_with_a_discriminator_is_a_variant_too() {
    let found = schemas(
        "Animal:
          type: object
          required: [kind]
          properties: {kind: {type: string}, next: {$ref: '#/components/schemas/Animal'}}
          discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/Dog', puppy: Puppy}}
        Dog: {allOf: [{$ref: '#/components/schemas/Animal'}, {properties: {bark: {type: string}}}]}
        Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {properties: {age: {type: integer}}}]}
        Stray: {allOf: [{$ref: '#/components/schemas/Dog'}]}
        Zoo: {type: object, properties: {all: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}",
    );
    assert_eq!(
        found.type_of("Animal"),
        "union by kind else 3: Dog dog,Dog boxed | Puppy puppy,Puppy boxed | Stray Stray boxed | Animal Base Animal boxed"
    );
    assert_eq!(
        found.type_of("Puppy"),
        "kind: text = \"puppy\", next: Animal? boxed, bark: text?, age: i64?"
    );
    assert_eq!(found.type_of("Zoo"), "all: [Animal]?");
}

#[test]
fn a_base_that_lists_what_extends_it_is_a_union_of_it() {
    let found = schemas_3_0(
        "Base:
          type: object
          required: [name, kind]
          properties: {name: {type: string}, kind: {type: string, enum: [TEAM, SOLO]}}
          oneOf: [{$ref: '#/components/schemas/Team'}, {$ref: '#/components/schemas/Solo'}]
          discriminator: {propertyName: kind, mapping: {TEAM: '#/components/schemas/Team', SOLO: '#/components/schemas/Solo'}}
        Team: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [size], properties: {size: {type: integer}}}]}
        Solo: {allOf: [{$ref: '#/components/schemas/Base'}]}
        Big: {allOf: [{$ref: '#/components/schemas/Team'}, {type: object, properties: {more: {type: boolean}}}]}
        Wrapped: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {extra: {type: string}}}]}",
    );
    assert_eq!(
        found.type_of("Base"),
        "union by kind: Team TEAM | Solo SOLO"
    );
    assert_eq!(
        found.type_of("Team"),
        "name: text, kind: Base kind = \"TEAM\", size: i64"
    );
    assert_eq!(
        found.type_of("Solo"),
        "name: text, kind: Base kind = \"SOLO\""
    );
    assert_eq!(
        found.type_of("Big"),
        "name: text, kind: Base kind, size: i64, more: bool?"
    );
    assert_eq!(
        found.type_of("Wrapped"),
        "union by kind: Wrapped Team TEAM | Wrapped Solo SOLO"
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_union_of_what_extends_a_base_has_the_discriminator_of_the_base() {
    let found = schemas(
        "Two: {oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]}
        Deep: {anyOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Cube'}, {type: 'null'}]}
        Loose: {oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Other'}]}
        Shape:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {circle: Circle, square: Square, hex: Hex}}
        Circle: {allOf: [{$ref: '#/components/schemas/Shape'}], properties: {radius: {type: number}}}
        Square: {allOf: [{$ref: '#/components/schemas/Shape'}], properties: {side: {type: number}}}
        Hex: {allOf: [{$ref: '#/components/schemas/Shape'}], properties: {side: {type: number}}}
        Cube: {allOf: [{$ref: '#/components/schemas/Square'}, {properties: {depth: {type: number}}}]}
        Other: {type: object, properties: {kind: {type: string}, side: {type: number}}}",
    );
    assert_eq!(
        found.type_of("Two"),
        "union by kind: Circle circle,Circle | Square square,Square"
    );
    assert_eq!(
        found.type_of("Deep"),
        "union by kind: Circle circle,Circle | Cube Cube"
    );
    assert_eq!(
        found.type_of("Loose"),
        "union ambiguous: Circle Object | Other Object"
    );
    assert_eq!(found.said.len(), 1, "{:?}", found.said);
}

#[test]
fn a_base_may_list_the_tags_of_what_extends_it() {
    let found = schemas(
        "Base:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [one, two, three]}}
          discriminator: {propertyName: kind, mapping: {one: One, two: Two}}
        One: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {x: {type: integer}}}
        Two: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {y: {type: string}}}
        Same:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [a]}}
          discriminator: {propertyName: kind, mapping: {a: Only}}
        Only: {allOf: [{$ref: '#/components/schemas/Same'}], properties: {y: {type: string}}}
        Rule:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [daily_rule, weekly_rule]}}
          discriminator: {propertyName: kind}
        WeeklyRule: {allOf: [{$ref: '#/components/schemas/Rule'}], properties: {y: {type: string}}}",
    );
    let rule = "union by kind else 1: WeeklyRule weekly_rule | Rule Base daily_rule";
    assert_eq!(found.type_of("Rule"), rule);
    assert_eq!(
        found.type_of("Base"),
        "union by kind else 2: One one | Two two | Base Base three"
    );
    assert_eq!(
        found.type_of("Same"),
        "union by kind else 1: Only a | Same Base"
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn what_extends_a_base_may_be_a_base_by_another_property() {
    let found = schemas(
        "Vehicle:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Boat'}]
          discriminator: {propertyName: kind}
        Car: {allOf: [{$ref: '#/components/schemas/Vehicle'}], properties: {doors: {type: integer}}}
        Boat:
          allOf: [{$ref: '#/components/schemas/Vehicle'}]
          required: [rig]
          properties: {rig: {type: string}}
          oneOf: [{$ref: '#/components/schemas/Sloop'}, {$ref: '#/components/schemas/Ketch'}]
          discriminator: {propertyName: rig}
        Sloop: {allOf: [{$ref: '#/components/schemas/Boat'}], properties: {sails: {type: integer}}}
        Ketch: {allOf: [{$ref: '#/components/schemas/Boat'}], properties: {masts: {type: integer}}}
        Any:
          oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Either'}]
          discriminator: {propertyName: kind, mapping: {car: Car}}
        Either: {anyOf: [{$ref: '#/components/schemas/P'}, {$ref: '#/components/schemas/Q'}]}
        P: {type: object, required: [kind], properties: {kind: {const: p}}}
        Q: {type: object, required: [kind], properties: {kind: {const: q}}}",
    );
    assert_eq!(
        found.type_of("Vehicle"),
        "union by kind: Car Car | Boat Boat"
    );
    assert_eq!(
        found.type_of("Boat"),
        "union by rig: Sloop Sloop | Ketch Ketch"
    );
    // Constants of the members of a union take precedence over the name of the union.
    assert_eq!(
        found.type_of("Any"),
        "union by kind: Car car,Car | Either p,q"
    );
}

#[test]
fn variants_that_extend_others_are_named_after_them() {
    let found = schemas(
        "T:
          oneOf:
            - {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [x], properties: {x: {type: string}}}]}
            - {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, required: [y], properties: {y: {type: string}}}]}
        U:
          oneOf:
            - {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [x], properties: {x: {type: string}}}]}
            - {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [y], properties: {y: {type: string}}}]}
        Cat: {type: object, properties: {claws: {type: integer}}}
        Dog: {type: object, properties: {bark: {type: string}}}",
    );
    let variants = |name: &str| {
        let TypeKind::Union(union) = &found.find(name).kind else {
            panic!("a union")
        };
        let names = union
            .variants
            .iter()
            .map(|variant| variant.name.words.join(" "));
        names.collect::<Vec<_>>()
    };
    assert_eq!(variants("T"), ["Cat", "Dog"]);
    assert_eq!(variants("U"), ["Object With x", "Object With y"]);
}

#[test]
fn a_schema_that_extends_itself_adds_nothing_by_that() {
    let found = schemas(
        "A: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {x: {type: string}}}]}
        B: {allOf: [{$ref: '#/components/schemas/C'}], properties: {b: {type: string}}}
        C: {allOf: [{$ref: '#/components/schemas/B'}], properties: {c: {type: string}}}",
    );
    assert_eq!(found.type_of("A"), "x: text?");
    assert_eq!(found.type_of("B"), "c: text?, b: text?");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_discriminator_may_be_an_integer_or_a_boolean() {
    let found = schemas(
        "ByInt:
          oneOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Image'}]
          discriminator: {propertyName: kind, mapping: {'1': '#/components/schemas/Text', '2': Image}}
        Text: {type: object, required: [kind], properties: {kind: {type: integer}}}
        Image: {type: object, properties: {kind: {type: integer, const: 2, default: 2}}}
        ByBool: {oneOf: [{$ref: '#/components/schemas/Good'}, {$ref: '#/components/schemas/Bad'}]}
        Good: {type: object, required: [ok], properties: {ok: {type: boolean, enum: [true]}}}
        Bad: {type: object, required: [ok], properties: {ok: {const: false}}}",
    );
    assert_eq!(found.type_of("ByInt"), "union by kind: Text 1 | Image 2");
    assert_eq!(found.type_of("Text"), "kind: i64 = 1");
    assert_eq!(found.type_of("Image"), "kind: Image kind? = 2");
    assert_eq!(
        found.type_of("ByBool"),
        "union by ok: Good true | Bad false"
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn constants_of_a_property_discriminate_without_a_discriminator() {
    let found = schemas(
        "T: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [v, kind], properties: {kind: {const: same}, v: {const: 1}}}
        B: {type: object, required: [v, kind], properties: {kind: {const: same}, v: {const: 2}, x: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "union by v: A 1 | B 2");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn constructors_write_the_tag_of_a_variant_whether_or_not_it_is_required() {
    let found = schemas(
        "T: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, properties: {type: {const: a}, force: {const: true}}}
        B: {type: object, properties: {type: {type: string, enum: [b]}}}
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog, hound: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(found.type_of("A"), "type: A type? = \"a\", force: bool?");
    assert_eq!(found.type_of("B"), "type: B type? = \"b\"");
    assert_eq!(found.type_of("Cat"), "kind: text = \"cat\"");
    // With two tags for a type, the caller chooses.
    assert_eq!(found.type_of("Dog"), "kind: text");
}

#[test]
fn a_base_that_lists_the_tags_of_its_children_discriminates_by_their_names() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind}
        Base: {type: object, required: [kind], properties: {kind: {type: string, enum: [Cat, Dog]}}}
        Cat: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {x: {type: string}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {y: {type: string}}}]}",
    );
    assert_eq!(found.type_of("Pet"), "union by kind: Cat Cat | Dog Dog");
    assert_eq!(found.type_of("Cat"), "kind: Base kind = \"Cat\", x: text?");
}
