//! Conversions from and to the types of date libraries, each behind the feature with the library's name.
//!
//! Only the instant is converted, not the offset and the digits of the text. The error is [`InvalidDate`] for a text
//! that is no date, and for one outside the range of the library.

use crate::value::date_time::{Date, InvalidDate};

#[cfg(feature = "chrono")]
mod chrono {
    use ::chrono::{Datelike, FixedOffset, NaiveDate, Offset, TimeZone, Utc};

    use crate::value::date_time::{Date, DateTime, InvalidDate, NANOS};

    impl<Tz: TimeZone> From<::chrono::DateTime<Tz>> for DateTime {
        fn from(value: ::chrono::DateTime<Tz>) -> Self {
            let nanos = value.timestamp_subsec_nanos();
            Self::of_unix_nanos(i128::from(value.timestamp()) * NANOS + i128::from(nanos))
        }
    }

    impl TryFrom<&DateTime> for ::chrono::DateTime<Utc> {
        type Error = InvalidDate;

        fn try_from(value: &DateTime) -> Result<Self, InvalidDate> {
            let nanos = value.unix_nanos()?;
            let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok();
            let rest = u32::try_from(nanos.rem_euclid(NANOS)).ok();
            let moment = seconds.zip(rest);
            let moment = moment.and_then(|(seconds, rest)| Self::from_timestamp(seconds, rest));
            moment.ok_or_else(|| value.invalid())
        }
    }

    /// Keeps the offset of the text; UTC is used if chrono does not support it.
    impl TryFrom<&DateTime> for ::chrono::DateTime<FixedOffset> {
        type Error = InvalidDate;

        fn try_from(value: &DateTime) -> Result<Self, InvalidDate> {
            let moment = ::chrono::DateTime::<Utc>::try_from(value)?;
            let parsed = value.as_str().parse::<Self>();
            let offset = parsed.map_or(Utc.fix(), |parsed| *parsed.offset());
            Ok(moment.with_timezone(&offset))
        }
    }

    impl TryFrom<NaiveDate> for Date {
        type Error = InvalidDate;

        fn try_from(value: NaiveDate) -> Result<Self, InvalidDate> {
            super::date(value.year(), value.month(), value.day())
        }
    }

    impl TryFrom<&Date> for NaiveDate {
        type Error = InvalidDate;

        fn try_from(value: &Date) -> Result<Self, InvalidDate> {
            let (year, month, day) = value.numbers()?;
            Self::from_ymd_opt(year.into(), month.into(), day.into()).ok_or_else(|| value.invalid())
        }
    }
}

#[cfg(feature = "jiff")]
mod jiff {
    use ::jiff::Timestamp;

    use crate::value::date_time::{Date, DateTime, InvalidDate};

    impl TryFrom<Timestamp> for DateTime {
        type Error = InvalidDate;

        fn try_from(value: Timestamp) -> Result<Self, InvalidDate> {
            DateTime::parse(DateTime::of_unix_nanos(value.as_nanosecond()).as_str())
        }
    }

    impl TryFrom<&DateTime> for Timestamp {
        type Error = InvalidDate;

        fn try_from(value: &DateTime) -> Result<Self, InvalidDate> {
            Self::from_nanosecond(value.unix_nanos()?).map_err(|_| value.invalid())
        }
    }

    impl TryFrom<::jiff::civil::Date> for Date {
        type Error = InvalidDate;

        fn try_from(value: ::jiff::civil::Date) -> Result<Self, InvalidDate> {
            super::date(value.year(), value.month(), value.day())
        }
    }

    impl TryFrom<&Date> for ::jiff::civil::Date {
        type Error = InvalidDate;

        fn try_from(value: &Date) -> Result<Self, InvalidDate> {
            let (year, month, day) = value.numbers()?;
            let numbers = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
            let (Ok(year), Ok(month), Ok(day)) = numbers else {
                return Err(value.invalid());
            };
            Self::new(year, month, day).map_err(|_| value.invalid())
        }
    }
}

#[cfg(feature = "time")]
mod time {
    use ::time::{Month, OffsetDateTime};

    use crate::value::date_time::{Date, DateTime, InvalidDate};

    impl From<OffsetDateTime> for DateTime {
        fn from(value: OffsetDateTime) -> Self {
            Self::of_unix_nanos(value.unix_timestamp_nanos())
        }
    }

    impl TryFrom<&DateTime> for OffsetDateTime {
        type Error = InvalidDate;

        fn try_from(value: &DateTime) -> Result<Self, InvalidDate> {
            Self::from_unix_timestamp_nanos(value.unix_nanos()?).map_err(|_| value.invalid())
        }
    }

    impl TryFrom<::time::Date> for Date {
        type Error = InvalidDate;

        fn try_from(value: ::time::Date) -> Result<Self, InvalidDate> {
            super::date(value.year(), u8::from(value.month()), value.day())
        }
    }

    impl TryFrom<&Date> for ::time::Date {
        type Error = InvalidDate;

        fn try_from(value: &Date) -> Result<Self, InvalidDate> {
            let (year, month, day) = value.numbers()?;
            let month = Month::try_from(month).map_err(|_| value.invalid())?;
            Self::from_calendar_date(year.into(), month, day).map_err(|_| value.invalid())
        }
    }
}

/// Returns the date of these numbers.
fn date<N: TryInto<u8> + std::fmt::Display + Copy>(
    year: impl TryInto<u16> + std::fmt::Display + Copy,
    month: N,
    day: N,
) -> Result<Date, InvalidDate> {
    match (year.try_into(), month.try_into(), day.try_into()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day),
        _ => Date::parse(&format!("{year}-{month}-{day}")),
    }
}
