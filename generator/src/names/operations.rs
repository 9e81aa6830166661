//! Names of the operations and of what belongs to each.

use std::collections::{BTreeMap, BTreeSet};

use super::bodies::{FormNames, PartHeaderNames, body_variants, part_names};
use super::member::Member;
use super::reserved;
use super::responses::{event_kinds, event_variants, header_fields, variants};
use super::role::{ConstName, FieldName, MethodName, Role, TypeName, VariantName};
use super::scope::{self, Assigned};
use super::statics::{self, Static, contents};
use super::words;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Location, NameHint, NamedEvent, Operation, Waiter};

/// The names of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The client's method.
    pub method: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The request that the method begins.
    pub call: TypeName,
    /// The type of its responses, where several successes are documented.
    pub output: TypeName,
    /// Its documented errors.
    pub error: TypeName,
    /// The function that finds the items of a page.
    pub page: MethodName,
    /// The documented headers of its successes.
    pub headers: TypeName,
    /// The fields of those headers, in the order in which the responses declare them.
    pub header_fields: Vec<FieldName>,
    /// The documented headers of its errors.
    pub error_headers: TypeName,
    /// The fields of those headers.
    pub error_header_fields: Vec<FieldName>,
    /// The variants of the output, one for each of [`Operation::outputs`].
    pub outputs: Vec<VariantName>,
    /// The variants of the error, one for each of [`Operation::failures`].
    pub errors: Vec<VariantName>,
    /// The body, where there are several ways to write it.
    pub body_type: TypeName,
    /// The ways to write the body, in the order of its contents.
    pub contents: Vec<ContentNames>,
    /// What server-sent events hold, each once.
    pub events: Vec<EventNames>,
    /// The table that describes the operation.
    pub table: ConstName,
    /// Arguments and setters, in the order of [`Operation::parameters`].
    pub parameters: Vec<ParameterNames>,
    /// The argument or setter of the body.
    pub body: MethodName,
    /// The states that it can be polled for, in the order of [`Operation::waiters`].
    pub waiters: Vec<WaiterNames>,
}

/// The names of a waiter.
#[derive(Clone, Debug)]
pub struct WaiterNames {
    /// The method that waits.
    pub method: MethodName,
    /// The table of its conditions.
    pub table: ConstName,
    /// The arguments of the method.
    pub arguments: Vec<MethodName>,
}

/// The names of what server-sent events hold, where it depends on their names.
#[derive(Clone, Debug)]
pub struct EventNames {
    /// The enum.
    pub ty: TypeName,
    /// The events.
    pub events: Vec<NamedEvent>,
    /// Their variants.
    pub variants: Vec<VariantName>,
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

/// The names of a parameter.
#[derive(Clone, Debug)]
pub struct ParameterNames {
    /// The argument or setter.
    pub name: MethodName,
    /// Why it has an unexpected name.
    pub note: Option<String>,
    /// The static that describes it, which other operations may share.
    pub table: ConstName,
    /// Whether the static is beside this operation, not another one.
    pub is_declared_here: bool,
}

impl OperationNames {
    /// The types that the operation has.
    pub fn types(&self) -> impl Iterator<Item = &TypeName> {
        let optional = [
            (&self.output, self.outputs.len() > 1),
            (&self.error, !self.errors.is_empty()),
            (&self.headers, !self.header_fields.is_empty()),
            (&self.error_headers, !self.error_header_fields.is_empty()),
            (&self.body_type, self.contents.len() > 1),
        ];
        let optional = optional.into_iter().filter(|(_, exists)| *exists);
        let forms = self
            .contents
            .iter()
            .filter_map(|content| content.form.as_ref());
        std::iter::once(&self.call)
            .chain(optional.map(|(name, _)| name))
            .chain(forms.map(|form| &form.ty))
            .chain(self.events.iter().map(|known| &known.ty))
    }

    /// The statics that the operation may have.
    pub(super) fn statics(&self) -> impl Iterator<Item = &ConstName> {
        let contents = self.contents.iter().flat_map(|content| {
            let parts = content.form.iter().flat_map(|form| &form.tables);
            let headers = content.form.iter().flat_map(|form| &form.headers);
            let headers = headers.flatten().map(|header| &header.table);
            std::iter::once(&content.rules).chain(parts).chain(headers)
        });
        std::iter::once(&self.table)
            .chain(self.parameters.iter().map(|names| &names.table))
            .chain(contents)
            .chain(self.waiters.iter().map(|waiter| &waiter.table))
    }
}

/// Names everything that the operations have; `homes` are the modules that they are in.
pub(super) fn names(
    api: &Api,
    homes: &[Option<usize>],
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
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
    let methods = scope::assign(
        Role::Method,
        reserved::CLIENT_METHODS,
        &methods,
        diagnostics,
    );

    let types = type_names(operations, &methods);
    let statics = statics::names(operations, &methods, homes);
    let type_name =
        |operation: usize, kind: Kind| TypeName::new(look_up(&types, &(operation, kind)));
    let static_name = |key: Static| ConstName::new(look_up(&statics.names, &key));
    let mut names = Vec::with_capacity(operations.len());
    for (index, (operation, method)) in operations.iter().zip(&methods).enumerate() {
        let (arguments, body, waits) = arguments(operation, diagnostics);
        let parameters = arguments.into_iter().enumerate().map(|(parameter, given)| {
            let (owner, key) = statics.of_parameter(index, parameter);
            ParameterNames {
                name: MethodName::new(given.text),
                note: given.note,
                table: static_name(key),
                is_declared_here: owner,
            }
        });
        let contents = contents(operation)
            .zip(body_variants(operation))
            .enumerate();
        let contents = contents.map(|(content, ((_, parts), variant))| ContentNames {
            variant,
            rules: static_name(Static::Rules(index, content)),
            form: parts.map(|parts| {
                let (parts, headers) = part_names(parts, diagnostics);
                let tables = (0..parts.len()).map(|part| Static::Part(index, content, part));
                let headers = headers.into_iter().enumerate().map(|(part, names)| {
                    let tables = (0..).map(|header| {
                        static_name(Static::PartHeader(index, content, part, header))
                    });
                    let named = names.into_iter().zip(tables);
                    named
                        .map(|(name, table)| PartHeaderNames { name, table })
                        .collect()
                });
                FormNames {
                    ty: type_name(index, Kind::Form(content)),
                    parts,
                    tables: tables.map(static_name).collect(),
                    headers: headers.collect(),
                }
            }),
        });
        let events = event_kinds(operation).into_iter().enumerate();
        let events = events.map(|(place, events)| EventNames {
            ty: type_name(index, Kind::Event(place)),
            variants: event_variants(operation, events),
            events: events.to_vec(),
        });
        names.push(OperationNames {
            events: events.collect(),
            contents: contents.collect(),
            method: MethodName::new(method.text.clone()),
            note: method.note.clone(),
            page: MethodName::new(format!(
                "{}_page",
                method.text.strip_prefix("r#").unwrap_or(&method.text)
            )),
            call: type_name(index, Kind::Request),
            error: type_name(index, Kind::Error),
            output: type_name(index, Kind::Output),
            headers: type_name(index, Kind::Headers),
            error_headers: type_name(index, Kind::ErrorHeaders),
            body_type: type_name(index, Kind::Body),
            outputs: variants(operation.outputs()),
            errors: variants(operation.failures()),
            header_fields: header_fields(&operation.success_headers(), diagnostics),
            error_header_fields: header_fields(&operation.error_headers(), diagnostics),
            table: static_name(Static::Operation(index)),
            parameters: parameters.collect(),
            body: MethodName::new(body),
            waiters: operation
                .waiters
                .iter()
                .zip(waits)
                .enumerate()
                .map(|(waiter, (known, method))| WaiterNames {
                    method: MethodName::new(method.text),
                    table: static_name(Static::Waiter(index, waiter)),
                    arguments: wait_arguments(known),
                })
                .collect(),
        });
    }
    names
}

/// The types that an operation may have. Only the requests of all operations are sure to be free of collisions;
/// the others give way in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Request,
    Error,
    Output,
    Headers,
    Body,
    ErrorHeaders,
    /// Of the events of this place.
    Event(usize),
    /// Of the content of this index.
    Form(usize),
}

/// The types of an operation are named after its method, so that the two are never out of step.
fn type_names(operations: &[Operation], methods: &[Assigned]) -> BTreeMap<(usize, Kind), String> {
    const KINDS: [(Kind, &str); 6] = [
        (Kind::Request, ""),
        (Kind::Error, "Error"),
        (Kind::Output, "Output"),
        (Kind::Headers, "Headers"),
        (Kind::Body, "Body"),
        (Kind::ErrorHeaders, "ErrorHeaders"),
    ];
    let mut keys = Vec::new();
    let mut members = Vec::new();
    for (index, (operation, method)) in operations.iter().zip(methods).enumerate() {
        for ((kind, suffix), rank) in KINDS.into_iter().zip(0..) {
            let words = [method.text.clone(), suffix.to_owned()];
            keys.push((index, kind));
            members.push(Member::from_words(Role::Type, &words, operation.origin).rank(rank));
        }
        for (place, _) in event_kinds(operation).iter().enumerate() {
            let words = [method.text.clone(), "Event".to_owned()];
            keys.push((index, Kind::Event(place)));
            members.push(Member::from_words(Role::Type, &words, operation.origin).rank(6));
        }
        let all = contents(operation).enumerate();
        let forms = all.filter(|(_, (_, parts))| parts.is_some());
        for (first, (content, (body, _))) in forms.enumerate() {
            let mut words = vec![method.text.clone(), "Form".to_owned()];
            if first > 0 {
                words.insert(1, body.media_type.family_and_subtype().1.to_owned());
            }
            keys.push((index, Kind::Form(content)));
            members.push(Member::from_words(Role::Type, &words, body.origin).rank(7));
        }
    }
    let given = scope::assign(Role::Type, &[], &members, &mut Diagnostics::new());
    let given = given.into_iter().map(|given| given.text);
    keys.into_iter().zip(given).collect()
}

fn look_up<K: Ord>(names: &BTreeMap<K, String>, key: &K) -> String {
    names.get(key).cloned().unwrap_or_default()
}

/// The arguments and setters of the parameters, then of the body, then the methods of the waiters.
fn arguments(
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) -> (Vec<Assigned>, String, Vec<Assigned>) {
    let mut members: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| {
            // One name may appear at several locations; the path's parameter has the first claim.
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
                .or_else(Role::Method.case(&located))
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
            .or_else("request_body".to_owned()),
    );
    let waits: Vec<_> = operation.waiters.iter().map(wait_method).collect();
    members.extend(
        waits
            .iter()
            .map(|hint| Member::new(Role::Method, hint).rank(5)),
    );
    let mut reserved = reserved::REQUEST_METHODS.to_vec();
    if operation.paging.is_some() {
        reserved.extend(reserved::LIST_METHODS);
    }
    if operation.has_file() {
        reserved.extend(reserved::FILE_METHODS);
    }
    let mut given = scope::assign(Role::Method, &reserved, &members, diagnostics);
    let waits = given.split_off(
        operation
            .parameters
            .len()
            .saturating_add(1)
            .min(given.len()),
    );
    let body = given.pop().map(|given| given.text).unwrap_or_default();
    (given, body, waits)
}

/// `wait_until_` and the key of the waiter, unless the description names the method.
fn wait_method(waiter: &Waiter) -> NameHint {
    let words = ["wait", "until"].into_iter().map(str::to_owned);
    NameHint {
        words: words.chain(waiter.name.words.clone()).collect(),
        ..waiter.name.clone()
    }
}

fn wait_arguments(waiter: &Waiter) -> Vec<MethodName> {
    let arguments = waiter.arguments.iter();
    let members: Vec<_> = arguments
        .map(|hint| Member::new(Role::Method, hint))
        .collect();
    scope::names(
        Role::Method,
        &[],
        &members,
        &mut Diagnostics::new(),
        MethodName::new,
    )
}
