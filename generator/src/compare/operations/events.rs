//! Compares server-sent events whose content depends on their names.

use crate::compare::Comparison;
use crate::compare::found::Site;
use crate::compare::lists::Lists;
use crate::compare::rule::Action::{Added, Changed, Removed};
use crate::ir::{NamedEvent, Rules};

impl<'a> Comparison<'a> {
    /// Compares events whose content depends on their names.
    pub(super) fn events(&mut self, site: &Site, old: &'a [NamedEvent], new: &'a [NamedEvent]) {
        let none = Rules::default();
        let shown = |event: &NamedEvent| match event.names.as_slice() {
            [] => "other events".to_owned(),
            names => format!("the event `{}`", names.join("`, `")),
        };
        let lists = Lists::of(old, new, |known, other| known.names == other.names);
        for event in lists.gone {
            let message = format!("{} of {} is gone", shown(event), site.subject);
            self.push_at(site, "union-variant", Removed, message);
        }
        for (known, other) in lists.both {
            match (&known.data, &other.data) {
                (Some(old), Some(new)) => {
                    self.values(&site.part(&shown(known)), (old, &none), (new, &none));
                }
                (None, None) => {}
                _ => {
                    let message = format!("{} of {} has another type", shown(known), site.subject);
                    self.push_at(site, "type", Changed, message);
                }
            }
        }
        for event in lists.come {
            let message = format!("{} of {} is new", shown(event), site.subject);
            self.push_at(site, "union-variant", Added, message);
        }
    }
}
