//! What turns a table of values into an enum that is open to others.

/// Writes an open enum of strings: what it is as text, from text, and in JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($name:ident $($wire:literal => $variant:ident;)*) => {
        #[allow(deprecated, reason = "the code of a deprecated value names it")]
        const _: () = {
            impl $name {
                /// The value as it goes over the wire.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        $(Self::$variant => $wire,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }

            impl<'a> ::std::convert::From<&'a str> for $name {
                fn from(value: &'a str) -> Self {
                    match value {
                        $($wire => Self::$variant,)*
                        _ => Self::Unknown($crate::codegen::unknown_value(value)),
                    }
                }
            }

            impl ::std::convert::From<::std::string::String> for $name {
                fn from(value: ::std::string::String) -> Self {
                    Self::from(value.as_str())
                }
            }

            impl ::std::convert::AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    self.as_str()
                }
            }

            impl ::std::fmt::Display for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::codegen::json::open_string::<Self, D>(deserializer)
                }
            }
        };
    };
}

/// Writes an open enum of integers: what it is as a number, from a number, and in JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! int_enum {
    ($name:ident $($wire:literal => $variant:ident;)*) => {
        #[allow(deprecated, reason = "the code of a deprecated value names it")]
        const _: () = {
            impl $name {
                /// The value as it goes over the wire.
                #[must_use]
                pub fn get(&self) -> i64 {
                    match self {
                        $(Self::$variant => $wire,)*
                        Self::Unknown(value) => value.get(),
                    }
                }
            }

            impl ::std::convert::From<i64> for $name {
                fn from(value: i64) -> Self {
                    match value {
                        $($wire => Self::$variant,)*
                        _ => Self::Unknown($crate::codegen::unknown_integer(value)),
                    }
                }
            }

            impl ::std::fmt::Display for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::fmt::Display::fmt(&self.get(), f)
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    serializer.serialize_i64(self.get())
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::codegen::json::open_integer::<Self, D>(deserializer)
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
    use serde_json::json;

    use crate::value::UnknownInteger;
    use crate::value::UnknownValue;

    #[derive(Clone, Debug, PartialEq)]
    enum Color {
        Red,
        Unknown(UnknownValue),
    }

    crate::string_enum! {
        Color
        "red" => Red;
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Level {
        One,
        Unknown(UnknownInteger),
    }

    crate::int_enum! {
        Level
        1 => One;
    }

    #[test]
    fn unknown_values_come_back_as_they_came() {
        let color: Color = serde_json::from_value(json!("blue")).unwrap();
        assert_eq!(color.as_str(), "blue");
        assert_eq!(serde_json::to_value(&color).unwrap(), json!("blue"));
        assert_eq!(Color::from("red"), Color::Red);
        let level: Level = serde_json::from_value(json!(7)).unwrap();
        assert_eq!(serde_json::to_value(&level).unwrap(), json!(7));
        assert_eq!(Level::from(1), Level::One);
    }
}
