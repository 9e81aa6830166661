//! The search of a list for an item, page by page.

use serde_json::Value;

use crate::call::arguments::Call;
use crate::client::waiter::{ItemPages, ItemRule, text_at};

/// So many pages of a list are read at most for one look.
const PAGES: usize = 1_000;

/// The way through the pages of a list.
pub(super) struct Search<'a> {
    rule: &'a ItemRule,
    position: Option<Position>,
    last: Vec<Value>,
    pages: usize,
}

enum Position {
    Number(u64),
    Cursor(String),
}

impl<'a> Search<'a> {
    pub(super) fn new(rule: &'a ItemRule) -> Search<'a> {
        Search {
            rule,
            position: None,
            last: Vec::new(),
            pages: 0,
        }
    }

    /// Puts the position into a call; the first page is that of the call.
    pub(super) fn ask(&self, call: &mut Call) {
        let (Some(pages), Some(position)) = (&self.rule.pages, &self.position) else {
            return;
        };
        let (ItemPages::Offset(parameter, _)
        | ItemPages::Number(parameter, _)
        | ItemPages::Cursor(parameter, _)) = pages;
        match position {
            Position::Number(number) => call.parameter(parameter, number),
            Position::Cursor(cursor) => call.parameter(parameter, cursor),
        }
    }

    /// Whether there may be another page, which is then asked for next.
    pub(super) fn has_next(&mut self, page: &Value, items: &[Value]) -> bool {
        self.pages += 1;
        let at = match &self.position {
            Some(Position::Number(number)) => Some(*number),
            _ => None,
        };
        let length = u64::try_from(items.len()).unwrap_or(u64::MAX);
        self.position = match &self.rule.pages {
            Some(ItemPages::Offset(_, first)) => Some(Position::Number(
                at.unwrap_or(*first).saturating_add(length),
            )),
            Some(ItemPages::Number(_, first)) => {
                Some(Position::Number(at.unwrap_or(*first).saturating_add(1)))
            }
            Some(ItemPages::Cursor(_, pointer)) => text_at(page, pointer)
                .filter(|cursor| !cursor.is_empty())
                .map(Position::Cursor),
            None => None,
        };
        // A server that ignores the position gives the same page for ever.
        let is_new = !items.is_empty() && self.last != items;
        self.last = items.to_vec();
        let goes_on =
            is_new || (items.is_empty() && matches!(self.rule.pages, Some(ItemPages::Cursor(..))));
        self.position.is_some() && goes_on && self.pages < PAGES
    }
}
