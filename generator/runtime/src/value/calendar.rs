//! The proleptic Gregorian calendar in UTC, and time formats other than that of `DateTime`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::value::text::contains;

pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Returns the number of days of a month.
pub(crate) fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days from 1970-01-01. Years are counted from March, so that the leap day is the last one; 400 of
/// them have 146,097 days.
pub(crate) fn days(year: u16, month: u8, day: u8) -> i64 {
    let (year, month) = match i64::from(month) {
        month @ ..=2 => (i64::from(year) - 1, month + 9),
        month => (i64::from(year), month - 3),
    };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns year, month and day: the inverse of [`days`].
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (carry, month) = if month < 10 {
        (0, month + 3)
    } else {
        (1, month - 9)
    };
    (era * 400 + year + carry, month, day)
}

/// Parses the date of an HTTP header, `Sun, 06 Nov 1994 08:49:37 GMT` or one of the two obsolete forms (RFC 9110,
/// section 5.6.7).
pub(crate) fn parse_http_date(text: &str) -> Option<SystemTime> {
    let words: Vec<&str> = text
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let (day, name, year, time) = match *words.as_slice() {
        [_, day, name, year, time, "GMT"] if contains(text, ", ") => (day, name, year, time),
        [_, name, day, time, year] if !text.contains(',') => (day, name, year, time),
        _ => return None,
    };
    let day: u8 = day.parse().ok()?;
    let month = u8::try_from(MONTHS.iter().position(|month| *month == name)?).ok()? + 1;
    let year: u16 = match (year.len(), year.parse::<u16>().ok()?) {
        (2, year @ 70..) => 1900 + year,
        (2, year) => 2000 + year,
        (_, year) => year,
    };
    let mut time = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let in_range = (1970..10_000).contains(&year)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !in_range || time.next().is_some() {
        return None;
    }
    let seconds = days(year, month, day) * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds.try_into().ok()?))
}

/// Formats a time as `YYYYMMDDTHHMMSSZ`. A time before 1970 is formatted as 1970.
#[cfg(feature = "huawei")]
pub(crate) fn basic_timestamp(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    let (year, month, day) = civil(seconds / SECONDS_PER_DAY);
    let (hour, minute, second) = (
        seconds % SECONDS_PER_DAY / 3600,
        seconds / 60 % 60,
        seconds % 60,
    );
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::parse_http_date;

    fn seconds(text: &str) -> Option<u64> {
        let time = parse_http_date(text)?;
        time.duration_since(SystemTime::UNIX_EPOCH)
            .ok()
            .map(|since| Duration::as_secs(&since))
    }

    #[test]
    fn an_http_date_is_read() {
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Sunday, 06-Nov-94 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Sun Nov  6 08:49:37 1994"), Some(784_111_777));
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            seconds("Thu, 29 Feb 2024 23:59:59 GMT"),
            Some(1_709_251_199)
        );
        assert_eq!(
            seconds("Fri, 01 Mar 2024 00:00:00 GMT"),
            Some(1_709_251_200)
        );
    }

    #[test]
    fn another_text_is_no_date() {
        for text in [
            "",
            "soon",
            "120",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 10000 08:49:37 GMT",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert_eq!(seconds("Sun, 06 Nov 0000 08:49:37 GMT"), None);
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 CET"), None);
    }

    #[cfg(feature = "huawei")]
    #[test]
    fn timestamps_agree_with_the_calendar() {
        for (seconds, expected) in [
            (0, "19700101T000000Z"),
            (951_782_400, "20000229T000000Z"),
            (1_709_251_199, "20240229T235959Z"),
            (1_735_689_599, "20241231T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(super::basic_timestamp(time), expected);
        }
    }

    #[test]
    fn every_day_of_six_centuries_reads_back_as_it_was_written() {
        for day in 0..220_000 {
            let (year, month, date) = super::civil(day);
            let narrow = |number: i64| u8::try_from(number).unwrap();
            let year = u16::try_from(year).unwrap();
            assert_eq!(super::days(year, narrow(month), narrow(date)), day);
        }
    }
}
