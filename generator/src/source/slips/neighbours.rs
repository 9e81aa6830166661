//! A line at a wrong column that the parser only notices at a later line.

use granit_parser::ErrorKind as K;

use super::Slip;
use super::layout::{is_of_columns, name_span, spaces};
use super::outline::{Entry, Outline};
use crate::source::shorten::shorten;

/// Recognizes an item below the entries of an object whose key lacks the dash of the first item.
pub(super) fn first_item(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let line = &seen.line;
    let (around, inside) = match &seen.levels[..] {
        [.., around, inside] => (around, inside),
        _ => return None,
    };
    let first = &inside.first;
    let is_alone = first.start == inside.last.start || first.key == line.key;
    let is_below_key = around.last.value.is_empty() && !around.is_list && !inside.is_list;
    if !is_of_columns(kind?)
        || !line.is_item()
        || inside.column != line.indent
        || !is_alone
        || !is_below_key
        || seen.above?.value.is_empty()
    {
        return None;
    }
    let name = shorten(first.name());
    let message = format!("`{name}` is not an item of a list, but what follows is");
    let help = format!("begin it with `- `: `- {name}`");
    let here = name_span(line, true);
    Some(Slip::new(name_span(first, false), message, help).related(here, "an item"))
}

/// Recognizes an entry above the line whose column differs from the columns of its neighbours.
pub(super) fn displaced(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let is_of_columns = is_of_columns(kind?) || matches!(kind, Some(K::MappingValueNotAllowed));
    let line = &seen.line;
    let is_item = line.is_item();
    let is_entry = is_item || line.key.is_some();
    let mut levels = seen.levels.iter().rev();
    let fits = |column: usize, is_list: bool| column == line.indent && is_list == is_item;
    // A colon within a text is not an error of columns.
    let is_elsewhere =
        matches!(kind, Some(K::MappingValueNotAllowed)) && line.colon() != Some(seen.at);
    if !is_of_columns
        || is_elsewhere
        || !is_entry
        || levels.any(|level| fits(level.column, level.is_list))
    {
        return None;
    }
    let odd = goes_on_below(seen).or_else(|| stands_alone(seen))?;
    let is_item = odd.is_item();
    let name = shorten(if is_item { "-" } else { odd.name() });
    let message = format!(
        "`{name}` is indented by {}, but what follows by {}",
        spaces(odd.indent),
        line.indent
    );
    let help = format!("indent it by {}", spaces(line.indent));
    let here = name_span(line, line.is_item());
    Some(Slip::new(name_span(&odd, is_item), message, help).related(here, "this goes on"))
}

/// Returns the last entry of an object, if it ended a level that the line continues, or if the entry before it has no
/// value.
fn goes_on_below<'t>(seen: &Outline<'t>) -> Option<Entry<'t>> {
    let line = &seen.line;
    let is_deeper = seen
        .levels
        .partition_point(|level| level.column < line.indent);
    let (around, inside) = seen.levels.split_at_checked(is_deeper)?;
    let level = around.last()?;
    let is_parent = level.last.value.is_empty()
        && seen
            .above
            .is_some_and(|above| above.start == level.last.start);
    // A difference of one column is an error of the inner level.
    let is_near = inside
        .first()
        .is_some_and(|inside| inside.column - line.indent == 1);
    let goes_on = level
        .ended
        .iter()
        .any(|(column, is_list)| *column == line.indent && *is_list == line.is_item());
    let is_odd = (goes_on || level.is_after_empty) && !is_parent && !is_near;
    is_odd.then_some(level.last)
}

/// Returns the only entry of an object, if it is followed by two entries at another column.
fn stands_alone<'t>(seen: &Outline<'t>) -> Option<Entry<'t>> {
    let line = &seen.line;
    let level = seen.levels.last()?;
    let is_alone = level.first.start == level.last.start
        && seen
            .above
            .is_some_and(|above| above.start == level.last.start);
    let next = seen.below()?;
    let is_even = next.indent == line.indent && next.is_item() == line.is_item();
    let is_alike = level.is_list == line.is_item() && level.last.is_item() == line.is_item();
    (is_alone && is_even && is_alike).then_some(level.last)
}
