use super::findings;
use crate::diagnostic::Code;

#[test]
fn a_key_that_is_indented_too_deep_has_the_object_that_it_belongs_to() {
    let help = |text: &str| {
        let mut placed = findings("3.1.1", text).into_iter();
        let unknown = placed.find(|found| found.code == Code::UnknownKey);
        unknown.and_then(|found| found.help).unwrap_or_default()
    };
    let operation = |entry: &str| {
        help(&format!(
            "paths:\n  /a:\n    post:\n      responses: {{'204': {{description: d}}}}\n      {entry}\n"
        ))
    };
    assert_eq!(
        operation("get: {responses: {'204': {description: d}}}"),
        "move it out of `post`: it is a field of a path item"
    );
    assert_eq!(
        operation("/b: {}"),
        "indent it less, to make it a key of `paths`"
    );
    assert_eq!(
        operation("requestBody: {content: {}, tags: [a]}"),
        "move it out of `requestBody`: it is a field of an operation"
    );
    // There is one already.
    assert_eq!(
        operation("requestBody: {content: {}, responses: {}}"),
        "remove it, or make it an extension: `x-responses`"
    );
    assert!(operation("body: {}").starts_with("write `requestBody`"));
}

#[test]
fn the_rest_of_a_text_after_a_comma_in_braces_is_not_called_an_extension() {
    let helps = |schema: &str| -> Vec<String> {
        let text = format!("paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n");
        let unknown = findings("3.1.1", &text);
        let unknown = unknown
            .into_iter()
            .filter(|found| found.code == Code::UnknownKey);
        unknown.filter_map(|found| found.help).collect()
    };
    let quoted = "the comma ends the value of `description`; put a text with commas in quotes: `'a, b c, d'`";
    assert_eq!(helps("{description: a, b c, d, type: string}"), [quoted; 2]);
    assert_eq!(
        helps("{description: It's a, b}"),
        [
            "the comma ends the value of `description`; put a text with commas in quotes: `\"It's a, b\"`"
        ]
    );
    // A colon makes it a key, and a value in quotes ends with them.
    for entry in [
        "{description: a, b: }",
        "{description: 'a', b}",
        "{b, description: a}",
    ] {
        assert_eq!(helps(entry), ["remove it, or make it an extension: `x-b`"]);
    }
}

#[test]
fn a_text_in_place_of_an_object_has_the_object_for_which_it_stands() {
    let help = |text: &str| {
        let placed = findings("3.1.1", text).into_iter();
        let mut wrong = placed.filter(|found| found.code == Code::WrongType);
        wrong
            .next()
            .and_then(|found| found.help)
            .unwrap_or_default()
    };
    let property = |schema: &str| {
        help(&format!(
            "paths: {{}}\ncomponents: {{schemas: {{Pet: {{type: object, properties: {{p: {schema}}}}}}}}}\n"
        ))
    };
    assert_eq!(
        property("Pet"),
        "write `{$ref: '#/components/schemas/Pet'}`"
    );
    assert_eq!(
        property("'#/components/schemas/Pet'"),
        "write `{$ref: '#/components/schemas/Pet'}`"
    );
    assert_eq!(property("'a.yaml#/Pet'"), "write `{$ref: 'a.yaml#/Pet'}`");
    assert!(property("Dog").contains("such as `type: string`"));
    assert_eq!(
        help(
            "paths: {}\nsecurity: [Token]\ncomponents: {securitySchemes: {Token: {type: http, scheme: bearer}}}\n"
        ),
        "write `{Token: []}`"
    );
    let media = "paths: {}\ncomponents: {parameters: {P: {name: p, in: query, schema: {}, examples: {name: Rex}}}}\n";
    assert_eq!(
        help(media),
        "write `{value: Rex}`; an example without a name belongs under `example`"
    );
}
