//! Parameters: their statics, and the arguments and setters that take their values.

use proc_macro2::Literal;
use quote::quote;
use serde_json::Value;

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::docs::{Comment, deprecated};
use super::super::fragment::{Fragment, code};
use super::super::rules::{self, NodeCode};
use super::super::text::code;
use super::arguments::{Argument, MethodArgument};
use crate::ir::{
    Encoding, Explode, Location, Parameter, ParameterPresence, ParameterScope, PropertyEncoding,
    Reserved, Sensitivity, Style, Type, TypeKind,
};
use crate::names::{ConstName, ParameterNames};

/// Returns the parameters that each call sets, with their names.
pub(crate) fn of_call<'a>(
    operation: NamedOperation<'a>,
) -> impl Iterator<Item = (&'a Parameter, &'a ParameterNames)> {
    let NamedOperation { operation, names } = operation;
    operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .filter(|(parameter, _)| parameter.scope == ParameterScope::Call)
}

/// Returns the method of a call that sets a parameter by its name alone. This is possible where the parameter has
/// nothing but its location, and no list refers to it.
pub(super) fn by_name(context: &ModuleContext<'_>, parameter: &Parameter) -> Option<Fragment> {
    let place = match parameter.location {
        Location::Path => code!(=> path),
        Location::Query => code!(=> query),
        _ => return None,
    };
    let Encoding::Style {
        style,
        explode,
        reserved: Reserved::Encode,
    } = parameter.encoding
    else {
        return None;
    };
    let default = parameter.location.default_style();
    let is_plain = style == default
        && explode == default.default_explode()
        && parameter.sensitivity == Sensitivity::Plain
        && !context.page_parameters.contains(parameter.wire.as_str());
    (is_plain && node(context, parameter).is_none()).then_some(place)
}

/// Returns the method call that sets a parameter.
fn given(
    context: &ModuleContext<'_>,
    parameter: &Parameter,
    names: &ParameterNames,
    value: Fragment,
) -> Fragment {
    let (table, wire) = (&names.table, &parameter.wire);
    match by_name(context, parameter) {
        Some(place) => code!(place, wire, value => #place(#wire, #value)),
        None => code!(table, value => parameter(&#table, #value)),
    }
}

/// Returns the checks of a parameter that the caller sets.
fn node(context: &ModuleContext<'_>, parameter: &Parameter) -> Option<NodeCode> {
    // A constant fulfils its rules.
    let is_given = parameter.presence.constant().is_none();
    let node = || {
        rules::node(
            context,
            &parameter.ty,
            &parameter.rules,
            parameter.sensitivity,
        )
    };
    is_given.then(node).flatten()
}

/// Returns the static of a parameter.
pub(crate) fn declared(
    context: &ModuleContext<'_>,
    parameter: &Parameter,
    table: &ConstName,
) -> Fragment {
    let declaration = declaration(&parameter.wire, parameter.location, &parameter.encoding);
    let rules = node(context, parameter).map(|node| node.of_parameter());
    let scalar = matches!(parameter.scope, ParameterScope::Client(_))
        .then(|| scalar(context, parameter))
        .flatten();
    let is_secret = rules.is_none() && parameter.sensitivity == Sensitivity::Secret;
    let sensitive = is_secret.then(|| code!(=> .sensitive()));
    // A call simply does not set an optional parameter; for a client, the parameter must be marked as optional.
    let is_optional = matches!(parameter.scope, ParameterScope::Client(_))
        && parameter.presence == ParameterPresence::Optional;
    let optional = is_optional.then(|| code!(=> .optional()));
    code! { table, declaration, rules, scalar, sensitive, optional =>
        static #table: apiruntime::codegen::Parameter = #declaration #rules #scalar #sensitive #optional;
    }
}

/// Returns the type of the value that a client's parameter has as text, if it is not a string.
fn scalar(context: &Context<'_>, parameter: &Parameter) -> Option<Fragment> {
    let scalar = match context.resolve(&parameter.ty) {
        Type::Integer(_) => code!(=> Integer),
        Type::Number(_) => code!(=> Number),
        Type::Bool => code!(=> Bool),
        ty => match context.kind(ty) {
            Some(TypeKind::IntEnum(_)) => code!(=> Integer),
            _ => return None,
        },
    };
    Some(code!(scalar => .scalar(apiruntime::codegen::Scalar::#scalar)))
}

/// Returns a constant JSON value as a reference.
pub(super) fn constant(value: &Value) -> Option<Fragment> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Bool(value) => Some(quote!(&#value).into()),
        Value::Number(number) => {
            let number = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Literal::i64_suffixed(number),
                (None, Some(number)) => Literal::u64_suffixed(number),
                _ => Literal::f64_suffixed(number.as_f64()?),
            };
            Some(quote!(&#number).into())
        }
        _ => None,
    }
}

/// Returns the statements that set the constants.
pub(super) fn constants(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
) -> Vec<Fragment> {
    let constants = of_call(operation).filter_map(|(parameter, names)| {
        let value = constant(parameter.presence.constant()?)?;
        let given = given(context, parameter, names, value);
        Some(code!(given => call.#given;))
    });
    constants.collect()
}

/// Returns the call of the runtime's builder, without settings that are defaults of the location.
pub(crate) fn declaration(wire: &str, location: Location, encoding: &Encoding) -> Fragment {
    let place = match location {
        Location::Path => code!(=> path),
        Location::Query => code!(=> query),
        Location::QueryString => code!(=> query_string),
        Location::Header => code!(=> header),
        Location::Cookie => code!(=> cookie),
    };
    let mut code = vec![code!(place, wire => apiruntime::codegen::Parameter::#place(#wire))];
    match encoding {
        Encoding::Style {
            style,
            explode,
            reserved,
        } => {
            if *style != location.default_style() {
                let style = style_name(*style);
                code.push(code!(style => .style(apiruntime::codegen::Style::#style)));
            }
            if *explode != location.default_style().default_explode() {
                code.push(match explode {
                    Explode::Yes => code!(=> .explode(true)),
                    Explode::No => code!(=> .explode(false)),
                });
            }
            if *reserved == Reserved::Allow {
                code.push(code!(=> .allow_reserved()));
            }
        }
        Encoding::Form(properties) if properties.is_empty() => {}
        Encoding::Form(properties) => {
            let properties = Fragment::listed(properties.iter().map(property));
            code.push(code!(properties => .properties(&[#properties])));
        }
        Encoding::Json => code.push(code!(=> .style(apiruntime::codegen::Style::Json))),
        Encoding::JsonItems => code.push(code!(=> .style(apiruntime::codegen::Style::JsonItems))),
        Encoding::Text => code.push(code!(=> .style(apiruntime::codegen::Style::Text))),
    }
    code.into()
}

/// Returns the encoding of a property of a form.
pub(crate) fn property(property: &PropertyEncoding) -> Fragment {
    declaration(&property.wire, Location::Query, &property.encoding)
}

fn style_name(style: Style) -> Fragment {
    match style {
        Style::Simple => code!(=> Simple),
        Style::Label => code!(=> Label),
        Style::Matrix => code!(=> Matrix),
        Style::Form => code!(=> Form),
        Style::SpaceDelimited => code!(=> SpaceDelimited),
        Style::PipeDelimited => code!(=> PipeDelimited),
        Style::DeepObject => code!(=> DeepObject),
        Style::Cookie => code!(=> Cookie),
    }
}

/// Returns the arguments of the method, and the statements that set them.
pub(super) fn required(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
) -> (Vec<MethodArgument>, Vec<Fragment>) {
    let required: Vec<_> = of_call(operation)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Required)
        .collect();
    let is_text = |at: Option<usize>| {
        let beside = at.and_then(|at| required.get(at));
        beside.is_some_and(|(parameter, _)| context.is_text(&parameter.ty))
    };
    required
        .iter()
        .enumerate()
        .map(|(at, (parameter, names))| {
            // Adjacent strings can be confused.
            let argument = if is_text(at.checked_sub(1)) || is_text(at.checked_add(1)) {
                Argument::beside_text(context, &parameter.ty)
            } else {
                Argument::of(context, &parameter.ty)
            };
            let (name, ty) = (&names.name, &argument.ty);
            let passed = argument.pass(name);
            let given = given(context, parameter, names, passed);
            (MethodArgument::new(name, ty), code!(given => call.#given;))
        })
        .unzip()
}

/// Returns the setters of the request.
pub(super) fn setters(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Fragment> {
    of_call(operation)
        .filter(|(parameter, _)| parameter.presence == ParameterPresence::Optional)
        .map(|(parameter, names)| {
            let argument = Argument::of_setter(context, &parameter.ty);
            let name = &names.name;
            let passed = argument.pass(name);
            let given = given(context, parameter, names, passed);
            let mut comment = Comment::of_value(
                context,
                &parameter.docs,
                &format!("Sets {}.", code(&parameter.wire)),
            );
            comment.paragraph(rules::constraint_docs(
                context,
                &parameter.ty,
                Some(&parameter.rules),
                parameter.default.as_ref(),
            ));
            comment.note(names.note.as_deref());
            let (comment, deprecated) = (comment.outer(), deprecated(parameter.lifecycle));
            let (ty, generics) = (&argument.ty, &argument.generics);
            code! { comment, deprecated, name, generics, ty, given =>
                #comment
                #deprecated
                #[inline]
                pub fn #name #generics(mut self, #name: #ty) -> Self {
                    self.call.#given;
                    self
                }
            }
        })
        .collect()
}
