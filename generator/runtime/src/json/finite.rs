//! Serialization that fails for numbers without a JSON form.
//!
//! JSON has neither NaN nor infinity, and `serde_json` writes null for them. As an argument that would be dropped
//! silently, so here it is an error. So is a value that is nested so deeply that the recursion could overflow the
//! stack, which would abort the program.

use std::any::type_name;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Value;

/// A value whose serialization fails for NaN and infinity. `TEXT` is whether the result is text, which can have
/// integers of more than 64 bits; a [`Value`] cannot.
pub(crate) struct Finite<T, const TEXT: bool>(T, u16);

/// Wraps a value that becomes a [`Value`].
pub(crate) fn as_value<T>(value: T) -> Finite<T, false> {
    Finite(value, 0)
}

/// Wraps a value that becomes text.
pub(crate) fn as_text<T>(value: T) -> Finite<T, true> {
    Finite(value, 0)
}

impl<T: Serialize + ?Sized, const TEXT: bool> Serialize for Finite<&T, TEXT> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fraction = Fraction::of::<T>();
        self.0
            .serialize(Checking::<S, TEXT>(serializer, self.1, fraction))
    }
}

/// What is written for the fraction of a whole number.
#[derive(Clone, Copy, PartialEq)]
enum Fraction {
    /// Nothing: the description says `number`, and a server may read an integer there.
    Left,
    /// `.0`: in any JSON, where no schema says which numbers are integers, 2.0 and 2 can mean different things.
    Kept,
}

impl Fraction {
    /// Decides for the type of a value. A serializer does not see that it serializes a [`Value`], and the items of one
    /// arrive as references.
    fn of<T: ?Sized>() -> Self {
        match type_name::<T>().trim_start_matches('&') == type_name::<Value>() {
            true => Self::Kept,
            false => Self::Left,
        }
    }
}

/// A serializer, or a part of one, that checks numbers and depth; the second field is the depth.
struct Checking<S, const TEXT: bool>(S, u16, Fraction);

/// The limit on nesting. That of decoding is lower.
const DEEPEST: u16 = 512;

fn deeper<E: serde::ser::Error>(depth: u16) -> Result<u16, E> {
    match depth < DEEPEST {
        true => Ok(depth + 1),
        false => Err(E::custom(format_args!(
            "it is nested more than {DEEPEST} levels deep"
        ))),
    }
}

/// 2^53, 2^63, 2^64 and 2^127.
const EXACT: f64 = 9_007_199_254_740_992.0;
const SIGNED: f64 = 9_223_372_036_854_775_808.0;
const UNSIGNED: f64 = 18_446_744_073_709_551_616.0;
const WIDE: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

/// Returns whether the shortest digits of a float are likely those that were written: 1e30, but not 2^100, whose digits
/// are those of 1.2676506002282294e30, another number.
fn is_short(value: f64) -> bool {
    let text = format!("{value:e}");
    let digits = text.bytes().take_while(|byte| *byte != b'e');
    digits.filter(u8::is_ascii_digit).count() <= 15
}

fn finite<E: serde::ser::Error>(value: f64) -> Result<f64, E> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(E::custom(format_args!("{value} is no number in JSON")))
    }
}

/// Forwards the methods for values that contain no others.
macro_rules! scalars {
    ($($method:ident($($name:ident: $ty:ty),*);)*) => {
        $(
            fn $method(self, $($name: $ty),*) -> Result<S::Ok, S::Error> {
                self.0.$method($($name),*)
            }
        )*
    };
}

/// Forwards the methods that begin a value with others in it.
macro_rules! parts {
    ($($part:ident: $method:ident($($name:ident: $ty:ty),*);)*) => {
        $(
            fn $method(self, $($name: $ty),*) -> Result<Self::$part, S::Error> {
                let depth = deeper(self.1)?;
                self.0.$method($($name),*).map(|part| Checking(part, depth, self.2))
            }
        )*
    };
}

impl<S: Serializer, const TEXT: bool> Serializer for Checking<S, TEXT> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Checking<S::SerializeSeq, TEXT>;
    type SerializeTuple = Checking<S::SerializeTuple, TEXT>;
    type SerializeTupleStruct = Checking<S::SerializeTupleStruct, TEXT>;
    type SerializeTupleVariant = Checking<S::SerializeTupleVariant, TEXT>;
    type SerializeMap = Checking<S::SerializeMap, TEXT>;
    type SerializeStruct = Checking<S::SerializeStruct, TEXT>;
    type SerializeStructVariant = Checking<S::SerializeStructVariant, TEXT>;

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

    // Converted through its text: the same value as an `f64` has other digits, 0.10000000149011612 for 0.1.
    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        let value: f64 = value.to_string().parse().map_err(S::Error::custom)?;
        self.serialize_f64(value)
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        let value = finite(value)?;
        if self.2 == Fraction::Kept && value.abs() < EXACT {
            return self.0.serialize_f64(value);
        }
        // A whole number is written without fraction and exponent: the shortest digits of a float beyond 2^53 are those
        // of another number.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        if value.fract() == 0.0 {
            if (-SIGNED..SIGNED).contains(&value) {
                return self.0.serialize_i64(value as i64);
            }
            if (0.0..UNSIGNED).contains(&value) {
                return self.0.serialize_u64(value as u64);
            }
            if TEXT && value.abs() < WIDE && !is_short(value) {
                return self.0.serialize_i128(value as i128);
            }
        }
        self.0.serialize_f64(value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Finite::<_, TEXT>(value, self.1))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0
            .serialize_newtype_struct(name, &Finite::<_, TEXT>(value, self.1))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(
            name,
            index,
            variant,
            &Finite::<_, TEXT>(value, deeper(self.1)?),
        )
    }
}

/// The parts with unnamed items.
macro_rules! items {
    ($($part:ident $method:ident;)*) => {
        $(
            impl<S: $part, const TEXT: bool> $part for Checking<S, TEXT> {
                type Ok = S::Ok;
                type Error = S::Error;

                fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                    self.0.$method(&Finite::<_, TEXT>(value, self.1))
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

/// The parts with statically named fields.
macro_rules! fields {
    ($($part:ident;)*) => {
        $(
            impl<S: $part, const TEXT: bool> $part for Checking<S, TEXT> {
                type Ok = S::Ok;
                type Error = S::Error;

                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    key: &'static str,
                    value: &T,
                ) -> Result<(), S::Error> {
                    self.0.serialize_field(key, &Finite::<_, TEXT>(value, self.1))
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

impl<S: SerializeMap, const TEXT: bool> SerializeMap for Checking<S, TEXT> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Finite::<_, TEXT>(value, self.1))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
