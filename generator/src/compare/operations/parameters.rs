//! Compares the parameters of operations.

use super::{Named, Pair, matched};
use crate::compare::Comparison;
use crate::compare::found::{At, Claim, Site, by_presence};
use crate::compare::rule::Action::{self, Added, Changed, Removed, Renamed};
use crate::compare::rule::Direction::{Client, Request};
use crate::ir::{Location, Parameter, ParameterPresence, ParameterScope};

/// A parameter with its Rust name.
#[derive(Clone, Copy)]
struct Known<'a> {
    parameter: &'a Parameter,
    name: &'a str,
    /// Its position among the path parameters.
    in_path: Option<usize>,
}

impl Known<'_> {
    fn is_argument(&self) -> bool {
        self.parameter.presence == ParameterPresence::Required && self.is_of_call()
    }

    fn is_of_call(&self) -> bool {
        self.parameter.scope == ParameterScope::Call
    }

    /// Returns what identifies it on the wire: a path parameter has no name there, only a position.
    fn wire(&self) -> String {
        match self.in_path {
            Some(at) => format!("path {at}"),
            None => format!(
                "{:?} {}",
                self.parameter.location,
                self.parameter.wire.to_lowercase()
            ),
        }
    }
}

impl<'a> Comparison<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, pair: Pair<'a>) {
        let (old, new) = (known(&pair.old), known(&pair.new));
        type Test<'t> = fn(&Known<'t>, &Known<'t>) -> bool;
        let tests: [Test<'a>; 4] = [
            |old, new| {
                old.parameter.location == new.parameter.location
                    && old.parameter.wire == new.parameter.wire
                    && (old.in_path == new.in_path || old.parameter.ty == new.parameter.ty)
            },
            |old, new| old.in_path.is_some() && old.in_path == new.in_path,
            |old, new| old.parameter.wire == new.parameter.wire,
            |old, new| old.name == new.name,
        ];
        let (mut others, mut taken) = matched(&old, &new, &tests);
        let mut gone = old
            .iter()
            .zip(&mut others)
            .filter(|(_, other)| other.is_none());
        let mut come = new.iter().zip(&mut taken).filter(|(_, taken)| !**taken);
        // The only one that is gone is the only new one under another name.
        if let (Some((known, other)), None, Some((new, taken)), None) =
            (gone.next(), gone.next(), come.next(), come.next())
            && self.is_same_but_name(known.parameter, new.parameter)
        {
            *other = Some(*new);
            *taken = true;
        }
        let (replaced, by) = self.replaced(pair, (&old, &others), (&new, &taken));
        for (known, other) in old.iter().zip(&others) {
            match other {
                Some(other) => self.parameter(pair, known, other),
                None if replaced.contains(&known.name) => {}
                None => self.parameter_existence(pair, known, Removed),
            }
        }
        for (known, _) in new.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            if !by.contains(&known.name) {
                self.parameter_existence(pair, known, Added);
            }
        }
        let arguments = |side: &[Known<'a>]| {
            let arguments = side.iter().filter(|known| known.is_argument());
            arguments
                .map(|known| (known.wire(), known.name.to_owned()))
                .collect::<Vec<_>>()
        };
        let function = pair.old.shown();
        let function = function.trim_matches('`');
        self.argument_order(
            function,
            pair.at(),
            (&arguments(&old), &arguments(&new)),
            pair.old.call(),
        );
    }

    /// Whether two parameters with other names are described in the same words, and have the same type.
    fn is_same_but_name(&self, old: &Parameter, new: &Parameter) -> bool {
        old.location == new.location
            && old.location != Location::Path
            && old.presence == new.presence
            && old.encoding == new.encoding
            && old.rules == new.rules
            && old.docs == new.docs
            && old.docs.description.is_some()
            && self.old.rust_of(&old.ty) == self.new.rust_of(&new.ty)
    }

    /// Finds arguments that others replace without a compile error, since the signature stays the same, and adds those
    /// changes. Returns the names of the old and of the new arguments.
    fn replaced(
        &mut self,
        pair: Pair<'a>,
        (old, others): (&[Known<'a>], &[Option<Known<'a>>]),
        (new, taken): (&[Known<'a>], &[bool]),
    ) -> (Vec<&'a str>, Vec<&'a str>) {
        let mut found = (Vec::new(), Vec::new());
        if !self
            .old
            .surface
            .is_kept(&self.new.surface, &pair.old.method())
        {
            return found;
        }
        let gone = old
            .iter()
            .zip(others)
            .filter(|(known, other)| other.is_none() && known.is_argument());
        let come = new
            .iter()
            .zip(taken)
            .filter(|(known, taken)| !**taken && known.is_argument());
        for ((gone, _), (come, _)) in gone.zip(come) {
            let message = format!(
                "{} takes `{}` where it took `{}`",
                pair.old.shown(),
                come.name,
                gone.name
            );
            let at = At::both(gone.parameter.origin, come.parameter.origin);
            let claims = vec![pair.old.call()];
            self.push((Request, "argument", Changed), at, message, &claims);
            found.0.push(gone.name);
            found.1.push(come.name);
        }
        found
    }

    fn parameter_existence(&mut self, pair: Pair<'a>, known: &Known<'a>, action: Action) {
        let presence = &known.parameter.presence;
        let required = presence.is_required();
        let kind = by_presence(presence, ["required-parameter", "optional-parameter"]);
        let origin = known.parameter.origin;
        // What has one value is sent by itself.
        let (verb, what) = match required && presence.constant().is_some() {
            true => ("send", "constant"),
            false => ("take", "argument"),
        };
        let (at, says, any_more) = match action {
            Removed => (
                pair.at().gone(origin),
                format!("does not {verb}"),
                " any more",
            ),
            _ => (pair.at().come(origin), format!("{verb}s"), ""),
        };
        let shown = match known.is_of_call() {
            true if required => format!("the {what} `{}`", known.name),
            true => format!("the setter `{}`", known.name),
            false => format!("`{}` of the client", known.name),
        };
        let message = format!("{} {says} {shown}{any_more}", pair.old.shown());
        let claims = match required {
            true => of_parameter(pair, known),
            false => of_setter(pair, known),
        };
        self.push((Request, kind, action), at, message, &claims);
    }

    fn parameter(&mut self, pair: Pair<'a>, known: &Known<'a>, other: &Known<'a>) {
        let (old, new) = (known.parameter, other.parameter);
        let at = At::both(old.origin, new.origin);
        let shown = format!("`{}` of {}", known.name, pair.old.shown());
        let claims = of_parameter(pair, known);
        let site = Site {
            is_text: old.encoding != crate::ir::Encoding::Json,
            ..Site::new(Request, shown.clone(), at, &claims)
        };
        self.parameter_name(&site, known, other);
        let scope = |scope: ParameterScope| scope == ParameterScope::Call;
        if scope(old.scope) != scope(new.scope) {
            let whose = if scope(new.scope) {
                "each call"
            } else {
                "the client"
            };
            let message = format!("{shown} is set by {whose}");
            self.push((Request, "parameter-scope", Changed), at, message, &claims);
        }
        let is_constant_kept = self.parameter_constant(&site, (&old.presence, &new.presence));
        if old.encoding != new.encoding && old.location == new.location && is_seen(self, old, new) {
            let message = format!("{shown} is written in another style");
            self.push((Request, "parameter-style", Changed), at, message, &[]);
        }
        // Where a setter becomes an argument, or the reverse, that change alone accounts for the items that break.
        let has_moved = old.presence.is_required() != new.presence.is_required();
        let site = if has_moved {
            site.without_claims()
        } else {
            site
        };
        if is_constant_kept {
            self.values(&site, (&old.ty, &old.rules), (&new.ty, &new.rules));
        }
        self.default_of(&site, (old.default.as_ref(), new.default.as_ref()));
        self.docs(&shown, at, &old.docs, &new.docs);
        self.lifecycle(&shown, at, old.lifecycle, new.lifecycle);
        self.sensitivity(&shown, at, (old.sensitivity, new.sensitivity), &claims);
    }

    /// Compares where a parameter is sent, and its names: that on the wire and that in Rust.
    fn parameter_name(&mut self, site: &Site, known: &Known<'a>, other: &Known<'a>) {
        let (old, new) = (known.parameter, other.parameter);
        let (shown, at, claims) = (&site.subject, site.at, &site.claims);
        let is_path = known.in_path.is_some() && known.in_path == other.in_path;
        let header = old.location == Location::Header;
        let same_wire =
            old.wire == new.wire || (header && old.wire.eq_ignore_ascii_case(&new.wire));
        let has_both_names = old.location == new.location && known.name != other.name;
        if old.location != new.location {
            let message = format!(
                "{shown} is sent in the {}, not in the {}",
                location(new.location),
                location(old.location)
            );
            self.push(
                (Request, "parameter-location", Changed),
                at,
                message,
                claims,
            );
        } else if !is_path && !same_wire {
            let message = match has_both_names {
                false => format!("{shown} is `{}` on the wire, not `{}`", new.wire, old.wire),
                true => format!(
                    "{shown} is called `{}`, on the wire `{}`",
                    other.name, new.wire
                ),
            };
            self.push((Request, "parameter", Renamed), at, message, claims);
        }
        if (is_path || same_wire || !has_both_names)
            && known.name != other.name
            && known.is_of_call()
            && other.is_of_call()
        {
            let rule = (Client, "rust-name", Renamed);
            let message = format!("{shown} is called `{}`", other.name);
            // A program does not write the names of arguments.
            let claims: &[_] = match known.is_argument() && other.is_argument() {
                true => &[],
                false => claims,
            };
            self.push(rule, at, message, claims);
        }
    }

    /// Compares whether a parameter is required, and the only value that it may have. Returns whether its types are
    /// still to be compared.
    fn parameter_constant(
        &mut self,
        site: &Site,
        (old, new): (&ParameterPresence, &ParameterPresence),
    ) -> bool {
        use ParameterPresence::{Constant, Optional, Required};
        let shown = &site.subject;
        let (kind, action, message) = match (old, new) {
            (Constant(old), Constant(new)) if old != new => {
                let message = format!("{shown} is always `{new}`, not `{old}`");
                ("constant", Changed, message)
            }
            (Required, Constant(new)) => {
                let message = format!("{shown} is always `{new}`, no argument");
                ("constant", Added, message)
            }
            (Constant(old), Required) => {
                let message = format!("{shown} is an argument, not always `{old}`");
                ("constant", Removed, message)
            }
            (Optional, Constant(new)) => {
                let message = format!("{shown} is always sent, as `{new}`");
                ("parameter", Action::Required, message)
            }
            // Programs that compile send it no longer.
            (Constant(old), Optional) => {
                let message = format!("{shown} is a setter, not always sent as `{old}`");
                ("required-parameter", Removed, message)
            }
            _ => {
                self.presence(site, "parameter", (old, new));
                return true;
            }
        };
        self.push_at(site, kind, action, message);
        false
    }
}

/// Whether a change of style is visible in requests: `explode` makes no difference for a value that is not a list,
/// nor for a list in a path or a header.
fn is_seen(comparison: &Comparison<'_>, old: &Parameter, new: &Parameter) -> bool {
    use crate::ir::Encoding::Style;
    use crate::ir::Style::Simple;
    let is_plain = |side: &crate::compare::Side<'_>, parameter: &Parameter| {
        use crate::ir::{Type, TypeKind};
        let types = &side.client.api.types;
        match types.resolve(&parameter.ty) {
            // Items have commas between them in any case (OpenAPI 3.1, 4.8.12.4).
            Type::Array(_) => matches!(parameter.encoding, Style { style, .. } if style == Simple),
            Type::Tuple(_) | Type::Map(_) | Type::Any => false,
            Type::Named(_) => {
                matches!(
                    types.kind(&parameter.ty),
                    Some(
                        TypeKind::StringEnum(_)
                            | TypeKind::IntEnum(_)
                            | TypeKind::Newtype(Type::String(_))
                    )
                )
            }
            _ => true,
        }
    };
    match (&old.encoding, &new.encoding) {
        (
            Style {
                style: old_style,
                reserved: old_reserved,
                ..
            },
            Style {
                style, reserved, ..
            },
        ) if is_plain(comparison.old, old) && is_plain(comparison.new, new) => {
            let same = |one: crate::ir::Style| match one {
                crate::ir::Style::SpaceDelimited
                | crate::ir::Style::PipeDelimited
                | crate::ir::Style::DeepObject => crate::ir::Style::Form,
                other => other,
            };
            same(*old_style) != same(*style) || old_reserved != reserved
        }
        _ => true,
    }
}

fn known<'a>(named: &Named<'a>) -> Vec<Known<'a>> {
    let pairs = named
        .operation
        .parameters
        .iter()
        .zip(&named.names.parameters);
    let mut in_path = 0_usize;
    let known = pairs.map(|(parameter, names)| {
        let is_path = parameter.location == Location::Path;
        let place = is_path.then_some(in_path);
        in_path = in_path.saturating_add(usize::from(is_path));
        Known {
            parameter,
            name: names.name.plain(),
            in_path: place,
        }
    });
    known.collect()
}

fn of_parameter(pair: Pair<'_>, known: &Known<'_>) -> Vec<Claim> {
    let call = [pair.old.call()].into_iter();
    call.chain(of_setter(pair, known)).collect()
}

fn of_setter(pair: Pair<'_>, known: &Known<'_>) -> Vec<Claim> {
    vec![
        Claim::Item(format!("{}::{}()", pair.old.request(), known.name)),
        Claim::Item(format!("ClientBuilder::{}()", known.name)),
    ]
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::QueryString => "query",
        Location::Header => "headers",
        Location::Cookie => "cookies",
    }
}
