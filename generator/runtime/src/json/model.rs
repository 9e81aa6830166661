//! What turns a table of fields or values into the implementations that a model needs.
//!
//! Generated code states what a model has, once; how it is built, written and read is here.

/// Writes what every struct has: constructor, setters, `Serialize` and `Deserialize`.
///
/// An entry has the field's index, its kind (`required`, `optional` or `nullable`), its name, its name on
/// the wire, how setters take its value (`into` or `plain`) and the type of the value. A struct
/// of which nothing is required begins with `default` and is read straight into itself; another one says
/// what its constructor takes, what it fills in, and what it leaves out.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($name:ident default
        $($index:literal $(#[$attribute:meta])? $kind:ident $field:ident $wire:literal $how:ident $ty:ty;)*
        $(additional $additional:ty;)?
    ) => {
        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        const _: () = {
            #[allow(unused_imports, reason = "a struct without fields uses none of them")]
            use $crate::codegen::json::{read, value};
            #[allow(unused_imports, reason = "a struct without fields uses none of them")]
            use $crate::model_setter as setter;
            use $crate::codegen::json;

            impl $name {
                /// Makes one in which nothing is set.
                #[must_use]
                pub fn new() -> Self {
                    <Self as ::std::default::Default>::default()
                }
                $(setter!($(#[$attribute])? $kind $how $field $ty);)*
                $(setter!(additional $additional);)?
            }

            impl ::std::default::Default for $name {
                fn default() -> Self {
                    Self {
                        $($field: ::std::default::Default::default(),)*
                        $(additional: ::std::collections::BTreeMap::<::std::string::String, $additional>::new(),)?
                    }
                }
            }

            impl json::Partial for $name {
                type Output = Self;
                const FIELDS: &'static [&'static str] = &[$($wire),*];

                fn read<'de, A: $crate::codegen::serde::de::MapAccess<'de>>(
                    &mut self,
                    index: usize,
                    map: &mut A,
                ) -> ::std::result::Result<(), A::Error> {
                    match index {
                        $($index => read::$kind(&mut self.$field, map),)*
                        _ => json::skip(map),
                    }
                }

                $(
                    const KEEPS_ADDITIONAL: bool = true;

                    fn additional<'de, A: $crate::codegen::serde::de::MapAccess<'de>>(
                        &mut self,
                        key: ::std::string::String,
                        map: &mut A,
                    ) -> ::std::result::Result<(), A::Error> {
                        json::set_additional::<$additional, A>(&mut self.additional, key, map)
                    }
                )?

                fn finish(self) -> ::std::result::Result<Self, &'static str> {
                    ::std::result::Result::Ok(self)
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    #[allow(unused_mut, reason = "nothing is written of a struct without fields")]
                    let mut object = json::ObjectWriter::new(serializer)?;
                    $(object.$kind($wire, &self.$field)?;)*
                    $(object.flatten::<$additional>(&self.additional, <Self as json::Partial>::FIELDS)?;)?
                    object.end()
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    json::object::<Self, D>(deserializer)
                }
            }
        };
    };
    ($name:ident
        new($($argument:ident: $argument_ty:ty),*) constant($($constant:ident = $value:expr),*) default($($rest:ident),*)
        $($index:literal $(#[$attribute:meta])? $kind:ident $field:ident $wire:literal $how:ident $ty:ty;)*
        $(additional $additional:ty;)?
    ) => {
        #[allow(deprecated, reason = "the code of a deprecated field names it")]
        const _: () = {
            use $crate::codegen::json;
            use $crate::codegen::json::{finish, read, slot, value};
            use $crate::model_setter as setter;

            impl $name {
                /// Makes one of what it must have; the rest is not set.
                #[must_use]
                #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
                pub fn new($($argument: $argument_ty),*) -> Self {
                    Self {
                        $($argument: ::std::convert::Into::into($argument),)*
                        $($constant: $value,)*
                        $($rest: ::std::default::Default::default(),)*
                        $(additional: ::std::collections::BTreeMap::<::std::string::String, $additional>::new(),)?
                    }
                }
                $(setter!($(#[$attribute])? $kind $how $field $ty);)*
                $(setter!(additional $additional);)?
            }

            /// The struct while it is being read.
            #[derive(Default)]
            struct __Reading {
                $($field: slot::$kind<$ty>,)*
                $(additional: ::std::collections::BTreeMap<::std::string::String, $additional>,)?
            }

            impl json::Partial for __Reading {
                type Output = $name;
                const FIELDS: &'static [&'static str] = &[$($wire),*];

                fn read<'de, A: $crate::codegen::serde::de::MapAccess<'de>>(
                    &mut self,
                    index: usize,
                    map: &mut A,
                ) -> ::std::result::Result<(), A::Error> {
                    match index {
                        $($index => read::$kind(&mut self.$field, map),)*
                        _ => json::skip(map),
                    }
                }

                $(
                    const KEEPS_ADDITIONAL: bool = true;

                    fn additional<'de, A: $crate::codegen::serde::de::MapAccess<'de>>(
                        &mut self,
                        key: ::std::string::String,
                        map: &mut A,
                    ) -> ::std::result::Result<(), A::Error> {
                        json::set_additional::<$additional, A>(&mut self.additional, key, map)
                    }
                )?

                fn finish(self) -> ::std::result::Result<$name, &'static str> {
                    ::std::result::Result::Ok($name {
                        $($field: finish::$kind(self.$field, $wire)?,)*
                        $(additional: ::std::convert::identity::<
                            ::std::collections::BTreeMap<::std::string::String, $additional>,
                        >(self.additional),)?
                    })
                }
            }

            impl $crate::codegen::serde::Serialize for $name {
                fn serialize<S: $crate::codegen::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    let mut object = json::ObjectWriter::new(serializer)?;
                    $(object.$kind($wire, &self.$field)?;)*
                    $(object.flatten::<$additional>(&self.additional, <__Reading as json::Partial>::FIELDS)?;)?
                    object.end()
                }
            }

            impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    json::object::<__Reading, D>(deserializer)
                }
            }
        };
    };
}

/// Writes a setter of [`model!`].
#[doc(hidden)]
#[macro_export]
macro_rules! model_setter {
    (additional $ty:ty) => {
        /// Sets what stands beside the declared properties.
        #[must_use]
        pub fn additional(
            mut self,
            additional: ::std::collections::BTreeMap<::std::string::String, $ty>,
        ) -> Self {
            self.additional = additional;
            self
        }
    };
    ($(#[$attribute:meta])? $kind:ident into $field:ident $ty:ty) => {
        #[doc = ::std::concat!("Sets `", ::std::stringify!($field), "`.")]
        $(#[$attribute])?
        #[must_use]
        pub fn $field(mut self, $field: impl ::std::convert::Into<$ty>) -> Self {
            self.$field = value::$kind(::std::convert::Into::into($field));
            self
        }
    };
    ($(#[$attribute:meta])? $kind:ident plain $field:ident $ty:ty) => {
        #[doc = ::std::concat!("Sets `", ::std::stringify!($field), "`.")]
        $(#[$attribute])?
        #[must_use]
        pub fn $field(mut self, $field: $ty) -> Self {
            self.$field = value::$kind($field);
            self
        }
    };
}

/// How a field is read, by its kind.
pub mod read {
    pub use crate::json::read::set as required;
    pub use crate::json::read::set_nullable as nullable;
    pub use crate::json::read::set_optional as optional;
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
    pub type optional<T> = Option<T>;
    /// As it will be.
    pub type nullable<T> = crate::value::nullable::Nullable<T>;
}

/// What becomes of a field when its struct has been read, by its kind.
pub mod finish {
    use crate::value::nullable::Nullable;

    /// It must have been there.
    ///
    /// # Errors
    /// Its name, when it was not.
    pub fn required<T>(value: Option<T>, wire: &'static str) -> Result<T, &'static str> {
        value.ok_or(wire)
    }

    /// It stays what it is.
    ///
    /// # Errors
    /// Never.
    pub fn optional<T>(value: Option<T>, _wire: &'static str) -> Result<Option<T>, &'static str> {
        Ok(value)
    }

    /// It stays what it is.
    ///
    /// # Errors
    /// Never.
    pub fn nullable<T>(
        value: Nullable<T>,
        _wire: &'static str,
    ) -> Result<Nullable<T>, &'static str> {
        Ok(value)
    }
}

/// What a setter makes of its argument, by the field's kind.
pub mod value {
    use crate::value::nullable::Nullable;

    /// The value itself.
    pub fn required<T>(value: T) -> T {
        value
    }

    /// A value that is there.
    pub fn optional<T>(value: T) -> Option<T> {
        Some(value)
    }

    /// A value that is there and not null.
    pub fn nullable<T>(value: T) -> Nullable<T> {
        Nullable::Value(value)
    }
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the tables make what a client would offer"
)]
mod tests {
    use serde_json::{Value, json};

    use crate::value::Nullable;

    #[derive(Clone, Debug, PartialEq)]
    struct Pet {
        name: String,
        age: Option<i64>,
        owner: Nullable<String>,
        r#type: Option<String>,
    }

    crate::model! {
        Pet
        new(name: impl ::std::convert::Into<::std::string::String>) constant() default(age, owner, r#type)
        0 required name "name" into ::std::string::String;
        1 #[deprecated] optional age "age" plain i64;
        2 nullable owner "owner" into ::std::string::String;
        3 optional r#type "type" into ::std::string::String;
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Open {
        id: Option<i64>,
        additional: std::collections::BTreeMap<String, Value>,
    }

    crate::model! {
        Open default
        0 optional id "id" plain i64;
        additional ::serde_json::Value;
    }

    #[test]
    fn a_struct_is_written_and_read_as_its_table_says() {
        let pet = Pet::new("Rex").owner("Ann").r#type("dog");
        let json = serde_json::to_value(&pet).unwrap();
        assert_eq!(json, json!({"name": "Rex", "owner": "Ann", "type": "dog"}));
        assert_eq!(serde_json::from_value::<Pet>(json).unwrap(), pet);
    }

    #[test]
    fn a_missing_required_field_is_named() {
        let error = serde_json::from_value::<Pet>(json!({"age": 3})).unwrap_err();
        assert!(error.to_string().contains("name"), "{error}");
    }

    #[test]
    fn null_and_absent_are_told_apart() {
        let null: Pet = serde_json::from_value(json!({"name": "Rex", "owner": null})).unwrap();
        let absent: Pet = serde_json::from_value(json!({"name": "Rex"})).unwrap();
        assert_eq!(null.owner, Nullable::Null);
        assert_eq!(absent.owner, Nullable::Absent);
    }

    #[test]
    fn additional_properties_are_kept_and_written() {
        let open: Open = serde_json::from_value(json!({"id": 1, "x": [2]})).unwrap();
        assert_eq!(open.additional.get("x"), Some(&json!([2])));
        assert_eq!(
            serde_json::to_value(&open).unwrap(),
            json!({"id": 1, "x": [2]})
        );
        assert_eq!(Open::new().additional(open.additional.clone()).id(1), open);
    }
}
