//! Macros that implement the traits of newtypes.

/// Implements the JSON of a newtype, which is that of the inner type.
#[doc(hidden)]
#[macro_export]
macro_rules! newtype {
    ($name:path) => {
        impl $crate::codegen::serde::Serialize for $name {
            fn serialize<__S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                $crate::codegen::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                $crate::codegen::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}

/// Implements the traits of a newtype of a string: it is read and written as a string, converts from strings, and
/// dereferences to one. There is no conversion from other newtypes.
#[doc(hidden)]
#[macro_export]
macro_rules! text_newtype {
    ($name:path) => {
        $crate::newtype!($name);
        $crate::text_newtype!($name: &str, &::std::string::String);

        impl $name {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                ::std::clone::Clone::clone(value)
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::std::convert::From<&$name> for ::std::string::String {
            fn from(value: &$name) -> Self {
                ::std::clone::Clone::clone(&value.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(value.into())
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
    ($name:path: $($from:ty),+) => {$(
        impl ::std::convert::From<$from> for $name {
            fn from(value: $from) -> Self {
                Self(value.into())
            }
        }
    )+};
}
