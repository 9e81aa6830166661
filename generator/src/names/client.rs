//! Names of the client's builder and of the types that choose a server.

use super::member::Member;
use super::reserved;
use super::role::{ConstName, MethodName, Role, TypeName, VariantName};
use super::scope;
use crate::diagnostic::Diagnostics;
use crate::facility;
use crate::ir::{Api, CredentialKind, CredentialSlot, NameHint, SchemeKind, ServerVariable};

/// The names that a client's builder has.
#[derive(Clone, Debug)]
pub struct ClientNames {
    /// A setter for each of [`Api::credentials`].
    pub credentials: Vec<MethodName>,
    /// A setter for each of [`Api::client_parameters`].
    pub parameters: Vec<MethodName>,
    /// A static for each of [`Api::client_parameters`].
    pub parameter_tables: Vec<ConstName>,
    /// A static for each of [`Api::busy`].
    pub busy: Vec<ConstName>,
    /// The number of each of [`Api::schemes`], by which operations name their credentials.
    pub slots: Vec<ConstName>,
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

pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> ClientNames {
    let variables = &api.servers.variables;
    let mut setters = Vec::new();
    for variable in variables {
        setters.push(Member::from_words(
            Role::Method,
            std::slice::from_ref(&variable.name),
            variable.origin,
        ));
    }
    for parameter in &api.client_parameters {
        setters.push(Member::new(Role::Method, &parameter.name).rank(1));
    }
    // The setter of access keys has a name of its own.
    let of_scheme = |slot: &CredentialSlot| {
        let is_own = slot.kind == CredentialKind::OfScheme;
        api.schemes.get(*slot.schemes.first()?).filter(|_| is_own)
    };
    for scheme in api.credentials.iter().filter_map(of_scheme) {
        setters.push(scheme_setter(&scheme.name, &scheme.kind).rank(2));
    }
    let setters = scope::names(
        Role::Method,
        reserved::BUILDER_METHODS,
        &setters,
        diagnostics,
        MethodName::new,
    );
    let mut setters = setters.into_iter();
    let of_variables: Vec<_> = setters.by_ref().take(variables.len()).collect();
    let parameters: Vec<_> = setters.by_ref().take(api.client_parameters.len()).collect();
    let credentials = api.credentials.iter().filter_map(|slot| match slot.kind {
        CredentialKind::AccessKeys => Some(MethodName::new("credentials".to_owned())),
        CredentialKind::OfScheme => setters.next(),
    });
    let credentials = credentials.collect();

    let types: Vec<_> = variables
        .iter()
        .map(|variable| {
            Member::from_words(
                Role::Type,
                std::slice::from_ref(&variable.name),
                variable.origin,
            )
        })
        .collect();
    // In a crate of its own, what is re-exported of the runtime is beside them.
    let mut reserved = reserved::CLIENT_TYPES.to_vec();
    reserved.extend(facility::exported_names());
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
    let [parameter_tables, busy, slots] = statics(api);
    ClientNames {
        credentials,
        parameters,
        parameter_tables,
        busy,
        slots,
        variables,
        servers: servers(api),
    }
}

/// The statics of client parameters and busy responses, and the constants of security schemes.
fn statics(api: &Api) -> [Vec<ConstName>; 3] {
    let parameters = api.client_parameters.iter().map(|known| {
        let words = std::slice::from_ref(&known.wire);
        Member::from_words(Role::Const, words, known.origin)
    });
    let schemes = api.schemes.iter().map(|scheme| {
        let member = Member::from_words(Role::Const, &scheme.name.words, scheme.name.origin);
        member
            .rank(1)
            .or_words(scheme.name.words.join(" "), "credentials")
    });
    let busy = api.busy.iter().zip(1_usize..).map(|(known, number)| {
        let number = (number > 1).then(|| number.to_string());
        let words: Vec<_> = ["busy".to_owned()].into_iter().chain(number).collect();
        Member::from_words(Role::Const, &words, known.origin).rank(2)
    });
    let members: Vec<_> = parameters.chain(busy).chain(schemes).collect();
    let given = scope::assign(
        Role::Const,
        reserved::CLIENT_STATICS,
        &members,
        &mut Diagnostics::new(),
    );
    let names = given
        .into_iter()
        .map(|given| super::statics::apart(given.text));
    let mut names = names.map(ConstName::new);
    let parameters = names.by_ref().take(api.client_parameters.len()).collect();
    let busy = names.by_ref().take(api.busy.len()).collect();
    [parameters, busy, names.collect()]
}

fn scheme_setter<'a>(name: &'a NameHint, kind: &SchemeKind) -> Member<'a> {
    let member = Member::new(Role::Method, name);
    match kind {
        SchemeKind::Basic => member.or_else("basic"),
        SchemeKind::Bearer => member.or_else("bearer"),
        SchemeKind::ApiKey { .. } => member.or_else("api_key"),
        _ => member,
    }
}

fn values(variable: &ServerVariable, diagnostics: &mut Diagnostics) -> Vec<VariantName> {
    let members: Vec<_> = variable
        .values
        .iter()
        .map(|value| {
            Member::from_words(Role::Variant, std::slice::from_ref(value), variable.origin)
        })
        .collect();
    scope::names(
        Role::Variant,
        reserved::VARIANTS,
        &members,
        diagnostics,
        VariantName::new,
    )
}

/// A server is called by its name, else by its description while that is short, else by its host.
fn servers(api: &Api) -> Vec<VariantName> {
    let members: Vec<_> = api
        .servers
        .list
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
            Member::from_words(Role::Variant, &[text], server.origin)
        })
        .collect();
    scope::names(
        Role::Variant,
        &[],
        &members,
        &mut Diagnostics::new(),
        VariantName::new,
    )
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
