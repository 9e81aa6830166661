//! Compares responses and their headers.

use super::Pair;
use crate::compare::Comparison;
use crate::compare::found::{At, Claim, Site};
use crate::compare::lists::{Lists, Test};
use crate::compare::rule::Action::{Added, Changed, Removed};
use crate::compare::rule::Direction::Response;
use crate::compare::types::inclusion::{View, includes};
use crate::ir::{
    self, EventData, MediaKind, MediaType, ResponseContent, ResponseKind, Rules, StatusPattern,
    Type,
};

impl<'a> Comparison<'a> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, pair: Pair<'a>) {
        let (old, new) = (pair.old.operation, pair.new.operation);
        self.successes(pair);
        self.errors(pair);
        let headers = |key: String| vec![Claim::Under(key)];
        let (names, shown) = (pair.old.names, pair.old.shown());
        let claims = headers(pair.old.key(&names.headers));
        let what = format!("of the responses of {shown}");
        let both = (&*old.success_headers(), &*new.success_headers());
        self.headers(pair, both, &what, &claims);
        let claims = headers(pair.old.key(&names.error_headers));
        let what = format!("of the errors of {shown}");
        let both = (&*old.error_headers(), &*new.error_headers());
        self.headers(pair, both, &what, &claims);
    }

    fn successes(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.successes, &pair.new.operation.successes);
        let shown = pair.old.shown();
        let claims = pair.old.of_successes();
        let is_one = old.len() == 1 && new.len() == 1;
        let lists = Lists::of(old, new, |known, other| known.status == other.status);
        if let ([gone], [come]) = (&*lists.gone, &*lists.come) {
            let kind = if self.is_read(pair, come) {
                "status"
            } else {
                "unreadable-status"
            };
            let message = format!(
                "{shown} succeeds with {}, not with {}",
                status(come),
                status(gone)
            );
            let at = At::both(gone.origin, come.origin);
            let has_same_shape =
                kind == "status" && gone.contents.is_empty() == come.contents.is_empty();
            // The types of an only status do not name it; its content is compared separately.
            let of_status = if is_one && has_same_shape {
                &[]
            } else {
                &*claims
            };
            self.push((Response, kind, Changed), at, message, of_status);
            if has_same_shape {
                self.contents(pair, (gone, come), &claims);
            }
        } else {
            for gone in lists.gone {
                let at = pair.at().gone(gone.origin);
                let message = format!("{shown} does not succeed with {} any more", status(gone));
                self.push((Response, "success", Removed), at, message, &claims);
            }
            for come in lists.come {
                let kind = if self.is_read(pair, come) {
                    "success"
                } else {
                    "unreadable-success"
                };
                let at = pair.at().come(come.origin);
                let message = format!("{shown} can succeed with {}", status(come));
                self.push((Response, kind, Added), at, message, &claims);
            }
        }
        for (known, other) in lists.both {
            self.response(pair, (known, other), &claims);
        }
    }

    fn errors(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.errors, &pair.new.operation.errors);
        let shown = pair.old.shown();
        let lists = Lists::of(old, new, |known, other| known.status == other.status);
        for (known, other) in lists.both {
            self.response(pair, (known, other), &pair.of_error(Some(known)));
        }
        for known in lists.gone {
            let at = pair.at().gone(known.origin);
            let message = format!("the error {} of {shown} is gone", status(known));
            let claims = pair.of_error(Some(known));
            self.push((Response, "error", Removed), at, message, &claims);
        }
        for known in lists.come {
            let at = pair.at().come(known.origin);
            let message = format!("{shown} has the error {}", status(known));
            let claims = pair.of_error(None);
            self.push((Response, "error", Added), at, message, &claims);
        }
    }

    /// Whether a client of the old version can read a successful response that it does not know.
    fn is_read(&self, pair: Pair<'a>, new: &ir::Response) -> bool {
        let old = pair.old.operation;
        let taken_for = |number: u16| {
            old.successes
                .iter()
                .find(|known| known.statuses.0 <= number && number <= known.statuses.1)
        };
        let undocumented = || {
            let found = old.undocumented_success()?;
            if new.contents.is_empty() {
                found.empty
            } else {
                found.with_body
            }
        };
        let known = match taken_for(new.statuses.0) {
            Some(known) => Some(known),
            None => match undocumented() {
                // No success is documented, so no body is read.
                Some(_) if old.successes.is_empty() => return true,
                Some(number) => taken_for(number),
                None => None,
            },
        };
        let Some(known) = known else { return false };
        match (known.contents.as_slice(), new.contents.as_slice()) {
            ([], _) => true,
            (_, []) => false,
            (old, new) => new
                .iter()
                .all(|new| old.iter().any(|old| self.reads(old, new))),
        }
    }

    fn reads(&self, old: &ResponseContent, new: &ResponseContent) -> bool {
        match (&old.kind, &new.kind) {
            (ResponseKind::Json(old), ResponseKind::Json(new))
            | (ResponseKind::Scalar(old), ResponseKind::Scalar(new))
            | (ResponseKind::JsonLines(old), ResponseKind::JsonLines(new)) => {
                includes((self.old, old), (self.new, new), View::Read)
            }
            (ResponseKind::Text | ResponseKind::Binary, _) => true,
            (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
        }
    }

    fn response(
        &mut self,
        pair: Pair<'a>,
        (old, new): (&'a ir::Response, &'a ir::Response),
        claims: &[Claim],
    ) {
        let what = format!("the response {} of {}", status(old), pair.old.shown());
        let at = At::both(old.origin, new.origin);
        self.docs(&what, at, &old.docs, &new.docs);
        self.contents(pair, (old, new), claims);
    }

    fn contents(
        &mut self,
        pair: Pair<'a>,
        (old, new): (&'a ir::Response, &'a ir::Response),
        claims: &[Claim],
    ) {
        let what = format!("the response {} of {}", status(new), pair.old.shown());
        let at = At::both(old.origin, new.origin);
        match (old.contents.is_empty(), new.contents.is_empty()) {
            (true, true) => return,
            (true, false) => {
                let message = format!("{what} has a body");
                return self.push((Response, "body", Added), at, message, claims);
            }
            (false, true) => {
                let message = format!("{what} has no body any more");
                return self.push((Response, "body", Removed), at, message, claims);
            }
            (false, false) => {}
        }
        let lists = Lists::matched(&old.contents, &new.contents, &SAME_MEDIA_TYPE);
        let is_one = old.contents.len() == new.contents.len();
        if let (true, [gone], [come]) = (is_one, &*lists.gone, &*lists.come) {
            let message = format!(
                "{what} is `{}`, not `{}`",
                come.media_type.text, gone.media_type.text
            );
            // Any JSON is read as JSON, and no server has to respect `Accept` in an error.
            let is_error = pair
                .old
                .operation
                .errors
                .iter()
                .any(|error| std::ptr::eq(error, old));
            let is_json = |content: &ResponseContent| content.media_type.kind == MediaKind::Json;
            if is_error && is_json(gone) && is_json(come) {
                self.push((Response, "media-type", Added), at, message, claims);
                self.content((&what, at, claims), gone, come);
            } else {
                self.push((Response, "media-type", Changed), at, message, claims);
            }
        } else {
            let are_others = lists.gone.len() < old.contents.len();
            for gone in lists.gone {
                let message = format!("{what} is never `{}` any more", gone.media_type.text);
                let action = if are_others { Removed } else { Changed };
                self.push((Response, "media-type", action), at, message, claims);
            }
            for come in lists.come {
                let message = format!("{what} can be `{}`", come.media_type.text);
                self.push((Response, "media-type", Added), at, message, claims);
            }
        }
        for (known, other) in lists.both {
            self.content((&what, at, claims), known, other);
        }
    }

    fn content(
        &mut self,
        (what, at, claims): (&str, At, &[Claim]),
        old: &'a ResponseContent,
        new: &'a ResponseContent,
    ) {
        let none = Rules::default();
        let site = Site::new(Response, what.to_owned(), at, claims);
        match (&old.kind, &new.kind) {
            (ResponseKind::Json(old), ResponseKind::Json(new))
            | (ResponseKind::JsonLines(old), ResponseKind::JsonLines(new))
            | (
                ResponseKind::Events(EventData::Json(old)),
                ResponseKind::Events(EventData::Json(new)),
            ) => {
                self.values(&site, (old, &none), (new, &none));
            }
            (
                old @ (ResponseKind::Scalar(_) | ResponseKind::Text),
                new @ (ResponseKind::Scalar(_) | ResponseKind::Text),
            ) => {
                let ty = |kind: &ResponseKind| kind.types().next().cloned().unwrap_or(Type::text());
                self.values(&site.in_text(), (&ty(old), &none), (&ty(new), &none));
            }
            (
                ResponseKind::Events(EventData::Named(old)),
                ResponseKind::Events(EventData::Named(new)),
            ) => {
                self.events(&site, old, new);
            }
            (old, new)
                if std::mem::discriminant(old) == std::mem::discriminant(new)
                    && !matches!(old, ResponseKind::Events(_)) => {}
            (ResponseKind::Events(EventData::Text), ResponseKind::Events(EventData::Text)) => {}
            _ => {
                let message = format!("{what} has another type");
                self.push_at(&site, "type", Changed, message);
            }
        }
    }
}

/// Whether two contents have a media type in common, or else are read in the same way.
const SAME_MEDIA_TYPE: [&Test<'static, ResponseContent>; 3] = [
    &|one, two| have(one, two, |one, two| one.text == two.text),
    &|one, two| have(one, two, |one, two| one.essence == two.essence),
    &|one, two| {
        have(one, two, |one, two| {
            one.is_plain_json() && two.is_plain_json()
        })
    },
];

/// Whether a test holds for a media type of one content and one of another content.
fn have(
    one: &ResponseContent,
    two: &ResponseContent,
    test: fn(&MediaType, &MediaType) -> bool,
) -> bool {
    let mut types = one.media_types();
    types.any(|one| two.media_types().any(|two| test(one, two)))
}

fn status(response: &ir::Response) -> String {
    match response.status {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(digit) => format!("{digit}XX"),
        StatusPattern::Default => "`default`".to_owned(),
    }
}
