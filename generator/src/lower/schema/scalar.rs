//! Strings and numbers by `format`.

use crate::ir::{Bound, Integer, Number, Rules, Text, Type};

use super::super::context::Lowering;
use super::super::view::flag;
use super::kinds::ValueKind;
use super::{Lowered, Member};

impl<'s> Lowering<'s, '_> {
    /// The type of a string or a number.
    pub(super) fn scalar(&mut self, kind: ValueKind, members: &[Member<'s>]) -> Lowered {
        let mut rules = self.rules(kind, members);
        let format = members
            .iter()
            .rev()
            .find_map(|member| member.node.get_str("format"));
        let ty = match kind {
            ValueKind::Integer => Type::Integer(integer(format, &mut rules)),
            ValueKind::Number => Type::Number(match format {
                Some("float") => Number::F32,
                _ => Number::F64,
            }),
            _ => Type::Text(text(format, members)),
        };
        Lowered {
            rules,
            ..Lowered::of(ty)
        }
    }
}

/// The type of a string.
fn text(format: Option<&str>, members: &[Member<'_>]) -> Text {
    let encoding = members
        .iter()
        .rev()
        .find_map(|member| member.node.get_str("contentEncoding"));
    if format == Some("password")
        || members
            .iter()
            .any(|member| flag(member.node, "x-sensitive"))
    {
        return Text::Secret;
    }
    match (format, encoding) {
        (Some("date-time"), _) => Text::DateTime,
        (Some("date"), _) => Text::Date,
        (Some("byte" | "base64"), _) | (_, Some("base64")) => Text::Base64,
        (Some("binary"), _) => Text::Binary,
        (other, _) => Text::Plain(other.map(str::to_owned)),
    }
}

/// The narrowest type that has the range. Bounds that the type keeps by itself are no rules any more.
fn integer(format: Option<&str>, rules: &mut Rules) -> Integer {
    let low = rules.minimum.as_ref().map(bound);
    let high = rules.maximum.as_ref().map(bound);
    let fits = |least: f64, most: f64| {
        low.is_none_or(|low| low >= least) && high.is_none_or(|high| high <= most)
    };
    const I64: (f64, f64) = (i64::MIN as f64, i64::MAX as f64);
    const U64: (f64, f64) = (0.0, u64::MAX as f64);
    match format {
        Some("int8" | "int16" | "int32") if fits(i32::MIN.into(), i32::MAX.into()) => {
            drop_beyond(rules, (i32::MIN.into(), i32::MAX.into()));
            Integer::I32
        }
        Some("uint8" | "uint16" | "uint32") if fits(0.0, u32::MAX.into()) => {
            drop_beyond(rules, (0.0, u32::MAX.into()));
            Integer::U32
        }
        Some("uint64" | "uint") if fits(U64.0, U64.1) => {
            drop_beyond(rules, U64);
            Integer::U64
        }
        Some("int64") => {
            drop_beyond(rules, I64);
            Integer::I64
        }
        // A bound of 2^63 written as a rounded float still means 64 bits.
        _ if fits(I64.0, I64.1) => {
            drop_beyond(rules, I64);
            Integer::I64
        }
        _ if low.is_some_and(|low| low >= 0.0) && high.is_none_or(|high| high <= U64.1) => {
            drop_beyond(rules, U64);
            Integer::U64
        }
        _ => Integer::Big,
    }
}

/// Forgets bounds that every value of the type keeps.
fn drop_beyond(rules: &mut Rules, (least, most): (f64, f64)) {
    // Zero is exact; the other limits are floats, which an exclusive bound may have been rounded to.
    let says_nothing = |low: &Bound| {
        bound(low) < least
            || bound(low) == least && (least < 0.0 || matches!(low, Bound::Inclusive(_)))
    };
    rules.minimum.take_if(|low| says_nothing(low));
    rules.maximum.take_if(|high| bound(high) >= most);
}

fn bound(bound: &Bound) -> f64 {
    match bound {
        Bound::Inclusive(number) | Bound::Exclusive(number) => number.as_f64().unwrap_or(0.0),
    }
}
