//! Compares request bodies.

use super::Pair;
use crate::compare::Comparison;
use crate::compare::found::{At, Claim, Site, by_presence};
use crate::compare::lists::{Lists, Test};
use crate::compare::rule::Action::{Added, Changed, Removed};
use crate::compare::rule::Direction::Request;
use crate::ir::{Body, BodyContent, BodyKind, Parameter, Part, PartKind, Type};

impl<'a> Comparison<'a> {
    /// Compares the request bodies of an operation.
    pub(super) fn bodies(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.body, &pair.new.operation.body);
        let shown = format!("the body of {}", pair.old.shown());
        let claims = of_body(pair);
        let kind = |body: &Body| by_presence(&body.presence, ["required-body", "optional-body"]);
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => {
                let message = format!("{} has a body", pair.old.shown());
                let at = pair.at().come(new.origin);
                self.push((Request, kind(new), Added), at, message, &claims);
            }
            (Some(old), None) => {
                let message = format!("{} has no body any more", pair.old.shown());
                let at = pair.at().gone(old.origin);
                self.push((Request, kind(old), Removed), at, message, &claims);
            }
            (Some(old), Some(new)) => {
                let at = At::both(old.origin, new.origin);
                let site = Site::new(Request, shown.clone(), at, &claims);
                self.presence(&site, "body", (&old.presence, &new.presence));
                self.docs(&shown, at, &old.docs, &new.docs);
                self.body_contents(pair, old, new);
            }
        }
    }

    fn body_contents(&mut self, pair: Pair<'a>, old: &'a Body, new: &'a Body) {
        let (shown, claims) = (format!("the body of {}", pair.old.shown()), of_body(pair));
        let lists = Lists::matched(&old.contents, &new.contents, &SAME_MEDIA_TYPE);
        let is_one = old.contents.len() == new.contents.len();
        if let (true, [gone], [come]) = (is_one, &*lists.gone, &*lists.come) {
            let at = At::both(gone.origin, come.origin);
            let (is, was) = (&come.media_type.text, &gone.media_type.text);
            let message = format!("{shown} is `{is}`, not `{was}`");
            self.push((Request, "media-type", Changed), at, message, &claims);
        } else {
            for gone in lists.gone {
                let at = At::both(gone.origin, new.origin);
                let message = format!("{shown} cannot be `{}` any more", gone.media_type.text);
                self.push((Request, "media-type", Removed), at, message, &claims);
            }
            for come in lists.come {
                let at = At::both(old.origin, come.origin);
                let message = format!("{shown} can be `{}`", come.media_type.text);
                self.push((Request, "media-type", Added), at, message, &claims);
            }
        }
        for (known, other) in lists.both {
            self.body_content(pair, known, other);
        }
    }

    fn body_content(&mut self, pair: Pair<'a>, old: &'a BodyContent, new: &'a BodyContent) {
        let subject = format!("the body of {}", pair.old.shown());
        let at = At::both(old.origin, new.origin);
        let site = Site::new(Request, subject, at, &of_body(pair));
        let rules = (&old.rules, &new.rules);
        match (&old.kind, &new.kind) {
            (BodyKind::Json(old), BodyKind::Json(new))
            | (BodyKind::JsonLines(old), BodyKind::JsonLines(new)) => {
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
                    self.push((Request, "body-encoding", Changed), site.at, message, &[]);
                }
                self.values(&site, (old, rules.0), (new, rules.1));
            }
            (BodyKind::Multipart(old), BodyKind::Multipart(new)) => {
                self.values(&site, (&Type::Any, rules.0), (&Type::Any, rules.1));
                self.parts(pair, old, new);
            }
            (
                old @ (BodyKind::Scalar(_) | BodyKind::Text),
                new @ (BodyKind::Scalar(_) | BodyKind::Text),
            ) => {
                let ty = |kind: &BodyKind| kind.value_type().cloned().unwrap_or(Type::text());
                self.values(&site.in_text(), (&ty(old), rules.0), (&ty(new), rules.1));
            }
            (BodyKind::Binary, BodyKind::Binary) => {}
            _ => {
                let message = format!("{} has another type", site.subject);
                self.push_at(&site, "type", Changed, message);
            }
        }
    }

    fn parts(&mut self, pair: Pair<'a>, old: &'a [Part], new: &'a [Part]) {
        let claims = of_body(pair);
        let shown = |part: &Part| format!("the part `{}` of {}", part.wire, pair.old.shown());
        let kind = |part: &Part| by_presence(&part.presence, PART);
        let lists = Lists::of(old, new, |known, other| known.wire == other.wire);
        for part in lists.gone {
            let at = pair.at().gone(part.origin);
            let message = format!("{} is gone", shown(part));
            self.push((Request, kind(part), Removed), at, message, &claims);
        }
        for (part, other) in lists.both {
            let at = At::both(part.origin, other.origin);
            let site = Site {
                is_text: matches!(part.kind, PartKind::Text(_)),
                ..Site::new(Request, shown(part), at, &claims)
            };
            self.presence(&site, "part", (&part.presence, &other.presence));
            self.part(&site, part, other);
            self.docs(&site.subject, at, &part.docs, &other.docs);
        }
        for part in lists.come {
            let at = pair.at().come(part.origin);
            let message = format!("{} is new", shown(part));
            self.push((Request, kind(part), Added), at, message, &claims);
        }
    }

    fn part_headers(&mut self, site: &Site, old: &Part, new: &Part) {
        let kind = |header: &Parameter| by_presence(&header.presence, PART);
        let shown =
            |header: &Parameter| format!("the header `{}` of {}", header.wire, site.subject);
        let lists = Lists::of(&old.headers, &new.headers, |known, other| {
            known.wire.eq_ignore_ascii_case(&other.wire)
        });
        for header in lists.gone {
            let message = format!("{} is gone", shown(header));
            self.push_at(site, kind(header), Removed, message);
        }
        for (header, other) in lists.both {
            let at = At::both(header.origin, other.origin);
            let site = Site::new(Request, shown(header), at, &site.claims).in_text();
            self.presence(&site, "part", (&header.presence, &other.presence));
            self.values(
                &site,
                (&header.ty, &header.rules),
                (&other.ty, &other.rules),
            );
        }
        for header in lists.come {
            let message = format!("{} is new", shown(header));
            self.push_at(site, kind(header), Added, message);
        }
    }

    fn part(&mut self, site: &Site, old: &Part, new: &Part) {
        self.part_headers(site, old, new);
        if old.count != new.count || old.content_type != new.content_type {
            let message = format!("{} is written in another way", site.subject);
            self.push_at(site, "part-encoding", Changed, message);
        }
        match (old.kind.value_type(), new.kind.value_type()) {
            (Some(old_ty), Some(new_ty)) => {
                if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
                    let message = format!("{} is written in another way", site.subject);
                    self.push_at(site, "part-encoding", Changed, message);
                }
                self.values(site, (old_ty, &old.rules), (new_ty, &new.rules));
            }
            (None, None) => {}
            _ => {
                let message = format!("{} has another type", site.subject);
                self.push_at(site, "type", Changed, message);
            }
        }
    }
}

/// The kinds of change for a required and an optional part, and for the headers of a part.
const PART: [&str; 2] = ["required-part", "optional-part"];

/// Whether two contents have the same media type, or else are written in the same way.
const SAME_MEDIA_TYPE: [&Test<'static, BodyContent>; 3] = [
    &|one, two| one.media_type.text == two.media_type.text,
    &|one, two| {
        let is_kind = std::mem::discriminant(&one.kind) == std::mem::discriminant(&two.kind);
        one.media_type.essence == two.media_type.essence && is_kind
    },
    &|one, two| one.media_type.is_plain_json() && two.media_type.is_plain_json(),
];

/// Returns the items that depend on a body.
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
