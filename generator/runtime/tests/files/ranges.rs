//! Which parts of a file are requested, and which are accepted.

use apiruntime::body::{TransportError, TransportErrorKind};
use apiruntime::client::Download;
use apiruntime::codegen::{Call, NoError};
use http::{HeaderValue, header};

use super::downloads::{Breaking, TAGGED, download};
use super::{Any, Folder, GET, client};

#[tokio::test]
async fn a_part_that_nobody_asked_for_is_no_whole_file() {
    let folder = Folder::new("part-first");
    for range in [
        "bytes 0-3/10",
        "bytes 6-9/10",
        "bytes 0-3/*",
        "bytes 0-/*",
        "bytes 0-0/0",
        "items 0-3/4",
        "",
    ] {
        let server = Breaking::default().then(206, &[("content-range", range)], b"0123", true);
        let error = download(&server, &folder).await.unwrap_err();
        assert!(
            error.to_string().contains("not the part"),
            "{range}: {error}"
        );
    }
    assert!(folder.names().is_empty());
    let all = &[("content-range", "bytes 0-3/4"), ("content-length", "4")];
    let server = Breaking::default().then(206, all, b"0123", true);
    assert_eq!(download(&server, &folder).await.unwrap().length(), 4);
}

#[tokio::test]
async fn a_part_that_the_caller_asks_for_is_saved_and_nothing_else_is_asked_for() {
    let folder = Folder::new("own-range");
    let part = &[
        ("content-range", "bytes 4-6/10"),
        ("content-length", "3"),
        ("etag", "\"a\""),
    ];
    let run = async |server: Breaking| {
        let mut call = Call::new(&client(server), &GET);
        call.set_header(header::RANGE, HeaderValue::from_static("bytes=4-6"));
        Download::<NoError>::new::<Any>(call, folder.0.join("saved")).await
    };
    let saved = run(Breaking::default().then(206, part, b"456", true))
        .await
        .unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"456");
    let cut = Breaking::default().then(206, part, b"4", false);
    assert!(run(cut.clone()).await.is_err());
    assert_eq!(cut.asked(), [("bytes=4-6".to_owned(), String::new())]);
}

#[tokio::test]
async fn a_date_says_which_version_it_is_only_where_it_is_exact_and_no_tag_does() {
    let folder = Folder::new("validators");
    let noon = "Sun, 06 Nov 1994 12:00:00 GMT";
    let later = "Sun, 06 Nov 1994 12:00:01 GMT";
    for (headers, version) in [
        (&[("last-modified", noon), ("date", later)][..], Some(noon)),
        (&[("last-modified", noon)], Some(noon)),
        // The file may change once more within that second.
        (&[("last-modified", noon), ("date", noon)], None),
        (&[("last-modified", later), ("date", noon)], None),
        (&[("last-modified", "yesterday")], None),
        (
            &[
                ("last-modified", noon),
                ("date", later),
                ("etag", "W/\"a\""),
            ],
            None,
        ),
        (
            &[("last-modified", noon), ("date", later), ("etag", "\"a\"")],
            Some("\"a\""),
        ),
        (&[("etag", "a")], None),
    ] {
        let headers = [&[("content-length", "4")], headers].concat();
        let rest = &[("content-range", "Bytes 2-3/4"), ("content-length", "2")];
        let server = Breaking::default()
            .then(200, &headers, b"01", false)
            .then(206, rest, b"23", true);
        let saved = download(&server, &folder).await;
        let asked = server.asked();
        match version {
            Some(version) => {
                assert_eq!(std::fs::read(saved.unwrap().path()).unwrap(), b"0123");
                assert_eq!(asked[1], ("bytes=2-".to_owned(), version.to_owned()));
            }
            None => {
                let error = saved.unwrap_err();
                let kind = error.transport().map(TransportError::kind);
                assert_eq!(kind, Some(TransportErrorKind::BodyCutShort), "{headers:?}");
            }
        }
    }
}

#[tokio::test]
async fn resumptions_are_counted_anew_with_each_byte_that_comes() {
    let folder = Folder::new("counted");
    let rest = |range| [("content-range", range), ("etag", "\"a\"")];
    let server = Breaking::default()
        .then(
            200,
            &[("content-length", "4"), ("etag", "\"a\"")],
            b"0",
            false,
        )
        .then(206, &rest("bytes 1-3/4"), b"1", false)
        .then(206, &rest("bytes 2-3/4"), b"2", false)
        .then(206, &rest("bytes 3-3/4"), b"3", true);
    let saved = download(&server, &folder).resumptions(1).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"0123");
}

#[tokio::test]
async fn a_file_of_unknown_length_is_resumed_if_the_server_serves_ranges_of_it() {
    let folder = Folder::new("lengthless");
    let tag = ("etag", "\"a\"");
    let rest = |range| [("content-range", range), tag];
    let served = [tag, ("accept-ranges", "bytes")];
    let server = Breaking::default()
        .then(200, &served, b"01", false)
        .then(206, &rest("bytes 2-3/6"), b"23", true)
        .then(206, &rest("bytes 4-5/6"), b"45", true);
    let saved = download(&server, &folder).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"012345");
    assert_eq!(server.asked()[2].0, "bytes=4-");

    let zipped = [&served[..], &[("content-encoding", "gzip")]].concat();
    let unknown = [tag, ("accept-ranges", "items")];
    for headers in [&[tag][..], &unknown, &zipped] {
        let server = Breaking::default().then(200, headers, b"\x1f\x8b", false);
        assert!(download(&server, &folder).await.is_err());
        assert_eq!(server.asked().len(), 1, "{headers:?}");
    }
}

#[tokio::test]
async fn a_file_that_has_become_shorter_is_asked_for_anew() {
    let folder = Folder::new("shrunk");
    let gone = &[("content-range", "bytes */2")];
    let server = Breaking::default()
        .then(200, TAGGED, b"0123", false)
        .then(416, gone, b"", true)
        .then(
            200,
            &[("content-length", "2"), ("etag", "\"b\"")],
            b"ab",
            true,
        );
    let saved = download(&server, &folder).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"ab");
    assert_eq!(server.asked()[2], (String::new(), String::new()));
    // Any other refusal is an error at once.
    let server = Breaking::default()
        .then(200, TAGGED, b"0123", false)
        .then(403, &[], b"", true);
    assert!(download(&server, &folder).await.is_err());
    assert_eq!(server.asked().len(), 2);
    // It is an error if no further attempt is allowed, and if no part was requested.
    for first in [true, false] {
        let mut server = Breaking::default();
        if first {
            server = server.then(200, TAGGED, b"0123", false);
        }
        let server = server.then(416, gone, b"", true);
        let error = download(&server, &folder).resumptions(u32::from(!first));
        assert!(error.await.is_err());
    }
}

#[tokio::test]
async fn a_file_of_which_nothing_is_left_is_complete() {
    let folder = Folder::new("complete");
    let served = [("etag", "\"a\""), ("accept-ranges", "bytes")];
    let begun = || Breaking::default().then(200, &served, b"0123", false);
    let server = begun().then(416, &[("content-range", "bytes */4")], b"", true);
    let saved = download(&server, &folder).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"0123");
    assert_eq!((saved.length(), saved.head().status().as_u16()), (4, 200));
    assert_eq!(server.asked()[1].0, "bytes=4-");
    // Another length, no length and another version are not those of the file.
    for other in [
        &[("content-range", "bytes */5")][..],
        &[],
        &[("content-range", "bytes */4"), ("etag", "\"b\"")],
    ] {
        let whole = &[("content-length", "2")];
        let server = begun()
            .then(416, other, b"", true)
            .then(200, whole, b"ab", true);
        let saved = download(&server, &folder).await.unwrap();
        assert_eq!(std::fs::read(saved.path()).unwrap(), b"ab");
        assert_eq!(server.asked()[2], (String::new(), String::new()));
    }
}

/// A server that does not know `If-Range` sends a part of another version, or another part.
#[tokio::test]
async fn a_part_that_does_not_go_on_is_not_saved_and_all_is_asked_for() {
    let folder = Folder::new("other");
    for other in [
        &[("content-range", "bytes 5-9/10")][..],
        &[("content-range", "bytes 4-9/10"), ("etag", "\"b\"")],
        &[("content-range", "bytes 4-10/11"), ("etag", "\"a\"")],
    ] {
        let begun = || {
            let server = Breaking::default().then(200, TAGGED, b"0123", false);
            server.then(206, other, b"456789", true)
        };
        let whole = &[("content-length", "5"), ("etag", "\"b\"")];
        let server = begun().then(200, whole, b"abcde", true);
        let saved = download(&server, &folder).await.unwrap();
        assert_eq!(std::fs::read(saved.path()).unwrap(), b"abcde");
        assert_eq!(server.asked()[2], (String::new(), String::new()));

        // A server that always does so is not asked forever.
        let error = download(&begun(), &folder).resumptions(1).await;
        let error = error.unwrap_err();
        assert!(error.to_string().contains("not the part"), "{error}");
    }
}
