//! Strings and numbers, by `format`.

use crate::ir::{Bound, Check, Integer, MediaKind, Number, Rules, StringFormat, Type};

use super::super::media::media_type;
use super::super::views::{JsonType, SchemaView};
use super::{Lowered, Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns the type of a string or a number.
    pub(super) fn scalar(&mut self, json_type: JsonType, parts: &[Subschema<'s>]) -> Lowered {
        let mut rules = self.rules(json_type, parts);
        let format = last_str("format", parts);
        let ty = match json_type {
            JsonType::Integer => {
                let listed = listed_range(parts);
                let integer = integer(format, &mut rules, listed);
                if listed.is_none() {
                    bound(format, &mut rules);
                    // In Rust, it is any number.
                    if integer == Integer::Big {
                        rules.checks.push(Check::Type(vec!["integer".to_owned()]));
                    }
                }
                Type::Integer(integer)
            }
            JsonType::Number => Type::Number(Number::F64),
            _ => Type::String(string_format(format, parts)),
        };
        Lowered::of(ty).with_rules(rules)
    }
}

fn last_str<'s>(keyword: &str, parts: &[Subschema<'s>]) -> Option<&'s str> {
    let mut parts = parts.iter().rev();
    parts.find_map(|part| part.schema.str(keyword))
}

fn string_format(format: Option<&str>, parts: &[Subschema<'_>]) -> StringFormat {
    let is_sensitive = |schema: SchemaView<'_>| schema.flag("x-sensitive");
    if format == Some("password") || parts.iter().any(|part| is_sensitive(part.schema)) {
        return StringFormat::Secret;
    }
    match (format, last_str("contentEncoding", parts)) {
        (Some("date-time"), _) => StringFormat::DateTime,
        (Some("date"), _) => StringFormat::Date,
        // `byte` of 3.0 is `contentEncoding` in 3.1.
        (Some("byte" | "base64"), _) | (_, Some("base64")) => StringFormat::Base64,
        (Some("binary"), _) => StringFormat::Binary,
        (None, None) if last_str("type", parts) == Some("file") => StringFormat::Binary,
        // `binary` of 3.0 is `contentMediaType` in 3.1.
        (None, None) if holds_bytes(parts) => StringFormat::Binary,
        (other, _) => StringFormat::Plain(other.map(str::to_owned)),
    }
}

/// Whether strings hold the bytes of a media type that is not text.
fn holds_bytes(parts: &[Subschema<'_>]) -> bool {
    last_str("contentMediaType", parts).is_some_and(|name| {
        let kind = media_type(name).kind;
        matches!(kind, MediaKind::Binary | MediaKind::BySchema)
    })
}

/// Returns the least and the greatest of the listed values.
fn listed_range(parts: &[Subschema<'_>]) -> Option<(f64, f64)> {
    let listed = parts.iter().flat_map(|part| part.schema.values());
    let numbers = listed.filter_map(|value| {
        let number = value.number_text()?.parse::<f64>().ok()?;
        // `i64::MAX` as a float is 2^63, so a value of exactly 2^63 is moved beyond it; so is 2^64 for `u64::MAX`.
        let is_beyond = [Some(1 << 63), Some(1 << 64)].contains(&value.as_i128());
        Some(if is_beyond { number.next_up() } else { number })
    });
    let ranges = numbers.map(|number| (number, number));
    ranges.reduce(|(least, most), (number, _)| (least.min(number), most.max(number)))
}

/// Returns the narrowest type for the range, and removes the bounds that the type itself ensures.
fn integer(format: Option<&str>, rules: &mut Rules, listed: Option<(f64, f64)>) -> Integer {
    // As floats: a bound of 2^63 that was rounded to 9223372036854776000 still means 64 bits.
    const I32: (f64, f64) = (i32::MIN as f64, i32::MAX as f64);
    const U32: (f64, f64) = (0.0, u32::MAX as f64);
    const I64: (f64, f64) = (i64::MIN as f64, i64::MAX as f64);
    const U64: (f64, f64) = (0.0, u64::MAX as f64);
    let low = listed.map(|(least, _)| least);
    let low = low.or_else(|| rules.minimum.as_ref().map(rounded));
    let high = listed.map(|(_, most)| most);
    let high = high.or_else(|| rules.maximum.as_ref().map(rounded));
    let fits = |(least, most): (f64, f64)| {
        low.is_none_or(|low| low >= least) && high.is_none_or(|high| high <= most)
    };
    let (integer, (least, most)) = match format {
        Some("int8" | "int16" | "int32" | "sint32" | "sfixed32") if fits(I32) => {
            (Integer::I32, I32)
        }
        Some("uint8" | "uint16" | "uint32" | "fixed32") if fits(U32) => (Integer::U32, U32),
        Some("uint64" | "uint" | "fixed64") if fits(U64) => (Integer::U64, U64),
        Some("int64") if fits(I64) || !fits(U64) || low.is_none() => (Integer::I64, I64),
        Some("int128" | "uint128" | "int256" | "uint256") if low.is_none() || high.is_none() => {
            return Integer::Big;
        }
        _ if fits(I64) => (Integer::I64, I64),
        _ if low.is_some() && fits(U64) => (Integer::U64, U64),
        _ => return Integer::Big,
    };
    // Limits up to those of 32 bits are exact as floats. An exclusive bound at another one may have been rounded to it.
    let is_ensured = |bound: &Bound, limit: f64| {
        rounded(bound) == limit && (limit.abs() > U32.1 || matches!(bound, Bound::Inclusive(_)))
    };
    rules
        .minimum
        .take_if(|bound| rounded(bound) < least || is_ensured(bound, least));
    rules
        .maximum
        .take_if(|bound| rounded(bound) > most || is_ensured(bound, most));
    integer
}

/// Adds the bounds of a format that is narrower than its type. Bounds that the schema states itself take precedence.
fn bound(format: Option<&str>, rules: &mut Rules) {
    let (least, most) = match format {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        _ => return,
    };
    let bound = |number: i32| Bound::Inclusive(number.into());
    // An unsigned type has no negative values anyway.
    if least < 0 {
        rules.minimum.get_or_insert_with(|| bound(least));
    }
    rules.maximum.get_or_insert_with(|| bound(most));
}

fn rounded(bound: &Bound) -> f64 {
    let (Bound::Inclusive(number) | Bound::Exclusive(number)) = bound;
    number.as_f64().unwrap_or_default()
}

/// Merges variants that have a common type. `merge` adds a variant to an earlier one, which gets that type.
pub(super) fn merge_scalar_variants<T>(
    variants: Vec<T>,
    common: impl Fn(&T, &T) -> Option<Type>,
    merge: impl Fn(&mut T, T, Type),
) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for variant in variants {
        let same = kept
            .iter_mut()
            .find_map(|other| Some((common(other, &variant)?, other)));
        match same {
            Some((ty, other)) => merge(other, variant, ty),
            None => kept.push(variant),
        }
    }
    kept
}

/// Returns the type that holds the values of both types without loss.
pub(super) fn common_type(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Integer(a), Type::Integer(b)) => Some(Type::Integer(match (a, b) {
            (Integer::Big, _) | (_, Integer::Big) => Integer::Big,
            (Integer::U64, Integer::U32) | (Integer::U32, Integer::U64) => Integer::U64,
            (Integer::U64, _) | (_, Integer::U64) => Integer::Big,
            _ => Integer::I64,
        })),
        (Type::String(a), Type::String(b)) => {
            // What may be a file is one: a part of a form is text then, or a file.
            let mut kept = [StringFormat::Secret, StringFormat::Binary].into_iter();
            let kept = kept.find(|format| [a, b].contains(&format));
            Some(Type::String(kept.unwrap_or(StringFormat::Plain(None))))
        }
        _ => None,
    }
}
