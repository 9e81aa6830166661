//! `x-paging`.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{
    Location, Paging, PagingKind, Parameter, Response, ResponseKind, StatusPattern, Type, TypeKind,
};
use crate::source::Node;

use super::context::Lowering;
use super::operation::Site;

const FIELDS: [&str; 7] = [
    "offset", "page", "cursor", "limit", "items", "total", "next",
];

impl<'s> Lowering<'s, '_> {
    /// How the pages of an operation follow each other.
    pub(super) fn paging(
        &mut self,
        site: &Site<'s>,
        parameters: &[Parameter],
        successes: &[Response],
    ) -> Option<Paging> {
        let node = site.node.get("x-paging").filter(|node| node.is_map())?;
        for (key, value) in node.entries() {
            if !FIELDS.contains(&key) {
                let help = match nearest(key, FIELDS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it has {}", FIELDS.join(", ")),
                };
                self.warn(
                    Code::Paging,
                    value.origin().at_key(),
                    format!("`x-paging` has no field `{key}`"),
                    help,
                );
            }
        }
        let (status, body) = self.paged_body(node, successes)?;
        let items = self.property_path(node, "items", &body)?;
        let Type::Array(item) = self.behind(&items.1) else {
            let place = node.get("items").unwrap_or(node).origin().at_value();
            self.wrong_paging(
                place,
                "the items of a page are an array, and this is none",
                "name the array",
            );
            return None;
        };
        let limit = match node.get("limit") {
            Some(name) => Some(self.page_parameter(name, parameters)?),
            None => None,
        };
        let kind = if let Some(name) = node.get("offset") {
            let offset = self.page_parameter(name, parameters)?;
            let total = match node.get("total") {
                Some(_) => Some(self.property_path(node, "total", &body)?.0),
                None => None,
            };
            PagingKind::Offset {
                offset,
                limit,
                total,
            }
        } else if let Some(name) = node.get("page") {
            PagingKind::Page {
                page: self.page_parameter(name, parameters)?,
                limit,
            }
        } else if let Some(name) = node.get("cursor") {
            let cursor = self.page_parameter(name, parameters)?;
            PagingKind::Cursor {
                cursor,
                next: self.property_path(node, "next", &body)?.0,
            }
        } else {
            let help = "write `offset`, `page` or `cursor` with the name of the parameter";
            self.wrong_paging(
                node.origin().at_key(),
                "`x-paging` names no parameter that asks for the next page",
                help,
            );
            return None;
        };
        Some(Paging {
            kind,
            items: items.0,
            item: *item,
            status,
            origin: node.origin(),
        })
    }

    fn wrong_paging(&mut self, place: crate::diagnostic::Place, message: &str, help: &str) {
        self.report(Diagnostic::error(Code::Paging, place, message).help(help));
    }

    /// The JSON response that holds a page.
    fn paged_body(
        &mut self,
        node: Node<'s>,
        successes: &[Response],
    ) -> Option<(StatusPattern, Type)> {
        let found = successes.iter().find_map(|response| {
            let mut contents = response.contents.iter();
            contents.find_map(|content| match &content.kind {
                ResponseKind::Json(ty) => Some((response.status, ty.clone())),
                _ => None,
            })
        });
        if found.is_none() {
            let help = "describe the response that holds a page";
            self.wrong_paging(
                node.origin().at_key(),
                "no successful response has a JSON body",
                help,
            );
        }
        found
    }

    /// The number of the parameter that a field names.
    fn page_parameter(&mut self, name: Node<'s>, parameters: &[Parameter]) -> Option<usize> {
        let text = name.as_str()?;
        let in_query = |parameter: &Parameter| parameter.location == Location::Query;
        let found = parameters
            .iter()
            .position(|parameter| in_query(parameter) && parameter.wire == text);
        if found.is_none() {
            let names = parameters
                .iter()
                .filter(|parameter| in_query(parameter))
                .map(|parameter| parameter.wire.as_str());
            let help = match nearest(text, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a query parameter of the operation".to_owned(),
            };
            let message = format!("the operation has no query parameter `{text}`");
            self.wrong_paging(name.origin().at_value(), &message, &help);
        }
        found
    }

    /// The property of the answer that a field names, with its type: a name, a JSON pointer, or nothing for
    /// the answer itself.
    fn property_path(
        &mut self,
        paging: Node<'s>,
        key: &str,
        body: &Type,
    ) -> Option<(Vec<String>, Type)> {
        self.run_jobs();
        let Some(given) = paging.get(key) else {
            if key == "items" {
                return Some((Vec::new(), body.clone()));
            }
            let message = format!("`x-paging` lacks `{key}`");
            self.wrong_paging(
                paging.origin().at_key(),
                &message,
                "name the property of the answer",
            );
            return None;
        };
        let text = given.as_str()?;
        let steps: Vec<String> = match text.strip_prefix('/') {
            Some(pointer) => pointer
                .split('/')
                .map(|step| step.replace("~1", "/").replace("~0", "~"))
                .collect(),
            None if text.is_empty() => Vec::new(),
            None => vec![text.to_owned()],
        };
        let mut ty = body.clone();
        for step in &steps {
            let fields = self.fields_of(&ty);
            match fields.iter().find(|(wire, _)| wire == step) {
                Some((_, next)) => ty = next.clone(),
                // A schema that could not be read has been told already.
                None if self.diagnostics.has_errors() && self.behind(&ty) == Type::Any => {
                    return None;
                }
                None => {
                    let help = match nearest(step, fields.iter().map(|(wire, _)| wire.as_str())) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "name a property of the answer, or a JSON pointer to one inside it"
                            .to_owned(),
                    };
                    let message = format!("the answer has no property `{step}`");
                    self.wrong_paging(given.origin().at_value(), &message, &help);
                    return None;
                }
            }
        }
        Some((steps, ty))
    }

    /// A type with aliases and null taken away.
    fn behind(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        for _ in 0..32 {
            let next = match &ty {
                Type::Nullable(inner) => (**inner).clone(),
                Type::Named(id) => match self.type_def(*id).map(|def| &def.kind) {
                    Some(TypeKind::Alias(next)) => next.clone(),
                    _ => break,
                },
                _ => break,
            };
            ty = next;
        }
        ty
    }

    fn fields_of(&self, ty: &Type) -> Vec<(String, Type)> {
        let Type::Named(id) = self.behind(ty) else {
            return Vec::new();
        };
        match self.type_def(id).map(|def| &def.kind) {
            Some(TypeKind::Struct(object)) => object
                .fields
                .iter()
                .map(|field| (field.wire.clone(), field.ty.clone()))
                .collect(),
            _ => Vec::new(),
        }
    }
}
