//! Sorts short lists.

/// Sorts a short list so that each item may follow the one before. A general sort has three times as much code.
pub(crate) fn sorted<T>(all: impl Iterator<Item = T>, may_follow: fn(&T, &T) -> bool) -> Vec<T> {
    let mut sorted = Vec::with_capacity(all.size_hint().0);
    for one in all {
        let place = sorted.partition_point(|other| may_follow(other, &one));
        sorted.insert(place, one);
    }
    sorted
}
