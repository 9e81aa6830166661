//! `x-paging`.

use super::{Lowered, operation, whole};
use generator::ir::{
    CursorType, FlagMeaning, Integer, PageParameter, PagingKind, PropertyPath, Total, TypeKind,
};

const PAGED: &str = "responses:
          '200':
            description: a page
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    total: {type: integer}
                    next: {type: string}
                    data: {type: object, properties: {rows: {type: array, items: {type: string}}}}
        parameters:
          - {name: offset, in: query, schema: {type: integer}}
          - {name: limit, in: query, schema: {type: integer}}
          - {name: after, in: query, schema: {type: string}}
        ";

/// Returns the wire names along a path, with a `?` for each `null` that the types permit.
fn path(found: &Lowered, path: &PropertyPath) -> String {
    let mut text = "?".repeat(path.nulls);
    for step in &path.steps {
        let def = found.api.types.get(step.owner).expect("a type");
        let TypeKind::Struct(object) = &def.kind else {
            panic!("no object: {def:?}")
        };
        text += &format!(
            "/{}{}",
            object.fields[step.field].wire,
            "?".repeat(step.nulls)
        );
    }
    text
}

#[test]
fn paging_by_offset_knows_its_parameters_and_properties() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{offset: offset, limit: limit, items: /data/rows, total: total}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    assert_eq!(path(&found, &paging.items), "/data/rows");
    assert_eq!(found.ty(&paging.item), "text");
    assert_eq!(paging.output, 0);
    let PagingKind::Offset {
        offset: PageParameter::Query(0),
        first: 0,
        limit: Some(PageParameter::Query(1)),
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    let Some(Total::Body(total, _)) = &paging.total else {
        panic!("{paging:?}")
    };
    assert_eq!(path(&found, total), "/total");
}

#[test]
fn flags_and_headers_say_where_a_list_ends() {
    const PAGED: &str = "responses:
          '200':
            description: a page
            headers: {X-Next: {schema: {type: string}}, X-Total: {schema: {type: integer}}}
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    more: {type: boolean}
                    state: {type: object, properties: {last: {type: [boolean, 'null']}}}
                    next: {type: string}
                    total: {type: integer}
                    rows: {type: array, items: {type: string}}
        parameters: [{name: offset, in: query, schema: {type: integer}}, {name: after, in: query, schema: {type: string}}]
        ";
    let paging = |fields: &str| operation(&format!("{PAGED}x-paging: {{{fields}, items: rows}}"));
    for (fields, meaning, way) in [
        ("offset: offset, more: more", FlagMeaning::More, "/more"),
        (
            "marker: after, id: '', last: /state/last",
            FlagMeaning::Last,
            "/state/last",
        ),
        (
            "cursor: after, next: next, more: more",
            FlagMeaning::More,
            "/more",
        ),
    ] {
        let found = paging(fields);
        let paging = found.only_operation().paging.as_ref().expect("paging");
        let flag = paging.flag.as_ref().expect("a flag");
        assert_eq!(
            (flag.meaning, path(&found, &flag.path).as_str()),
            (meaning, way)
        );
        assert!(found.said.is_empty(), "{:?}", found.said);
    }
    let found = paging("cursor: after, next-header: X-Next");
    let kind = &found.only_operation().paging.as_ref().expect("paging").kind;
    assert!(matches!(kind, PagingKind::HeaderCursor { header, .. } if header == "X-Next"));
    assert!(found.said.is_empty(), "{:?}", found.said);
    let found = paging("page: offset, pages: total");
    let pages = &found
        .only_operation()
        .paging
        .as_ref()
        .expect("paging")
        .pages;
    assert_eq!(path(&found, &pages.as_ref().expect("pages").0), "/total");
    assert!(found.said.is_empty(), "{:?}", found.said);
    let found = paging("page: offset, total-header: x-total");
    let total = &found
        .only_operation()
        .paging
        .as_ref()
        .expect("paging")
        .total;
    assert!(matches!(total, Some(Total::Header(header)) if header == "x-total"));
    assert!(found.said.is_empty(), "{:?}", found.said);
    for (fields, said) in [
        ("offset: offset, more: next", "must be a boolean"),
        (
            "page: offset, pages: more",
            "the total number of pages must be a number",
        ),
        (
            "offset: offset, pages: total",
            "`pages` has no effect beside `offset`",
        ),
        (
            "offset: offset, last: /state/first",
            "unknown property `first`",
        ),
        (
            "offset: offset, total-header: X-Totl",
            "no successful response is described to have the header `X-Totl`",
        ),
        (
            "cursor: after, next-header: X-Next, next: next",
            "`next` has no effect beside `next-header`",
        ),
        (
            "offset: offset, next: next",
            "`next` has no effect beside `offset`",
        ),
        (
            "cursor: after, next: next, total: total",
            "`total` has no effect beside `cursor`",
        ),
        (
            "link: next, more: more",
            "`more` has no effect beside `link`",
        ),
        (
            "offset: offset, more: more, last: /state/last",
            "`last` has no effect beside `more`",
        ),
    ] {
        let found = paging(fields);
        assert!(
            found.said.iter().any(|found| found.contains(said)),
            "{fields}: {:?}",
            found.said
        );
    }
}

#[test]
fn what_cannot_ask_for_a_page_is_reported() {
    for (paging, said) in [
        (
            "{offset: 1, items: /data/rows}",
            "`offset` must be a string, not a number",
        ),
        (
            "{offset: offset, items: [data]}",
            "`items` must be a string, not an array",
        ),
        (
            "{cursor: after, next: , items: /data/rows}",
            "`next` must be a string, not null",
        ),
        (
            "{offset: all, items: /data/rows}",
            "the parameter `all` takes no number or string",
        ),
        (
            "{offset: offset, limit: offset, items: /data/rows}",
            "`limit` and `offset` name the same parameter",
        ),
        (
            "{offset: offset, limit: ids, items: /data/rows}",
            "the parameter `ids` takes no number or string",
        ),
    ] {
        let found = operation(&format!(
            "{PAGED}  - {{name: all, in: query, schema: {{type: boolean}}}}
          - {{name: ids, in: query, schema: {{type: array, items: {{type: string}}}}}}
        x-paging: {paging}"
        ));
        assert!(found.only_operation().paging.is_none(), "{paging}");
        assert!(
            found.said.iter().any(|found| found.contains(said)),
            "{paging}: {:?}",
            found.said
        );
    }
}

#[test]
fn a_total_is_an_integer_or_text_that_has_one() {
    let total = |ty: &str| {
        let found = operation(&format!(
            "x-paging: {{offset: offset, items: rows, total: total}}
        parameters: [{{name: offset, in: query, schema: {{type: integer}}}}]
        responses:
          '200':
            description: ok
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    total: {ty}
                    rows: {{type: array, items: {{type: string}}}}"
        ));
        let paging = &found.only_operation().paging;
        match paging.as_ref().map(|paging| &paging.total) {
            Some(Some(Total::Body(_, kind))) => format!("{kind:?}"),
            _ => found.said.join(" "),
        }
    };
    assert_eq!(total("{type: integer, format: int32}"), "Integer(I32)");
    assert_eq!(total("{type: [integer, 'null']}"), "Integer(I64)");
    assert_eq!(total("{type: number}"), "Number");
    assert_eq!(total("{type: string}"), "Text");
    assert_eq!(total("{type: [string, integer, 'null']}"), "Text");
    assert_eq!(total("{oneOf: [{type: string}, {type: integer}]}"), "Text");
    assert_eq!(total("{oneOf: [{type: string}, {type: number}]}"), "Text");
    let refused =
        "error paging: the total number of items must be a number, or a string that has one";
    assert_eq!(total("{type: boolean}"), refused);
    assert_eq!(total("{oneOf: [{type: string}, {type: boolean}]}"), refused);
}

#[test]
fn the_first_page_is_the_default_or_the_least() {
    for (kind, schema, wanted, findings) in [
        ("offset", "type: integer, minimum: 1", 1, 0),
        ("page", "type: number, default: 0.5", 1, 0),
        ("page", "type: integer, format: uint32, minimum: 0", 1, 1),
        ("page", "type: integer, minimum: 0, default: 0.0", 0, 0),
        ("offset", "type: string, default: '7'", 7, 0),
        ("page", "type: number, default: -2.0", 1, 0),
    ] {
        let paged = PAGED.replacen("{type: integer}}", &format!("{{{schema}}}}}"), 1);
        let paged = paged + &format!("x-paging: {{{kind}: offset, items: /data/rows}}");
        let found = operation(&paged);
        let first = match found.only_operation().paging.as_ref().unwrap().kind {
            PagingKind::Offset { first, .. } | PagingKind::Page { first, .. } => first,
            ref other => panic!("{other:?}"),
        };
        assert_eq!((first, found.said.len()), (wanted, findings), "{schema}");
    }
}

#[test]
fn paging_by_cursor_knows_the_type_of_the_cursor() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{cursor: after, next: next, items: /data/rows}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    let PagingKind::Cursor {
        cursor: PageParameter::Query(2),
        next,
        ty: CursorType::String,
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    assert_eq!(path(&found, next), "/next");
    let found = operation(&format!(
        "{PAGED}x-paging: {{cursor: after, next: total, items: /data/rows}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    assert!(matches!(
        paging.kind,
        PagingKind::Cursor {
            ty: CursorType::Integer(Integer::I64),
            ..
        }
    ));
}

#[test]
fn the_next_page_may_be_a_url_a_link_or_what_follows_the_last_item() {
    let found = |paging: &str| {
        let found = operation(&format!("{PAGED}x-paging: {{items: /data/rows, {paging}}}"));
        let paging = found.only_operation().paging.clone();
        paging.unwrap_or_else(|| panic!("{:?}", found.said)).kind
    };
    assert!(matches!(found("next: next"), PagingKind::Url(_)));
    assert!(matches!(found("link: next"), PagingKind::Link(relation) if relation == "next"));
    let PagingKind::Marker { marker, id, ty } = found("marker: after, id: ''") else {
        panic!("no marker")
    };
    assert_eq!((marker, ty), (PageParameter::Query(2), CursorType::String));
    assert!(id.steps.is_empty(), "the item itself");
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, next: total}}"
    ));
    assert!(
        wrong.said[0].contains("names no parameter"),
        "{:?}",
        wrong.said
    );
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, marker: after}}"
    ));
    assert_eq!(wrong.said, ["error paging: unknown property `id`"]);
}

#[test]
fn the_position_of_a_page_may_be_in_the_body() {
    let body = "requestBody: {content: {application/json: {schema: {type: object, properties: {
            page: {type: object, properties: {from: {type: integer, default: 1}, size: {type: integer, default: 20}}}}}}}}
        ";
    let found = operation(&format!(
        "{PAGED}{body}x-paging: {{items: /data/rows, offset: /page/from, limit: /page/size}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    let PagingKind::Offset {
        offset,
        first,
        limit,
        ..
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    assert_eq!(*offset, PageParameter::Body("/page/from".to_owned()));
    assert_eq!(*limit, Some(PageParameter::Body("/page/size".to_owned())));
    assert_eq!(paging.default_limit, Some(20));
    assert_eq!(*first, 1);
    let wrong = operation(&format!(
        "{PAGED}{body}x-paging: {{items: /data/rows, page: /page/form}}"
    ));
    assert_eq!(wrong.said, ["error paging: unknown property `form`"]);
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, page: /page}}"
    ));
    assert_eq!(wrong.said, ["error paging: the operation has no JSON body"]);
}

#[test]
fn paging_looks_behind_aliases_and_null() {
    let found = whole(include_str!("../fixtures/paging_through_null.yaml"));
    let paging = found.api.operations[0].paging.as_ref().expect("paging");
    assert_eq!(path(&found, &paging.items), "?/page/items");
    assert!(matches!(paging.kind, PagingKind::Offset { first: 10, .. }));
}

#[test]
fn a_total_that_is_no_scalar_and_a_cursor_that_is_none_are_errors() {
    let total = "the total number of items must be a number, or a string that has one";
    assert_refused("offset: offset, items: /data/rows, total: data", total);
    let cursor = "the position of the next page must be a string or an integer";
    assert_refused("cursor: after, items: /data/rows, next: data", cursor);
}

#[test]
fn paging_by_what_is_not_there_names_the_nearest() {
    assert_refused(
        "offset: ofset, items: /data/rows",
        "unknown query parameter `ofset`",
    );
    assert_refused(
        "offset: offset, items: data",
        "the items of a page must be an array",
    );
}

fn assert_refused(paging: &str, message: &str) {
    let found = operation(&format!("{PAGED}x-paging: {{{paging}}}"));
    assert_eq!(found.said, [format!("error paging: {message}")]);
}
