//! Whether all values of one type are values of another one.

use crate::compare::Side;
use crate::ir::{Integer, StringFormat, Type, TypeKind};
use crate::limits::COMPARED_NESTING;

/// How the values of types are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compare) enum View {
    /// As the description defines them.
    Exact,
    /// As the description defines them, but written as text: a number is the same as its digits.
    Text,
    /// As a generated client reads them: open enums, strings of any format, unions that never fail.
    Read,
}

/// Whether every value of the small type is also a value of the large type. Each type belongs to a description of its
/// own.
pub(in crate::compare) fn includes(
    (large_side, large): (&Side<'_>, &Type),
    (small_side, small): (&Side<'_>, &Type),
    view: View,
) -> bool {
    Inclusion {
        large: large_side,
        small: small_side,
        view,
    }
    .includes(large, small, 0)
}

struct Inclusion<'a> {
    large: &'a Side<'a>,
    small: &'a Side<'a>,
    view: View,
}

impl Inclusion<'_> {
    fn includes(&self, large: &Type, small: &Type, depth: usize) -> bool {
        if depth > COMPARED_NESTING {
            return false;
        }
        let deeper = depth.saturating_add(1);
        let large = self.large.client.api.types.resolve(large);
        let small = self.small.client.api.types.resolve(small);
        match (large, small) {
            (Type::Any, _) => true,
            (Type::Nullable(large), Type::Nullable(small))
            | (Type::Array(large), Type::Array(small))
            | (Type::Map(large), Type::Map(small)) => self.includes(large, small, deeper),
            (Type::Nullable(large), small) => self.includes(large, small, deeper),
            (Type::Named(_), _) | (_, Type::Named(_)) => self.named(large, small, depth),
            (Type::Integer(large), Type::Integer(small)) => holds(*large, *small),
            (Type::Number(_), Type::Integer(_) | Type::Number(_)) | (Type::Bool, Type::Bool) => {
                true
            }
            (Type::String(large), Type::String(small)) => {
                self.view == View::Read
                    || large == small
                    || matches!(
                        large,
                        StringFormat::Plain(None) | StringFormat::Binary | StringFormat::Secret
                    )
            }
            (
                Type::String(StringFormat::Plain(None)),
                Type::Integer(_) | Type::Number(_) | Type::Bool,
            ) => self.view == View::Text,
            (Type::Tuple(large), Type::Tuple(small)) => {
                let mut pairs = large.iter().zip(small);
                large.len() == small.len()
                    && pairs.all(|(large, small)| self.includes(large, small, deeper))
            }
            _ => false,
        }
    }

    fn named(&self, large: &Type, small: &Type, depth: usize) -> bool {
        let deeper = depth.saturating_add(1);
        let large_kind = self.large.client.api.types.kind(large);
        let small_kind = self.small.client.api.types.kind(small);
        match (large_kind, small_kind) {
            (Some(TypeKind::Union(_)), _) if self.view == View::Read => true,
            (Some(TypeKind::Union(union)), _) => {
                let mut variants = union.variants.iter();
                variants.any(|variant| self.includes(&variant.ty, small, deeper))
            }
            (_, Some(TypeKind::Union(union))) => {
                let mut variants = union.variants.iter();
                variants.all(|variant| self.includes(large, &variant.ty, deeper))
            }
            (Some(TypeKind::Newtype(large)), _) => self.includes(large, small, deeper),
            (_, Some(TypeKind::Newtype(small))) => self.includes(large, small, deeper),
            (Some(TypeKind::StringEnum(_)), Some(TypeKind::StringEnum(_)))
            | (Some(TypeKind::IntEnum(_)), Some(TypeKind::IntEnum(_)))
                if self.view == View::Read =>
            {
                true
            }
            (Some(TypeKind::StringEnum(large)), Some(TypeKind::StringEnum(small))) => {
                let has = |wire: &String| large.iter().any(|value| value.wire == *wire);
                small.iter().all(|value| has(&value.wire))
            }
            (Some(TypeKind::IntEnum(large)), Some(TypeKind::IntEnum(small))) => {
                let has = |wire: i64| large.iter().any(|value| value.wire == wire);
                small.iter().all(|value| has(value.wire))
            }
            (Some(TypeKind::StringEnum(_)), None) => {
                self.view == View::Read && matches!(small, Type::String(_))
            }
            (Some(TypeKind::IntEnum(_)), None) => {
                self.view == View::Read && matches!(small, Type::Integer(_))
            }
            (None, Some(TypeKind::StringEnum(_))) => {
                let plain = Type::text();
                self.includes(large, &plain, deeper)
            }
            (None, Some(TypeKind::IntEnum(small))) => match large {
                Type::Integer(large) => {
                    let fits = |wire: i64| {
                        large
                            .range()
                            .is_none_or(|range| range.contains(&wire.into()))
                    };
                    small.iter().all(|value| fits(value.wire))
                }
                _ => self.includes(large, &Type::Integer(Integer::I64), deeper),
            },
            (None, Some(TypeKind::Struct(_))) => {
                matches!(large, Type::Map(value) if **value == Type::Any)
            }
            // Property by property: what the large object requires, the small one must require too.
            (Some(TypeKind::Struct(large)), Some(TypeKind::Struct(small))) => large
                .fields
                .iter()
                .all(|field| match small.field(&field.wire) {
                    None => !field.presence.is_required(),
                    Some(other) => {
                        (other.presence.is_required() || !field.presence.is_required())
                            && self.includes(&field.ty, &other.ty, deeper)
                    }
                }),
            _ => false,
        }
    }
}

fn holds(large: Integer, small: Integer) -> bool {
    match (large.range(), small.range()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(large), Some(small)) => large.contains(small.start()) && large.contains(small.end()),
    }
}
