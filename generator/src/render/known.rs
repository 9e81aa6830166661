//! The layouts in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::form::Form;
use super::layout::Layout;
use super::paths::Shortener;
use crate::limits::LAYOUTS;

/// The layouts in memory, by the form of the code.
#[derive(Default)]
pub(crate) struct Known(Mutex<AllLayouts>);

impl Known {
    fn locked(&self) -> MutexGuard<'_, AllLayouts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a layout of a form.
    pub(super) fn keep(&self, form: &[u8], layout: Layout) {
        let (mut all, layout) = (self.locked(), Arc::new(layout));
        match all.get_mut(form) {
            Some(others) => others.push(layout),
            None => drop(all.insert(form.into(), vec![layout])),
        }
    }

    /// Clears the memory if it has become too large.
    pub(crate) fn limit(&self) {
        let mut all = self.locked();
        if all.len() > LAYOUTS {
            all.clear();
        }
    }
}

/// The greatest number of layouts that are stored for one form.
const MOST: usize = 16;

/// The layouts that all threads share, by the form of the code.
type AllLayouts = HashMap<Arc<[u8]>, Vec<Arc<Layout>>>;

/// The layouts that one thread has, in the same order.
#[derive(Default)]
pub(super) struct Layouts {
    known: HashMap<Arc<[u8]>, Vec<KnownLayout>>,
    /// The number of the part that is being rendered.
    part: usize,
}

/// A layout in the memory of a thread.
struct KnownLayout {
    layout: Arc<Layout>,
    /// The last part in whose scope its paths are written in the same way.
    part: usize,
}

impl Layouts {
    /// Begins a part of a file.
    pub(super) fn begin_part(&mut self) {
        self.part = self.part.saturating_add(1);
    }

    /// Copies the layouts of a form that other threads have added; returns whether there are any.
    pub(super) fn learn(&mut self, all: &Known, form: &[u8]) -> bool {
        let all = all.locked();
        let Some((form, all)) = all.get_key_value(form) else {
            return false;
        };
        let known = self.known.get(form).map_or(0, Vec::len);
        let new = all.get(known..).unwrap_or_default();
        if new.is_empty() {
            return false;
        }
        let new = new.iter().map(|layout| KnownLayout {
            layout: Arc::clone(layout),
            part: 0,
        });
        match self.known.get_mut(form) {
            Some(known) => known.extend(new),
            None => drop(self.known.insert(Arc::clone(form), new.collect())),
        }
        true
    }

    /// Returns a layout for a form, or else the marks with which to make one; `None` if such a layout did not help.
    pub(super) fn find(
        &mut self,
        form: &Form<'_>,
        shortener: &mut Shortener<'_>,
    ) -> Result<Arc<Layout>, Option<Vec<usize>>> {
        let part = self.part;
        let known = self.known.get_mut(&*form.key);
        let known = known.map_or(&mut [][..], Vec::as_mut_slice);
        let is_full = known.len() >= MOST;
        let mut here = Vec::new();
        for one in known {
            if one.is_for(part, shortener) {
                if one.layout.takes(&form.leaves) {
                    return Ok(Arc::clone(&one.layout));
                }
                here.push(&one.layout);
            }
        }
        let marks = match here.first() {
            Some(shortest) => shortest.longer(&form.leaves),
            None => form.leaves.iter().map(|leaf| leaf.least).collect(),
        };
        let was_tried = here.iter().any(|layout| layout.marks == marks);
        Err((!is_full && !was_tried).then_some(marks))
    }
}

impl KnownLayout {
    /// Whether paths are written in the same way in the scope of the current part; if so, the imports are added.
    fn is_for(&mut self, part: usize, shortener: &mut Shortener<'_>) -> bool {
        if self.part != part {
            if !shortener.writes(&self.layout.asked) {
                return false;
            }
            shortener.import_all(&self.layout.imports);
            self.part = part;
        }
        true
    }
}
