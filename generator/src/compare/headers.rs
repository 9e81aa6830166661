//! The documented headers of responses.

use super::Comparison;
use super::found::{At, Claim, Site};
use super::operations::Pair;
use super::rule::{Action, Direction};
use crate::ir::{ParameterPresence, ResponseHeader, Rules};

impl<'a> Comparison<'a> {
    /// Compares the headers of all successes, or of all errors.
    pub(super) fn headers(
        &mut self,
        pair: Pair<'a>,
        (old, new): (&[ResponseHeader], &[ResponseHeader]),
        whose: &str,
        claims: &[Claim],
    ) {
        let none = Rules::default();
        let kind = |header: &ResponseHeader| match header.presence {
            ParameterPresence::Required => "required-header",
            ParameterPresence::Optional => "optional-header",
        };
        for known in old {
            let what = format!("the header `{}` {whose}", known.wire);
            let Some(other) = same(known, new) else {
                let at = At::both(known.name.origin, pair.new.operation.origin);
                let message = format!("{what} is gone");
                self.push(
                    (Direction::Response, kind(known), Action::Removed),
                    at,
                    message,
                    claims.to_vec(),
                );
                continue;
            };
            let at = At::both(known.name.origin, other.name.origin);
            self.presence(
                (Direction::Response, "header"),
                (&what, at),
                (known.presence, other.presence),
                ["is required", "is optional"],
                claims,
            );
            if known.style != other.style {
                let message = format!("{what} is written in another style");
                self.push(
                    (Direction::Response, "header-style", Action::Changed),
                    at,
                    message,
                    claims.to_vec(),
                );
            }
            let site = Site {
                directions: vec![Direction::Response],
                subject: what.clone(),
                at,
                claims: claims.to_vec(),
                is_text: true,
            };
            self.values(&site, (&known.ty, &none), (&other.ty, &none));
            self.docs(&what, at, &known.docs, &other.docs);
            self.lifecycle(&what, at, known.lifecycle, other.lifecycle);
        }
        for header in new.iter().filter(|header| same(header, old).is_none()) {
            let at = At::both(pair.old.operation.origin, header.name.origin);
            let message = format!("the header `{}` {whose} is new", header.wire);
            self.push(
                (Direction::Response, kind(header), Action::Added),
                at,
                message,
                claims.to_vec(),
            );
        }
    }
}

fn same<'h>(known: &ResponseHeader, others: &'h [ResponseHeader]) -> Option<&'h ResponseHeader> {
    let mut others = others.iter();
    others.find(|other| other.wire.eq_ignore_ascii_case(&known.wire))
}
