//! The Rust types for formats and bounds.

use generator::ir::{Bound, Check, Sensitivity};

use super::schemas;

#[test]
fn formats_choose_the_type() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: integer, format: int32}
            b: {type: integer}
            c: {type: integer, format: uint64}
            d: {type: number, format: float}
            e: {type: number}
            f: {type: string, format: date-time}
            g: {type: string, format: date}
            h: {type: string, format: byte}
            i: {type: string, contentEncoding: base64}
            j: {type: string, format: password}
            k: {type: string, format: uuid}
            l: {type: integer, format: unixtime}
            m: {type: string, x-sensitive: true}
            n: {type: integer, format: int128}
            o: {type: integer, format: fixed64}
            p: {type: integer, format: fixed32}
            q: {type: integer, format: int128, minimum: 0, maximum: 9}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: i32?, b: i64?, c: u64?, d: f64?, e: f64?, f: DateTime?, g: Date?, h: Base64?, i: Base64?, j: Secret?, \
         k: text(uuid)?, l: i64?, m: Secret?, n: big?, o: u64?, p: u32?, q: i64?"
    );
    assert_eq!(
        found.object("T").fields[12].sensitivity,
        Sensitivity::Secret
    );
}

#[test]
fn formats_narrower_than_their_type_are_bounds() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: integer, format: int8}
            b: {type: integer, format: int16, minimum: 5}
            c: {type: integer, format: uint8}
            d: {type: integer, format: uint16, maximum: 70000}
            e: {type: integer, format: int32}
            f: {type: integer, format: int32, minimum: -2147483648, exclusiveMaximum: 2147483647}
            g: {type: integer, format: uint32, exclusiveMinimum: 0, maximum: 4294967295}
            h: {type: integer, exclusiveMinimum: -9223372036854775808}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: i32?, b: i32?, c: u32?, d: u32?, e: i32?, f: i32?, g: u32?, h: i64?"
    );
    let bounds = found.object("T").fields.iter().map(|field| {
        let number = |bound: &Option<Bound>| match bound {
            Some(Bound::Inclusive(number) | Bound::Exclusive(number)) => number.as_i64(),
            None => None,
        };
        (number(&field.rules.minimum), number(&field.rules.maximum))
    });
    let expected = [
        (Some(-128), Some(127)),
        (Some(5), Some(32767)),
        (None, Some(255)),
        (None, Some(70000)),
        (None, None),
        (None, Some(2_147_483_647)),
        (Some(0), None),
        (None, None),
    ];
    assert!(bounds.eq(expected));
}

#[test]
fn bounds_beyond_a_type_widen_it() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: integer, maximum: 18446744073709551615, minimum: 0}
            b: {type: integer, maximum: 36893488147419103232}
            c: {type: integer, format: int32, maximum: 4294967295}
            d: {type: integer, maximum: 9223372036854775807}
            e: {type: integer, format: int64, minimum: 0, maximum: 18446744073709551615}
            f: {type: integer, format: int64, maximum: 18446744073709551615}
            g: {type: integer, enum: [1, 9223372036854775808]}
            h: {const: 18446744073709551616}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: u64?, b: big?, c: i64?, d: i64?, e: u64?, f: i64?, g: u64?, h: big?"
    );
    // A number of Rust's that may have more than 64 bits may also have a fraction.
    let is_checked = |wire: &&str| {
        let rules = &found.object("T").field(wire).expect("a field").rules;
        rules.checks.contains(&Check::Type(vec!["integer".into()]))
    };
    let checked = ["a", "b", "c", "h"].into_iter().filter(is_checked);
    assert_eq!(checked.collect::<Vec<_>>(), ["b"]);
}

#[test]
fn formats_without_a_type_are_of_the_type_that_has_them() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {format: int64}
            b: {format: double}
            c: {format: string}
            d: {format: date-time}
            e: {format: color}
            f: {minimum: 0, format: uint32}
            g: {maxLength: 3, format: color}
            h: {items: {format: int32}, format: uuid}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: i64?, b: f64?, c: any?, d: DateTime?, e: any?, f: u32?, g: text(color)?, h: [i32]?"
    );
}

#[test]
fn a_bound_of_64_bits_may_be_rounded() {
    let found =
        schemas("T: {type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}");
    assert_eq!(found.type_of("T"), "= i64");
    assert!(found.find("T").rules.is_empty());
}

/// In YAML, an unquoted `null` is null.
#[test]
fn a_null_among_the_types_is_read_as_its_name() {
    let found = schemas(
        "T:
          type: object
          properties:
            listed: {type: [string, null]}
            first: {type: [null, integer], enum: [1, null]}",
    );
    assert_eq!(
        found.type_of("T"),
        "listed: text|null?, first: T first|null?"
    );
    let said =
        "warning wrong-type: an item of `type` of a schema has no value; it is read as `\"null\"`";
    assert_eq!(found.said, [said, said]);
}

#[test]
fn a_default_without_the_form_of_its_format_breaks_its_schema() {
    for (format, broken, fitting) in [
        ("int8", "128", "-128"),
        ("int16", "32768", "32767"),
        ("int32", "2147483648", "-2147483648"),
        ("int64", "9223372036854775808", "9223372036854775807"),
        ("uint8", "-1", "255"),
        ("uint16", "65536", "65535"),
        ("uint32", "4294967296", "4294967295"),
        ("uint64", "-1", "18446744073709551615"),
        ("ipv4", "1.2.3", "1.2.3.4"),
        ("ipv6", "1.2.3.4", "'2001:db8::1'"),
        ("email", "a.example", "a@a.example"),
        ("uri", "a b", "https://a.example"),
        ("hostname", "a b", "a.example"),
        ("byte", "a.b", "aGVsbG8="),
        ("uuid", "a", "0b2e1ff4-7d53-4f59-9c11-4a3f6d1c2b3a"),
        ("date", "2031-02-30", "2031-02-28"),
        ("date-time", "2031-04-31T00:00:00Z", "2031-04-30T23:59:59Z"),
    ] {
        let ty = match format.contains("int") {
            true => "integer",
            false => "string",
        };
        let said = |default: &str| {
            schemas(&format!(
                "T: {{type: {ty}, format: {format}, default: {default}}}"
            ))
            .said
        };
        let [said_of_broken] = &said(broken)[..] else {
            panic!("{format}: {:?}", said(broken));
        };
        assert!(
            said_of_broken
                .starts_with("warning value-breaks-schema: the default breaks its schema"),
            "{said_of_broken}"
        );
        assert_eq!(said(fitting), Vec::<String>::new(), "{format}");
    }
}

#[test]
fn integers_of_several_formats_are_of_the_type_that_holds_them() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {oneOf: [{type: integer, format: uint32}, {type: integer, format: uint64, minimum: 0}]}
            b: {oneOf: [{type: integer, format: uint64, minimum: 0}, {type: integer, format: int32}]}
            c: {oneOf: [{type: integer, format: int32}, {type: integer, format: int128}]}
            d: {oneOf: [{type: integer, format: int32}, {type: integer, format: uint32}]}",
    );
    assert_eq!(found.type_of("T"), "a: u64?, b: big?, c: big?, d: i64?");
}
