//! Responses and their headers.

use super::Comparison;
use super::found::{At, Claim, Site};
use super::inclusion::{View, includes};
use super::operations::Pair;
use super::rule::{Action, Direction};
use crate::ir::{EventData, Response, ResponseContent, ResponseKind, Rules, StatusPattern};

impl<'a> Comparison<'a> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, pair: Pair<'a>) {
        let (old, new) = (pair.old.operation, pair.new.operation);
        self.successes(pair);
        self.errors(pair);
        let headers = |key: String| vec![Claim::Under(key)];
        let (names, shown) = (pair.old.names, pair.old.shown());
        let of_successes = headers(pair.old.key(&names.headers));
        let what = format!("of the responses of {shown}");
        self.headers(
            pair,
            (&old.success_headers(), &new.success_headers()),
            &what,
            &of_successes,
        );
        let of_errors = headers(pair.old.key(&names.error_headers));
        let what = format!("of the errors of {shown}");
        self.headers(
            pair,
            (&old.error_headers(), &new.error_headers()),
            &what,
            &of_errors,
        );
    }

    fn successes(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.successes, &pair.new.operation.successes);
        let shown = pair.old.shown();
        let claims = pair.old.of_responses();
        let gone: Vec<_> = old
            .iter()
            .filter(|known| same_status(known, new).is_none())
            .collect();
        let come: Vec<_> = new
            .iter()
            .filter(|known| same_status(known, old).is_none())
            .collect();
        if let ([gone], [come]) = (gone.as_slice(), come.as_slice()) {
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
            self.push(
                (Direction::Response, kind, Action::Changed),
                at,
                message,
                claims,
            );
            if kind == "status" && gone.contents.is_empty() == come.contents.is_empty() {
                self.contents(pair, gone, come);
            }
        } else {
            for gone in gone {
                let at = At::both(gone.origin, pair.new.operation.origin);
                let message = format!("{shown} does not succeed with {} any more", status(gone));
                self.push(
                    (Direction::Response, "success", Action::Removed),
                    at,
                    message,
                    claims.clone(),
                );
            }
            for come in come {
                let kind = if self.is_read(pair, come) {
                    "success"
                } else {
                    "unreadable-success"
                };
                let at = At::both(pair.old.operation.origin, come.origin);
                let message = format!("{shown} can succeed with {}", status(come));
                self.push(
                    (Direction::Response, kind, Action::Added),
                    at,
                    message,
                    claims.clone(),
                );
            }
        }
        for known in old {
            if let Some(other) = same_status(known, new) {
                self.response(pair, known, other);
            }
        }
    }

    fn errors(&mut self, pair: Pair<'a>) {
        let (old, new) = (&pair.old.operation.errors, &pair.new.operation.errors);
        let shown = pair.old.shown();
        for known in old {
            if let Some(other) = same_status(known, new) {
                self.response(pair, known, other);
                continue;
            }
            let at = At::both(known.origin, pair.new.operation.origin);
            let message = format!("the error {} of {shown} is gone", status(known));
            self.push(
                (Direction::Response, "error", Action::Removed),
                at,
                message,
                pair.old.of_responses(),
            );
        }
        for known in new.iter().filter(|known| same_status(known, old).is_none()) {
            let at = At::both(pair.old.operation.origin, known.origin);
            let message = format!("{shown} has the error {}", status(known));
            self.push(
                (Direction::Response, "error", Action::Added),
                at,
                message,
                pair.old.of_responses(),
            );
        }
    }

    /// Whether a client of the old version reads a success that it does not know.
    fn is_read(&self, pair: Pair<'a>, new: &Response) -> bool {
        let old = pair.old.operation;
        let exact = match new.status {
            StatusPattern::Exact(status) => status,
            _ => new.statuses.0,
        };
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
        let known = match taken_for(exact) {
            Some(known) => Some(known),
            None => match undocumented() {
                // Nothing is documented, and nothing is read.
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

    fn response(&mut self, pair: Pair<'a>, old: &'a Response, new: &'a Response) {
        let what = format!("the response {} of {}", status(old), pair.old.shown());
        self.docs(
            &what,
            At::both(old.origin, new.origin),
            &old.docs,
            &new.docs,
        );
        self.contents(pair, old, new);
    }

    fn contents(&mut self, pair: Pair<'a>, old: &'a Response, new: &'a Response) {
        let what = format!("the response {} of {}", status(new), pair.old.shown());
        let at = At::both(old.origin, new.origin);
        let claims = pair.old.of_responses();
        match (old.contents.is_empty(), new.contents.is_empty()) {
            (true, true) => return,
            (true, false) => {
                self.push(
                    (Direction::Response, "body", Action::Added),
                    at,
                    format!("{what} has a body"),
                    claims,
                );
                return;
            }
            (false, true) => {
                let message = format!("{what} has no body any more");
                self.push(
                    (Direction::Response, "body", Action::Removed),
                    at,
                    message,
                    claims,
                );
                return;
            }
            (false, false) => {}
        }
        let gone: Vec<_> = old
            .contents
            .iter()
            .filter(|known| same_media_type(known, &new.contents).is_none())
            .collect();
        let come: Vec<_> = new
            .contents
            .iter()
            .filter(|known| same_media_type(known, &old.contents).is_none())
            .collect();
        if let (true, [gone], [come]) = (
            old.contents.len() == new.contents.len(),
            gone.as_slice(),
            come.as_slice(),
        ) {
            let message = format!(
                "{what} is `{}`, not `{}`",
                come.media_type.text, gone.media_type.text
            );
            self.push(
                (Direction::Response, "media-type", Action::Changed),
                at,
                message,
                claims.clone(),
            );
        } else {
            let are_others = gone.len() < old.contents.len();
            for gone in gone {
                let message = format!("{what} is never `{}` any more", gone.media_type.text);
                let action = if are_others {
                    Action::Removed
                } else {
                    Action::Changed
                };
                self.push(
                    (Direction::Response, "media-type", action),
                    at,
                    message,
                    claims.clone(),
                );
            }
            for come in come {
                let message = format!("{what} can be `{}`", come.media_type.text);
                self.push(
                    (Direction::Response, "media-type", Action::Added),
                    at,
                    message,
                    claims.clone(),
                );
            }
        }
        for known in &old.contents {
            if let Some(other) = same_media_type(known, &new.contents) {
                self.content((&what, at, &claims), known, other);
            }
        }
    }

    fn content(
        &mut self,
        (what, at, claims): (&str, At, &[Claim]),
        old: &'a ResponseContent,
        new: &'a ResponseContent,
    ) {
        let none = Rules::default();
        let site = Site {
            directions: vec![Direction::Response],
            subject: what.to_owned(),
            at,
            claims: claims.to_vec(),
            is_text: false,
        };
        match (&old.kind, &new.kind) {
            (ResponseKind::Json(old), ResponseKind::Json(new))
            | (ResponseKind::JsonLines(old), ResponseKind::JsonLines(new))
            | (
                ResponseKind::Events(EventData::Json(old)),
                ResponseKind::Events(EventData::Json(new)),
            ) => {
                self.values(&site, (old, &none), (new, &none));
            }
            (ResponseKind::Scalar(old), ResponseKind::Scalar(new)) => {
                let site = Site {
                    is_text: true,
                    ..site
                };
                self.values(&site, (old, &none), (new, &none));
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
                let message = format!("{what} is of another type");
                self.push_at(&site, "type", Action::Changed, message);
            }
        }
    }
}

fn same_status<'r>(known: &Response, others: &'r [Response]) -> Option<&'r Response> {
    others.iter().find(|other| other.status == known.status)
}

fn same_media_type<'c>(
    known: &ResponseContent,
    others: &'c [ResponseContent],
) -> Option<&'c ResponseContent> {
    let is_plain_json =
        |content: &ResponseContent| content.media_types().any(|known| known.is_plain_json());
    let shares = |other: &&ResponseContent| {
        let mut types = other.media_types();
        types.any(|one| known.media_types().any(|two| one.text == two.text))
    };
    let alike = |other: &&ResponseContent| {
        let mut types = other.media_types();
        types.any(|one| known.media_types().any(|two| one.essence == two.essence))
            || (is_plain_json(other) && is_plain_json(known))
    };
    others
        .iter()
        .find(shares)
        .or_else(|| others.iter().find(alike))
}

fn status(response: &Response) -> String {
    match response.status {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(digit) => format!("{digit}XX"),
        StatusPattern::Default => "`default`".to_owned(),
    }
}
