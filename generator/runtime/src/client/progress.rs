//! How far a list has been read: which page is next, and whether there is one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::client::page::{Page, RepeatedPage};
use crate::client::position::At;

/// How many pages may follow each other that have equal items but differ as text.
const EQUAL_PAGES: u32 = 3;

/// Pages with more items than this are compared only as text, so that the items are not kept in memory twice.
const COMPARED: usize = 10_000;

/// What follows a page.
pub(super) enum Next {
    /// There may be more items at this position.
    Page(At),
    /// The list should have ended, but only this page will show it; if the server refuses it, that is the end too.
    Perhaps(At),
    /// The page was the last one.
    End,
    /// The page repeats the one before, and the list was complete already.
    Again,
    /// The page at this position leads to one that was read before, or nowhere.
    Stuck(At, RepeatedPage),
}

/// What was read of a list, to notice its end, and a server that sends pages in a cycle.
pub(super) struct Progress<T> {
    /// The number of the first page, or of the first item.
    first: u64,
    /// How many pages precede the one that was read first.
    skipped: Option<u64>,
    /// The requested page size.
    limit: Option<u64>,
    /// The page size where none is requested, as the description says.
    default_limit: Option<u64>,
    /// The most items that a page had.
    most: u64,
    seen: u64,
    /// The number of pages without an item in a row, up to the last one.
    pub(super) empty: u32,
    /// The page before: the hash of its text where it is known, and its items.
    text: Option<u64>,
    page: Vec<T>,
    equal: u32,
    was_complete: bool,
    /// Hashes of the earlier cursors, since a server may make them long. Searching all of them takes no time compared
    /// with requesting a page.
    cursors: Vec<u64>,
}

impl<T: Clone + PartialEq> Progress<T> {
    /// Returns the progress at the beginning of a list with this page size, requested or by default, whose pages or
    /// items are numbered from `first`.
    pub(super) fn new(
        start: &At,
        first: u64,
        limit: Option<u64>,
        default_limit: Option<u64>,
    ) -> Self {
        let cursor = match start {
            At::Cursor(cursor) | At::Url(cursor) => cursor.as_deref().map(hash_of),
            At::Offset(_) | At::Number(_) => None,
        };
        Self {
            first,
            skipped: None,
            limit,
            default_limit,
            most: 0,
            seen: 0,
            empty: 0,
            text: None,
            page: Vec::new(),
            equal: 0,
            was_complete: false,
            cursors: cursor.map_or_else(Vec::new, |cursor| vec![cursor]),
        }
    }

    /// Returns what follows this page, whose text has this hash.
    pub(super) fn next(
        &mut self,
        position: &At,
        page: &Page<T>,
        text: Option<u64>,
    ) -> Result<Next, RepeatedPage> {
        let length = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
        if let At::Number(number) = position {
            self.skipped
                .get_or_insert(number.saturating_sub(self.first));
        }
        let skipped = self.skipped.unwrap_or_default();
        let more = page.more.or_else(|| is_before_last(position, page));
        if more == Some(false) {
            return Ok(Next::End);
        }
        if length == 0 {
            return self.after_empty(position, page, more);
        }
        self.empty = 0;
        if self.is_repeated(page, text) {
            return match self.was_complete {
                true => Ok(Next::Again),
                false => Err(RepeatedPage::again()),
            };
        }
        let is_short = length < self.most;
        self.most = self.most.max(length);
        self.seen = self.seen.saturating_add(length);
        let (next, end) = match *position {
            At::Cursor(_) | At::Url(_) => {
                return Ok(self.after_cursor(position, page));
            }
            At::Offset(offset) => {
                let next = offset.saturating_add(length);
                let end = next.saturating_sub(self.first);
                (At::Offset(next), end.max(self.seen))
            }
            At::Number(number) => {
                let before = skipped.saturating_mul(self.step());
                let end = before.saturating_add(self.seen);
                (At::Number(number.saturating_add(1)), end)
            }
        };
        self.was_complete = page.total.is_some_and(|total| end >= total);
        // The total may be wrong, and a page may be short for another reason: only both together end a list.
        let limit = self.limit.or(self.default_limit);
        let is_short = is_short || limit.is_some_and(|limit| length < limit);
        Ok(match (self.was_complete, is_short, page.total) {
            _ if more == Some(true) => Next::Page(next),
            // Pages that were skipped may have had fewer items.
            (true, true, _) if skipped == 0 => Next::End,
            (true, ..) | (false, true, None) => Next::Perhaps(next),
            _ => Next::Page(next),
        })
    }

    /// Returns how many items a page has at most.
    fn step(&self) -> u64 {
        self.limit.unwrap_or_default().max(self.most)
    }

    /// Returns what follows an empty page: the end, unless the server says that there is more.
    fn after_empty(
        &mut self,
        position: &At,
        page: &Page<T>,
        more: Option<bool>,
    ) -> Result<Next, RepeatedPage> {
        self.empty += 1;
        let step = self.step().max(1);
        let total = match more {
            Some(true) => u64::MAX,
            _ => page.total.unwrap_or_default(),
        };
        match position {
            At::Cursor(_) | At::Url(_) => Ok(self.after_cursor(position, page)),
            At::Offset(offset) if offset.saturating_add(step) < total => {
                Ok(Next::Page(At::Offset(offset.saturating_add(step))))
            }
            At::Number(number) if number.saturating_mul(step) < total => {
                Ok(Next::Page(At::Number(number.saturating_add(1))))
            }
            At::Offset(_) | At::Number(_) => Ok(Next::End),
        }
    }

    /// Returns what follows a page by its cursor or URL.
    fn after_cursor(&mut self, at: &At, page: &Page<T>) -> Next {
        let Some(next) = page.next.as_deref().filter(|next| !next.is_empty()) else {
            return match page.more {
                Some(true) => Next::Stuck(at.clone(), RepeatedPage::nowhere()),
                _ => Next::End,
            };
        };
        let hash = hash_of(next);
        if self.cursors.contains(&hash) {
            return Next::Stuck(at.clone(), RepeatedPage::again());
        }
        self.cursors.push(hash);
        let next = Some(next.to_owned());
        Next::Page(match at {
            At::Url(_) => At::Url(next),
            _ => At::Cursor(next),
        })
    }

    /// Returns whether this repeats the page before. Different pages may have equal items, where a model does not have
    /// every property of a response; and equal pages may differ in a time or an id that changes with each response.
    fn is_repeated(&mut self, page: &Page<T>, text: Option<u64>) -> bool {
        let is_same_text = text == self.text;
        self.text = text;
        if text.is_some() && page.items.len() > COMPARED {
            self.page = Vec::new();
            return is_same_text;
        }
        let is_equal = self.page == page.items;
        if !is_equal {
            self.page.clone_from(&page.items);
            self.equal = 0;
            return false;
        }
        self.equal += 1;
        is_same_text || self.equal >= EQUAL_PAGES
    }
}

/// Returns whether there is a page after this one, where the server says which one is the last; `None` for a page
/// beyond that.
fn is_before_last<T>(position: &At, page: &Page<T>) -> Option<bool> {
    match (position, page.last) {
        (At::Number(number), Some(last)) if *number <= last => Some(*number < last),
        _ => None,
    }
}

fn hash_of(text: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    hash.finish()
}
