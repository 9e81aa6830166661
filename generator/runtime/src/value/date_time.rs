//! Dates and times as text that is kept as it was received, with checked conversions.
//!
//! This needs no date library; a caller who uses one can parse the text with it.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::value::calendar::{SECONDS_PER_DAY, civil, days, days_in};

/// A date and time (`format: date-time`).
///
/// Text that a server sends is kept unchanged, with its offset and all its digits, even if it is not RFC 3339. A value
/// that the caller makes is checked.
///
/// It converts from and into the types of a date library, with the feature of that name:
///
/// ```
/// # #[cfg(feature = "chrono")]
/// # fn convert() -> Result<(), apiruntime::value::InvalidDate> {
/// use apiruntime::DateTime;
///
/// let seen = DateTime::parse("2025-01-31T08:00:00+08:00")?;
/// let seen: chrono::DateTime<chrono::Utc> = (&seen).try_into()?;
/// assert_eq!(DateTime::from(seen).as_str(), "2025-01-31T00:00:00Z");
/// # Ok(())
/// # }
/// # #[cfg(feature = "chrono")]
/// # convert().unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime(Box<str>);

/// A date (`format: date`), kept as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date(Box<str>);

/// A text is no date, or no date and time, of RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDate {
    text: Box<str>,
    wanted: &'static str,
}

impl InvalidDate {
    fn new(text: &str, wanted: &'static str) -> Self {
        Self {
            text: text.into(),
            wanted,
        }
    }
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a date of RFC 3339, such as `{}`",
            self.text, self.wanted
        )
    }
}

impl std::error::Error for InvalidDate {}

impl DateTime {
    /// Checks that a text is a date and time of RFC 3339.
    ///
    /// # Errors
    /// If it is not.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let value = Self(text.into());
        let has_colon = text.rfind(':') == text.len().checked_sub(3);
        match moment(text) {
            Some(_) if has_colon || text.ends_with(['Z', 'z']) => Ok(value),
            _ => Err(value.invalid()),
        }
    }

    /// Returns the text as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the instant, to the nanosecond, or to the 100 nanoseconds that a Windows system counts.
    ///
    /// # Errors
    /// If the text is not RFC 3339, as servers at times send, except for an offset without a colon (`+0000`), or if the
    /// system has no such instant: Windows counts from 1601, so that the year 1, which some servers send for "never",
    /// is before its first.
    pub fn to_system_time(&self) -> Result<SystemTime, InvalidDate> {
        system_time(&self.0).ok_or_else(|| self.invalid())
    }

    /// Returns the nanoseconds since 1970.
    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    pub(crate) fn unix_nanos(&self) -> Result<i128, InvalidDate> {
        let moment = moment(&self.0).ok_or_else(|| self.invalid())?;
        Ok(i128::from(moment.seconds) * NANOS + i128::from(moment.nanos))
    }

    /// Formats the nanoseconds since 1970 in UTC, with as many digits of the second as there are.
    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    pub(crate) fn of_unix_nanos(nanos: i128) -> Self {
        let seconds = nanos.div_euclid(NANOS);
        Self::of(Moment {
            seconds: i64::try_from(seconds).unwrap_or(i64::MAX),
            nanos: u32::try_from(nanos.rem_euclid(NANOS)).unwrap_or_default(),
        })
    }

    fn of(Moment { seconds, nanos }: Moment) -> Self {
        let (year, month, day) = civil(seconds.div_euclid(SECONDS_PER_DAY));
        let second = seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let fraction = match nanos {
            0 => String::new(),
            nanos => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
        };
        Self(
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
                .into(),
        )
    }

    pub(crate) fn invalid(&self) -> InvalidDate {
        InvalidDate::new(&self.0, "2025-01-31T08:00:00Z")
    }
}

impl From<SystemTime> for DateTime {
    /// Formats an instant in UTC, with as many digits of the second as it has.
    fn from(time: SystemTime) -> Self {
        let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => (
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
                since.subsec_nanos(),
            ),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).map_or(i64::MIN, |seconds| -seconds);
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    nanos => (seconds.saturating_sub(1), 1_000_000_000 - nanos),
                }
            }
        };
        Self::of(Moment { seconds, nanos })
    }
}

impl Date {
    /// Checks that a text is a date of RFC 3339.
    ///
    /// # Errors
    /// If it is not.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let value = Self(text.into());
        match value.parts() {
            Some(_) => Ok(value),
            None => Err(value.invalid()),
        }
    }

    /// Returns year, month and day.
    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    pub(crate) fn numbers(&self) -> Result<(u16, u8, u8), InvalidDate> {
        self.parts().ok_or_else(|| self.invalid())
    }

    pub(crate) fn invalid(&self) -> InvalidDate {
        InvalidDate::new(&self.0, "2025-01-31")
    }

    /// Returns a date of the calendar.
    ///
    /// # Errors
    /// If there is no such date, or the year has more than four digits.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, InvalidDate> {
        Self::parse(&format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Returns the text as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the year; `None` if the text is no date.
    pub fn year(&self) -> Option<u16> {
        self.parts().map(|(year, _, _)| year)
    }

    /// Returns the month, from 1; `None` if the text is no date.
    pub fn month(&self) -> Option<u8> {
        self.parts().map(|(_, month, _)| month)
    }

    /// Returns the day of the month, from 1; `None` if the text is no date.
    pub fn day(&self) -> Option<u8> {
        self.parts().map(|(_, _, day)| day)
    }

    fn parts(&self) -> Option<(u16, u8, u8)> {
        day_of(&self.0)
    }
}

/// Parses fixed-width parts from the start of a text.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn number(&mut self, digits: usize) -> Option<u16> {
        let (text, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        text.iter().try_fold(0_u16, |number, byte| {
            let digit = char::from(*byte).to_digit(10)?;
            Some(number * 10 + u16::try_from(digit).ok()?)
        })
    }

    fn small(&mut self, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
        let number = u8::try_from(self.number(2)?).ok()?;
        range.contains(&number).then_some(number)
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        bytes.contains(first).then_some(*first)
    }

    fn date(&mut self) -> Option<(u16, u8, u8)> {
        let year = self.number(4)?;
        self.one_of(b"-")?;
        let month = self.small(1..=12)?;
        self.one_of(b"-")?;
        let day = self.small(1..=days_in(year, month))?;
        Some((year, month, day))
    }

    /// Parses a time to seconds since midnight. A leap second is the first second of the next minute.
    fn time(&mut self) -> Option<i64> {
        let hour = self.small(0..=23)?;
        self.one_of(b":")?;
        let minute = self.small(0..=59)?;
        self.one_of(b":")?;
        let second = self.small(0..=60)?;
        Some(i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second))
    }

    /// Parses a fraction to nanoseconds; digits beyond the ninth are dropped.
    fn fraction(&mut self) -> Option<u32> {
        let Some(rest) = self.0.strip_prefix(b".") else {
            return Some(0);
        };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = rest.split_at_checked(digits).filter(|_| digits > 0)?;
        self.0 = rest;
        let mut nanoseconds = 0;
        for place in 0..9 {
            let digit = fraction.get(place).map_or(0, |byte| byte - b'0');
            nanoseconds = nanoseconds * 10 + u32::from(digit);
        }
        Some(nanoseconds)
    }

    /// Parses an offset to seconds east of UTC. The form of ISO 8601 without a colon is usual too.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.small(0..=23)?;
        self.0 = self.0.strip_prefix(b":").unwrap_or(self.0);
        let minutes = self.small(0..=59)?;
        Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
    }
}

/// Nanoseconds in a second.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
pub(crate) const NANOS: i128 = 1_000_000_000;

/// An instant, counted from 1970: whole seconds, which are negative before it, and the nanoseconds after them. It has
/// every instant of RFC 3339 on every system, which `SystemTime` does not.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    seconds: i64,
    nanos: u32,
}

/// Returns the instant of a date and time of RFC 3339, if the system has it.
pub(crate) fn system_time(text: &str) -> Option<SystemTime> {
    let Moment { seconds, nanos } = moment(text)?;
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let start = if seconds < 0 {
        UNIX_EPOCH.checked_sub(whole)
    } else {
        UNIX_EPOCH.checked_add(whole)
    };
    start?.checked_add(Duration::from_nanos(nanos.into()))
}

/// Parses a date and time of RFC 3339.
fn moment(text: &str) -> Option<Moment> {
    let mut scan = Scan(text.as_bytes());
    let (year, month, day) = scan.date()?;
    scan.one_of(b"Tt ")?;
    let time = scan.time()?;
    let nanos = scan.fraction()?;
    let offset = scan.offset()?;
    let seconds = days(year, month, day) * SECONDS_PER_DAY + time - offset;
    scan.0.is_empty().then_some(Moment { seconds, nanos })
}

/// Parses year, month and day; returns `None` if the text is no date.
fn day_of(text: &str) -> Option<(u16, u8, u8)> {
    let mut scan = Scan(text.as_bytes());
    scan.date().filter(|_| scan.0.is_empty())
}

macro_rules! text {
    ($name:ident, $key:path) => {
        /// Orders by time, then by text. Invalid text comes first.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                $key(&self.0)
                    .cmp(&$key(&other.0))
                    .then_with(|| self.0.cmp(&other.0))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidDate;

            fn from_str(text: &str) -> Result<Self, InvalidDate> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidDate;

            fn try_from(text: &str) -> Result<Self, InvalidDate> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self(text.into()))
            }
        }
    };
}

text!(DateTime, moment);

text!(Date, day_of);
