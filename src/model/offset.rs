//! Durations and offsets as plans write them: `72h`, `30d`, `H-40m`, `H+2h30m`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::time::Instant;

/// A text that is not a duration, an offset or a time of day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no {1}")]
pub struct BadSpan(pub String, pub &'static str);

const UNITS: [(char, i64); 4] = [('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1000)];

/// A duration in milliseconds, never negative. Written with units, the largest first: `1d12h`, `20m`, `90s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    pub fn from_millis(millis: u32) -> Self {
        Self(i64::from(millis))
    }

    /// The length in milliseconds.
    pub fn millis(self) -> i64 {
        self.0
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    /// Reads one or more numbers with units (`d`, `h`, `m`, `s`), the largest first, each unit once; at most 100 years.
    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned(), "span of time: write it as 72h, 30d, 20m or 1h30m");
        let (mut rest, mut total, mut units) = (text, 0_i64, UNITS.as_slice());
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
            let (number, tail) = rest.split_at(end);
            let unit = tail.chars().next().ok_or_else(bad)?;
            let place = units.iter().position(|(name, _)| *name == unit).ok_or_else(bad)?;
            let number: i64 = number.parse().map_err(|_| bad())?;
            total =
                number.checked_mul(units[place].1).and_then(|ms| total.checked_add(ms)).ok_or_else(bad)?;
            units = &units[place + 1..];
            rest = &tail[unit.len_utf8()..];
        }
        (!text.is_empty() && total <= 36_525 * UNITS[0].1).then_some(Self(total)).ok_or_else(bad)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut any = false;
        for (name, size) in UNITS {
            // Whole days only: 72h is written as 3d, and 73h stays 73h rather than 3d1h.
            if name == 'd' && rest % size != 0 {
                continue;
            }
            if rest / size > 0 {
                write!(f, "{}{name}", rest / size)?;
                rest %= size;
                any = true;
            }
        }
        if any { Ok(()) } else { f.write_str("0m") }
    }
}

/// An offset from H-hour: `H`, `H-40m`, `H+2h`. It is elapsed time from that instant, not wall-clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i64);

impl Offset {
    pub const H: Self = Self(0);

    /// Negative before H-hour.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub fn between(h_hour: Instant, at: Instant) -> Self {
        Self(at.millis() - h_hour.millis())
    }

    /// Milliseconds after H-hour; negative before it.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The instant at this offset.
    pub fn from(self, h_hour: Instant) -> Instant {
        h_hour.plus_millis(self.0)
    }
}

impl FromStr for Offset {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned(), "offset from H-hour: write it as H, H-40m or H+2h");
        let rest = text.strip_prefix('H').ok_or_else(bad)?;
        match rest.split_at_checked(1) {
            None if rest.is_empty() => Ok(Self::H),
            Some(("+" | "-", "0")) => Ok(Self::H),
            Some(("+", span)) => span.parse::<Span>().map(|span| Self(span.0)).map_err(|_| bad()),
            Some(("-", span)) => span.parse::<Span>().map(|span| Self(-span.0)).map_err(|_| bad()),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("H"),
            ms => write!(f, "H{}{}", if ms < 0 { '-' } else { '+' }, Span(ms.abs())),
        }
    }
}

/// A time of day, `00:00` to `23:59`, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(u16);

impl Hour {
    /// `None` from 1440 minutes on.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes < 1440).then_some(Self(minutes))
    }
}

impl FromStr for Hour {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned(), "time of day: write it as 05:00");
        let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
        if hour.len() != 2 || minute.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b':') {
            return Err(bad());
        }
        let (hour, minute): (u16, u16) =
            (hour.parse().map_err(|_| bad())?, minute.parse().map_err(|_| bad())?);
        (hour < 24 && minute < 60).then_some(Self(hour * 60 + minute)).ok_or_else(bad)
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Legal hours on an agency's clock. Both ends belong to them, and they may wrap midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegalHours {
    /// The first legal minute.
    pub from: Hour,
    /// The last one.
    pub to: Hour,
}

impl LegalHours {
    /// Whether a local time of day, in seconds after midnight, is within them. Of the last minute, only second zero is.
    pub fn contain(self, second_of_day: u32) -> bool {
        let (from, to) = (u32::from(self.from.0) * 60, u32::from(self.to.0) * 60);
        if from <= to {
            (from..=to).contains(&second_of_day)
        } else {
            second_of_day >= from || second_of_day <= to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_and_written_alike() {
        for text in ["H", "H-40m", "H+2h30m", "H+36h", "H-2d", "H+90s"] {
            let offset: Offset = text.parse().expect(text);
            assert_eq!(offset.to_string().parse::<Offset>(), Ok(offset));
        }
        for text in ["", "h", "H40m", "H+", "H+2x", "H+2m3h", "H+1h1h", "H+99999999999999999999d", "H+-2h"] {
            assert!(text.parse::<Offset>().is_err(), "{text}");
        }
    }

    #[test]
    fn legal_hours_include_their_ends_and_wrap() {
        let hours = |from: &str, to: &str| LegalHours {
            from: from.parse().expect("from"),
            to: to.parse().expect("to"),
        };
        assert!(hours("05:00", "21:00").contain(21 * 3600));
        assert!(!hours("05:00", "21:00").contain(21 * 3600 + 1));
        assert!(hours("22:00", "04:00").contain(0));
        assert!(!hours("22:00", "04:00").contain(12 * 3600));
    }
}
