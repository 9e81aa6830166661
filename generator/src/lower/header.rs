//! Headers: which of them a request can have, and how one of a response is read whose values have several types.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{
    Body, BodyKind, Encoding, Explode, HeaderStyle, Location, Parameter, Style, Type, TypeKind,
    is_token,
};
use crate::source::{Node, shorten};

use super::Lowering;
use super::union_shapes::{ValueShape, is_array, is_object, value_shapes_of};

/// Header parameters that OpenAPI ignores, since another part of the document describes them ("Parameter Object"), and
/// how to describe them there.
const DESCRIBED_ELSEWHERE: [(&str, &str); 3] = [
    (
        "accept",
        "list the media types in `content` of the responses",
    ),
    (
        "content-type",
        "list the media types in `content` of the request body",
    ),
    (
        "authorization",
        "describe a security scheme, such as one of `type: http` and `scheme: bearer`, and list it in `security`",
    ),
];

/// Headers that the transport sets itself, whatever a parameter says.
const OF_CONNECTION: [&str; 8] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-connection",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Lowering<'_> {
    /// Whether a request can have a header parameter; reports one that it cannot have.
    pub(super) fn is_sendable_header(&self, name: &str, node: Node<'_>) -> bool {
        let place = node.at_value();
        let lower = name.to_ascii_lowercase();
        let mut elsewhere = DESCRIBED_ELSEWHERE.iter();
        let help = elsewhere.find(|(header, _)| *header == lower);
        let why = match lower.as_str() {
            _ if help.is_some() => "as the specification says",
            lower if OF_CONNECTION.contains(&lower) => "it follows from the URL and the body",
            _ => return self.is_header_name(name, place),
        };
        let message = format!("a header parameter `{name}` is ignored: {why}");
        let mut note = Diagnostic::note(Code::Ignored, place, message);
        note.help = help.map(|(_, help)| (*help).to_owned());
        self.context.report(note);
        false
    }

    /// Whether a text can be the name of a header; reports one that cannot.
    pub(super) fn is_header_name(&self, name: &str, place: Place) -> bool {
        if !is_token(name) {
            let message = format!("no header can have the name `{name}`; it is left out");
            let help = "write only letters, digits and `-`";
            self.context.warn(Code::Ignored, place, message, help);
        }
        is_token(name)
    }

    /// Reports a cookie whose name is no token (RFC 6265, 4.1.1).
    pub(super) fn check_cookie_name(&self, parameter: &Parameter) {
        let (name, types) = (&parameter.wire, &self.schemas.types);
        if parameter.location != Location::Cookie || is_token(name) {
            return;
        }
        let (style, explode) = match parameter.encoding {
            Encoding::Style { style, explode, .. } => (style, explode),
            _ => (Style::Form, Explode::No),
        };
        // The names of an exploded object are those of its properties.
        let mut shapes = value_shapes_of(types, &parameter.ty, 0).into_iter();
        if explode == Explode::Yes && shapes.any(|shape| is_object(&shape)) {
            return;
        }
        let effect = match style {
            Style::Cookie => "a call that sets it is refused",
            _ => "it is sent percent-encoded, which few servers decode",
        };
        let node = self.context.sources.node(parameter.origin);
        self.context.warn(
            Code::InvalidValue,
            node.get("name").unwrap_or(node).at_value(),
            format!("no cookie can have the name `{}`; {effect}", shorten(name)),
            "write only letters, digits, `-` and `_`",
        );
    }

    /// Reports a parameter that tells the server of a coding (RFC 9110, section 8.4) which a body made from a value
    /// does not have.
    pub(super) fn note_content_coding(&self, parameters: &[Parameter], body: &Body) {
        let mut parameters = parameters.iter();
        let coding = parameters.find(|parameter| {
            parameter.location == Location::Header
                && parameter.wire.eq_ignore_ascii_case("content-encoding")
        });
        let mut kinds = body.contents.iter().map(|content| &content.kind);
        if let Some(parameter) = coding.filter(|_| kinds.all(|kind| *kind != BodyKind::Binary)) {
            let place = self.context.sources.node(parameter.origin).at_value();
            let message = "the body is sent without a content coding, whatever this parameter says";
            let help = "remove the parameter, or describe a body without a schema, which a program compresses itself";
            self.context.warn(Code::Unsupported, place, message, help);
        }
    }

    /// Returns the style of a header with a type: `explode` makes a difference only for objects. The text of a header
    /// does not show its type; so for a union the style follows from what all its variants have in common.
    pub(super) fn header_style(&mut self, ty: &Type, style: HeaderStyle) -> HeaderStyle {
        self.schemas.run_pending();
        let types = &self.schemas.types;
        let is_union = matches!(
            types.kind(types.resolve_null(ty).0),
            Some(TypeKind::Union(_))
        );
        if !matches!(style, HeaderStyle::Simple | HeaderStyle::Exploded) {
            return style;
        }
        let shapes = value_shapes_of(types, ty, 0);
        let may_be_object =
            |shape: &ValueShape<'_>| is_object(shape) || matches!(shape, ValueShape::Anything);
        if !is_union {
            return match shapes.iter().any(may_be_object) {
                true => style,
                false => HeaderStyle::Simple,
            };
        }
        let is_text = |shape: &ValueShape<'_>| {
            matches!(shape, ValueShape::String(_)) || is_array(shape) || is_object(shape)
        };
        match style {
            HeaderStyle::Exploded if shapes.iter().all(is_object) => HeaderStyle::ExplodedFields,
            _ if shapes.iter().all(is_object) => HeaderStyle::Fields,
            _ if shapes.iter().all(is_array) => HeaderStyle::List,
            _ if shapes.iter().all(is_text) => HeaderStyle::Text,
            style => style,
        }
    }
}
