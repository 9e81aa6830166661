//! Macros that turn a table of fields into the implementations for a model.
//!
//! Generated code only lists the fields of a model; how it is built, written and read is defined here.

/// Implements `Serialize` and `Deserialize` for a struct.
///
/// A row has the field's name, its kind (`required`, `optional`, `nullable` or, for an optional field of any type,
/// `any`; with `_integer` for types of only integers, with `_number` for types of only floats), its index and its name
/// on the wire. A struct without required fields is read directly into itself; for any other struct, the rows also have
/// the type that is read. The last row of a struct with additional properties has their type, and `integer` if that
/// consists of only integers; the last row of a struct that keeps unknown properties names their field, and has
/// `unsent` if they are read but not written.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($name:path {
        $($field:ident: $kind:ident($index:literal, $wire:literal)),* $(,)?
        $(..additional::<$additional:ty>($($held:ident)?))?
        $(..unknown($unknown:ident $(, $unsent:ident)?))?
    }) => {
        $crate::model_fields! {
            $name, $name [const FIELDS: &'static [&'static str] = &[$($wire),*];] {
                $($field: $kind($index, $wire),)*
                $(..additional::<$additional>($($held)?))?
                $(..unknown($unknown $(, $unsent)?))?
            }
        }

        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                $crate::codegen::json::whole(deserializer)
            }
        }
    };
    ($name:path {
        $($field:ident: $kind:ident::<$ty:ty>($index:literal, $wire:literal)),* $(,)?
        $(..additional::<$additional:ty>($($held:ident)?))?
        $(..unknown($unknown:ident $(, $unsent:ident)?))?
    }) => {
        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        const _: () = {
            use $crate::codegen::json;
            use $crate::codegen::json::slot;

            type __Whole = $name;

            /// The struct while it is read.
            struct __Reading {
                $($field: slot::$kind<$ty>,)*
                $(additional: ::std::collections::BTreeMap<::std::string::String, $additional>,)?
                $($unknown: $crate::codegen::UnknownFields,)?
            }

            $crate::model_fields! {
                __Reading, $name [] {
                    $($field: $kind($index, $wire),)*
                    $(..additional::<$additional>($($held)?))?
                    $(..unknown($unknown $(, $unsent)?))?
                }
            }

            #[inline]
            fn finish(reading: __Reading) -> ::std::result::Result<__Whole, __Reading> {
                match reading {
                    __Reading {
                        $($field: $crate::finished!($kind $field),)*
                        $(additional: $crate::finished!(additional::<$additional> additional),)?
                        $($unknown,)?
                    } => ::std::result::Result::Ok(__Whole {
                        $($field,)*
                        $(additional: $crate::finished!(additional::<$additional> additional),)?
                        $($unknown,)?
                    }),
                    reading => ::std::result::Result::Err(reading),
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::std::result::Result<Self, __D::Error> {
                    json::object(
                        deserializer,
                        &[$($wire),*],
                        || __Reading {
                            $($field: slot::empty::$kind,)*
                            $(additional: ::std::collections::BTreeMap::<_, $additional>::new(),)?
                            $($unknown: $crate::codegen::UnknownFields::default(),)?
                        },
                        finish,
                    )
                }
            }
        };
    };
}

/// Implements how the fields of a struct are read, into itself or into its partial form, and how they are written.
#[doc(hidden)]
#[macro_export]
macro_rules! model_fields {
    ($partial:path, $name:path [$($fields:tt)*] {
        $($field:ident: $kind:ident($index:literal, $wire:literal),)*
        $(..additional::<$additional:ty>($($held:ident)?))?
        $(..unknown($unknown:ident $(, $unsent:ident)?))?
    }) => {
        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        impl $crate::codegen::json::Partial for $partial {
            $($fields)*

            fn read<__R: $crate::codegen::json::FieldReader>(
                &mut self,
                index: usize,
                from: &mut __R,
            ) {
                match index {
                    $($index => from.$kind(&mut self.$field),)*
                    _ => from.skip(),
                }
            }

            $(
                const KEEPS_ADDITIONAL: bool = true;

                fn additional<__R: $crate::codegen::json::FieldReader>(
                    &mut self,
                    key: ::std::string::String,
                    from: &mut __R,
                ) {
                    $crate::additional!($($held)? from, &mut self.additional, key, $additional);
                }
            )?

            $(
                fn unknown(&mut self) -> ::std::option::Option<&mut $crate::codegen::UnknownFields> {
                    ::std::option::Option::Some(&mut self.$unknown)
                }
            )?
        }

        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        impl $crate::codegen::serde::Serialize for $name {
            fn serialize<__S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                $crate::written!(
                    [$($wire),*]
                    $crate::codegen::json::ObjectWriter::new(serializer)
                        $(.keep(&self.$unknown))?
                        $(.$kind($wire, &self.$field))*;
                    $(additional::<$additional>(&self.additional))?
                    $(unknown(&self.$unknown $(, $unsent)?))?
                )
            }
        }
    };
}

/// The types that hold a field while its struct is read, by kind.
#[allow(
    non_camel_case_types,
    reason = "they are called as the kinds are in the tables"
)]
pub mod slot {
    /// `None` until it is read.
    pub type required<T> = Option<T>;
    /// The final type.
    pub type any<T> = Option<T>;
    /// The final type.
    pub type optional<T> = Option<T>;
    /// The final type.
    pub type nullable<T> = crate::value::nullable::Nullable<T>;
    pub use self::{
        nullable as nullable_integer, nullable as nullable_number, optional as optional_integer,
        optional as optional_number, required as required_integer, required as required_number,
    };

    /// The values before a field is read.
    pub mod empty {
        pub use crate::value::nullable::Nullable::Absent as nullable;
        pub use std::option::Option::{None as any, None as optional, None as required};

        pub use self::{
            nullable as nullable_integer, nullable as nullable_number,
            optional as optional_integer, optional as optional_number,
            required as required_integer, required as required_number,
        };
    }
}

/// Expands to the pattern of a field that has been read, by kind: a required one must be present. A single pattern for
/// all fields compiles faster in each client than a `match` for each.
#[doc(hidden)]
#[macro_export]
macro_rules! finished {
    (required $field:ident) => {
        ::std::option::Option::Some($field)
    };
    (required_integer $field:ident) => {
        ::std::option::Option::Some($field)
    };
    (required_number $field:ident) => {
        ::std::option::Option::Some($field)
    };
    (additional::<$ty:ty> $field:ident) => {
        $field
    };
    ($kind:ident $field:ident) => {
        $field
    };
}

/// Reads an additional property, by the kind of its type.
#[doc(hidden)]
#[macro_export]
macro_rules! additional {
    (integer $from:expr, $slot:expr, $key:expr, $ty:ty) => {
        $from.additional_integer::<$ty>($slot, $key)
    };
    ($from:expr, $slot:expr, $key:expr, $ty:ty) => {
        $from.additional::<$ty>($slot, $key)
    };
}

/// Writes the end of an object: additional or unknown properties, except declared ones. Unknown ones may be read
/// without being written.
#[doc(hidden)]
#[macro_export]
macro_rules! written {
    ([$($declared:literal),*] $object:expr;) => {
        $object.end()
    };
    ([$($declared:literal),*] $object:expr; unknown($unknown:expr, unsent)) => {
        $object.end()
    };
    ([$($declared:literal),*] $object:expr; unknown($unknown:expr)) => {
        $object.unknown($unknown, &[$($declared),*]).end()
    };
    ([$($declared:literal),*] $object:expr; additional::<$ty:ty>($additional:expr)) => {
        $object.flatten::<$ty>($additional, &[$($declared),*]).end()
    };
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the tables make what a client would offer"
)]
mod tests;
