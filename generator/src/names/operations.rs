//! Names of operations and of their parts.

pub(super) mod bodies;
pub(super) mod error_types;
pub(super) mod responses;
pub(super) mod status;
mod types;

use std::collections::BTreeMap;

use super::member::Member;
use super::reserved;
use super::role::{ConstName, FieldName, MethodName, Name, Role, TypeName, VariantName, plain};
use super::scope::{self, Assigned};
use super::statics::{self, Static, Statics, contents};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Location, NameHint, NamedEvent, Operation, Part, Waiter};
use bodies::{FormNames, PartHeaderNames, body_variants, part_names};
use error_types::ErrorType;
use responses::{event_kinds, event_variants, header_fields, variants};
use types::{Kind, type_names};

/// The names of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The client's method.
    pub method: MethodName,
    /// Why its name is not the expected one.
    pub note: Option<String>,
    /// The request that the method begins.
    pub call: TypeName,
    /// The marker type that tells which operation a request is for.
    pub operation: TypeName,
    /// The type of its responses, where several successes are documented.
    pub output: TypeName,
    /// Its documented errors.
    pub error: TypeName,
    /// Where their type is declared.
    pub error_type: ErrorType,
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
    /// The enums for server-sent events, each once.
    pub events: Vec<EventNames>,
    /// The table that describes the operation.
    pub table: ConstName,
    /// Arguments and setters, in the order of [`Operation::parameters`].
    pub parameters: Vec<ParameterNames>,
    /// The argument or setter of the body.
    pub body: MethodName,
    /// The waiters, in the order of [`Operation::waiters`].
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

/// The names for server-sent events whose data depends on the name of the event.
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
    /// Why its name is not the expected one.
    pub note: Option<String>,
    /// The static that describes it, which several operations may share.
    pub table: ConstName,
    /// Whether the static is declared with this operation instead of another one.
    pub is_declared_here: bool,
}

impl OperationNames {
    /// Returns the types of the operation.
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

    /// Returns the statics of the operation.
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

    /// Returns the arguments of the operation's methods, which shadow functions in their bodies.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &str> {
        let forms = self
            .contents
            .iter()
            .filter_map(|content| content.form.as_ref());
        let of_forms = forms.flat_map(|form| {
            let headers = form.headers.iter().flatten().map(|header| &header.name);
            form.parts.iter().chain(headers).map(FieldName::as_str)
        });
        let parameters = self.parameters.iter().map(|names| names.name.as_str());
        parameters.chain(of_forms)
    }
}

/// Names all parts of operations; `homes` has the modules of the operations.
pub(super) fn names(
    api: &Api,
    homes: &[Option<usize>],
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
    let operations = &api.operations;
    let methods: Vec<_> = operations
        .iter()
        .map(|operation| Member::new(Role::Method, &operation.name))
        .collect();
    let methods = scope::assign(
        Role::Method,
        reserved::CLIENT_METHODS,
        &methods,
        diagnostics,
    );

    let given = Given {
        types: type_names(operations, &methods),
        statics: statics::names(operations, &methods, homes),
    };
    let error_types = error_types::names(operations, homes);
    let named = operations.iter().zip(&methods).zip(error_types).enumerate();
    let named = named.map(|(index, ((operation, method), error_type))| {
        let (arguments, body, waits) = arguments(operation, diagnostics);
        let events = event_kinds(operation).into_iter().enumerate();
        let events = events.map(|(place, events)| EventNames {
            ty: given.ty(index, Kind::Event(place)),
            variants: event_variants(operation, events),
            events: events.to_vec(),
        });
        OperationNames {
            events: events.collect(),
            parameters: given.parameters(index, arguments),
            contents: given.contents(index, operation, diagnostics),
            method: MethodName::new(method.text.clone()),
            note: method.note.clone(),
            page: MethodName::new(format!("{}_page", plain(&method.text))),
            call: given.ty(index, Kind::Request),
            operation: given.ty(index, Kind::Operation),
            error: given.ty(index, Kind::Error),
            error_type,
            output: given.ty(index, Kind::Output),
            headers: given.ty(index, Kind::Headers),
            error_headers: given.ty(index, Kind::ErrorHeaders),
            body_type: given.ty(index, Kind::Body),
            outputs: variants(operation.outputs()),
            errors: variants(operation.failures()),
            header_fields: header_fields(&operation.success_headers(), diagnostics),
            error_header_fields: header_fields(&operation.error_headers(), diagnostics),
            table: given.table(Static::Operation(index)),
            body: MethodName::new(body),
            waiters: given.waiters(index, operation, waits),
        }
    });
    named.collect()
}

/// The names of the types and statics of all operations.
struct Given {
    types: BTreeMap<(usize, Kind), String>,
    statics: Statics,
}

impl Given {
    fn ty(&self, operation: usize, kind: Kind) -> TypeName {
        TypeName::new(look_up(&self.types, &(operation, kind)))
    }

    fn table(&self, key: Static) -> ConstName {
        ConstName::new(look_up(&self.statics.names, &key))
    }

    fn parameters(&self, index: usize, arguments: Vec<Assigned>) -> Vec<ParameterNames> {
        let arguments = arguments.into_iter().enumerate();
        let named = arguments.map(|(parameter, given)| {
            let (is_declared_here, key) = self.statics.of_parameter(index, parameter);
            ParameterNames {
                name: MethodName::new(given.text),
                note: given.note,
                table: self.table(key),
                is_declared_here,
            }
        });
        named.collect()
    }

    fn contents(
        &self,
        index: usize,
        operation: &Operation,
        diagnostics: &mut Diagnostics,
    ) -> Vec<ContentNames> {
        let contents = contents(operation).zip(body_variants(operation));
        let named = contents.enumerate();
        let named = named.map(|(content, ((_, parts), variant))| ContentNames {
            variant,
            rules: self.table(Static::Rules(index, content)),
            form: parts.map(|parts| self.form((index, content), parts, diagnostics)),
        });
        named.collect()
    }

    fn form(
        &self,
        (index, content): (usize, usize),
        parts: &[Part],
        diagnostics: &mut Diagnostics,
    ) -> FormNames {
        let (parts, headers) = part_names(parts, diagnostics);
        let tables = (0..parts.len()).map(|part| self.table(Static::Part(index, content, part)));
        let headers = headers.into_iter().enumerate().map(|(part, names)| {
            let named = names.into_iter().enumerate();
            let named = named.map(|(header, name)| PartHeaderNames {
                name,
                table: self.table(Static::PartHeader(index, content, part, header)),
            });
            named.collect()
        });
        FormNames {
            ty: self.ty(index, Kind::Form(content)),
            tables: tables.collect(),
            parts,
            headers: headers.collect(),
        }
    }

    fn waiters(
        &self,
        index: usize,
        operation: &Operation,
        methods: Vec<Assigned>,
    ) -> Vec<WaiterNames> {
        let waiters = operation.waiters.iter().zip(methods).enumerate();
        let named = waiters.map(|(waiter, (known, method))| WaiterNames {
            method: MethodName::new(method.text),
            table: self.table(Static::Waiter(index, waiter)),
            arguments: wait_arguments(known),
        });
        named.collect()
    }
}

fn look_up<K: Ord>(names: &BTreeMap<K, String>, key: &K) -> String {
    names.get(key).cloned().unwrap_or_default()
}

/// Names the arguments and setters: of the parameters, then of the body, then the methods of the waiters.
fn arguments(
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) -> (Vec<Assigned>, String, Vec<Assigned>) {
    let mut members: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| {
            // A name may occur at several locations; a path parameter gets it first. Symbols distinguish better than
            // a location (`DateSent<` beside `DateSent`).
            let (rank, location, place) = match parameter.location {
                Location::Path => (0, "path", "in the path"),
                Location::Query | Location::QueryString => (1, "query", "in the query"),
                Location::Header => (2, "header", "in the header"),
                Location::Cookie => (3, "cookie", "in the cookie"),
            };
            Member::new(Role::Method, &parameter.name)
                .rank(rank)
                .place(place)
                .or_words_last(location, &parameter.wire)
        })
        .collect();
    let body = NameHint::of("body", operation.origin);
    members.push(
        Member::new(Role::Method, &body)
            .rank(4)
            .or_else("request_body"),
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
    let mut given = scope::assign(Role::Method, &reserved, &members, diagnostics).into_iter();
    let parameters = given.by_ref().take(operation.parameters.len()).collect();
    let body = given.next().map(|given| given.text).unwrap_or_default();
    (parameters, body, given.collect())
}

/// Returns `wait_until_` with the key of the waiter, unless the description names the method.
fn wait_method(waiter: &Waiter) -> NameHint {
    let words = ["wait", "until"].into_iter().map(str::to_owned);
    NameHint {
        words: words.chain(waiter.name.words.clone()).collect(),
        ..waiter.name.clone()
    }
}

fn wait_arguments(waiter: &Waiter) -> Vec<MethodName> {
    let arguments = waiter.arguments.iter();
    let members = arguments.map(|hint| Member::new(Role::Method, hint));
    scope::names(&[], members, &mut Diagnostics::new())
}
