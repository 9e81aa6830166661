//! Parameters.

mod pairs;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Api, Docs, Encoding, Lifecycle, Location, MediaKind, MediaType, NameHint, Parameter,
    ParameterPresence, ParameterScope, RareRules, Sensitivity, Type,
};
use crate::source::{Node, Origin};

use super::Lowering;
use super::context::Unsupported;
use super::media::media_type;
use super::name_path::NamePath;
use super::schema::{Constant, Lowered};
use super::views::{MediaTypeView, ParameterView, SchemaView, View};

impl Parameter {
    /// Returns a parameter that the path template names and nothing declares.
    pub(super) fn undeclared(name: &str, location: Location, origin: Origin) -> Self {
        Parameter {
            wire: name.to_owned(),
            name: NameHint::of(name, origin),
            location,
            encoding: Encoding::default_at(location),
            presence: ParameterPresence::Required,
            scope: ParameterScope::Call,
            ty: Type::text(),
            rules: RareRules::default(),
            docs: Docs::default(),
            lifecycle: Lifecycle::Current,
            default: None,
            example: None,
            sensitivity: Sensitivity::Plain,
            origin,
        }
    }
}

impl<'s> Lowering<'s> {
    /// Returns the `parameters` of a path item or an operation; `words` begin the names of their inline schemas.
    pub(super) fn parameter_list<V: View<'s>>(
        &mut self,
        owner: V,
        words: &[String],
    ) -> Vec<Parameter> {
        let mut found: Vec<(Parameter, Node<'s>)> = Vec::new();
        for written in owner.items("parameters") {
            let Some(target) = self.context.follow_view::<ParameterView<'s>>(written) else {
                continue;
            };
            let parameter = match self.parameters.get(&target.origin()) {
                Some(known) => known.clone(),
                None => {
                    let parameter = self.parameter(written, target, words);
                    self.parameters.insert(target.origin(), parameter.clone());
                    parameter
                }
            };
            let Some(parameter) = parameter else { continue };
            let mut known = found.iter();
            if let Some((_, first)) = known.find(|(known, _)| known.is_same(&parameter)) {
                self.context.report(
                    Diagnostic::warning(
                        Code::DuplicateParameter,
                        written.at_value(),
                        format!(
                            "the parameter `{}` is already declared here; the first one applies",
                            parameter.wire
                        ),
                    )
                    .related(first.at_value(), "the first one")
                    .help("remove one of them"),
                );
                continue;
            }
            found.push((parameter, written));
        }
        found.into_iter().map(|(parameter, _)| parameter).collect()
    }

    fn parameter(
        &mut self,
        written: Node<'s>,
        view: ParameterView<'s>,
        words: &[String],
    ) -> Option<Parameter> {
        let (name, location, node) = (view.name()?, view.location()?, view.node());
        if location == Location::Header && !self.is_sendable_header(name, node) {
            return None;
        }
        let parameter = self.described(name, location, written, view, words);
        self.check_cookie_name(&parameter);
        let is_given = parameter.presence.constant().is_none();
        let is_of_client = view.is_of_client() && is_given;
        let scope = match is_of_client && self.can_be_of_client(&parameter) {
            true => ParameterScope::Client(self.client_parameter(&parameter)),
            false => ParameterScope::Call,
        };
        Some(Parameter { scope, ..parameter })
    }

    /// Returns a parameter, or a request header, as its object describes it.
    pub(super) fn described(
        &mut self,
        name: &str,
        location: Location,
        written: Node<'s>,
        view: ParameterView<'s>,
        words: &[String],
    ) -> Parameter {
        let node = view.node();
        let mut words_here = words.to_vec();
        words_here.push(name.to_owned());
        let prefix = self
            .context
            .name_prefix(written, node, words_here, "Parameter");
        let is_required = location == Location::Path || view.is_required();
        let constant = view.schema().filter(|_| is_required).and_then(Constant::of);
        let (lowered, encoding, schema) = match &constant {
            Some(constant) => {
                constant.report(self.context);
                let encoding = self.style(view.style(), location);
                (constant.lowered(), encoding, view.schema())
            }
            None => self.value_of(view, location, &prefix),
        };
        let encoding = self.fitting_style(view.style(), &lowered.ty, encoding);
        let mut parameter = Parameter {
            wire: name.to_owned(),
            name: self.context.hint(vec![name.to_owned()], node),
            location,
            encoding,
            presence: match constant {
                Some(constant) => ParameterPresence::Constant(constant.value),
                None if is_required => ParameterPresence::Required,
                None => ParameterPresence::Optional,
            },
            scope: ParameterScope::Call,
            ty: lowered.ty,
            rules: lowered.rules.into(),
            docs: view.docs(),
            lifecycle: view.lifecycle(),
            default: None,
            example: self.context.example(node),
            sensitivity: self.sensitivity(view, schema),
            origin: node.origin(),
        };
        if let Some(schema) = schema {
            self.schemas.check_examples(node, schema);
            let mut parts = schema.parts(self.context.sources);
            let default = parts.find_map(|part| part.get("default"));
            parameter.default = default.map(Node::to_json);
            if parameter.example.is_none() {
                let mut parts = schema.parts(self.context.sources);
                parameter.example = parts.find_map(|part| self.context.example(part.node()));
            }
            if parameter.docs.description.is_none() {
                parameter.docs.description = schema.str("description").map(str::to_owned);
            }
        }
        parameter
    }

    /// Whether a parameter can be set on the client, which needs a single text value; reports one that cannot.
    fn can_be_of_client(&mut self, parameter: &Parameter) -> bool {
        self.schemas.run_pending();
        let is_text = matches!(parameter.encoding, Encoding::Style { .. } | Encoding::Text);
        if is_text && !self.schemas.is_structured(&parameter.ty) {
            return true;
        }
        self.context.warn(
            Code::ExtensionMisuse,
            parameter.origin.at_value(),
            format!(
                "a client parameter must be a single text, and `{}` is not; each call sets it",
                parameter.wire
            ),
            "remove `x-client-parameter`",
        );
        false
    }

    /// Returns the index of a client parameter; there is one for each name and location.
    fn client_parameter(&mut self, parameter: &Parameter) -> usize {
        let mut all = self.api.client_parameters.iter();
        let known = all.position(|known| known.is_same(parameter));
        if let Some(number) = known {
            let other = self.api.client_parameters.get(number).cloned();
            if let Some(other) = other.filter(|other| other.ty != parameter.ty) {
                self.context.report(
                    Diagnostic::warning(
                        Code::ExtensionMisuse,
                        parameter.origin.at_value(),
                        format!(
                            "the client parameter `{}` has another type elsewhere",
                            parameter.wire
                        ),
                    )
                    .related(other.origin.at_value(), "the other one; its type applies")
                    .help("declare it once under `components.parameters` and refer to it"),
                );
            }
            return number;
        }
        let number = self.api.client_parameters.len();
        let mut parameter = parameter.clone();
        parameter.scope = ParameterScope::Client(number);
        self.api.client_parameters.push(parameter);
        number
    }

    /// Returns the type of a parameter's value, its encoding, and its schema.
    pub(super) fn value_of(
        &mut self,
        view: ParameterView<'s>,
        location: Location,
        words: &[String],
    ) -> (Lowered, Encoding, Option<SchemaView<'s>>) {
        let path = NamePath::of(words);
        if let Some((name, content)) = view.content() {
            let content = self.media_type_at(content);
            return self.value_of_content(&media_type(name), content, location, &path);
        }
        let schema = view.schema();
        let lowered = match schema {
            Some(schema) => self.schemas.lower(schema, &path),
            None => Lowered::of(Type::text()),
        };
        let encoding = self.style(view.style(), location);
        (lowered, encoding, schema)
    }

    /// Returns whether a parameter or a header is marked as a secret, itself or by its schema.
    pub(super) fn sensitivity(
        &self,
        view: ParameterView<'s>,
        schema: Option<SchemaView<'s>>,
    ) -> Sensitivity {
        let sources = self.context.sources;
        let is_marked = schema.is_some_and(|schema| schema.is_sensitive(sources));
        Sensitivity::secret(view.is_sensitive() || is_marked)
    }

    fn value_of_content(
        &mut self,
        media: &MediaType,
        content: MediaTypeView<'s>,
        location: Location,
        path: &NamePath<'_>,
    ) -> (Lowered, Encoding, Option<SchemaView<'s>>) {
        let schema = content.schema();
        let (lowered, encoding) = match media.kind {
            MediaKind::Json => {
                let mut lowered = self.content_schema(content, path);
                // In JSON, null is a value, which differs from a missing parameter.
                lowered.ty = lowered.clone().with_null();
                (lowered, Encoding::Json)
            }
            MediaKind::Form if location == Location::QueryString => {
                let lowered = self.content_schema(content, path);
                let (ty, properties) = self.form(content, lowered.ty.clone());
                // The rules only apply where the caller gives the value as described.
                let lowered = match ty == lowered.ty {
                    true => lowered,
                    false => Lowered::of(ty),
                };
                (lowered, Encoding::Form(properties))
            }
            kind => {
                // A range leaves the media type of a scalar open: it is the same as text and as JSON.
                let takes_scalars = media.is_plain_text() || kind == MediaKind::BySchema;
                let is_value = schema.is_some_and(|schema| self.is_text(schema))
                    || takes_scalars && self.is_typed_text(content);
                if !is_value {
                    self.note_passed_through(media, content);
                }
                let lowered = match is_value {
                    true => self.content_schema(content, path),
                    false => Lowered::of(Type::text()),
                };
                (lowered, Encoding::Text)
            }
        };
        if let Some(schema) = schema {
            self.schemas.check_examples(content.node(), schema);
        }
        (lowered, encoding, schema)
    }
}

/// Rejects a parameter for the whole query beside others for the query or parts of it.
pub(super) fn one_query(parameters: &[Parameter]) -> Result<(), Unsupported> {
    let mut wholes = parameters
        .iter()
        .filter(|parameter| parameter.location == Location::QueryString);
    let Some(whole) = wholes.next() else {
        return Ok(());
    };
    let name = &whole.wire;
    let is_of_query = |parameter: &Parameter| parameter.location == Location::Query;
    let (reason, help) = if parameters.iter().any(is_of_query) {
        (
            format!("`{name}` is the whole query, and there are query parameters beside it"),
            "keep either the `querystring` parameter or the `query` ones",
        )
    } else if let Some(other) = wholes.next() {
        (
            format!("`{name}` and `{}` are both the whole query", other.wire),
            "keep one of them",
        )
    } else if matches!(whole.encoding, Encoding::Style { .. }) {
        (
            format!("`{name}` is the whole query, and nothing says in which format"),
            "write `content: {application/x-www-form-urlencoded: {schema: …}}`",
        )
    } else {
        return Ok(());
    };
    Err(Unsupported {
        place: whole.origin.at_value(),
        reason,
        help: help.to_owned(),
    })
}

/// Adds the parameters of a nearer object, which replace those with the same name and location.
pub(super) fn override_with(parameters: &mut Vec<Parameter>, own: Vec<Parameter>) {
    for parameter in own {
        let mut others = parameters.iter_mut();
        match others.find(|other| other.is_same(&parameter)) {
            Some(overridden) => *overridden = parameter,
            None => parameters.push(parameter),
        }
    }
}

/// Marks the parameters whose types hold a secret, and those of the client that any operation declares as secret. All
/// types must be complete.
pub(super) fn mark_secret_parameters(api: &mut Api) {
    let of_calls = api.operations.iter_mut();
    let of_calls = of_calls.flat_map(|operation| &mut operation.parameters);
    for parameter in of_calls.chain(&mut api.client_parameters) {
        if api.types.holds_secret(&parameter.ty, true) {
            parameter.sensitivity = Sensitivity::Secret;
        }
    }
    let of_calls = api.operations.iter();
    for parameter in of_calls.flat_map(|operation| &operation.parameters) {
        if let ParameterScope::Client(number) = parameter.scope
            && parameter.sensitivity == Sensitivity::Secret
            && let Some(known) = api.client_parameters.get_mut(number)
        {
            known.sensitivity = Sensitivity::Secret;
        }
    }
}
