//! Merges the value of an action into a value of the document.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Data, How, Kind, Met, Value};

/// The action that a merge is part of.
pub(super) struct Merge<'d> {
    /// The action, and what it does.
    pub(super) action: Met,
    /// The place that messages show, if it is not where the new values are written: the value of `copy`, since what it
    /// copies is elsewhere.
    pub(super) written: Option<Place>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// The three groups of values. Only values of the same group can be merged.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Group {
    Object,
    Array,
    Primitive,
}

impl Group {
    pub(super) fn of(kind: Kind) -> Group {
        match kind {
            Kind::Map => Group::Object,
            Kind::Seq => Group::Array,
            _ => Group::Primitive,
        }
    }
}

impl Merge<'_> {
    /// Merges into a target: an object into an object, anything into an array; a primitive replaces another one.
    pub(super) fn merge(&mut self, target: &mut Value, new: &Value) {
        match &mut target.data {
            Data::Seq(items) if new.kind() != Kind::Seq => {
                items.push(new.clone());
                target.met = Some(self.action);
            }
            _ => self.value(target, new),
        }
    }

    fn value(&mut self, target: &mut Value, new: &Value) {
        match (&mut target.data, &new.data) {
            (Data::Map(entries), Data::Map(more)) => {
                for (key, new) in more {
                    match entries.get_mut(key) {
                        Some(target) => self.value(target, new),
                        None => {
                            entries.insert(key.clone(), new.clone());
                        }
                    }
                }
                target.met = Some(self.action);
            }
            (Data::Seq(items), Data::Seq(more)) => {
                items.extend(more.iter().cloned());
                target.met = Some(self.action);
            }
            // A key without a value, as in the specification's own example: there is nothing to merge.
            (Data::Map(_) | Data::Seq(_), Data::Scalar(Kind::Null, _)) => {}
            (Data::Scalar(Kind::Null, _), _) | (Data::Scalar(..), Data::Scalar(..)) => {
                let replaced = target.from;
                *target = new.clone();
                target.met = Some(match self.action.how {
                    How::Copied => self.action,
                    _ => Met {
                        place: replaced,
                        how: How::Replaced,
                    },
                });
            }
            _ => self.conflict(target, new),
        }
    }

    fn conflict(&mut self, target: &Value, new: &Value) {
        let (own, other) = (target.kind().described(), new.kind().described());
        let message = format!("{other} cannot be merged into {own}");
        let place = self.written.unwrap_or(match new.data {
            Data::Scalar(..) => Place::value(new.from),
            _ => Place::key(new.from),
        });
        self.diagnostics.push(
            Diagnostic::error(Code::Overlay, place, message)
                .related(Place::key(target.from), format!("this is {own}"))
                .help(format!(
                    "write {own} here, or remove the old value in an earlier action"
                )),
        );
    }
}
