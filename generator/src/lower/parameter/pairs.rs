//! The pairs `name=value` in which the parameters of an operation are written in the query and in cookies.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Encoding, Explode, KeyLocation, Location, Parameter, SchemeKind, SecurityScheme, Style, Type,
};
use crate::source::Origin;

use crate::lower::Lowering;

impl Lowering<'_> {
    /// Reports parameters that are written as pairs of the same name, such as two exploded objects with a common
    /// property: a server cannot distinguish their values.
    pub(in crate::lower) fn note_same_pairs(&self, parameters: &[Parameter]) {
        let mut known: BTreeMap<(Location, String), (Origin, &str)> = BTreeMap::new();
        for parameter in parameters {
            for (name, origin) in self.pairs(parameter) {
                let place = (parameter.location, name.clone());
                let Some((first, of)) = known.get(&place) else {
                    known.insert(place, (origin, &parameter.wire));
                    continue;
                };
                // A parameter that is declared twice has been reported and is left out; within one parameter all names
                // differ.
                if *of == parameter.wire {
                    continue;
                }
                let message = format!(
                    "`{name}` is written here and by the parameter `{of}`: a server cannot distinguish the two values"
                );
                let help = match name.contains('[') {
                    true => "rename one of them, or remove it where both are the same value",
                    false => "rename one of them, or write `style: deepObject` or `explode: false`",
                };
                self.context.report(
                    Diagnostic::warning(Code::DuplicatePair, origin.at_value(), message)
                        .related(first.at_value(), "the first one")
                        .help(help),
                );
            }
        }
    }

    /// Reports a key that is appended to a query which is not a list of pairs.
    pub(in crate::lower) fn note_key_in_whole_query(
        &self,
        parameters: &[Parameter],
        security: &[BTreeSet<usize>],
    ) {
        let is_in_query = |scheme: &SecurityScheme| {
            let SchemeKind::ApiKey { location, name } = &scheme.kind else {
                return None;
            };
            (*location == KeyLocation::Query).then(|| name.clone())
        };
        let schemes = &self.security.schemes;
        let mut used = security.iter().flatten();
        let Some(name) = used.find_map(|at| schemes.get(*at).and_then(is_in_query)) else {
            return;
        };
        let is_text = |parameter: &&Parameter| {
            parameter.location == Location::QueryString
                && !matches!(parameter.encoding, Encoding::Form(_))
        };
        if let Some(whole) = parameters.iter().find(is_text) {
            let message = format!(
                "the key `{name}` is appended to the whole query, which is not a form: a server may take both for one value"
            );
            self.context.report(
                Diagnostic::warning(Code::DuplicatePair, whole.origin.at_value(), message).help(
                    "send the key in a header, or describe the query as `application/x-www-form-urlencoded`",
                ),
            );
        }
    }

    /// Returns the names of the pairs of a parameter, each with the place that describes it.
    fn pairs(&self, parameter: &Parameter) -> Vec<(String, Origin)> {
        if !matches!(parameter.location, Location::Query | Location::Cookie) {
            return Vec::new();
        }
        let is_exploded = match parameter.encoding {
            Encoding::Style {
                style: Style::DeepObject,
                explode,
                ..
            } => {
                let pair = (parameter.wire.clone(), parameter.origin);
                return self.deep_pairs(pair, &parameter.ty, explode);
            }
            Encoding::Style { style, explode, .. } => {
                matches!(style, Style::Form | Style::Cookie) && explode == Explode::Yes
            }
            _ => false,
        };
        match self.schemas.types.object(&parameter.ty) {
            Some((_, object)) if is_exploded => {
                let fields = object.fields.iter();
                let pairs = fields.map(|field| (field.wire.clone(), field.origin));
                pairs.collect()
            }
            _ if is_exploded && self.schemas.is_map(&parameter.ty) => Vec::new(),
            _ => vec![(parameter.wire.clone(), parameter.origin)],
        }
    }

    /// Returns the names of the pairs of a value in the style `deepObject`, except for those of nested objects.
    fn deep_pairs(
        &self,
        (name, origin): (String, Origin),
        ty: &Type,
        explode: Explode,
    ) -> Vec<(String, Origin)> {
        if let Some((_, object)) = self.schemas.types.object(ty) {
            let fields = object.fields.iter();
            let fields = fields.filter(|field| self.schemas.types.object(&field.ty).is_none());
            let pairs = fields.flat_map(|field| {
                let pair = (format!("{name}[{}]", field.wire), field.origin);
                self.deep_pairs(pair, &field.ty, explode)
            });
            return pairs.collect();
        }
        match self.schemas.types.resolve(ty) {
            Type::Array(item) if !self.schemas.is_structured(item) => match explode {
                Explode::Yes => vec![(format!("{name}[]"), origin)],
                Explode::No => vec![(name, origin)],
            },
            _ if self.schemas.is_structured(ty) => Vec::new(),
            _ => vec![(name, origin)],
        }
    }
}
