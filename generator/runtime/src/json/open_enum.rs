//! Macros that turn a table of values into an open enum.

/// Implements `Serialize`, `Deserialize` and `FromStr` for an open enum of strings.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($name:path) => {
        impl $crate::codegen::serde::Serialize for $name {
            fn serialize<__S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                $crate::codegen::json::open_string(deserializer, |value| {
                    ::std::matches!(value, Self::Unknown(_))
                })
            }
        }

        /// Accepts any text, listed or not.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(value.into())
            }
        }
    };
}

/// Implements `Serialize`, `Deserialize` and `FromStr` for an open enum of integers.
#[doc(hidden)]
#[macro_export]
macro_rules! int_enum {
    ($name:path) => {
        impl $crate::codegen::serde::Serialize for $name {
            fn serialize<__S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_i64(self.get())
            }
        }

        impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                $crate::codegen::json::open_integer(deserializer, |value| {
                    ::std::matches!(value, Self::Unknown(_))
                })
            }
        }

        /// Accepts any integer, listed or not.
        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
                value.parse::<i64>().map(::std::convert::Into::into)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::codegen::{UnknownInteger, UnknownValue, unknown_integer, unknown_value};

    #[derive(Clone, Debug, PartialEq)]
    enum Color {
        Red,
        Unknown(UnknownValue),
    }

    impl Color {
        fn as_str(&self) -> &str {
            match self {
                Self::Red => "red",
                Self::Unknown(value) => value.as_str(),
            }
        }
    }

    impl From<&str> for Color {
        fn from(value: &str) -> Self {
            match value {
                "red" => Self::Red,
                _ => Self::Unknown(unknown_value(value)),
            }
        }
    }

    impl From<String> for Color {
        fn from(value: String) -> Self {
            value.as_str().into()
        }
    }

    crate::string_enum!(Color);

    #[derive(Clone, Debug, PartialEq)]
    enum Level {
        One,
        Unknown(UnknownInteger),
    }

    impl Level {
        fn get(&self) -> i64 {
            match self {
                Self::One => 1,
                Self::Unknown(value) => value.get(),
            }
        }
    }

    impl From<i64> for Level {
        fn from(value: i64) -> Self {
            match value {
                1 => Self::One,
                _ => Self::Unknown(unknown_integer(value)),
            }
        }
    }

    crate::int_enum!(Level);

    #[test]
    fn unknown_values_come_back_as_they_came() {
        let color: Color = serde_json::from_value(json!("blue")).unwrap();
        assert_eq!(serde_json::to_value(&color).unwrap(), json!("blue"));
        assert_eq!(
            serde_json::from_value::<Color>(json!("red")).unwrap(),
            Color::Red
        );
        let level: Level = serde_json::from_value(json!(7)).unwrap();
        assert_eq!(serde_json::to_value(&level).unwrap(), json!(7));
        assert_eq!(
            serde_json::from_value::<Level>(json!(1)).unwrap(),
            Level::One
        );
    }

    #[test]
    fn enums_are_parsed_from_what_a_user_types() {
        assert_eq!("red".parse(), Ok(Color::Red));
        assert_eq!("1".parse(), Ok(Level::One));
        assert_eq!("7".parse(), Ok(Level::Unknown(unknown_integer(7))));
        assert!("one".parse::<Level>().is_err());
    }
}
