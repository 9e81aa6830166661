//! Writing values whose numbers must be numbers of JSON.
//!
//! JSON has neither NaN nor infinity, and `serde_json` writes a null for them. As an argument that would
//! be left out without a word, so here it is an error.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// A value that cannot be written if a number in it is NaN or infinite.
pub(crate) struct Finite<T>(pub(crate) T);

impl<T: Serialize + ?Sized> Serialize for Finite<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Checking(serializer))
    }
}

/// A serializer, or a part of one, that passes everything on but those numbers.
struct Checking<S>(S);

fn finite<E: serde::ser::Error>(value: f64) -> Result<f64, E> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(E::custom(format_args!("{value} is no number in JSON")))
    }
}

/// Passes on what holds no other value.
macro_rules! scalars {
    ($($method:ident($($name:ident: $ty:ty),*);)*) => {
        $(
            fn $method(self, $($name: $ty),*) -> Result<S::Ok, S::Error> {
                self.0.$method($($name),*)
            }
        )*
    };
}

/// Passes on what begins something that holds others.
macro_rules! parts {
    ($($part:ident: $method:ident($($name:ident: $ty:ty),*);)*) => {
        $(
            fn $method(self, $($name: $ty),*) -> Result<Self::$part, S::Error> {
                self.0.$method($($name),*).map(Checking)
            }
        )*
    };
}

impl<S: Serializer> Serializer for Checking<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Checking<S::SerializeSeq>;
    type SerializeTuple = Checking<S::SerializeTuple>;
    type SerializeTupleStruct = Checking<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Checking<S::SerializeTupleVariant>;
    type SerializeMap = Checking<S::SerializeMap>;
    type SerializeStruct = Checking<S::SerializeStruct>;
    type SerializeStructVariant = Checking<S::SerializeStructVariant>;

    scalars! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_u128(value: u128);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    parts! {
        SerializeSeq: serialize_seq(length: Option<usize>);
        SerializeTuple: serialize_tuple(length: usize);
        SerializeTupleStruct: serialize_tuple_struct(name: &'static str, length: usize);
        SerializeTupleVariant: serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        );
        SerializeMap: serialize_map(length: Option<usize>);
        SerializeStruct: serialize_struct(name: &'static str, length: usize);
        SerializeStructVariant: serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        );
    }

    // By way of its text: the `f64` of the same value has digits that nobody gave,
    // 0.10000000149011612 for 0.1.
    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        let value: f64 = value.to_string().parse().map_err(S::Error::custom)?;
        self.serialize_f64(value)
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        let value = finite(value)?;
        // A whole number has no fraction to write; beyond 2^53 the float stands for several.
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
            return self.0.serialize_i64(value as i64);
        }
        self.0.serialize_f64(value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Finite(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Finite(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0
            .serialize_newtype_variant(name, index, variant, &Finite(value))
    }
}

/// The parts that have items without a name.
macro_rules! items {
    ($($part:ident $method:ident;)*) => {
        $(
            impl<S: $part> $part for Checking<S> {
                type Ok = S::Ok;
                type Error = S::Error;

                fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                    self.0.$method(&Finite(value))
                }

                fn end(self) -> Result<S::Ok, S::Error> {
                    self.0.end()
                }
            }
        )*
    };
}

items! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// The parts whose fields have names that are known before.
macro_rules! fields {
    ($($part:ident;)*) => {
        $(
            impl<S: $part> $part for Checking<S> {
                type Ok = S::Ok;
                type Error = S::Error;

                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    key: &'static str,
                    value: &T,
                ) -> Result<(), S::Error> {
                    self.0.serialize_field(key, &Finite(value))
                }

                fn end(self) -> Result<S::Ok, S::Error> {
                    self.0.end()
                }
            }
        )*
    };
}

fields! {
    SerializeStruct;
    SerializeStructVariant;
}

impl<S: SerializeMap> SerializeMap for Checking<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Finite(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
