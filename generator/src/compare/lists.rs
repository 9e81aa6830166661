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

/// Whether an element of the old list and one of the new list correspond.
pub(super) type Test<'t, T> = dyn Fn(&T, &T) -> bool + 't;

impl<'a, T> Lists<'a, T> {
    /// Pairs each element of the old list with the first one of the new list that is the same.
    pub(super) fn of(old: &'a [T], new: &'a [T], same: impl Fn(&T, &T) -> bool) -> Self {
        Self::matched(old, new, &[&same])
    }

    /// Pairs each element of the old list with the first one of the new list that passes a test and has no partner yet;
    /// earlier tests take precedence.
    pub(super) fn matched(old: &'a [T], new: &'a [T], tests: &[&Test<'_, T>]) -> Self {
        let (mut gone, mut come): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
        let mut both = Vec::new();
        for test in tests {
            gone.retain(|known| {
                let place = come.iter().position(|other| test(known, other));
                both.extend(place.map(|place| (*known, come.remove(place))));
                place.is_none()
            });
        }
        Self { gone, come, both }
    }
}
