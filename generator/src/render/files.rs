//! The files of a plan; each is complete when its last part has been rendered.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

use super::Rendered;
use crate::emit::FilePart;

/// A file of the plan.
pub(super) struct PlannedFile<'p, T> {
    pub(super) path: &'p str,
    pub(super) parts: Vec<(usize, &'p FilePart<'p, T>)>,
    done: Mutex<Vec<(usize, Rendered)>>,
}

impl<'p, T> PlannedFile<'p, T> {
    /// Returns the files of a plan, with the largest files and parts first, so that no large part begins last, when the
    /// other threads have nothing left to do. In this order, at most as many files are incomplete at a time as there
    /// are threads.
    pub(super) fn of(plan: &'p [FilePart<'p, T>]) -> Vec<Self> {
        let mut files: Vec<Self> = Vec::new();
        for part in plan.iter().enumerate() {
            match files.last_mut() {
                Some(file) if file.path == part.1.path => file.parts.push(part),
                _ => files.push(Self {
                    path: &part.1.path,
                    parts: vec![part],
                    done: Mutex::default(),
                }),
            }
        }
        for file in &mut files {
            file.parts.sort_by_key(|(_, part)| Reverse(part.weight));
        }
        let weight = |file: &Self| file.parts.iter().map(|(_, part)| part.weight).sum();
        files.sort_by_key(|file| Reverse::<usize>(weight(file)));
        files
    }

    /// Adds a part; returns all parts in the order of the plan if it was the last one.
    pub(super) fn take(&self, index: usize, part: Rendered) -> Option<Vec<Rendered>> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.push((index, part));
        if done.len() < self.parts.len() {
            return None;
        }
        let mut all = std::mem::take(&mut *done);
        all.sort_by_key(|(index, _)| *index);
        Some(all.into_iter().map(|(_, part)| part).collect())
    }
}
