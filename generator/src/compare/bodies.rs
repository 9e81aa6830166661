//! Request bodies.

use super::Comparison;
use super::found::{At, Claim, Site};
use super::operations::Pair;
use super::rule::{Action, Direction};
use crate::ir::{
    Body, BodyContent, BodyKind, Parameter, ParameterPresence, Part, PartKind, StringFormat, Type,
};

impl<'a> Comparison<'a> {
    /// Compares the request bodies of an operation.
    pub(super) fn bodies(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.body, &pair.new.operation.body);
        let shown = format!("the body of {}", pair.old.shown());
        let claims = of_body(pair);
        let kind = |body: &Body| match body.presence {
            ParameterPresence::Required => "required-body",
            ParameterPresence::Optional => "optional-body",
        };
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => {
                let at = At::both(pair.old.operation.origin, new.origin);
                let message = format!("{} has a body", pair.old.shown());
                self.push(
                    (Direction::Request, kind(new), Action::Added),
                    at,
                    message,
                    claims,
                );
            }
            (Some(old), None) => {
                let at = At::both(old.origin, pair.new.operation.origin);
                let message = format!("{} has no body any more", pair.old.shown());
                self.push(
                    (Direction::Request, kind(old), Action::Removed),
                    at,
                    message,
                    claims,
                );
            }
            (Some(old), Some(new)) => {
                let at = At::both(old.origin, new.origin);
                self.presence(
                    (Direction::Request, "body"),
                    (&shown, at),
                    (old.presence, new.presence),
                    ["is required, an argument", "is optional, a setter"],
                    &claims,
                );
                self.docs(&shown, at, &old.docs, &new.docs);
                self.body_contents(pair, old, new);
            }
        }
    }

    fn body_contents(&mut self, pair: Pair<'a>, old: &'a Body, new: &'a Body) {
        let shown = format!("the body of {}", pair.old.shown());
        let by_type = |list: &'a [BodyContent], known: &BodyContent| {
            let mut found = list.iter().filter(|other| {
                other.media_type.text == known.media_type.text
                    || (other.media_type.essence == known.media_type.essence
                        && std::mem::discriminant(&other.kind)
                            == std::mem::discriminant(&known.kind))
                    || (other.media_type.is_plain_json() && known.media_type.is_plain_json())
            });
            found.next()
        };
        let gone: Vec<_> = old
            .contents
            .iter()
            .filter(|known| by_type(&new.contents, known).is_none())
            .collect();
        let come: Vec<_> = new
            .contents
            .iter()
            .filter(|known| by_type(&old.contents, known).is_none())
            .collect();
        if let (true, [gone], [come]) = (
            old.contents.len() == new.contents.len(),
            gone.as_slice(),
            come.as_slice(),
        ) {
            let at = At::both(gone.origin, come.origin);
            let message = format!(
                "{shown} is `{}`, not `{}`",
                come.media_type.text, gone.media_type.text
            );
            self.push(
                (Direction::Request, "media-type", Action::Changed),
                at,
                message,
                of_body(pair),
            );
        } else {
            for gone in gone {
                let at = At::both(gone.origin, new.origin);
                let message = format!("{shown} cannot be `{}` any more", gone.media_type.text);
                self.push(
                    (Direction::Request, "media-type", Action::Removed),
                    at,
                    message,
                    of_body(pair),
                );
            }
            for come in come {
                let at = At::both(old.origin, come.origin);
                let message = format!("{shown} can be `{}`", come.media_type.text);
                self.push(
                    (Direction::Request, "media-type", Action::Added),
                    at,
                    message,
                    of_body(pair),
                );
            }
        }
        for known in &old.contents {
            if let Some(other) = by_type(&new.contents, known) {
                self.body_content(pair, known, other);
            }
        }
    }

    fn body_content(&mut self, pair: Pair<'a>, old: &'a BodyContent, new: &'a BodyContent) {
        let site = Site {
            directions: vec![Direction::Request],
            subject: format!("the body of {}", pair.old.shown()),
            at: At::both(old.origin, new.origin),
            claims: of_body(pair),
            is_text: false,
        };
        let rules = (&old.rules, &new.rules);
        match (&old.kind, &new.kind) {
            (BodyKind::Json(old), BodyKind::Json(new))
            | (BodyKind::JsonLines(old), BodyKind::JsonLines(new)) => {
                self.values(&site, (old, rules.0), (new, rules.1));
            }
            (BodyKind::Scalar(old), BodyKind::Scalar(new)) => {
                let site = Site {
                    is_text: true,
                    ..site
                };
                self.values(&site, (old, rules.0), (new, rules.1));
            }
            (
                BodyKind::Form {
                    ty: old,
                    encodings: old_encodings,
                },
                BodyKind::Form { ty: new, encodings },
            ) => {
                if old_encodings != encodings {
                    let message = format!("{} is written in another style", site.subject);
                    self.push(
                        (Direction::Request, "body-encoding", Action::Changed),
                        site.at,
                        message,
                        Vec::new(),
                    );
                }
                self.values(&site, (old, rules.0), (new, rules.1));
            }
            (BodyKind::Multipart(old), BodyKind::Multipart(new)) => {
                self.values(&site, (&Type::Any, rules.0), (&Type::Any, rules.1));
                self.parts(pair, old, new);
            }
            (BodyKind::Text, BodyKind::Text) => {
                let text = &Type::String(StringFormat::Plain(None));
                self.values(&site, (text, rules.0), (text, rules.1));
            }
            (BodyKind::Binary, BodyKind::Binary) => {}
            _ => {
                let message = format!("{} is of another type", site.subject);
                self.push_at(&site, "type", Action::Changed, message);
            }
        }
    }

    fn parts(&mut self, pair: Pair<'a>, old: &'a [Part], new: &'a [Part]) {
        let claims = of_body(pair);
        let shown = |part: &Part| format!("the part `{}` of {}", part.wire, pair.old.shown());
        let kind = |part: &Part| match part.presence {
            ParameterPresence::Required => "required-part",
            ParameterPresence::Optional => "optional-part",
        };
        let origins = (pair.old.operation.origin, pair.new.operation.origin);
        for part in old {
            let Some(other) = new.iter().find(|other| other.wire == part.wire) else {
                let at = At::both(part.origin, origins.1);
                let message = format!("{} is gone", shown(part));
                self.push(
                    (Direction::Request, kind(part), Action::Removed),
                    at,
                    message,
                    claims.clone(),
                );
                continue;
            };
            let at = At::both(part.origin, other.origin);
            self.presence(
                (Direction::Request, "part"),
                (&shown(part), at),
                (part.presence, other.presence),
                ["is required", "is optional"],
                &claims,
            );
            let site = Site {
                directions: vec![Direction::Request],
                subject: shown(part),
                at,
                claims: claims.clone(),
                is_text: matches!(part.kind, PartKind::Text(_)),
            };
            self.part(&site, part, other);
            self.docs(&site.subject, at, &part.docs, &other.docs);
        }
        for part in new
            .iter()
            .filter(|part| !old.iter().any(|known| known.wire == part.wire))
        {
            let at = At::both(origins.0, part.origin);
            let message = format!("{} is new", shown(part));
            self.push(
                (Direction::Request, kind(part), Action::Added),
                at,
                message,
                claims.clone(),
            );
        }
    }

    fn part_headers(&mut self, site: &Site, old: &Part, new: &Part) {
        let kind = |header: &Parameter| match header.presence {
            ParameterPresence::Required => "required-part",
            ParameterPresence::Optional => "optional-part",
        };
        let shown =
            |header: &Parameter| format!("the header `{}` of {}", header.wire, site.subject);
        let find = |part: &'_ Part, wire: &str| {
            let mut headers = part.headers.iter();
            headers
                .find(|header| header.wire.eq_ignore_ascii_case(wire))
                .cloned()
        };
        for header in &old.headers {
            let Some(other) = find(new, &header.wire) else {
                let message = format!("{} is gone", shown(header));
                self.push_at(site, kind(header), Action::Removed, message);
                continue;
            };
            let site = Site {
                subject: shown(header),
                at: At::both(header.origin, other.origin),
                claims: site.claims.clone(),
                directions: site.directions.clone(),
                is_text: true,
            };
            self.presence(
                (Direction::Request, "part"),
                (&site.subject, site.at),
                (header.presence, other.presence),
                ["is required", "is optional"],
                &site.claims,
            );
            self.values(
                &site,
                (&header.ty, &header.rules),
                (&other.ty, &other.rules),
            );
        }
        for header in &new.headers {
            if find(old, &header.wire).is_none() {
                let message = format!("{} is new", shown(header));
                self.push_at(site, kind(header), Action::Added, message);
            }
        }
    }

    fn part(&mut self, site: &Site, old: &Part, new: &Part) {
        self.part_headers(site, old, new);
        if old.count != new.count || old.content_type != new.content_type {
            let message = format!("{} is written in another way", site.subject);
            self.push_at(site, "part-encoding", Action::Changed, message);
        }
        match (type_of(old), type_of(new)) {
            (Some(old_ty), Some(new_ty)) => {
                if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
                    let message = format!("{} is written in another way", site.subject);
                    self.push_at(site, "part-encoding", Action::Changed, message);
                }
                self.values(site, (old_ty, &old.rules), (new_ty, &new.rules));
            }
            (None, None) => {}
            _ => {
                let message = format!("{} is of another type", site.subject);
                self.push_at(site, "type", Action::Changed, message);
            }
        }
    }
}

/// The type of what a part holds, unless that is a file.
fn type_of(part: &Part) -> Option<&Type> {
    match &part.kind {
        PartKind::File => None,
        PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Styled(ty, _) => Some(ty),
    }
}

/// The items that a body has a part in.
fn of_body(pair: Pair<'_>) -> Vec<Claim> {
    let old = pair.old;
    let forms = old
        .names
        .contents
        .iter()
        .filter_map(|content| content.form.as_ref());
    let forms = forms.map(|form| Claim::Under(old.key(&form.ty)));
    let items = [
        old.call(),
        Claim::Item(format!("{}::{}()", old.request(), old.names.body.plain())),
        Claim::Under(old.key(&old.names.body_type)),
    ];
    items.into_iter().chain(forms).collect()
}
