//! `x-paging`.

mod end;
mod fields;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{
    BodyKind, Bound, CursorType, Integer, Location, Operation, PageParameter, Paging, PagingKind,
    ParameterScope, PropertyPath, PropertyStep, ResponseKind, Rules, StringFormat, Type, TypeKind,
};
use crate::source::{Node, pointer};

use self::fields::FIELDS;
use super::Lowering;

/// What a parameter says about its number in a request that does not give it.
#[derive(Default)]
struct PageDefault {
    default: Option<u64>,
    /// The least number that is valid.
    least: Option<u64>,
}

impl<'s> Lowering<'s> {
    /// Returns how the pages of an operation follow each other. All types must be complete.
    pub(super) fn paging(&self, node: Node<'s>, operation: &Operation) -> Option<Paging> {
        self.check_paging_fields(node);
        let wrong = node
            .entries()
            .find(|(key, value)| FIELDS.contains(key) && value.as_str().is_none());
        if let Some((key, value)) = wrong {
            let message = format!("`{key}` must be a string, not {}", value.kind().described());
            let help = "write the name of a parameter or a property, or a JSON pointer";
            return self.wrong_paging(value.at_value(), &message, help);
        }
        let (output, body) = self.paged_body(node, operation)?;
        let (items, ty) = self.property_path(node, "items", body)?;
        let Type::Array(item) = ty else {
            let place = node.get("items").unwrap_or(node).at_value();
            let message = "the items of a page must be an array";
            return self.wrong_paging(place, message, "name the array");
        };
        let limit = self.page_limit(node, operation)?;
        let default_limit = limit.as_ref().and_then(|(_, known)| known.default);
        let limit = limit.map(|(limit, _)| limit);
        Some(Paging {
            kind: self.paging_kind(node, operation, (body, &item), limit)?,
            default_limit,
            output,
            items,
            total: self.total(node, operation, body)?,
            pages: self.page_count(node, body)?,
            flag: self.page_flag(node, body)?,
            item: *item,
        })
    }

    /// Returns the parameter for the size of a page, if there is one; the outer `None` is an error.
    fn page_limit(
        &self,
        node: Node<'s>,
        operation: &Operation,
    ) -> Option<Option<(PageParameter, PageDefault)>> {
        let Some(name) = node.get("limit") else {
            return Some(None);
        };
        let limit = self.page_parameter(name, operation)?;
        let mut positions = ["offset", "page", "marker", "cursor"].into_iter();
        let same = |key: &&str| node.get_str(key) == name.as_str();
        if let Some(key) = positions.find(same) {
            let message = format!("`limit` and `{key}` name the same parameter");
            let help = "name the parameter that says how many items a page has, or remove `limit`";
            return self.wrong_paging(name.at_value(), &message, help);
        }
        Some(Some(limit))
    }

    fn paging_kind(
        &self,
        node: Node<'s>,
        operation: &Operation,
        (body, item): (&Type, &Type),
        limit: Option<PageParameter>,
    ) -> Option<PagingKind> {
        if let Some(name) = node.get("offset") {
            let (offset, first) = self.page_parameter(name, operation)?;
            return Some(PagingKind::Offset {
                offset,
                first: first.default.unwrap_or(first.least.unwrap_or(0)),
                limit,
            });
        }
        if let Some(name) = node.get("page") {
            let (page, first) = self.page_parameter(name, operation)?;
            if (first.default, first.least) == (None, Some(0)) {
                let message = "the first page may be 0 or 1, and the parameter has no `default`; pages are \
                               counted from 1";
                let help = "add `default: 0` or `default: 1` to the parameter";
                self.context
                    .warn(Code::Paging, name.at_value(), message, help);
            }
            return Some(PagingKind::Page {
                page,
                first: first.default.unwrap_or(1),
                limit,
            });
        }
        if let Some(name) = node.get("marker") {
            let (marker, _) = self.page_parameter(name, operation)?;
            let (id, ty) = self.property_path(node, "id", item)?;
            let ty = self.cursor_type(node, "id", &ty)?;
            return Some(PagingKind::Marker { marker, id, ty });
        }
        if let Some(name) = node.get("cursor") {
            let (cursor, _) = self.page_parameter(name, operation)?;
            if let Some(header) = node.get("next-header") {
                return self.header_cursor(name, cursor, header, operation);
            }
            let (next, ty) = self.property_path(node, "next", body)?;
            if is_relative_url(&ty) {
                return Some(PagingKind::Url(next));
            }
            let ty = self.cursor_type(node, "next", &ty)?;
            return Some(PagingKind::Cursor { cursor, next, ty });
        }
        if let Some(relation) = node.get("link").and_then(Node::as_str) {
            return Some(PagingKind::Link(relation.to_owned()));
        }
        if node.get("next").is_some() {
            let (next, ty) = self.property_path(node, "next", body)?;
            if self.cursor_type(node, "next", &ty)? == CursorType::String {
                return Some(PagingKind::Url(next));
            }
        }
        self.wrong_paging(
            node.at_key(),
            "`x-paging` names no parameter that asks for the next page",
            "write `offset`, `page`, `cursor` or `marker` with the name of the parameter, `next` with the property that has the URL of the next page, or `link: next`",
        )
    }

    fn cursor_type(&self, node: Node<'s>, key: &str, ty: &Type) -> Option<CursorType> {
        match ty {
            Type::String(StringFormat::Plain(_) | StringFormat::Binary) => Some(CursorType::String),
            Type::Integer(integer) => Some(CursorType::Integer(*integer)),
            _ => {
                let place = node.get(key).unwrap_or(node).at_value();
                let message = "the position of the next page must be a string or an integer";
                let help = "name the property that the next request takes";
                self.wrong_paging(place, message, help)
            }
        }
    }

    pub(super) fn wrong_paging<T>(&self, place: Place, message: &str, help: &str) -> Option<T> {
        self.context.wrong(Code::Paging, place, message, help)
    }

    /// Returns the first success with a JSON body, which holds a page: its index among the outputs, and the type of the
    /// body.
    fn paged_body<'o>(
        &self,
        node: Node<'s>,
        operation: &'o Operation,
    ) -> Option<(usize, &'o Type)> {
        let mut outputs = operation.outputs().enumerate();
        let found = outputs.find_map(|(at, (_, content))| match &content?.kind {
            ResponseKind::Json(ty) => Some((at, ty)),
            _ => None,
        });
        found.or_else(|| {
            let message = "no successful response has a JSON body";
            self.wrong_paging(
                node.at_key(),
                message,
                "describe the response that holds a page",
            )
        })
    }

    /// Returns the query parameter that a field names, or the property of the body at its JSON pointer, and its
    /// number in a request that does not give it.
    fn page_parameter(
        &self,
        name: Node<'s>,
        operation: &Operation,
    ) -> Option<(PageParameter, PageDefault)> {
        let text = name.as_str()?;
        if text.starts_with('/') {
            return self.page_property(name, text, operation);
        }
        let in_query = || {
            let all = operation.parameters.iter().enumerate();
            all.filter(|(_, parameter)| parameter.location == Location::Query)
        };
        let found = in_query().find(|(_, parameter)| parameter.wire == text);
        let Some((at, parameter)) = found else {
            let names = in_query().map(|(_, parameter)| parameter.wire.as_str());
            let message = format!("unknown query parameter `{text}`");
            let error = Diagnostic::error(Code::Paging, name.at_value(), message);
            let otherwise = "name a query parameter of the operation";
            self.context.suggest(error, text, names, otherwise);
            return None;
        };
        if parameter.scope != ParameterScope::Call {
            let message = format!("the client sets `{text}` once, so pages cannot differ in it");
            let help = "remove `x-client-parameter` from the parameter";
            return self.wrong_paging(name.at_value(), &message, help);
        }
        let ty = self.schemas.types.resolve_null(&parameter.ty).0;
        if matches!(
            ty,
            Type::Bool | Type::Array(_) | Type::Tuple(_) | Type::Map(_)
        ) {
            let message = format!("the parameter `{text}` takes no number or string");
            let help = "name the parameter that asks for the next page, or correct its type";
            return self.wrong_paging(name.at_value(), &message, help);
        }
        let first = self.page_default(parameter.default.as_ref(), &parameter.ty, &parameter.rules);
        Some((PageParameter::Query(at), first))
    }

    /// Returns what a parameter with this default, type and constraints says about its number where it is not given.
    fn page_default(&self, default: Option<&Value>, ty: &Type, rules: &Rules) -> PageDefault {
        let types = &self.schemas.types;
        let named = types.layers(ty).find_map(|def| def.rules.minimum.as_ref());
        let least = match rules.minimum.as_ref().or(named) {
            Some(Bound::Inclusive(least)) => least.as_u64(),
            Some(Bound::Exclusive(below)) => below.as_u64().map(|below| below.saturating_add(1)),
            None => {
                let ty = types.resolve_null(ty).0;
                matches!(ty, Type::Integer(Integer::U32 | Integer::U64)).then_some(0)
            }
        };
        PageDefault {
            default: default.and_then(position),
            least,
        }
    }

    fn page_property(
        &self,
        name: Node<'s>,
        pointer: &str,
        operation: &Operation,
    ) -> Option<(PageParameter, PageDefault)> {
        let place = name.at_value();
        let Some(ty) = operation
            .contents()
            .find_map(|content| match &content.kind {
                BodyKind::Json(ty) => Some(ty),
                _ => None,
            })
        else {
            let message = "the operation has no JSON body";
            return self.wrong_paging(place, message, "name a query parameter");
        };
        let (path, _) = self.walk(place, &pointer::steps(pointer), ty)?;
        let last = path.steps.last()?;
        let first = match &self.schemas.types.get(last.owner)?.kind {
            TypeKind::Struct(object) => {
                let field = object.fields.get(last.field)?;
                self.page_default(field.default.as_ref(), &field.ty, &field.rules)
            }
            _ => PageDefault::default(),
        };
        Some((PageParameter::Body(pointer.to_owned()), first))
    }

    /// Returns the path to the property that a field names, and its type. The field holds a name or a JSON pointer;
    /// where it may be missing, it stands for the response itself or for `id`. Aliases and null are resolved.
    pub(super) fn property_path(
        &self,
        paging: Node<'s>,
        key: &str,
        body: &Type,
    ) -> Option<(PropertyPath, Type)> {
        let steps = match paging.get(key) {
            Some(given) => pointer::steps(given.as_str()?),
            None if key == "items" => Vec::new(),
            None if key == "id" => vec![key.to_owned()],
            None => {
                let message = format!("`x-paging` lacks `{key}`");
                let help = "name the property of the response";
                return self.wrong_paging(paging.at_key(), &message, help);
            }
        };
        let place = paging.get(key).unwrap_or(paging).at_value();
        self.walk(place, &steps, body)
    }

    /// Follows names through the properties of objects.
    fn walk(&self, place: Place, steps: &[String], body: &Type) -> Option<(PropertyPath, Type)> {
        let types = &self.schemas.types;
        let (mut ty, nulls) = types.resolve_null(body);
        let mut path = PropertyPath {
            pointer: pointer::of(steps),
            nulls,
            steps: Vec::new(),
        };
        for name in steps {
            let object = types.object(ty);
            let fields = || object.into_iter().flat_map(|(_, object)| &object.fields);
            let found = fields().position(|field| field.wire == *name);
            let Some(((owner, _), at)) = object.zip(found) else {
                if self.may_be_unread(ty) {
                    return None;
                }
                let known = fields().map(|field| field.wire.as_str());
                let message = format!("unknown property `{name}`");
                let error = Diagnostic::error(Code::Paging, place, message);
                let otherwise = "name a property, or write a JSON pointer to one inside it";
                self.context.suggest(error, name, known, otherwise);
                return None;
            };
            let (next, nulls) = types.resolve_null(&fields().nth(at)?.ty);
            path.steps.push(PropertyStep {
                owner,
                field: at,
                nulls,
            });
            ty = next;
        }
        (!self.may_be_unread(ty)).then(|| (path, ty.clone()))
    }

    /// Whether a type may come from a schema that could not be read, which has been reported already.
    fn may_be_unread(&self, ty: &Type) -> bool {
        self.context.has_errors() && *ty == Type::Any
    }
}

/// Returns a default as a number, which may be written as `1.0`, or as text for a parameter that is text.
fn position(default: &Value) -> Option<u64> {
    match default {
        Value::String(text) => text.parse().ok(),
        number => {
            let whole = |number: &f64| *number >= 0.0 && number.fract() == 0.0;
            let other = || number.as_f64().filter(whole).map(|number| number as u64);
            number.as_u64().or_else(other)
        }
    }
}

/// Whether a string may be the URL of the next page without a host.
fn is_relative_url(ty: &Type) -> bool {
    const FORMATS: [&str; 2] = ["uri-reference", "iri-reference"];
    match ty {
        Type::String(StringFormat::Plain(Some(format))) => FORMATS.contains(&format.as_str()),
        _ => false,
    }
}
