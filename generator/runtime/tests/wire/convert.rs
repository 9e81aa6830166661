use apiruntime::{Date, DateTime};

/// Converts a time to another type and back.
fn again<T>(text: &str) -> Option<String>
where
    T: for<'a> TryFrom<&'a DateTime> + TryInto<DateTime>,
{
    let value = DateTime::parse(text).ok()?;
    let there = T::try_from(&value).ok()?;
    let back: DateTime = there.try_into().ok()?;
    Some(back.to_string())
}

fn day_again<T>(text: &str) -> Option<String>
where
    T: for<'a> TryFrom<&'a Date> + TryInto<Date>,
{
    let there = T::try_from(&Date::parse(text).ok()?).ok()?;
    let back: Date = there.try_into().ok()?;
    Some(back.to_string())
}

#[test]
fn a_moment_converts_into_the_types_of_date_libraries_and_back() {
    for (text, utc) in [
        (
            "2025-01-31T08:00:00.000000001+08:00",
            "2025-01-31T00:00:00.000000001Z",
        ),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
    ] {
        let expected = Some(utc.to_owned());
        assert_eq!(again::<chrono::DateTime<chrono::Utc>>(text), expected);
        assert_eq!(again::<jiff::Timestamp>(text), expected);
        assert_eq!(again::<time::OffsetDateTime>(text), expected);
    }
}

#[test]
fn a_moment_of_chrono_has_the_offset_of_the_text() {
    for (text, offset) in [
        ("2025-01-31T08:00:00.5+08:00", "+08:00"),
        ("2025-01-31T08:00:00-03:30", "-03:30"),
        ("2025-01-31T08:00:00Z", "+00:00"),
        ("2025-01-31T08:00:00.000+0545", "+05:45"),
    ] {
        let received: DateTime = serde_json::from_value(text.into()).expect("a text");
        let there = chrono::DateTime::<chrono::FixedOffset>::try_from(&received);
        assert_eq!(
            there.map(|there| there.offset().to_string()),
            Ok(offset.to_owned())
        );
    }
    let expected = Some("2025-01-31T00:00:00Z".to_owned());
    assert_eq!(
        again::<chrono::DateTime<chrono::FixedOffset>>("2025-01-31T08:00:00+08:00"),
        expected
    );
}

#[test]
fn a_moment_that_a_library_cannot_hold_is_an_error() {
    let late = "9999-12-31T23:59:59-01:00";
    assert_eq!(again::<jiff::Timestamp>(late), None);
    assert_eq!(again::<time::OffsetDateTime>(late), None);
    let none: DateTime = serde_json::from_value("soon".into()).expect("a text");
    assert!(jiff::Timestamp::try_from(&none).is_err());
    assert!(time::OffsetDateTime::try_from(&none).is_err());
    assert!(chrono::DateTime::<chrono::Utc>::try_from(&none).is_err());
    assert!(chrono::DateTime::<chrono::FixedOffset>::try_from(&none).is_err());
}

#[test]
fn a_day_converts_into_the_types_of_date_libraries_and_back() {
    for text in ["2025-01-31", "2024-02-29", "0001-01-01", "9999-12-31"] {
        let expected = Some(text.to_owned());
        assert_eq!(day_again::<chrono::NaiveDate>(text), expected);
        assert_eq!(day_again::<jiff::civil::Date>(text), expected);
        assert_eq!(day_again::<time::Date>(text), expected);
    }
}

#[test]
fn a_day_that_has_no_text_of_four_digits_is_an_error() {
    let late = chrono::NaiveDate::from_ymd_opt(10_000, 1, 1).expect("a day");
    assert!(Date::try_from(late).is_err());
    let early = jiff::civil::Date::new(-1, 1, 1).expect("a day");
    assert!(Date::try_from(early).is_err());
}
