//! What turns a table of variants into a union, or into JSON that is looked at in several ways.

/// Writes the JSON of a union whose variants a property tells apart.
///
/// A variant that is not tried by the server's tag is kept as JSON. A value that lacks the property is
/// written with the first tag of its variant, so that the server can read it.
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_union {
    ($name:ident $property:literal
        $($first:literal $(| $tag:literal)* => $variant:ident $ty:ty;)*
        $(untagged $bare:ident $bare_ty:ty;)*
        $(fallback $fallback:ident $fallback_ty:ty;)?
    ) => {
        #[allow(deprecated, reason = "the code of a deprecated variant names it")]
        const _: () = {
            use $crate::codegen::json;

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        $(Self::$variant(value) => json::tagged::<$ty, S>($property, $first, value, serializer),)*
                        $(Self::$bare(value) => <$bare_ty as $crate::codegen::serde::Serialize>::serialize(value, serializer),)*
                        Self::Unknown(value) => $crate::codegen::serde::Serialize::serialize(value, serializer),
                    }
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    json::union(deserializer, |value| match json::tag(&value, $property) {
                        $(::std::option::Option::Some($first $(| $tag)*) => {
                            json::variant::<$ty>(&value).map(Self::$variant)
                        })*
                        $(_ if json::try_variant::<$fallback_ty>(&value).is_some() => {
                            json::variant::<$fallback_ty>(&value).map(Self::$fallback)
                        })?
                        _ => ::std::result::Result::Ok(Self::Unknown(value)),
                    })
                }
            }
        };
    };
}

/// Writes the JSON of a union whose variants are told apart by what the value looks like.
#[doc(hidden)]
#[macro_export]
macro_rules! shaped_union {
    ($name:ident
        $($variant:ident $ty:ty, |$value:ident| $shape:expr;)*
    ) => {
        #[allow(deprecated, reason = "the code of a deprecated variant names it")]
        const _: () = {
            use $crate::codegen::json;

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        $(Self::$variant(value) => <$ty as $crate::codegen::serde::Serialize>::serialize(value, serializer),)*
                        Self::Unknown(value) => $crate::codegen::serde::Serialize::serialize(value, serializer),
                    }
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    json::union(deserializer, |value| {
                        $({
                            let $value = &value;
                            if $shape {
                                return json::variant::<$ty>(&value).map(Self::$variant);
                            }
                        })*
                        ::std::result::Result::Ok(Self::Unknown(value))
                    })
                }
            }
        };
    };
}

/// Writes a type that keeps JSON as it is, and looks at it in several ways.
#[doc(hidden)]
#[macro_export]
macro_rules! json_union {
    ($name:ident $($(#[$attribute:meta])* $accessor:ident $ty:ty;)*) => {
        const _: () = {
            use $crate::codegen::json;

            impl $name {
                /// The JSON as it is.
                #[must_use]
                pub fn as_value(&self) -> &$crate::codegen::serde_json::Value {
                    &self.0
                }
                $(
                    /// The value as this type, where it can be read as one.
                    $(#[$attribute])*
                    #[must_use]
                    pub fn $accessor(&self) -> ::std::option::Option<$ty> {
                        json::try_variant::<$ty>(&self.0)
                    }
                )*
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    $crate::codegen::serde::Serialize::serialize(&self.0, serializer)
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    <$crate::codegen::serde_json::Value as $crate::codegen::serde::Deserialize>::deserialize(deserializer).map(Self)
                }
            }
        };
    };
}

/// Writes the JSON of a type that is another one by another name.
#[doc(hidden)]
#[macro_export]
macro_rules! newtype {
    ($name:ident $ty:ty;) => {
        const _: () = {
            impl ::std::convert::From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    Self(value)
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    $crate::codegen::serde::Serialize::serialize(&self.0, serializer)
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    <$ty as $crate::codegen::serde::Deserialize>::deserialize(deserializer)
                        .map(Self)
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

    #[derive(Clone, Debug, PartialEq)]
    struct Pet {
        name: String,
    }

    crate::model! {
        Pet
        new(name: impl ::std::convert::Into<::std::string::String>) constant() default()
        0 required name "name" into ::std::string::String;
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Thing {
        Pet(Pet),
        Unknown(Value),
    }

    crate::tagged_union! {
        Thing "kind"
        "pet" | "animal" => Pet Pet;
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Shape {
        Text(String),
        Pet(Pet),
        Unknown(Value),
    }

    crate::shaped_union! {
        Shape
        Text ::std::string::String, |value| value.is_string();
        Pet Pet, |value| json::has(value, "name");
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
    fn a_tag_that_the_variant_lacks_is_written() {
        let thing = Thing::Pet(Pet::new("Rex"));
        let json = serde_json::to_value(&thing).unwrap();
        assert_eq!(json, json!({"name": "Rex", "kind": "pet"}));
        assert_eq!(serde_json::from_value::<Thing>(json).unwrap(), thing);
    }

    #[test]
    fn shapes_are_tried_in_turn() {
        assert_eq!(
            serde_json::from_value::<Shape>(json!("x")).unwrap(),
            Shape::Text("x".to_owned())
        );
        assert_eq!(
            serde_json::from_value::<Shape>(json!({"name": "Rex"})).unwrap(),
            Shape::Pet(Pet::new("Rex"))
        );
        assert_eq!(
            serde_json::from_value::<Shape>(json!(5)).unwrap(),
            Shape::Unknown(json!(5))
        );
    }
}
