//! Compares the documented headers of responses.

use super::Pair;
use crate::compare::Comparison;
use crate::compare::found::{At, Claim, Site, by_presence};
use crate::compare::lists::Lists;
use crate::compare::rule::Action::{Added, Changed, Removed};
use crate::compare::rule::Direction::Response;
use crate::compare::types::properties::beside_sensitivity;
use crate::ir::{ResponseHeader, Rules};

impl<'a> Comparison<'a> {
    /// Compares the headers of all successful responses, or of all errors.
    pub(super) fn headers(
        &mut self,
        pair: Pair<'a>,
        (old, new): (&[ResponseHeader], &[ResponseHeader]),
        whose: &str,
        claims: &[Claim],
    ) {
        let none = Rules::default();
        let kinds = ["required-header", "optional-header"];
        let shown = |header: &ResponseHeader| format!("the header `{}` {whose}", header.wire);
        let lists = Lists::of(old, new, |known, other| {
            known.wire.eq_ignore_ascii_case(&other.wire)
        });
        for header in lists.gone {
            let message = format!("{} is gone", shown(header));
            let kind = by_presence(&header.presence, kinds);
            let at = pair.at().gone(header.name.origin);
            self.push((Response, kind, Removed), at, message, claims);
        }
        for (known, other) in lists.both {
            let what = shown(known);
            let at = At::both(known.name.origin, other.name.origin);
            let site = Site::new(Response, what.clone(), at, claims).in_text();
            self.presence(&site, "header", (&known.presence, &other.presence));
            if known.style != other.style {
                let message = format!("{what} is written in another style");
                self.push_at(&site, "header-style", Changed, message);
            }
            let sensitivity = (known.sensitivity, other.sensitivity);
            self.sensitivity(&what, at, sensitivity, claims);
            let [old, new] = beside_sensitivity(sensitivity, [&known.ty, &other.ty]);
            self.values(&site, (&old, &none), (&new, &none));
            self.docs(&what, at, &known.docs, &other.docs);
            self.lifecycle(&what, at, known.lifecycle, other.lifecycle);
        }
        for header in lists.come {
            let message = format!("{} is new", shown(header));
            let kind = by_presence(&header.presence, kinds);
            let at = pair.at().come(header.name.origin);
            self.push((Response, kind, Added), at, message, claims);
        }
    }
}
