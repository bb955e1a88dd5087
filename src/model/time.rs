//! Instants, days and ranges, as a ledger writes them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, SubsecRound, Utc};
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no time here: write it as 2027-03-09T05:01:00Z, 2027-03-09, START/END or ../END")]
pub struct BadTime(pub String);

/// An instant in milliseconds since 1970-01-01T00:00:00Z, without leap seconds, in the years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

const DAY_MS: i64 = 86_400_000;

impl Instant {
    /// The instant this many milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The instant as a date-time in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        // Instants come from parsed years 0 to 9999 and offsets of at most 100 years, so they are in chrono's range.
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// The instant plus a number of milliseconds, clamped to the years 0 to 9999.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(-62_167_219_200_000, 253_402_300_799_999))
    }

    /// The UTC day of the instant.
    pub fn date(self) -> NaiveDate {
        self.utc().date_naive()
    }

    /// Reads exactly `YYYY-MM-DDTHH:MM:SS.mmmZ`, the spelling of `t`.
    pub fn parse_recorded(text: &[u8]) -> Option<Self> {
        if text.len() != 24 || text[19] != b'.' || text[23] != b'Z' {
            return None;
        }
        let seconds = seconds_of(&text[..19])?;
        Some(Self(seconds * 1000 + digits(&text[20..23])?))
    }

    /// Reads `YYYY-MM-DDTHH:MM:SSZ`, or the same with three decimals of which at least one is not zero.
    pub fn parse(text: &[u8]) -> Option<Self> {
        match text.len() {
            20 if text[19] == b'Z' => Some(Self(seconds_of(&text[..19])? * 1000)),
            24 if &text[20..23] != b"000" => Self::parse_recorded(text),
            _ => None,
        }
    }

    /// The spelling of `t`: always three decimals.
    pub fn recorded(self) -> String {
        let mut text = String::with_capacity(24);
        // Writing to memory cannot fail.
        let _ = self.write_seconds(&mut text);
        text + &format!(".{:03}Z", self.0.rem_euclid(1000))
    }

    /// Writes `YYYY-MM-DDTHH:MM:SS`, without `chrono`, which parses its format string on each call and takes ten times
    /// as long.
    fn write_seconds(self, out: &mut impl fmt::Write) -> fmt::Result {
        let (days, seconds) = (self.0.div_euclid(DAY_MS), self.0.rem_euclid(DAY_MS) / 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(out, "{}T{hour:02}:{minute:02}:{second:02}", Day(days))
    }
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |value, b| b.is_ascii_digit().then(|| value * 10 + i64::from(b - b'0')))
}

/// Seconds since 1970 of the 19 bytes `YYYY-MM-DDTHH:MM:SS`.
fn seconds_of(text: &[u8]) -> Option<i64> {
    if text[10] != b'T' || text[13] != b':' || text[16] != b':' {
        return None;
    }
    let days = days_of(&text[..10])?;
    let (hour, minute, second) = (digits(&text[11..13])?, digits(&text[14..16])?, digits(&text[17..19])?);
    (hour < 24 && minute < 60 && second < 60).then_some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days since 1970 of `YYYY-MM-DD`. The digits are read here, because `chrono` parses its format string on each call
/// and a ledger has two dates on each line. The calendar is chrono's.
fn days_of(text: &[u8]) -> Option<i64> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let number = |text| digits(text).and_then(|number| u32::try_from(number).ok());
    let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..10])?);
    let date = NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?;
    Some(i64::from(date.to_epoch_days()))
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.trunc_subsecs(3).timestamp_millis())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.rem_euclid(1000) == 0 {
            self.write_seconds(f)?;
            f.write_str("Z")
        } else {
            f.write_str(&self.recorded())
        }
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    pub fn parse(text: &[u8]) -> Option<Self> {
        days_of(text).map(Self)
    }

    pub fn first(self) -> Instant {
        Instant(self.0 * DAY_MS)
    }

    /// The last millisecond of the day.
    pub fn last(self) -> Instant {
        Instant(self.0 * DAY_MS + DAY_MS - 1)
    }

    pub fn date(self) -> NaiveDate {
        self.first().date()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

/// When something happened: an instant, a UTC day, or a range of either, END included (ISO 8601-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// `2027-03-09T05:01:00Z`
    Instant(Instant),
    /// `2018-04-25`
    Day(Day),
    /// `2018-04-25/2018-04-26`
    Days(Day, Day),
    /// `2027-03-09T05:01:00Z/2027-03-09T06:00:00Z`
    Instants(Instant, Instant),
    /// `../2018-05-04`
    UntilDay(Day),
    /// `../2027-03-09T05:01:00Z`
    UntilInstant(Instant),
}

impl At {
    /// Reads a time in the spelling of the ledger.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let Some(slash) = text.iter().position(|b| *b == b'/') else {
            return match text.len() {
                10 => Day::parse(text).map(Self::Day),
                _ => Instant::parse(text).map(Self::Instant),
            };
        };
        let (start, end) = (&text[..slash], &text[slash + 1..]);
        match (start, end.len()) {
            (b"..", 10) => Day::parse(end).map(Self::UntilDay),
            (b"..", _) => Instant::parse(end).map(Self::UntilInstant),
            (_, 10) => {
                let (start, end) = (Day::parse(start)?, Day::parse(end)?);
                (start <= end).then_some(Self::Days(start, end))
            }
            _ => {
                let (start, end) = (Instant::parse(start)?, Instant::parse(end)?);
                (start <= end).then_some(Self::Instants(start, end))
            }
        }
    }

    /// The earliest instant that it includes; `None` for an open start.
    pub fn earliest(self) -> Option<Instant> {
        match self {
            Self::Instant(at) | Self::Instants(at, _) => Some(at),
            Self::Day(day) | Self::Days(day, _) => Some(day.first()),
            Self::UntilDay(_) | Self::UntilInstant(_) => None,
        }
    }

    /// The latest instant that it includes.
    pub fn latest(self) -> Instant {
        match self {
            Self::Instant(at) | Self::Instants(_, at) | Self::UntilInstant(at) => at,
            Self::Day(day) | Self::Days(_, day) | Self::UntilDay(day) => day.last(),
        }
    }

    /// The instant, if it is a single one.
    pub fn instant(self) -> Option<Instant> {
        match self {
            Self::Instant(at) => Some(at),
            _ => None,
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(at) => at.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Days(start, end) => write!(f, "{start}/{end}"),
            Self::Instants(start, end) => write!(f, "{start}/{end}"),
            Self::UntilDay(end) => write!(f, "../{end}"),
            Self::UntilInstant(end) => write!(f, "../{end}"),
        }
    }
}

impl FromStr for At {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Self::parse(text.as_bytes()).ok_or_else(|| BadTime(text.to_owned()))
    }
}

impl serde::Serialize for At {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written_alike() {
        for text in [
            "2027-03-09T05:01:00Z",
            "2024-02-29T23:59:59.001Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            assert_eq!(Instant::parse(text.as_bytes()).expect(text).to_string(), text);
        }
        for text in [
            "2027-03-09T05:01:00.000Z",
            "2027-02-29T00:00:00Z",
            "2027-03-09T05:01:60Z",
            "2027-03-09t05:01:00Z",
            "2027-13-09T05:01:00Z",
            "2027-00-09T05:01:00Z",
            "2027-03-00T05:01:00Z",
            "1900-02-29T00:00:00Z",
            "2027-04-31T00:00:00Z",
        ] {
            assert_eq!(Instant::parse(text.as_bytes()), None, "{text}");
        }
    }

    /// Year, month and day of a day since 1970.
    fn civil(days: i64) -> (i64, i64, i64) {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days - era * 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        // Counted from March, so that the leap day is the last day.
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (era * 400 + year + i64::from(month <= 2), month, day)
    }

    #[test]
    fn every_day_is_written_as_the_calendar_has_it() {
        let (first, last) =
            (Day::parse(b"0000-01-01").expect("a day"), Day::parse(b"9999-12-31").expect("a day"));
        for days in first.0..=last.0 {
            let day = Day(days);
            let text = day.to_string();
            assert_eq!(Day::parse(text.as_bytes()), Some(day), "{text}");
        }
        assert_eq!(last.0 - first.0 + 1, 3_652_425, "25 cycles of 400 years, of 146,097 days each");
        // Compares some days with an independent calendar, which was ours before (H. Hinnant, "chrono-Compatible
        // Low-Level Date Algorithms").
        for days in (first.0..=last.0).step_by(997) {
            let (year, month, day) = civil(days);
            assert_eq!(Day(days).to_string(), format!("{year:04}-{month:02}-{day:02}"));
        }
    }

    #[test]
    fn spans_end_not_before_they_start() {
        assert!("2018-04-25/2018-04-26".parse::<At>().is_ok());
        assert!("2018-04-26/2018-04-25".parse::<At>().is_err());
        assert!("2018-04-25/..".parse::<At>().is_err());
        assert_eq!(
            "../2018-05-04".parse::<At>().map(At::latest),
            Ok(Day::parse(b"2018-05-04").expect("a day").last())
        );
    }
}
