//! Styles: how the values of parameters and of properties of forms are written.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Encoding, Explode, Location, Reserved, Style, Type};
use crate::openapi::Version;
use crate::source::Origin;

use super::Lowering;
use super::views::{StyleView, View};

impl<'s> Lowering<'s> {
    /// Returns the style of a parameter or of the encoding of a property, or else the default style.
    pub(super) fn style(&self, given: StyleView<'s>, location: Location) -> Encoding {
        let mut style = location.default_style();
        if let Some(named) = given.style() {
            if location.styles().contains(&named) {
                style = named;
            } else {
                let all: Vec<&str> = location.styles().iter().map(|style| style.name()).collect();
                self.context.report(
                    Diagnostic::error(
                        Code::ParameterStyle,
                        given.place("style").at_value(),
                        format!(
                            "a parameter at this place cannot have the style `{}`",
                            named.name()
                        ),
                    )
                    .help(format!("write one of: {}", all.join(", "))),
                );
            }
        }
        let explode = given.explode();
        let separated = matches!(style, Style::SpaceDelimited | Style::PipeDelimited);
        if separated && explode == Some(true) {
            self.context.warn(
                Code::ParameterStyle,
                given.place("explode").at_value(),
                "exploded values have no delimiter; they are written as with `form`",
                "write `explode: false`, or `style: form`",
            );
            style = Style::Form;
        }
        let explode = match (style, explode) {
            // The specification only defines an exploded deepObject, so `explode: false` can only be meant for the
            // arrays in it.
            (Style::DeepObject, None) | (_, Some(true)) => Explode::Yes,
            (_, Some(false)) => Explode::No,
            (style, None) => style.default_explode(),
        };
        let reserved = match given.allows_reserved() {
            true if self.takes_reserved(location, style) => Reserved::Allow,
            true => {
                let place = given.place("allowReserved").at_value();
                let message = match location {
                    Location::Path | Location::Cookie if self.context.version < Version::V32 => {
                        "`allowReserved` has an effect at this place only from OpenAPI 3.2 on"
                    }
                    _ => "`allowReserved` has no effect at this place",
                };
                self.context.note(Code::Ignored, place, message);
                Reserved::Encode
            }
            false => Reserved::Encode,
        };
        Encoding::Style {
            style,
            explode,
            reserved,
        }
    }

    /// Whether `allowReserved` has an effect: only where values are percent-encoded, and before 3.2 only in queries.
    fn takes_reserved(&self, location: Location, style: Style) -> bool {
        match location {
            Location::Query | Location::QueryString => true,
            Location::Path => self.context.version >= Version::V32,
            Location::Cookie => self.context.version >= Version::V32 && style == Style::Form,
            Location::Header => false,
        }
    }

    /// Replaces a style that cannot write values of the type by the default one.
    pub(super) fn fitting_style(
        &mut self,
        given: StyleView<'s>,
        ty: &Type,
        encoding: Encoding,
    ) -> Encoding {
        let Encoding::Style {
            style,
            explode,
            reserved,
        } = encoding
        else {
            return encoding;
        };
        self.schemas.run_pending();
        let ty_behind = self.schemas.types.resolve(ty);
        let is_array = matches!(ty_behind, Type::Array(_) | Type::Tuple(_));
        let is_structured = self.schemas.is_structured(ty);
        let has_objects = match ty_behind {
            Type::Array(item) => **item != Type::Any && self.schemas.is_structured(item),
            _ => false,
        };
        let wanted = match style {
            Style::DeepObject if is_array => {
                let (what, written) = match (has_objects, explode) {
                    (true, _) => ("an array of objects", "`name[0][key]=value`"),
                    (false, Explode::Yes) => ("an array", "`name[]=value`"),
                    (false, Explode::No) => ("an array", "`name=value,value`"),
                };
                let message = format!(
                    "the specification does not say how this style writes {what}; it is written as most servers read \
                     it, {written}"
                );
                let place = given.place("style").at_value();
                self.context.note(Code::ParameterStyle, place, message);
                return encoding;
            }
            Style::DeepObject if !is_structured => "an object",
            Style::SpaceDelimited | Style::PipeDelimited if !is_structured => {
                "an array or an object"
            }
            _ => {
                self.note_nesting(given.origin(), ty, style, explode);
                return encoding;
            }
        };
        self.context.warn(
            Code::ParameterStyle,
            given.place("style").at_value(),
            format!("the style is for {wanted}; the parameter is written with `form`"),
            "remove `style`",
        );
        Encoding::Style {
            style: Style::Form,
            explode: Explode::Yes,
            reserved,
        }
    }

    /// Reports nested values, for which the specification defines no style but deepObject. An array of scalars in an
    /// exploded object is written as servers read it: the property repeated for each item.
    fn note_nesting(&self, origin: Origin, ty: &Type, style: Style, explode: Explode) {
        let is_repeated = |ty: &Type| {
            let item = match self.schemas.types.resolve(ty) {
                Type::Array(item) => item,
                _ => return false,
            };
            (style, explode) == (Style::Form, Explode::Yes) && !self.schemas.is_structured(item)
        };
        let nested = match self.schemas.types.resolve(ty) {
            Type::Array(inner) => self.schemas.is_structured(inner) && **inner != Type::Any,
            Type::Map(inner) => {
                self.schemas.is_structured(inner) && **inner != Type::Any && !is_repeated(inner)
            }
            _ => self.schemas.types.object(ty).is_some_and(|(_, object)| {
                object
                    .fields
                    .iter()
                    .any(|field| self.schemas.is_structured(&field.ty) && !is_repeated(&field.ty))
            }),
        };
        if nested && style != Style::DeepObject {
            self.context.note(
                Code::Unsupported,
                origin.at_value(),
                "no style defines how nested values are written; they are written as JSON",
            );
        }
    }
}
