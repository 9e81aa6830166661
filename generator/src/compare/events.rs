//! Server-sent events whose content depends on their names.

use super::Comparison;
use super::found::Site;
use super::rule::Action;
use crate::ir::{NamedEvent, Rules};

impl<'a> Comparison<'a> {
    /// Compares events whose content depends on their names.
    pub(super) fn events(&mut self, site: &Site, old: &'a [NamedEvent], new: &'a [NamedEvent]) {
        let none = Rules::default();
        let shown = |event: &NamedEvent| match event.names.as_slice() {
            [] => "other events".to_owned(),
            names => format!("the event `{}`", names.join("`, `")),
        };
        for known in old {
            match (
                new.iter().find(|other| other.names == known.names),
                &known.data,
            ) {
                (None, _) => {
                    let message = format!("{} of {} is gone", shown(known), site.subject);
                    self.push_at(site, "union-variant", Action::Removed, message);
                }
                (Some(other), data) => match (data, &other.data) {
                    (Some(old), Some(new)) => {
                        self.values(&site.part(&shown(known)), (old, &none), (new, &none));
                    }
                    (None, None) => {}
                    _ => {
                        let message =
                            format!("{} of {} is of another type", shown(known), site.subject);
                        self.push_at(site, "type", Action::Changed, message);
                    }
                },
            }
        }
        for event in new
            .iter()
            .filter(|event| !old.iter().any(|known| known.names == event.names))
        {
            let message = format!("{} of {} is new", shown(event), site.subject);
            self.push_at(site, "union-variant", Action::Added, message);
        }
    }
}
