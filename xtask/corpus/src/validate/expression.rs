//! Values as expressions of Rust.

use generator::ir::{Api, BodyContent, Integer, StringFormat, Type, TypeKind};
use serde_json::Value;

use super::sample::Sampler;

/// A media type of a range such as `image/*`.
pub(super) fn concrete(range: &str) -> &'static str {
    match range.split('/').next() {
        Some("image") => "image/png",
        Some("text") => "text/plain",
        _ => "application/octet-stream",
    }
}

/// A value for a body: its example, where that fits.
pub(super) fn sample(
    sampler: &Sampler<'_>,
    content: &BodyContent,
    ty: &Type,
) -> Result<Value, String> {
    let example = content.example.clone();
    let example = example.filter(|example| sampler.fits(ty, example));
    example
        .or_else(|| sampler.value(ty, &content.rules))
        .ok_or_else(|| "no value for the body".to_owned())
}

/// The argument for a value, in the way that the generated methods take it.
pub(super) fn expression(api: &Api, ty: &Type, value: &Value) -> String {
    let json = || format!("{:?}", value.to_string());
    let ty = api.types.resolve(ty);
    match ty {
        Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret) => {
            format!("{:?}", plain(value))
        }
        Type::Bool | Type::Number(_) => format!("arg({})", json()),
        Type::Integer(integer) if *integer != Integer::Big => format!("arg({})", json()),
        Type::Array(item)
            if matches!(
                api.types.resolve(item),
                Type::String(StringFormat::Plain(_) | StringFormat::Binary)
            ) =>
        {
            let one = [value.clone()];
            let items = value.as_array().map_or(one.as_slice(), Vec::as_slice);
            let items: Vec<_> = items
                .iter()
                .map(|item| format!("{:?}", plain(item)))
                .collect();
            format!("&[{}]", items.join(", "))
        }
        Type::Array(_) if value.is_array() => format!("&arg::<Vec<_>>({})", json()),
        Type::Array(_) => format!(
            "&arg::<Vec<_>>({:?})",
            Value::Array(vec![value.clone()]).to_string()
        ),
        Type::Nullable(_) if value.is_null() => "None".to_owned(),
        Type::Nullable(inner) => format!("Some({})", expression(api, inner, value)),
        Type::Named(id) => match api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_)) => format!("arg({})", json()),
            _ => format!("&arg({})", json()),
        },
        _ => format!("&arg({})", json()),
    }
}

/// A scalar as text.
pub(super) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
