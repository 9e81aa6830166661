//! Names of the operations and of what belongs to each.

use std::collections::BTreeSet;

use super::role::{ConstName, FieldName, MethodName, Role, TypeName, VariantName};
use super::scope::{self, Member};
use super::status::{media_variant, status_name};
use super::words;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, BodyContent, BodyKind, Location, NameHint, Operation, Part, ResponseHeader};

/// The names of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The client's method.
    pub method: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The request that the method begins.
    pub call: TypeName,
    /// What it answers with, where several successes are documented.
    pub output: TypeName,
    /// Its documented errors.
    pub error: TypeName,
    /// Its documented response headers.
    pub headers: TypeName,
    /// The fields of the headers, in the order in which the answers declare them.
    pub header_fields: Vec<FieldName>,
    /// The variants of the output, one for each of [`Operation::outputs`].
    pub outputs: Vec<VariantName>,
    /// The variants of the error, one for each of [`Operation::errors`].
    pub errors: Vec<VariantName>,
    /// The body, where there are several ways to write it.
    pub body_type: TypeName,
    /// The ways to write the body, in the order of its contents.
    pub contents: Vec<ContentNames>,
    /// The table that describes the operation.
    pub table: ConstName,
    /// Arguments and setters, in the order of [`Operation::parameters`].
    pub parameters: Vec<ParameterNames>,
    /// The argument or setter of the body.
    pub body: MethodName,
}

/// The names of one way to write a body.
#[derive(Clone, Debug)]
pub struct ContentNames {
    /// The variant, where there are several.
    pub variant: VariantName,
    /// The table of the rules, where the type has none of its own.
    pub rules: ConstName,
    /// The parts, where it is multipart.
    pub form: Option<FormNames>,
}

/// The names of a multipart body.
#[derive(Clone, Debug)]
pub struct FormNames {
    /// The struct of the parts.
    pub ty: TypeName,
    /// The setters of the parts.
    pub parts: Vec<FieldName>,
    /// The tables of the parts.
    pub tables: Vec<ConstName>,
}

/// The names of a parameter.
#[derive(Clone, Debug)]
pub struct ParameterNames {
    /// The argument or setter.
    pub name: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The table that describes it.
    pub table: ConstName,
}

/// What the client has beside its operations.
const RESERVED_METHODS: &[&str] = &["builder", "clone"];
/// What every request has beside its setters, and the variable that emitted methods use.
const RESERVED_SETTERS: &[&str] = &[
    "options",
    "send",
    "send_blocking",
    "items",
    "into_future",
    "call",
    "content_type",
    "clone",
];
/// What a form has beside the setters of its parts.
const RESERVED_PARTS: &[&str] = &["new", "clone", "part", "parts"];

pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> Vec<OperationNames> {
    let operations = &api.operations;
    // A repeated operationId is reported as such; it is no second finding that the names collide.
    let mut ids = BTreeSet::new();
    let methods: Vec<_> = operations
        .iter()
        .map(|operation| {
            let repeated = operation.id.as_ref().is_some_and(|id| !ids.insert(id));
            Member::new(Role::Method, &operation.name).rank(u8::from(repeated))
        })
        .collect();
    let methods = scope::assign(Role::Method, RESERVED_METHODS, &methods, diagnostics);

    // The types of an operation are named after its method, so that the two are never out of step. Only the
    // requests of all operations are sure to be free of collisions; what derives from them gives way.
    const KINDS: [(&str, u8); 5] = [
        ("", 0),
        ("Error", 1),
        ("Output", 2),
        ("Headers", 3),
        ("Body", 4),
    ];
    let mut types = Vec::with_capacity(operations.len().saturating_mul(KINDS.len()));
    for (operation, method) in operations.iter().zip(&methods) {
        for (suffix, rank) in KINDS {
            let words = [method.text.clone(), suffix.to_owned()];
            types.push(Member::worded(Role::Type, &words, operation.origin).rank(rank));
        }
        let forms = contents(operation).filter(|(_, parts)| parts.is_some());
        for (index, (content, _)) in forms.enumerate() {
            let mut words = vec![method.text.clone(), "Form".to_owned()];
            if index > 0 {
                words.insert(1, content.media_type.family_and_subtype().1.to_owned());
            }
            types.push(Member::worded(Role::Type, &words, content.origin).rank(5));
        }
    }
    let mut types = scope::assign(Role::Type, &[], &types, &mut Diagnostics::new()).into_iter();

    let mut consts = Vec::new();
    for (operation, method) in operations.iter().zip(&methods) {
        let table = method.text.strip_prefix("r#").unwrap_or(&method.text);
        consts.push(Member::worded(
            Role::Const,
            &[table.to_owned()],
            operation.origin,
        ));
        for parameter in &operation.parameters {
            let words = [table.to_owned(), parameter.wire.clone()];
            consts.push(Member::worded(Role::Const, &words, parameter.origin).rank(1));
        }
        for (index, (content, parts)) in contents(operation).enumerate() {
            let mut words = vec![table.to_owned(), "body rules".to_owned()];
            if index > 0 {
                words.insert(1, content.media_type.family_and_subtype().1.to_owned());
            }
            consts.push(Member::worded(Role::Const, &words, content.origin).rank(2));
            for part in parts.into_iter().flatten() {
                let words = [table.to_owned(), "part".to_owned(), part.wire.clone()];
                consts.push(Member::worded(Role::Const, &words, part.origin).rank(3));
            }
        }
    }
    let mut consts = scope::assign(Role::Const, &[], &consts, &mut Diagnostics::new()).into_iter();

    let mut next_type = || TypeName::new(types.next().map(|given| given.text).unwrap_or_default());
    let mut next_const =
        || ConstName::new(consts.next().map(|given| given.text).unwrap_or_default());
    let mut names = Vec::with_capacity(operations.len());
    for (operation, method) in operations.iter().zip(&methods) {
        let table = next_const();
        let (parameters, body) = arguments(operation, &mut next_const, diagnostics);
        names.push(OperationNames {
            method: MethodName::new(method.text.clone()),
            note: method.note.clone(),
            call: next_type(),
            error: next_type(),
            output: next_type(),
            headers: next_type(),
            body_type: next_type(),
            outputs: outputs(operation),
            errors: operation
                .errors
                .iter()
                .map(|response| status_name(response.status))
                .collect(),
            contents: content_names(operation, &mut next_type, &mut next_const, diagnostics),
            header_fields: header_fields(operation, diagnostics),
            table,
            parameters,
            body,
        });
    }
    names
}

fn arguments(
    operation: &Operation,
    next_const: &mut dyn FnMut() -> ConstName,
    diagnostics: &mut Diagnostics,
) -> (Vec<ParameterNames>, MethodName) {
    let mut members: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| {
            // One name may stand at several locations; the path's parameter has the first claim.
            let (rank, location) = match parameter.location {
                Location::Path => (0, "path"),
                Location::Query | Location::QueryString => (1, "query"),
                Location::Header => (2, "header"),
                Location::Cookie => (3, "cookie"),
            };
            let located: Vec<_> = std::iter::once(location.to_owned())
                .chain(words::split(&parameter.wire))
                .collect();
            Member::new(Role::Method, &parameter.name)
                .rank(rank)
                .or(Role::Method.case(&located))
        })
        .collect();
    let body = NameHint {
        words: vec!["body".to_owned()],
        wanted: None,
        origin: operation.origin,
    };
    members.push(
        Member::new(Role::Method, &body)
            .rank(4)
            .or("request_body".to_owned()),
    );
    // Beside its setters a request has functions for its scripted answers, `reply_ok` and the like.
    let replies: Vec<String> = members
        .iter()
        .map(|member| member.wants().to_owned())
        .filter(|name| name.starts_with("reply_"))
        .collect();
    let reserved: Vec<&str> = RESERVED_SETTERS
        .iter()
        .copied()
        .chain(replies.iter().map(String::as_str))
        .collect();
    let mut given = scope::assign(Role::Method, &reserved, &members, diagnostics);
    let body = given.pop().map(|given| given.text).unwrap_or_default();
    let parameters = given
        .into_iter()
        .map(|given| ParameterNames {
            name: MethodName::new(given.text),
            note: given.note,
            table: next_const(),
        })
        .collect();
    (parameters, MethodName::new(body))
}

/// The declared headers of all successful responses, each once.
pub(crate) fn reply_headers(operation: &Operation) -> Vec<&ResponseHeader> {
    let mut headers: Vec<&ResponseHeader> = Vec::new();
    for header in operation
        .successes
        .iter()
        .flat_map(|response| &response.headers)
    {
        if !headers
            .iter()
            .any(|known| known.wire.eq_ignore_ascii_case(&header.wire))
        {
            headers.push(header);
        }
    }
    headers
}

fn header_fields(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<FieldName> {
    let headers = reply_headers(operation);
    let members: Vec<_> = headers
        .iter()
        .map(|header| Member::new(Role::Field, &header.name))
        .collect();
    let given = scope::assign(Role::Field, &[], &members, diagnostics);
    given
        .into_iter()
        .map(|given| FieldName::new(given.text))
        .collect()
}

/// A status, and the media type where several are documented for it.
fn outputs(operation: &Operation) -> Vec<VariantName> {
    let mut names: Vec<VariantName> = Vec::new();
    for (response, content) in operation.outputs() {
        names.push(match content {
            Some(content) if response.contents.len() > 1 => {
                media_variant(response.status, &content.media_type, &names)
            }
            _ => status_name(response.status),
        });
    }
    names
}

/// The ways to write the body of an operation, each with its parts where it has some.
fn contents(operation: &Operation) -> impl Iterator<Item = (&BodyContent, Option<&[Part]>)> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.map(|content| match &content.kind {
        BodyKind::Multipart(parts) => (content, Some(parts.as_slice())),
        _ => (content, None),
    })
}

fn content_names(
    operation: &Operation,
    next_type: &mut dyn FnMut() -> TypeName,
    next_const: &mut dyn FnMut() -> ConstName,
    diagnostics: &mut Diagnostics,
) -> Vec<ContentNames> {
    contents(operation)
        .zip(body_variants(operation))
        .map(|((_, parts), variant)| ContentNames {
            variant,
            rules: next_const(),
            form: parts.map(|parts| FormNames {
                ty: next_type(),
                parts: part_names(parts, diagnostics),
                tables: parts.iter().map(|_| next_const()).collect(),
            }),
        })
        .collect()
}

/// Media types are called what they are for: `application/json` is `Json`.
fn body_variants(operation: &Operation) -> Vec<VariantName> {
    let words: Vec<Vec<String>> = contents(operation)
        .map(|(content, _)| {
            let (family, subtype) = content.media_type.family_and_subtype();
            match (&content.kind, subtype) {
                (BodyKind::Form { .. }, _) => vec!["form".to_owned()],
                (BodyKind::Multipart(_), "form-data") => vec!["multipart".to_owned()],
                (_, "*" | "") => vec![family.to_owned()],
                _ => vec![subtype.to_owned()],
            }
        })
        .collect();
    let members: Vec<_> = words
        .iter()
        .zip(contents(operation))
        .map(|(words, (content, _))| {
            let whole = words::split(&content.media_type.text);
            Member::worded(Role::Variant, words, content.origin).or(Role::Variant.case(&whole))
        })
        .collect();
    let given = scope::assign(Role::Variant, &[], &members, &mut Diagnostics::new());
    given
        .into_iter()
        .map(|given| VariantName::new(given.text))
        .collect()
}

fn part_names(parts: &[Part], diagnostics: &mut Diagnostics) -> Vec<FieldName> {
    let members: Vec<_> = parts
        .iter()
        .map(|part| Member::new(Role::Field, &part.name))
        .collect();
    let given = scope::assign(Role::Field, RESERVED_PARTS, &members, diagnostics);
    given
        .into_iter()
        .map(|given| FieldName::new(given.text))
        .collect()
}
