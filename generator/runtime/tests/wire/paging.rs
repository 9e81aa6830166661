use std::future::{Future as _, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use apiruntime::Items;
use apiruntime::client::RepeatedPage;
use apiruntime::codegen::Page;

use super::now;

#[derive(Debug, Clone, PartialEq)]
enum Failure {
    Status(u16),
    Repeated,
}

impl From<RepeatedPage> for Failure {
    fn from(_: RepeatedPage) -> Self {
        Self::Repeated
    }
}

type Fetched = std::future::Ready<Result<Page<u64>, Failure>>;
type Asked<P> = Arc<Mutex<Vec<P>>>;

/// A server with items from 0, which gives `size` of them at a time and may tell the total.
fn server(count: u64, size: u64, total: bool) -> (Asked<u64>, impl Fn(u64) -> Fetched) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let fetch = move |offset: u64| {
        log.lock().expect("the log").push(offset);
        let items = (offset..count.min(offset + size)).collect();
        ready(Ok(Page {
            items,
            total: total.then_some(count),
            next: None,
        }))
    };
    (asked, fetch)
}

fn run(
    count: u64,
    size: u64,
    limit: Option<u64>,
    total: bool,
) -> (Result<Vec<u64>, Failure>, Vec<u64>) {
    let (asked, fetch) = server(count, size, total);
    let items = now(Items::by_offset(0, limit, fetch).all());
    let asked = asked.lock().expect("the log").clone();
    (items, asked)
}

#[test]
fn a_list_ends_when_its_total_is_reached() {
    assert_eq!(
        run(5, 2, None, true),
        (Ok(vec![0, 1, 2, 3, 4]), vec![0, 2, 4])
    );
    assert_eq!(run(4, 2, None, true), (Ok(vec![0, 1, 2, 3]), vec![0, 2]));
}

#[test]
fn a_server_that_gives_fewer_than_asked_is_asked_until_the_total() {
    assert_eq!(
        run(4, 2, Some(100), true),
        (Ok(vec![0, 1, 2, 3]), vec![0, 2])
    );
}

#[test]
fn a_list_without_a_total_ends_with_a_short_or_an_empty_page() {
    assert_eq!(
        run(5, 2, Some(2), false),
        (Ok(vec![0, 1, 2, 3, 4]), vec![0, 2, 4])
    );
    assert_eq!(
        run(4, 2, Some(2), false),
        (Ok(vec![0, 1, 2, 3]), vec![0, 2, 4])
    );
    assert_eq!(run(1, 2, Some(2), false), (Ok(vec![0]), vec![0]));
    assert_eq!(run(0, 2, None, false), (Ok(vec![]), vec![0]));
}

#[test]
fn a_page_shorter_than_the_one_before_is_the_last() {
    assert_eq!(
        run(5, 2, None, false),
        (Ok(vec![0, 1, 2, 3, 4]), vec![0, 2, 4])
    );
}

#[test]
fn a_total_that_is_too_large_does_not_ask_for_ever() {
    let mut pages = [vec![1, 2], vec![]].into_iter();
    let fetch = move |_| {
        ready(Ok::<_, Failure>(Page {
            items: pages.next().unwrap_or_default(),
            total: Some(100),
            next: None,
        }))
    };
    assert_eq!(now(Items::by_offset(0, None, fetch).all()), Ok(vec![1, 2]));
}

#[test]
fn a_server_that_ignores_the_offset_is_noticed() {
    let fetch = |_| ready(Ok::<Page<i32>, Failure>(vec![1, 2].into()));
    let mut items = Items::by_offset(0, Some(2), fetch);
    assert_eq!(now(items.next()), Some(Ok(1)));
    assert_eq!(now(items.next()), Some(Ok(2)));
    assert_eq!(now(items.next()), Some(Err(Failure::Repeated)));
    assert_eq!(now(items.next()), None);
}

#[test]
fn numbered_pages_are_asked_for_one_by_one() {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let fetch = move |number: u64| {
        log.lock().expect("the log").push(number);
        ready(Ok::<Page<u64>, Failure>(
            if number < 3 {
                vec![number, number]
            } else {
                vec![number]
            }
            .into(),
        ))
    };
    assert_eq!(
        now(Items::by_page(1, None, fetch).all()),
        Ok(vec![1, 1, 2, 2, 3])
    );
    assert_eq!(*asked.lock().expect("the log"), [1, 2, 3]);
}

#[test]
fn a_cursor_leads_on_past_an_empty_page() {
    let fetch = |cursor: Option<String>| {
        let (items, next) = match cursor.as_deref() {
            None => (vec![1], Some("b")),
            Some("b") => (vec![], Some("c")),
            _ => (vec![2], Some("")),
        };
        ready(Ok::<_, Failure>(Page {
            items,
            total: None,
            next: next.map(str::to_owned),
        }))
    };
    assert_eq!(now(Items::by_cursor(None, fetch).all()), Ok(vec![1, 2]));
}

#[test]
fn cursors_that_go_in_a_circle_are_noticed() {
    let fetch = |cursor: Option<String>| {
        let next = if cursor.as_deref() == Some("a") {
            "b"
        } else {
            "a"
        };
        ready(Ok::<_, Failure>(Page {
            items: vec![1],
            total: None,
            next: Some(next.to_owned()),
        }))
    };
    assert_eq!(
        now(Items::by_cursor(None, fetch).all()),
        Err(Failure::Repeated)
    );
}

#[test]
fn an_error_ends_the_list() {
    let mut items = Items::by_offset(0, None, |_| {
        ready(Err::<Page<i32>, _>(Failure::Status(500)))
    });
    assert_eq!(now(items.next()), Some(Err(Failure::Status(500))));
    assert_eq!(now(items.next()), None);
}

#[test]
fn a_page_that_was_being_waited_for_is_not_asked_for_twice() {
    let mut calls = 0;
    let fetch = move |_| {
        calls += 1;
        let page = Ok::<Page<i32>, Failure>(Page {
            items: vec![calls],
            total: Some(1),
            next: None,
        });
        let mut waited = false;
        std::future::poll_fn(move |_| match std::mem::replace(&mut waited, true) {
            false => Poll::Pending,
            true => Poll::Ready(page.clone()),
        })
    };
    let mut items = Items::by_offset(0, None, fetch);
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(items.next()).poll(&mut context).is_pending());
    assert_eq!(now(items.next()), Some(Ok(1)));
    assert_eq!(now(items.next()), None);
}

#[test]
fn items_implement_stream() {
    fn collect<S: futures_core::Stream + Unpin>(mut stream: S) -> Vec<S::Item> {
        let mut items = Vec::new();
        while let Some(item) = now(std::future::poll_fn(|context| {
            Pin::new(&mut stream).poll_next(context)
        })) {
            items.push(item);
        }
        items
    }
    let (_, fetch) = server(3, 2, true);
    assert_eq!(collect(Items::by_offset(1, None, fetch)), [Ok(1), Ok(2)]);
}
