//! Finds what two lists have in common, and what only one of them has.

/// The elements of two lists, by which of the lists has them.
pub(super) struct Lists<'a, T> {
    /// Those that only the old list has.
    pub(super) gone: Vec<&'a T>,
    /// Those that only the new list has.
    pub(super) come: Vec<&'a T>,
    /// Those of the old list, each with the one of the new list that corresponds to it.
    pub(super) both: Vec<(&'a T, &'a T)>,
}

impl<'a, T> Lists<'a, T> {
    /// Pairs each element of the old list with the first one of the new list that is the same.
    pub(super) fn of(old: &'a [T], new: &'a [T], same: impl Fn(&T, &T) -> bool) -> Self {
        Self::found(old, new, |known, others| {
            others.iter().find(|other| same(known, other))
        })
    }

    /// Pairs each element of the old list with the one of the new list that `find` returns for it.
    pub(super) fn found(
        old: &'a [T],
        new: &'a [T],
        find: impl for<'l> Fn(&T, &'l [T]) -> Option<&'l T>,
    ) -> Self {
        let is_in = |known: &T, others: &[T]| find(known, others).is_some();
        Self {
            gone: old.iter().filter(|known| !is_in(known, new)).collect(),
            come: new.iter().filter(|known| !is_in(known, old)).collect(),
            both: old
                .iter()
                .filter_map(|known| Some((known, find(known, new)?)))
                .collect(),
        }
    }
}
