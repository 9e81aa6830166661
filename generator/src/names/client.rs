//! Names of the client's builder and of the types that choose a server.

use super::role::{ConstName, MethodName, Role, TypeName, VariantName};
use super::scope::{self, Member};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, NameHint, SchemeKind, ServerVariable};
use crate::runtime_files;

/// The names that a client's builder has.
#[derive(Clone, Debug)]
pub struct ClientNames {
    /// A setter for each of [`Api::schemes`].
    pub schemes: Vec<MethodName>,
    /// A setter for each of [`Api::client_parameters`].
    pub parameters: Vec<MethodName>,
    /// A table for each of [`Api::client_parameters`].
    pub parameter_tables: Vec<ConstName>,
    /// The variables of all servers, each once.
    pub variables: Vec<VariableNames>,
    /// A variant for each of [`Api::servers`].
    pub servers: Vec<VariantName>,
}

/// The names of a server variable.
#[derive(Clone, Debug)]
pub struct VariableNames {
    /// The builder's setter.
    pub setter: MethodName,
    /// The enum of its values, used where the description lists them.
    pub ty: TypeName,
    /// Its values.
    pub values: Vec<VariantName>,
}

/// What every builder has.
const RESERVED_SETTERS: &[&str] = &[
    "build",
    "clone",
    "config",
    "credentials",
    "endpoint",
    "middleware",
    "new",
    "server",
    "transport",
];
/// What stands beside the types of server variables.
const RESERVED_TYPES: &[&str] = &["Client", "ClientBuilder", "Server"];

/// The variables of all servers, each once.
pub(crate) fn variables(api: &Api) -> Vec<&ServerVariable> {
    let mut variables: Vec<&ServerVariable> = Vec::new();
    for variable in api.servers.iter().flat_map(|server| &server.variables) {
        if !variables.iter().any(|known| known.name == variable.name) {
            variables.push(variable);
        }
    }
    variables
}

pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> ClientNames {
    let variables = variables(api);
    let mut setters = Vec::new();
    for variable in &variables {
        setters.push(Member::worded(
            Role::Method,
            std::slice::from_ref(&variable.name),
            variable.origin,
        ));
    }
    for parameter in &api.client_parameters {
        setters.push(Member::new(Role::Method, &parameter.parameter.name).rank(1));
    }
    for scheme in &api.schemes {
        setters.push(scheme_setter(&scheme.name, &scheme.kind).rank(2));
    }
    let mut setters = scope::assign(Role::Method, RESERVED_SETTERS, &setters, diagnostics)
        .into_iter()
        .map(|given| MethodName::new(given.text));
    let of_variables: Vec<_> = setters.by_ref().take(variables.len()).collect();
    let parameters: Vec<_> = setters.by_ref().take(api.client_parameters.len()).collect();
    let schemes = setters.collect();

    let types: Vec<_> = variables
        .iter()
        .map(|variable| {
            Member::worded(
                Role::Type,
                std::slice::from_ref(&variable.name),
                variable.origin,
            )
        })
        .collect();
    // In a crate of its own, the runtime is shown beside them.
    let mut reserved = RESERVED_TYPES.to_vec();
    reserved.extend(runtime_files::shown_names());
    let types = scope::assign(Role::Type, &reserved, &types, diagnostics);
    let variables = variables
        .iter()
        .zip(of_variables)
        .zip(types)
        .map(|((variable, setter), ty)| VariableNames {
            setter,
            ty: TypeName::new(ty.text),
            values: values(variable, diagnostics),
        })
        .collect();
    ClientNames {
        schemes,
        parameters,
        parameter_tables: tables(api),
        variables,
        servers: servers(api),
    }
}

fn tables(api: &Api) -> Vec<ConstName> {
    let members: Vec<_> = api
        .client_parameters
        .iter()
        .map(|known| {
            Member::worded(
                Role::Const,
                std::slice::from_ref(&known.parameter.wire),
                known.parameter.origin,
            )
        })
        .collect();
    let given = scope::assign(Role::Const, &[], &members, &mut Diagnostics::new());
    given
        .into_iter()
        .map(|given| ConstName::new(given.text))
        .collect()
}

fn scheme_setter<'a>(name: &'a NameHint, kind: &SchemeKind) -> Member<'a> {
    let member = Member::new(Role::Method, name);
    match kind {
        SchemeKind::Basic => member.or("basic".to_owned()),
        SchemeKind::Bearer => member.or("bearer".to_owned()),
        SchemeKind::ApiKey { .. } => member.or("api_key".to_owned()),
        _ => member,
    }
}

fn values(variable: &ServerVariable, diagnostics: &mut Diagnostics) -> Vec<VariantName> {
    let members: Vec<_> = variable
        .values
        .iter()
        .map(|value| Member::worded(Role::Variant, std::slice::from_ref(value), variable.origin))
        .collect();
    let given = scope::assign(Role::Variant, &["Unknown"], &members, diagnostics);
    given
        .into_iter()
        .map(|given| VariantName::new(given.text))
        .collect()
}

/// A server is called by its name, else by its description while that is short, else by its host.
fn servers(api: &Api) -> Vec<VariantName> {
    let members: Vec<_> = api
        .servers
        .iter()
        .map(|server| {
            let described = server
                .docs
                .description
                .as_deref()
                .filter(|text| text.split_whitespace().count() <= 4);
            let text = server
                .name
                .as_deref()
                .or(described)
                .map(str::to_owned)
                .unwrap_or_else(|| host(&server.url));
            Member::worded(Role::Variant, &[text], server.origin)
        })
        .collect();
    let given = scope::assign(Role::Variant, &[], &members, &mut Diagnostics::new());
    given
        .into_iter()
        .map(|given| VariantName::new(given.text))
        .collect()
}

fn host(url: &[crate::ir::UrlPiece]) -> String {
    let text: String = url
        .iter()
        .map(|piece| match piece {
            crate::ir::UrlPiece::Literal(text) | crate::ir::UrlPiece::Variable(text) => {
                text.as_str()
            }
        })
        .collect();
    let after_scheme = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    after_scheme
        .split('/')
        .find(|part| !part.is_empty())
        .unwrap_or("root")
        .to_owned()
}
