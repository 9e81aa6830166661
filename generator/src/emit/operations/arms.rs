//! The arms of the `match` on a status, and on a media type.

use super::super::fragment::{Fragment, code};
use crate::ir::{Response, ResponseContent};
use crate::names::VariantName;

/// Returns the pattern of the statuses of a response.
pub(super) fn pattern(response: &Response) -> Fragment {
    let (first, last) = response.statuses;
    let [low, high] = [first, last].map(|status| Fragment::Number(status.into()));
    if first == last {
        low
    } else {
        code!(low, high => #low..=#high)
    }
}

/// Returns the expression that reads a response, by its media type if it has several. Takes one variant for each
/// content.
pub(super) fn by_media_type<'n>(
    response: &Response,
    variants: &mut impl Iterator<Item = &'n VariantName>,
    read: &dyn Fn(Option<&ResponseContent>, &VariantName) -> Fragment,
    otherwise: &Fragment,
) -> Option<Fragment> {
    if !response.is_read_by_media_type() {
        return Some(read(response.contents.first(), variants.next()?));
    }
    let mut place = 0_usize;
    let mut arms = Vec::new();
    for content in &response.contents {
        let first = place;
        place = place.saturating_add(content.media_types().count());
        let places: Vec<_> = (first..place)
            .map(|place| Fragment::Number(place as u64))
            .collect();
        let places = match places.as_slice() {
            [first, _, .., last] => code!(first, last => #first..=#last),
            few => Fragment::List(few.to_vec(), Some('|')),
        };
        let read = read(Some(content), variants.next()?);
        arms.push(code!(places, read => ::std::option::Option::Some(#places) => #read,));
    }
    Some(code!(arms, otherwise => match response.content() { #arms _ => #otherwise, }))
}
