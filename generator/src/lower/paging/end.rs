//! What shows the end of a list: the total number of items or pages, a property of the response, headers.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    FlagMeaning, Operation, PageFlag, PageParameter, PagingKind, PropertyPath, StringFormat, Total,
    TotalKind, Type, TypeKind,
};
use crate::source::Node;

use super::super::Lowering;

impl<'s> Lowering<'s> {
    /// Returns where the total number of items is, if it is given; `None` where the field has an error.
    pub(super) fn total(
        &self,
        node: Node<'s>,
        operation: &Operation,
        body: &Type,
    ) -> Option<Option<Total>> {
        if let Some(header) = node.get("total-header") {
            return Some(Some(Total::Header(self.page_header(header, operation)?)));
        }
        let Some(total) = node.get("total") else {
            return Some(None);
        };
        let (path, ty) = self.property_path(node, "total", body)?;
        let kind = self.count_of("items", "total", total, &ty)?;
        Some(Some(Total::Body(path, kind)))
    }

    /// Returns where the number of pages is, if it is given; `None` where the field has an error.
    pub(super) fn page_count(
        &self,
        node: Node<'s>,
        body: &Type,
    ) -> Option<Option<(PropertyPath, TotalKind)>> {
        let Some(pages) = node.get("pages").filter(|_| node.get("page").is_some()) else {
            return Some(None);
        };
        let (path, ty) = self.property_path(node, "pages", body)?;
        let kind = self.count_of("pages", "pages", pages, &ty)?;
        Some(Some((path, kind)))
    }

    /// Returns how a count is written; a type that cannot hold one is reported.
    fn count_of(&self, what: &str, key: &str, written: Node<'s>, ty: &Type) -> Option<TotalKind> {
        self.total_kind(ty).or_else(|| {
            let message =
                format!("the total number of {what} must be a number, or a string that has one");
            let help = format!("name a number, or leave `{key}` out");
            self.wrong_paging(written.at_value(), &message, &help)
        })
    }

    fn total_kind(&self, ty: &Type) -> Option<TotalKind> {
        match ty {
            Type::Integer(integer) => Some(TotalKind::Integer(*integer)),
            Type::Number(_) => Some(TotalKind::Number),
            Type::String(StringFormat::Plain(_)) => Some(TotalKind::Text),
            Type::Named(id) => match &self.schemas.types.get(*id)?.kind {
                TypeKind::Union(union) => {
                    let mut variants = union.variants.iter();
                    let is_scalar = |ty: &Type| {
                        matches!(
                            ty,
                            Type::Integer(_)
                                | Type::Number(_)
                                | Type::String(StringFormat::Plain(_))
                        )
                    };
                    variants
                        .all(|variant| is_scalar(self.schemas.types.resolve_null(&variant.ty).0))
                        .then_some(TotalKind::Text)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the property that says whether there is another page, if it is given; `None` where the field has an
    /// error.
    pub(super) fn page_flag(&self, node: Node<'s>, body: &Type) -> Option<Option<PageFlag>> {
        let both = [("more", FlagMeaning::More), ("last", FlagMeaning::Last)];
        let mut given = both.into_iter();
        let Some((key, meaning)) = given.find(|(key, _)| node.get(key).is_some()) else {
            return Some(None);
        };
        let written = node.get(key)?;
        let (path, ty) = self.property_path(node, key, body)?;
        if ty != Type::Bool {
            return self.wrong_paging(
                written.at_value(),
                "what says whether there is another page must be a boolean",
                "write `more` with a boolean that is true while there are more pages, or `last` with one that is true on the last page",
            );
        }
        Some(Some(PageFlag { path, meaning }))
    }

    /// Returns the kind of paging whose cursor is in a header of the response.
    pub(super) fn header_cursor(
        &self,
        name: Node<'s>,
        cursor: PageParameter,
        header: Node<'s>,
        operation: &Operation,
    ) -> Option<PagingKind> {
        if matches!(cursor, PageParameter::Body(_)) {
            let message = "a cursor of a header goes into the query";
            return self.wrong_paging(name.at_value(), message, "name a query parameter");
        }
        let header = self.page_header(header, operation)?;
        Some(PagingKind::HeaderCursor { cursor, header })
    }

    /// Returns the name of a header; reports one that no success declares.
    fn page_header(&self, header: Node<'s>, operation: &Operation) -> Option<String> {
        let name = header.as_str()?;
        let known = || {
            let successes = operation.successes.iter();
            let headers = successes.flat_map(|success| &success.headers);
            headers.map(|header| header.wire.as_str())
        };
        if !known().any(|known| known.eq_ignore_ascii_case(name)) {
            let message =
                format!("no successful response is described to have the header `{name}`");
            let place = header.at_value();
            let warning = Diagnostic::warning(Code::Paging, place, message);
            let otherwise = "describe it below `headers` of the response";
            self.context.suggest(warning, name, known(), otherwise);
        }
        Some(name.to_owned())
    }
}
