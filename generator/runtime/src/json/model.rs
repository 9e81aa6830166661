//! What turns a table of fields or values into the implementations that a model needs.
//!
//! Generated code states what a model has, once; how it is built, written and read is here.

/// Writes `Serialize` and `Deserialize` of a struct.
///
/// A row has the field's name, its kind (`required`, `optional`, `nullable` or, for an optional one of any type, `any`;
/// with `_integer` for what holds nothing but integers, with `_number` for what holds nothing but floats), its index and
/// its name on the wire. A struct of which nothing is required is read straight into itself; the rows of another one
/// have the type that is read, too. The last row of a struct with additional properties has their type, and `integer`
/// where that holds nothing but integers; the last one of a struct that keeps unknown properties names their field, and
/// says `unsent` where they are read and not written.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($name:path {
        $($field:ident: $kind:ident($index:literal, $wire:literal)),* $(,)?
        $(..additional::<$additional:ty>($($held:ident)?))?
        $(..unknown($unknown:ident $(, $unsent:ident)?))?
    }) => {
        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        impl $crate::codegen::json::Partial for $name {
            const FIELDS: &'static [&'static str] = &[$($wire),*];

            fn read<'de, __A: $crate::codegen::serde::de::MapAccess<'de>>(
                &mut self,
                index: usize,
                from: &mut $crate::codegen::json::ObjectReader<'de, __A>,
            ) {
                match index {
                    $($index => from.$kind(&mut self.$field),)*
                    _ => from.skip(),
                }
            }

            $(
                const KEEPS_ADDITIONAL: bool = true;

                fn additional<'de, __A: $crate::codegen::serde::de::MapAccess<'de>>(
                    &mut self,
                    key: ::std::string::String,
                    from: &mut $crate::codegen::json::ObjectReader<'de, __A>,
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
                #[allow(unused_mut, reason = "nothing is written of a struct without fields")]
                let mut object = $crate::codegen::json::ObjectWriter::new(serializer);
                $(object.keep(&self.$unknown);)?
                $(object.$kind($wire, &self.$field);)*
                $(object.flatten::<$additional>(&self.additional, <Self as $crate::codegen::json::Partial>::FIELDS);)?
                $($crate::unknown!($($unsent)? object, &self.$unknown, <Self as $crate::codegen::json::Partial>::FIELDS);)?
                object.end()
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

            /// The struct while it is being read.
            struct __Reading {
                $($field: slot::$kind<$ty>,)*
                $(additional: ::std::collections::BTreeMap<::std::string::String, $additional>,)?
                $($unknown: $crate::codegen::UnknownFields,)?
            }

            impl json::Partial for __Reading {
                const FIELDS: &'static [&'static str] = &[$($wire),*];

                fn read<'de, __A: $crate::codegen::serde::de::MapAccess<'de>>(
                    &mut self,
                    index: usize,
                    from: &mut json::ObjectReader<'de, __A>,
                ) {
                    match index {
                        $($index => from.$kind(&mut self.$field),)*
                        _ => from.skip(),
                    }
                }

                $(
                    const KEEPS_ADDITIONAL: bool = true;

                    fn additional<'de, __A: $crate::codegen::serde::de::MapAccess<'de>>(
                        &mut self,
                        key: ::std::string::String,
                        from: &mut json::ObjectReader<'de, __A>,
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

            impl json::Finish for __Reading {
                type Output = __Whole;

                fn new() -> Self {
                    Self {
                        $($field: slot::empty::$kind,)*
                        $(additional: ::std::collections::BTreeMap::<_, $additional>::new(),)?
                        $($unknown: ::std::default::Default::default(),)?
                    }
                }

                fn finish(self) -> ::std::result::Result<__Whole, &'static str> {
                    ::std::result::Result::Ok(__Whole {
                        $($field: $crate::finished!($kind self.$field, $wire),)*
                        $(additional: ::std::convert::identity::<
                            ::std::collections::BTreeMap<::std::string::String, $additional>,
                        >(self.additional),)?
                        $($unknown: self.$unknown,)?
                    })
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<__S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: __S,
                ) -> ::std::result::Result<__S::Ok, __S::Error> {
                    let mut object = json::ObjectWriter::new(serializer);
                    $(object.keep(&self.$unknown);)?
                    $(object.$kind($wire, &self.$field);)*
                    $(object.flatten::<$additional>(&self.additional, <__Reading as json::Partial>::FIELDS);)?
                    $($crate::unknown!($($unsent)? object, &self.$unknown, <__Reading as json::Partial>::FIELDS);)?
                    object.end()
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<__D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::std::result::Result<Self, __D::Error> {
                    json::object::<__Reading, __D>(deserializer)
                }
            }
        };
    };
}

/// What holds a field while its struct is being read, by its kind.
#[allow(
    non_camel_case_types,
    reason = "they are called as the kinds are in the tables"
)]
pub mod slot {
    /// Missing until it is read.
    pub type required<T> = Option<T>;
    /// As it will be.
    pub type any<T> = Option<T>;
    /// As it will be.
    pub type optional<T> = Option<T>;
    /// As it will be.
    pub type nullable<T> = crate::value::nullable::Nullable<T>;
    pub use self::{
        nullable as nullable_integer, nullable as nullable_number, optional as optional_integer,
        optional as optional_number, required as required_integer, required as required_number,
    };

    /// What is there before the field is read.
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

/// Writes what becomes of a field when its struct has been read, by its kind: a required one must have been there.
/// Without `?`, which costs each field of each client several times as much to check.
#[doc(hidden)]
#[macro_export]
macro_rules! finished {
    (required $value:expr, $wire:literal) => {
        match $value {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => return ::std::result::Result::Err($wire),
        }
    };
    (required_integer $value:expr, $wire:literal) => {
        $crate::finished!(required $value, $wire)
    };
    (required_number $value:expr, $wire:literal) => {
        $crate::finished!(required $value, $wire)
    };
    ($kind:ident $value:expr, $wire:literal) => {
        $value
    };
}

/// Reads an additional property, by what its type holds.
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

/// Writes unknown properties, unless they are only to be read.
#[doc(hidden)]
#[macro_export]
macro_rules! unknown {
    (unsent $object:expr, $unknown:expr, $declared:expr) => {};
    ($object:expr, $unknown:expr, $declared:expr) => {
        $object.unknown($unknown, $declared)
    };
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the tables make what a client would offer"
)]
mod tests;
