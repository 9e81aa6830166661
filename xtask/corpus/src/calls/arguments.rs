//! Writes the Rust expressions that take arguments from a line of input, in the form in which generated methods take
//! them.

use std::fmt::Write as _;

use generator::ir::{
    Api, Body, BodyContent, BodyKind, Integer, Operation, ParameterPresence, ParameterScope, Part,
    PartCount, StringFormat, Type, TypeKind,
};
use generator::names::{ContentNames, FormNames, OperationNames};

/// The key of a parameter's value.
pub(super) fn parameter_key(number: usize) -> String {
    format!("parameter {number}")
}

/// The keys of the body, and of the number of its content.
pub(super) const BODY: &str = "body";
pub(super) const CONTENT: &str = "content";
/// The key of the media type, if the caller names it.
pub(super) const MEDIA_TYPE: &str = "media type";

/// The key of a part's value.
pub(super) fn part_key(number: usize) -> String {
    format!("part {number}")
}

/// The key of the value of a part's header.
pub(super) fn part_header_key(number: usize, header: usize) -> String {
    format!("part {number} header {header}")
}

/// Writes the arguments of the operations of one client.
pub(super) struct Arguments<'a> {
    pub(super) api: &'a Api,
    /// The path of the types of the operations.
    pub(super) types: &'a str,
}

impl Arguments<'_> {
    /// Returns the call with its setters: an expression, and the statements that follow it.
    pub(super) fn call(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Option<(String, String)> {
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        let parameters = operation.parameters.iter().zip(&names.parameters);
        for (number, (parameter, named)) in parameters.enumerate() {
            if parameter.scope != ParameterScope::Call {
                continue;
            }
            let key = parameter_key(number);
            let value = self.taken(&parameter.ty, &key);
            match parameter.presence {
                ParameterPresence::Required => arguments.push(value),
                ParameterPresence::Constant(_) => {}
                ParameterPresence::Optional => set(&mut setters, &key, &named.name, &value),
            }
        }
        if let Some(body) = &operation.body {
            let values = self.body(body, names)?;
            match body.presence {
                ParameterPresence::Required | ParameterPresence::Constant(_) => {
                    arguments.extend(values);
                }
                ParameterPresence::Optional => {
                    set(&mut setters, CONTENT, &names.body, &values.join(", "));
                }
            }
        }
        Some((
            format!(".{}({})", names.method, arguments.join(", ")),
            setters,
        ))
    }

    /// Returns the expression for a value, borrowed where the method borrows it.
    fn taken(&self, ty: &Type, key: &str) -> String {
        let get = |ty: &str| format!("given.get::<{ty}>({key:?})?");
        let ty = self.api.types.resolve(ty);
        match ty {
            _ if is_text(ty) => format!("&{}", get("String")),
            // It is taken as a value that converts into it.
            _ if self.is_text_newtype(ty) => format!("{}.as_str()", get("String")),
            _ if self.is_by_value(ty) => get("_"),
            Type::Array(item) if self.is_text_item(item) => {
                format!("&strings(&{})", get("Vec<String>"))
            }
            Type::Array(_) => format!("&{}", get("Vec<_>")),
            Type::Nullable(inner) => {
                let inner = self.api.types.resolve(inner);
                match inner {
                    _ if is_text(inner) => format!("{}.as_deref()", get("Option<String>")),
                    _ if self.is_by_value(inner) => get("_"),
                    Type::Array(item) if self.is_text_item(item) => {
                        let list = get("Option<Vec<String>>");
                        format!("{list}.as_deref().map(strings).as_deref()")
                    }
                    Type::Array(_) => format!("{}.as_deref()", get("Option<Vec<_>>")),
                    _ => format!("{}.as_ref()", get("Option<_>")),
                }
            }
            _ => format!("&{}", get("_")),
        }
    }

    /// Whether it is a newtype of a string.
    fn is_text_newtype(&self, ty: &Type) -> bool {
        matches!(self.api.types.kind(ty), Some(TypeKind::Newtype(inner)) if is_borrowed_item(inner))
    }

    /// Whether lists of it are taken as lists of strings.
    fn is_text_item(&self, item: &Type) -> bool {
        is_borrowed_item(self.api.types.resolve(item)) || self.is_text_newtype(item)
    }

    fn is_by_value(&self, ty: &Type) -> bool {
        match ty {
            Type::Bool | Type::Number(_) => true,
            Type::Integer(integer) => *integer != Integer::Big,
            Type::Named(_) => matches!(
                self.api.types.kind(ty),
                Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_))
            ),
            _ => false,
        }
    }

    fn body(&self, body: &Body, names: &OperationNames) -> Option<Vec<String>> {
        if let ([content], [named]) = (body.contents.as_slice(), names.contents.as_slice()) {
            let mut arguments = Vec::new();
            if content.media_type.is_range() {
                arguments.push(format!("&given.get::<String>({MEDIA_TYPE:?})?"));
            }
            arguments.push(match &content.kind {
                BodyKind::Json(ty) | BodyKind::Scalar(ty) | BodyKind::Form { ty, .. } => {
                    self.taken(ty, BODY)
                }
                BodyKind::JsonLines(_) => format!("&given.get::<Vec<_>>({BODY:?})?"),
                _ => self.owned(content, named)?,
            });
            return Some(arguments);
        }
        let ty = format!("{}::{}", self.types, names.body_type);
        let mut arms = String::new();
        for (number, (content, named)) in body.contents.iter().zip(&names.contents).enumerate() {
            let (held, variant) = (self.owned(content, named)?, &named.variant);
            let made = if content.media_type.is_range() {
                format!(
                    "{ty}::{variant} {{ content_type: given.get({MEDIA_TYPE:?})?, body: {held} }}"
                )
            } else {
                format!("{ty}::{variant}({held})")
            };
            let _ = write!(arms, "{number} => {made}, ");
        }
        Some(vec![format!(
            "match given.get::<usize>({CONTENT:?})? {{ {arms} _ => return Err(String::new()) }}"
        )])
    }

    fn owned(&self, content: &BodyContent, names: &ContentNames) -> Option<String> {
        Some(match &content.kind {
            BodyKind::Multipart(parts) => self.form(parts, names.form.as_ref()?),
            BodyKind::Binary => format!("apiruntime::Body::from(given.bytes({BODY:?}))"),
            BodyKind::Text => format!("given.get::<String>({BODY:?})?"),
            _ => format!("given.get({BODY:?})?"),
        })
    }

    fn form(&self, parts: &[Part], names: &FormNames) -> String {
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        let named = names.parts.iter().zip(&names.headers);
        for (number, (part, (name, headers))) in parts.iter().zip(named).enumerate() {
            let key = part_key(number);
            let mut values = vec![self.part(part, &key)];
            let mut optional = String::new();
            for (at, (header, named)) in part.headers.iter().zip(headers).enumerate() {
                let key = part_header_key(number, at);
                let value = self.taken(&header.ty, &key);
                match header.presence {
                    ParameterPresence::Required => values.push(value),
                    ParameterPresence::Constant(_) => {}
                    ParameterPresence::Optional => {
                        set_in(&mut optional, &key, &named.name, &value);
                    }
                }
            }
            match part.presence {
                ParameterPresence::Required => arguments.extend(values),
                // Only its headers are arguments.
                ParameterPresence::Constant(_) => arguments.extend(values.into_iter().skip(1)),
                ParameterPresence::Optional => set_in(&mut setters, &key, name, &values.join(", ")),
            }
            setters.push_str(&optional);
        }
        let (ty, arguments) = (&names.ty, arguments.join(", "));
        format!(
            "{{ let mut form = {}::{ty}::new({arguments}); {setters} form }}",
            self.types
        )
    }

    fn part(&self, part: &Part, key: &str) -> String {
        let file = "apiruntime::codegen::Part::file(\"file.bin\", bytes_of(&bytes))";
        match (part.kind.value_type(), part.count) {
            (None, PartCount::One) => {
                format!("{{ let bytes = given.get::<serde_json::Value>({key:?})?; {file} }}")
            }
            (None, PartCount::Many) => {
                let list = format!("given.get::<Vec<serde_json::Value>>({key:?})?");
                format!("{list}.into_iter().map(|bytes| {file})")
            }
            (Some(ty), PartCount::One) => self.taken(ty, key),
            (Some(ty), PartCount::Many) => match self.api.types.resolve(ty) {
                ty if is_text(ty) => format!("&strings(&given.get::<Vec<String>>({key:?})?)"),
                _ => format!("&given.get::<Vec<_>>({key:?})?"),
            },
        }
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret)
    )
}

fn is_borrowed_item(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String(StringFormat::Plain(_) | StringFormat::Binary)
    )
}

fn set(setters: &mut String, key: &str, name: &dyn std::fmt::Display, value: &str) {
    let _ = writeln!(
        setters,
        "    if given.has({key:?}) {{ call = call.{name}({value}); }}"
    );
}

fn set_in(setters: &mut String, key: &str, name: &dyn std::fmt::Display, value: &str) {
    let _ = write!(
        setters,
        "if given.has({key:?}) {{ form = form.{name}({value}); }} "
    );
}
