use std::future::{Future, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use apiruntime::Items;
use apiruntime::client::RepeatedPage;
use apiruntime::codegen::Page;

/// Runs a future that is pending only to let others run.
pub(super) fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..1_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("nothing here waits")
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    Status(u16),
    Repeated,
}

impl From<RepeatedPage> for Failure {
    fn from(_: RepeatedPage) -> Self {
        Self::Repeated
    }
}

type Fetched = std::future::Ready<Result<Page<u64>, Failure>>;
pub(super) type Asked<P> = Arc<Mutex<Vec<P>>>;

/// A server with items from 0, which sends `size` of them at a time and may state the total.
fn server(count: u64, size: u64, total: bool) -> (Asked<u64>, impl Fn(u64) -> Fetched) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let fetch = move |offset: u64| {
        log.lock().expect("the log").push(offset);
        let items = (offset..count.min(offset + size)).collect();
        ready(Ok(Page {
            items,
            total: total.then_some(count),
            ..Page::default()
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
    assert_eq!(run(1, 2, Some(2), true), (Ok(vec![0]), vec![0]));
    // The total alone does not end the list.
    assert_eq!(run(4, 2, None, true), (Ok(vec![0, 1, 2, 3]), vec![0, 2, 4]));
}

#[test]
fn a_server_that_gives_fewer_than_asked_is_asked_until_the_total() {
    assert_eq!(
        run(4, 2, Some(100), true),
        (Ok(vec![0, 1, 2, 3]), vec![0, 2])
    );
    assert_eq!(
        run(5, 2, Some(100), false),
        (Ok(vec![0, 1, 2, 3, 4]), vec![0, 2, 4, 5])
    );
}

#[test]
fn a_list_without_a_total_ends_with_an_empty_page() {
    for limit in [None, Some(2)] {
        assert_eq!(
            run(5, 2, limit, false),
            (Ok(vec![0, 1, 2, 3, 4]), vec![0, 2, 4, 5])
        );
    }
    assert_eq!(
        run(4, 2, Some(2), false),
        (Ok(vec![0, 1, 2, 3]), vec![0, 2, 4])
    );
    assert_eq!(run(0, 2, None, false), (Ok(vec![]), vec![0]));
}

/// A server that sends these pages in turn, and then empty ones, each with this total.
fn pages(
    pages: Vec<Vec<u64>>,
    total: Option<u64>,
) -> (Asked<u64>, impl FnMut(u64) -> Fetched + Send) {
    let asked = Asked::default();
    let (log, mut pages) = (Arc::clone(&asked), pages.into_iter());
    let fetch = move |position| {
        log.lock().expect("the log").push(position);
        ready(Ok(Page {
            items: pages.next().unwrap_or_default(),
            total,
            ..Page::default()
        }))
    };
    (asked, fetch)
}

#[test]
fn a_total_is_a_hint() {
    let all = vec![vec![1, 2], vec![3, 4], vec![5]];
    for total in [0, 1, 2, 4, 5, 6, 7, 15] {
        let (_, fetch) = pages(all.clone(), Some(total));
        let items = now(Items::by_offset(0, Some(2), fetch).all());
        assert_eq!(items, Ok(vec![1, 2, 3, 4, 5]), "{total}");
        let (_, fetch) = pages(all.clone(), Some(total));
        let items = now(Items::by_page(1, Some(2), fetch).all());
        assert_eq!(items, Ok(vec![1, 2, 3, 4, 5]), "{total}");
    }
}

#[test]
fn short_and_empty_pages_in_the_middle_do_not_end_a_list_that_says_there_is_more() {
    let all = vec![vec![1, 2], vec![3], vec![], vec![4, 5]];
    let (asked, fetch) = pages(all.clone(), Some(7));
    let items = now(Items::by_offset(0, Some(2), fetch).all());
    assert_eq!(items, Ok(vec![1, 2, 3, 4, 5]));
    assert_eq!(*asked.lock().expect("the log"), [0, 2, 3, 5, 7]);
    let (asked, fetch) = pages(all, Some(8));
    let items = now(Items::by_page(1, Some(2), fetch).all());
    assert_eq!(items, Ok(vec![1, 2, 3, 4, 5]));
    assert_eq!(*asked.lock().expect("the log"), [1, 2, 3, 4, 5]);
}

#[test]
fn pages_without_items_are_counted() {
    let (asked, fetch) = pages(vec![vec![1]], Some(1_000));
    let mut items = Items::by_offset(0, None, fetch);
    assert_eq!(now(items.next()), Some(Ok(1)));
    assert_eq!(now(items.next()), Some(Err(Failure::Repeated)));
    let at = items.position().expect("the page that failed");
    assert_eq!(at.to_string(), "v1::offset:11");
    assert_eq!(asked.lock().expect("the log").len(), 12);

    let mut number = 0;
    let fetch = move |_| {
        number += 1;
        ready(Ok::<Page<i32>, Failure>(Page {
            next: Some(number.to_string()),
            ..Page::default()
        }))
    };
    let items = Items::by_cursor(None, fetch).most_empty_pages(100).all();
    assert_eq!(now(items), Err(Failure::Repeated));
}

#[test]
fn an_empty_page_lets_other_tasks_run() {
    let (_, fetch) = pages(vec![vec![1], vec![], vec![2]], Some(5));
    let mut items = Items::by_offset(0, None, fetch);
    assert_eq!(now(items.next()), Some(Ok(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(items.next()).poll(&mut context).is_pending());
    assert_eq!(now(items.next()), Some(Ok(2)));
}

#[test]
fn a_list_that_came_to_its_end_may_give_its_last_page_again() {
    let (_, fetch) = pages(vec![vec![1, 2], vec![1, 2]], Some(2));
    assert_eq!(now(Items::by_offset(0, None, fetch).all()), Ok(vec![1, 2]));
}

#[test]
fn an_error_says_where_to_go_on_after_the_items_before_it() {
    let fetch = |offset| {
        ready(match offset {
            0 => Ok(vec![1, 2].into()),
            _ => Err(Failure::Status(500)),
        })
    };
    let mut items = Items::by_offset(0, Some(2), fetch);
    assert_eq!(now(items.next()), Some(Ok(1)));
    assert_eq!(now(items.next()), Some(Ok(2)));
    for _ in 0..2 {
        assert_eq!(now(items.next()), Some(Err(Failure::Status(500))));
        let at = items.position().map(|position| position.to_string());
        assert_eq!(at.as_deref(), Some("v1::offset:2"));
    }
}

#[test]
fn a_server_that_ignores_the_offset_is_noticed() {
    let fetch = |_| ready(Ok::<Page<i32>, Failure>(vec![1, 2].into()));
    let mut items = Items::by_offset(0, Some(2), fetch);
    assert_eq!(now(items.next()), Some(Ok(1)));
    assert_eq!(now(items.next()), Some(Ok(2)));
    for _ in 0..2 {
        assert_eq!(now(items.next()), Some(Err(Failure::Repeated)));
    }
}

#[test]
fn cursors_that_go_in_a_circle_are_noticed() {
    let fetch = |cursor: Option<String>| {
        let (item, next) = match cursor.as_deref() {
            None => (1, "a"),
            Some("a") => (2, "b"),
            _ => (3, "a"),
        };
        ready(Ok::<_, Failure>(Page {
            items: vec![item],
            next: Some(next.to_owned()),
            ..Page::default()
        }))
    };
    let mut items = Items::by_cursor(None, fetch);
    for expected in [Ok(1), Ok(2), Ok(3), Err(Failure::Repeated)] {
        assert_eq!(now(items.next()), Some(expected));
    }
}

#[test]
fn an_error_does_not_end_the_list() {
    let mut calls = 0;
    let mut items = Items::by_page(1, None, move |number| {
        calls += 1;
        ready(match (calls, number) {
            (1 | 3, _) => Err(Failure::Status(500)),
            (_, 1 | 2) => Ok(vec![number].into()),
            _ => Ok(Page::default()),
        })
    });
    for expected in [
        Err(Failure::Status(500)),
        Ok(1),
        Err(Failure::Status(500)),
        Ok(2),
    ] {
        assert_eq!(now(items.next()), Some(expected));
    }
    for _ in 0..2 {
        assert_eq!(now(items.next()), None);
        assert_eq!(items.position(), None);
    }
}

#[test]
fn the_position_is_that_of_the_page_whose_items_are_given() {
    let (_, fetch) = server(3, 2, true);
    let mut items = Items::by_offset(0, None, fetch);
    let mut at = Vec::new();
    loop {
        at.push(items.position().map(|position| position.to_string()));
        if now(items.next()).is_none() {
            break;
        }
    }
    let at: Vec<_> = at.iter().map(Option::as_deref).collect();
    let (first, second) = (Some("v1::offset:0"), Some("v1::offset:2"));
    assert_eq!(at, [first, first, second, None]);
}

#[test]
fn a_page_that_was_being_waited_for_is_not_asked_for_twice() {
    let mut calls = 0;
    let fetch = move |_| {
        calls += 1;
        let page = Ok::<Page<i32>, Failure>(Page {
            items: (calls == 1).then_some(calls).into_iter().collect(),
            total: Some(1),
            ..Page::default()
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
