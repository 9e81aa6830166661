use proptest::prelude::*;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use apiruntime::Date;
use apiruntime::DateTime;

/// Returns the instant of the system; Windows has none before 1601, and counts steps of 100 nanoseconds.
fn at(seconds: i64, nanos: u32) -> Option<SystemTime> {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let start = if seconds < 0 {
        UNIX_EPOCH.checked_sub(whole)
    } else {
        UNIX_EPOCH.checked_add(whole)
    };
    start?.checked_add(Duration::from_nanos(nanos.into()))
}

#[test]
fn moments_of_rfc_3339_are_read() {
    for (text, seconds, nanos) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2000-02-29T23:59:59z", 951_868_799, 0),
        ("1969-12-31t23:59:59.5Z", -1, 500_000_000),
        (
            "2025-01-31T08:00:00.123456789+08:00",
            1_738_281_600,
            123_456_789,
        ),
        ("1990-12-31T15:59:60-08:00", 662_688_000, 0),
        ("1970-01-01T05:45:00+05:45", 0, 0),
        ("1969-12-31T00:01:00-23:59", 0, 0),
        ("0000-01-01 00:00:00Z", -62_167_219_200, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ] {
        let moment = DateTime::parse(text).expect(text);
        assert_eq!(moment.to_system_time().ok(), at(seconds, nanos), "{text}");
    }
}

#[test]
fn offsets_without_a_colon_are_read_but_not_made() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00.000+0000", 0),
        ("1970-01-01T00:00:00-0930", 34_200),
    ] {
        let moment: DateTime = serde_json::from_value(text.into()).expect(text);
        assert_eq!(moment.to_system_time().ok(), at(seconds, 0), "{text}");
        assert_eq!(moment.as_str(), text);
        assert!(DateTime::parse(text).is_err(), "{text}");
    }
    for text in [
        "1970-01-01T00:00:00+00:",
        "1970-01-01T00:00:00+000",
        "1970-01-01T00:00:00+00000",
    ] {
        let moment: DateTime = serde_json::from_value(text.into()).expect(text);
        assert!(moment.to_system_time().is_err(), "{text}");
    }
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "",
        "2025-01-31",
        "2025-02-29T00:00:00Z",
        "2025-01-31T24:00:00Z",
        "2025-01-31T00:00:00",
        "2025-1-31T00:00:00Z",
        "2025-01-31T00:00:00.Z",
        "2025-01-31T00:00:00Zx",
        "2025-13-01T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2025-06-31T00:00:00Z",
        "2025-09-31T00:00:00Z",
        "2025-11-31T00:00:00Z",
        "2025-01-31T00:00:00+24:00",
        "2025-01-31T00:00:00+00:60",
        "２025-01-31T00:00:00Z",
        "+025-01-31T00:00:00Z",
    ] {
        assert!(DateTime::parse(text).is_err(), "{text}");
    }
}

#[test]
fn each_day_of_four_centuries_is_written_as_it_is_read() {
    let first = -25_568; // 1899-12-31
    for day in first..first + 146_098 {
        let time = at(day * 86_400 + 1, 0).expect("an instant after 1601");
        let text = DateTime::from(time);
        assert_eq!(text.to_system_time(), Ok(time), "{text}");
    }
}

#[test]
fn a_moment_is_written_with_the_digits_it_has() {
    for (seconds, nanos, text) in [
        (1_738_281_600, 120_000_000, "2025-01-31T00:00:00.12Z"),
        (-1, 500_000_000, "1969-12-31T23:59:59.5Z"),
    ] {
        let time = at(seconds, nanos).expect("an instant after 1601");
        assert_eq!(DateTime::from(time).as_str(), text);
    }
}

#[test]
fn what_the_server_sends_is_kept_as_it_came() {
    let sloppy: DateTime = serde_json::from_str("\"2020-06-17 09:12:34\"").expect("any text");
    assert_eq!(
        serde_json::to_string(&sloppy).expect("a text"),
        "\"2020-06-17 09:12:34\""
    );
    assert!(sloppy.to_system_time().is_err());
}

#[test]
fn a_day_that_the_month_does_not_have_is_refused() {
    let date = Date::new(2024, 2, 29).expect("a leap day");
    assert_eq!(
        (date.as_str(), date.year(), date.month(), date.day()),
        ("2024-02-29", Some(2024), Some(2), Some(29))
    );
    assert!(Date::new(2100, 2, 29).is_err());
    assert!(Date::new(2025, 4, 31).is_err());
    assert!(Date::parse("2025-04-30T").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_moment_of_four_digit_years_comes_back(seconds in -62_167_219_200..253_402_300_800_i64, nanos in 0..1_000_000_000_u32) {
        let Some(time) = at(seconds, nanos) else { return Ok(()) };
        let text = DateTime::from(time);
        prop_assert_eq!(text.to_system_time(), Ok(time));
        prop_assert_eq!(DateTime::parse(text.as_str()), Ok(text));
    }

    #[test]
    fn any_text_is_a_moment_or_refused(text in "[0-9TZ:. +-]{0,30}|(?s).*") {
        let _ = (DateTime::parse(&text), Date::parse(&text));
    }
}
