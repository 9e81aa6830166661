//! Macros that turn a table of variants into the implementations for a union.

/// Implements the JSON of a union whose variants are distinguished by a property.
///
/// The tags are strings, unless `as integer_tag`, `as number_tag` or `as bool_tag` follows the property. A value with
/// an unknown tag is kept as JSON. A value without the property is written with the first tag of its variant, so that
/// the server can read it. The variant after `optional` may lack the property: it is read and written without.
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_union {
    (match $name:path[$property:literal] { $($rows:tt)* }) => {
        $crate::tagged_union! { match $name[$property as tag] { $($rows)* } }
    };
    (match $name:path[$property:literal as $read:ident] {
        $($first:literal $(| $tag:literal)* => $variant:ident::<$ty:ty>,)*
        $(optional $known:literal $(| $other:literal)* => $optional:ident::<$optional_ty:ty>,)?
        $(untagged => $bare:ident::<$bare_ty:ty>,)*
        $(fallback => $fallback:ident::<$fallback_ty:ty>,)?
    }) => {
        #[allow(deprecated, reason = "the code of a deprecated variant names it")]
        const _: () = {
            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<__S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: __S,
                ) -> ::std::result::Result<__S::Ok, __S::Error> {
                    match self {
                        $(Self::$variant(value) => $crate::codegen::json::tagged::<$ty, __S>($property, $first, value, serializer),)*
                        $(Self::$optional(value) => <$optional_ty as $crate::codegen::serde::Serialize>::serialize(value, serializer),)?
                        $(Self::$bare(value) => <$bare_ty as $crate::codegen::serde::Serialize>::serialize(value, serializer),)*
                        Self::Unknown(value) => $crate::codegen::json::unknown::<Self, __S>(value, serializer),
                    }
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::std::result::Result<Self, __D::Error> {
                    $crate::codegen::json::union(deserializer, |value| match $crate::codegen::json::$read(&value, $property) {
                        $(::std::option::Option::Some($first $(| $tag)*) => {
                            $crate::codegen::json::variant::<$ty>(&value).map(Self::$variant)
                        })*
                        $(::std::option::Option::Some($known $(| $other)*) => {
                            $crate::codegen::json::variant::<$optional_ty>(&value).map(Self::$optional)
                        }
                        _ if $crate::codegen::json::lacks(&value, $property)
                            && $crate::codegen::json::try_variant::<$optional_ty>(&value).is_some() =>
                        {
                            $crate::codegen::json::variant::<$optional_ty>(&value).map(Self::$optional)
                        })?
                        $(_ if $crate::codegen::json::try_variant::<$fallback_ty>(&value).is_some() => {
                            $crate::codegen::json::variant::<$fallback_ty>(&value).map(Self::$fallback)
                        })?
                        _ => {
                            $crate::codegen::json::count_listed(false);
                            ::std::result::Result::Ok(Self::Unknown(value))
                        }
                    })
                }
            }
        };
    };
}

/// Implements the JSON of a union whose variants are distinguished by the shape of the value.
///
/// Of the variants with a matching shape that can be read, the one that knows most of the value is used. A value that
/// matches none is kept as JSON. `as` names a function that writes a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! shaped_union {
    (@write $ty:ty, $value:ident, $serializer:ident) => {
        <$ty as $crate::codegen::serde::Serialize>::serialize($value, $serializer)
    };
    (@write $ty:ty, $value:ident, $serializer:ident, $write:ident) => {
        $crate::codegen::json::$write::<$ty, __S>($value, $serializer)
    };
    (match $name:path {
        $($variant:ident::<$ty:ty> $(as $write:ident)? => |$value:ident| $shape:expr,)*
    }) => {
        #[allow(deprecated, reason = "the code of a deprecated variant names it")]
        const _: () = {
            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<__S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: __S,
                ) -> ::std::result::Result<__S::Ok, __S::Error> {
                    match self {
                        $(Self::$variant(value) => {
                            $crate::shaped_union!(@write $ty, value, serializer $(, $write)?)
                        })*
                        Self::Unknown(value) => $crate::codegen::serde::Serialize::serialize(value, serializer),
                    }
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::std::result::Result<Self, __D::Error> {
                    $crate::codegen::json::union(deserializer, |value| {
                        let fits = [$({
                            let $value = &value;
                            $shape
                        }),*];
                        let candidates = fits.iter().filter(|fits| **fits).count();
                        let mut fits = fits.into_iter();
                        let mut best = $crate::codegen::json::BestFit::new(&value, candidates);
                        $(if fits.next() == ::std::option::Option::Some(true) {
                            best.read::<$ty>(Self::$variant);
                        })*
                        let found = best.finish();
                        ::std::result::Result::Ok(found.unwrap_or_else(|| Self::Unknown(value)))
                    })
                }
            }
        };
    };
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the tables make what a client would offer"
)]
mod tests {
    use serde_json::{Value, json};

    use crate::json::union::has;

    #[derive(Clone, Debug, PartialEq)]
    struct Pet {
        name: String,
    }

    crate::model! { Pet { name: required::<String>(0, "name") } }

    #[derive(Clone, Debug, PartialEq)]
    enum Thing {
        Pet(Pet),
        Unknown(Value),
    }

    crate::tagged_union! {
        match Thing["kind"] {
            "pet" | "animal" => Pet::<Pet>,
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Shape {
        Text(String),
        Pet(Pet),
        Unknown(Value),
    }

    crate::shaped_union! {
        match Shape {
            Text::<String> => |value| value.is_string(),
            Pet::<Pet> => |value| has(value, "name"),
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Numbered {
        Pet(Pet),
        Unknown(Value),
    }

    crate::tagged_union! {
        match Numbered["kind" as integer_tag] {
            1 | -2 => Pet::<Pet>,
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Checked {
        Pet(Pet),
        Unknown(Value),
    }

    crate::tagged_union! {
        match Checked["ok" as bool_tag] {
            true => Pet::<Pet>,
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Rated {
        Pet(Pet),
        Unknown(Value),
    }

    crate::tagged_union! {
        match Rated["rate" as number_tag] {
            1.5 => Pet::<Pet>,
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Plant {
        kind: Option<String>,
        height: Option<i64>,
    }

    crate::model! {
        Plant {
            kind: optional(0, "kind"),
            height: optional(1, "height"),
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Grown {
        Pet(Pet),
        Plant(Plant),
        Unknown(Value),
    }

    crate::tagged_union! {
        match Grown["kind"] {
            "pet" => Pet::<Pet>,
            optional "tree" | "bush" => Plant::<Plant>,
        }
    }

    fn rex() -> Pet {
        Pet {
            name: "Rex".to_owned(),
        }
    }

    #[test]
    fn a_known_tag_with_a_broken_body_is_an_error_and_an_unknown_tag_is_kept() {
        assert!(serde_json::from_value::<Thing>(json!({"kind": "pet"})).is_err());
        let unknown: Thing = serde_json::from_value(json!({"kind": "plant", "x": 1})).unwrap();
        assert_eq!(
            serde_json::to_value(&unknown).unwrap(),
            json!({"kind": "plant", "x": 1})
        );
    }

    #[test]
    fn an_unknown_value_with_a_known_tag_must_be_a_value_of_that_variant() {
        let written = |value: Value| serde_json::to_value(Thing::Unknown(value));
        let whole = json!({"kind": "pet", "name": "Rex", "x": 1});
        assert_eq!(written(whole.clone()).unwrap(), whole);
        for (value, reason) in [
            (json!({"kind": "pet"}), "missing field `name`"),
            (
                json!({"kind": "animal", "name": 5}),
                "`/name`: invalid type: integer, expected a string",
            ),
        ] {
            assert_eq!(written(value).unwrap_err().to_string(), reason);
        }
        for other in [json!({"kind": "plant"}), json!({"name": 5}), json!([1])] {
            assert_eq!(written(other.clone()).unwrap(), other);
        }
    }

    #[test]
    fn a_tag_that_the_variant_lacks_is_written() {
        let thing = Thing::Pet(rex());
        let json = serde_json::to_value(&thing).unwrap();
        assert_eq!(json, json!({"name": "Rex", "kind": "pet"}));
        assert_eq!(serde_json::from_value::<Thing>(json).unwrap(), thing);
    }

    #[test]
    fn a_value_without_the_tag_is_of_the_variant_that_need_not_have_it() {
        for plant in [json!({"height": 2}), json!({"kind": "bush", "height": 2})] {
            let read: Grown = serde_json::from_value(plant.clone()).unwrap();
            assert!(matches!(read, Grown::Plant(_)), "{read:?}");
            assert_eq!(serde_json::to_value(&read).unwrap(), plant);
        }
        let null = json!({"kind": null, "height": 2});
        assert!(matches!(serde_json::from_value(null), Ok(Grown::Plant(_))));
        for other in [
            json!({"kind": "moss"}),
            json!({"kind": 5}),
            json!({"height": "high"}),
            json!([1]),
        ] {
            let read: Grown = serde_json::from_value(other.clone()).unwrap();
            assert_eq!(read, Grown::Unknown(other));
        }
    }

    #[test]
    fn tags_may_be_integers_or_booleans() {
        let pet = json!({"name": "Rex", "kind": -2});
        let read: Numbered = serde_json::from_value(pet).unwrap();
        assert_eq!(read, Numbered::Pet(rex()));
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            json!({"name": "Rex", "kind": 1})
        );
        let whole = serde_json::from_value(json!({"name": "Rex", "kind": 1.0}));
        assert_eq!(whole.ok(), Some(Numbered::Pet(rex())));
        let other = json!({"name": "Rex", "kind": "1"});
        assert_eq!(
            serde_json::from_value::<Numbered>(other.clone()).unwrap(),
            Numbered::Unknown(other)
        );
        let rated: Rated = serde_json::from_value(json!({"name": "Rex", "rate": 1.5})).unwrap();
        assert_eq!(rated, Rated::Pet(rex()));
        let checked: Checked = serde_json::from_value(json!({"name": "Rex", "ok": true})).unwrap();
        assert_eq!(
            serde_json::to_value(&checked).unwrap(),
            json!({"name": "Rex", "ok": true})
        );
    }

    #[test]
    fn shapes_are_tried_in_turn() {
        assert_eq!(
            serde_json::from_value::<Shape>(json!("x")).unwrap(),
            Shape::Text("x".to_owned())
        );
        assert_eq!(
            serde_json::from_value::<Shape>(json!({"name": "Rex"})).unwrap(),
            Shape::Pet(rex())
        );
        for other in [json!(5), json!({"name": 5}), json!({})] {
            assert_eq!(
                serde_json::from_value::<Shape>(other.clone()).unwrap(),
                Shape::Unknown(other)
            );
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Small {
        a: Option<i64>,
        nested: Option<Box<Overlapping>>,
    }

    crate::model! {
        Small {
            a: optional(0, "a"),
            nested: optional(1, "nested"),
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Large {
        a: Option<i64>,
        b: Option<i64>,
        nested: Option<Box<Overlapping>>,
    }

    crate::model! {
        Large {
            a: optional(0, "a"),
            b: optional(1, "b"),
            nested: optional(2, "nested"),
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Overlapping {
        Small(Small),
        Large(Large),
        Unknown(Value),
    }

    crate::shaped_union! {
        match Overlapping {
            Small::<Small> => |value| value.is_object(),
            Large::<Large> => |value| value.is_object(),
        }
    }

    #[test]
    fn the_variant_that_knows_most_of_a_value_is_read() {
        let read = |value: Value| serde_json::from_value::<Overlapping>(value).unwrap();
        assert!(matches!(read(json!({"a": 1})), Overlapping::Small(_)));
        assert!(matches!(read(json!({"b": 1})), Overlapping::Large(_)));
        assert!(matches!(
            read(json!({"a": 1, "nested": {"b": 2}, "b": 3})),
            Overlapping::Large(_)
        ));
        // The counts of one value do not affect the choice for the next.
        assert!(matches!(read(json!({"a": 1})), Overlapping::Small(_)));
    }

    #[test]
    fn unions_in_unions_do_not_multiply_the_readings_without_end() {
        let mut value = json!({"a": 1, "b": "a number is expected"});
        for _ in 0..100 {
            value = json!({"nested": value, "b": "a number is expected"});
        }
        let read: Overlapping = serde_json::from_value(value.clone()).unwrap();
        assert!(matches!(read, Overlapping::Small(_)));
    }
}
