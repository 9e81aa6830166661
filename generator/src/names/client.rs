//! Names of the client's builder and of the types that choose a server.

use super::member::Member;
use super::reserved;
use super::role::{ConstName, MethodName, Name, Role, TypeName, VariantName};
use super::scope;
use crate::diagnostic::Diagnostics;
use crate::facility;
use crate::ir::{
    Api, CredentialKind, CredentialSlot, NameHint, SchemeKind, ServerVariable, UrlPiece,
};

/// The names in a client's builder.
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
    /// A constant for each of [`Api::schemes`], by which operations refer to their credentials.
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
    let of_variables = |role| {
        let name = move |known: &ServerVariable| Member::from_word(role, &known.name, known.origin);
        variables.iter().map(name)
    };
    let of_parameters = api.client_parameters.iter();
    let of_parameters = of_parameters.map(|known| Member::new(Role::Method, &known.name).rank(1));
    // The setter of access keys has a fixed name.
    let of_scheme = |slot: &CredentialSlot| {
        let is_own = slot.kind == CredentialKind::OfScheme;
        api.schemes.get(*slot.schemes.first()?).filter(|_| is_own)
    };
    let of_schemes = api.credentials.iter().filter_map(of_scheme);
    let of_schemes = of_schemes.map(|scheme| scheme_setter(&scheme.name, &scheme.kind).rank(2));
    let setters = of_variables(Role::Method).chain(of_parameters);
    let setters = setters.chain(of_schemes);
    let setters: Vec<MethodName> = scope::names(reserved::BUILDER_METHODS, setters, diagnostics);
    let mut setters = setters.into_iter();
    let variable_setters: Vec<_> = setters.by_ref().take(variables.len()).collect();
    let parameters: Vec<_> = setters.by_ref().take(api.client_parameters.len()).collect();
    let credentials = api.credentials.iter().filter_map(|slot| match slot.kind {
        CredentialKind::AccessKeys => Some(MethodName::new("credentials".to_owned())),
        CredentialKind::OfScheme => setters.next(),
    });
    let credentials = credentials.collect();

    // In a crate, the re-exports of the runtime are in the same module.
    let mut reserved = reserved::CLIENT_TYPES.to_vec();
    reserved.extend(facility::exported_names());
    let types = scope::names(&reserved, of_variables(Role::Type), diagnostics);
    let variables = variables
        .iter()
        .zip(variable_setters)
        .zip(types)
        .map(|((variable, setter), ty)| VariableNames {
            setter,
            ty,
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

/// Returns the statics of client parameters and of busy responses, and the constants of security schemes.
fn statics(api: &Api) -> [Vec<ConstName>; 3] {
    let parameters = api
        .client_parameters
        .iter()
        .map(|known| Member::from_word(Role::Const, &known.wire, known.origin));
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
    let values = variable.values.iter();
    let members = values.map(|value| Member::from_word(Role::Variant, value, variable.origin));
    scope::names(reserved::VARIANTS, members, diagnostics)
}

/// Returns the name of each server: its name, or else its description if that is short, or else its host.
fn servers(api: &Api) -> Vec<VariantName> {
    let members = api.servers.list.iter().map(|server| {
        let described = server.docs.description.as_deref();
        let described = described.filter(|text| text.split_whitespace().count() <= 4);
        let text = server.name.as_deref().or(described).map(str::to_owned);
        let text = text.unwrap_or_else(|| host(&server.url));
        Member::from_word(Role::Variant, &text, server.origin)
    });
    scope::names(&[], members, &mut Diagnostics::new())
}

fn host(url: &[UrlPiece]) -> String {
    let pieces = url.iter().map(|piece| match piece {
        UrlPiece::Literal(text) | UrlPiece::Variable(text) => text.as_str(),
    });
    let text: String = pieces.collect();
    let after_scheme = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    let mut parts = after_scheme.split('/');
    parts
        .find(|part| !part.is_empty())
        .unwrap_or("root")
        .to_owned()
}
