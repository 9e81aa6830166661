//! Where a list ends.

use std::future::ready;
use std::sync::Arc;

use apiruntime::Items;
use apiruntime::codegen::Page;

use super::paging::{Asked, Failure, now};

#[test]
fn numbered_pages_are_asked_for_one_by_one() {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let fetch = move |number: u64| {
        log.lock().expect("the log").push(number);
        ready(Ok::<Page<u64>, Failure>(
            match number {
                ..3 => vec![number, number],
                3 => vec![number],
                _ => vec![],
            }
            .into(),
        ))
    };
    assert_eq!(
        now(Items::by_page(1, None, fetch).all()),
        Ok(vec![1, 1, 2, 2, 3])
    );
    assert_eq!(*asked.lock().expect("the log"), [1, 2, 3, 4]);
}

#[test]
fn a_cursor_leads_on_past_an_empty_page() {
    let fetch = |cursor: Option<String>| {
        let (items, next) = match cursor.as_deref() {
            None => (vec![1], Some("b")),
            Some("b") => (vec![], Some("c")),
            Some("c") => (vec![2], Some("d")),
            Some("d") => (vec![], Some("e")),
            _ => (vec![3], Some("")),
        };
        ready(Ok::<_, Failure>(Page {
            items,
            next: next.map(str::to_owned),
            ..Page::default()
        }))
    };
    // Pages without items are counted anew after one with items.
    let items = Items::by_cursor(None, fetch).most_empty_pages(1);
    assert_eq!(now(items.all()), Ok(vec![1, 2, 3]));
}

/// Returns the items of a list whose pages say whether there are more, and how many pages were requested.
fn flagged(pages: &[(&[u64], bool)], begin: u64) -> (Result<Vec<u64>, Failure>, usize) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let pages: Vec<_> = pages
        .iter()
        .map(|(items, more)| (items.to_vec(), *more))
        .collect();
    let mut rest = pages.into_iter();
    let mut fetch = move |at: u64| {
        log.lock().expect("the log").push(at);
        let (items, more) = rest.next().expect("no page after the last");
        ready(Ok(Page {
            items,
            more: Some(more),
            next: Some(format!("{at}+")),
            ..Page::default()
        }))
    };
    let items = match begin {
        0 => Items::by_offset(0, Some(2), fetch).all(),
        1 => Items::by_page(1, None, fetch).all(),
        _ => {
            let mut page = 0;
            let fetch = move |_| {
                page += 1;
                fetch(page)
            };
            Items::by_cursor(None, fetch).all()
        }
    };
    let items = now(items);
    let asked = asked.lock().expect("the log").len();
    (items, asked)
}

#[test]
fn a_page_that_says_so_is_the_last_one() {
    for kind in 0..3 {
        let whole = flagged(&[(&[1, 2], true), (&[3, 4], false)], kind);
        assert_eq!(whole, (Ok(vec![1, 2, 3, 4]), 2), "{kind}");
        let short = flagged(&[(&[1, 2], true), (&[3], true), (&[4], false)], kind);
        assert_eq!(short, (Ok(vec![1, 2, 3, 4]), 3), "{kind}");
        let empty = flagged(&[(&[1], true), (&[], true), (&[2], false)], kind);
        assert_eq!(empty, (Ok(vec![1, 2]), 3), "{kind}");
        assert_eq!(flagged(&[(&[], false)], kind), (Ok(vec![]), 1), "{kind}");
    }
}

#[test]
fn a_page_that_says_there_are_more_counts_for_more_than_the_total() {
    let mut pages = [(1, true), (2, true), (3, false)].into_iter();
    let fetch = move |_| {
        let (item, more) = pages.next().expect("no page after the last");
        ready(Ok::<_, Failure>(Page {
            items: vec![item],
            total: Some(1),
            more: Some(more),
            ..Page::default()
        }))
    };
    let items = now(Items::by_offset(0, Some(2), fetch).all());
    assert_eq!(items, Ok(vec![1, 2, 3]));
}

#[test]
fn an_empty_first_page_is_followed_by_another_one_also_without_a_size() {
    let page = |at: u64| {
        ready(Ok::<_, Failure>(Page {
            items: Vec::from_iter((at > 1).then_some(at)),
            more: Some(at < 2),
            ..Page::default()
        }))
    };
    assert_eq!(now(Items::by_offset(1, None, page).all()), Ok(vec![2]));
}

#[test]
fn a_list_that_goes_on_nowhere_is_an_error_after_its_items() {
    for items in [vec![], vec![1]] {
        let length = items.len();
        let fetch = move |_| {
            ready(Ok::<_, Failure>(Page {
                items: items.clone(),
                more: Some(true),
                ..Page::default()
            }))
        };
        let mut list = Items::by_cursor(None, fetch);
        for _ in 0..length {
            assert_eq!(now(list.next()), Some(Ok(1)));
        }
        for _ in 0..2 {
            assert!(matches!(now(list.next()), Some(Err(_))));
        }
    }
}

#[test]
fn the_page_of_the_last_number_is_the_last_one() {
    let run = |first: u64, last: u64, pages: Vec<Vec<u64>>| {
        let asked = Asked::default();
        let log = Arc::clone(&asked);
        let fetch = move |number: u64| {
            log.lock().expect("the log").push(number);
            let at = usize::try_from(number - first).expect("a page");
            ready(Ok::<_, Failure>(Page {
                items: pages.get(at).cloned().unwrap_or_default(),
                last: Some(last),
                ..Page::default()
            }))
        };
        let items = now(Items::by_page(first, None, fetch).all());
        let asked = asked.lock().expect("the log").clone();
        (items, asked)
    };
    let all = vec![vec![1, 2], vec![], vec![3]];
    assert_eq!(run(1, 3, all.clone()), (Ok(vec![1, 2, 3]), vec![1, 2, 3]));
    assert_eq!(run(0, 2, all), (Ok(vec![1, 2, 3]), vec![0, 1, 2]));
    let wrong = vec![vec![1, 2], vec![3, 4]];
    assert_eq!(run(1, 0, wrong), (Ok(vec![1, 2, 3, 4]), vec![1, 2, 3]));
}
