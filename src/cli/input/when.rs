//! Parses times as people write them, such as for `--at` and `--now`.

use crate::cli::error::CliError;
use chrono::{
    DateTime, FixedOffset, LocalResult, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone as _,
};
use chrono_tz::Tz;
use thiserror::Error;

use crate::model::offset::{Offset, Span};
use crate::model::time::{At, Day, Instant};

/// The reference for parsing times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// The current time, or the time that the clock was set to.
    pub(crate) now: Instant,
    /// H-hour, if the plan has one.
    pub(crate) h_hour: Option<Instant>,
    /// The time zone of the writer, if it is known.
    pub(crate) zone: Option<Tz>,
}

impl Clock {
    /// The same clock in another zone; unchanged if `zone` is `None`.
    pub(crate) fn of(self, zone: Option<Tz>) -> Self {
        Self { zone: zone.or(self.zone), ..self }
    }
}

/// Whether a day or a period is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spans {
    /// Only a point in time.
    Refused,
    /// Also `2018-04-25`, `START/END` and `../END`.
    Allowed,
}

/// Why a text is not a valid time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum WhenError {
    /// Not a time at all.
    #[error("`{0}` is no time")]
    Unreadable(String),
    /// A local time without a zone.
    #[error("`{text}` does not say on whose clock")]
    Bare {
        text: String,
        /// The zone of the writer, if it is known.
        zone: Option<Tz>,
    },
    /// A day or period, but the context requires a point in time.
    #[error("`{0}` is no point in time, and nothing wider will do here")]
    Wide(String),
    /// A period that ends before it starts, or whose ends are of two kinds.
    #[error("`{0}` is no span: both ends are days or both are instants, and the end is not before the start")]
    BadSpan(String),
    /// A time relative to H-hour, which the plan does not have.
    #[error("`{0}` is told from H-hour, and the plan has none")]
    NoHHour(String),
    #[error("`{0}` is no time zone: write it as Europe/Bucharest")]
    Zone(String),
    /// A local time that a clock change skipped.
    #[error("there was no `{text}`, for the clocks were set forward: it is {first} or {second}")]
    Skipped {
        text: String,
        /// The reading with the offset before the change.
        first: String,
        /// The reading with the offset after the change.
        second: String,
    },
    /// A local time that occurred twice.
    #[error("`{text}` came twice, for the clocks were set back: it is {first} or {second}")]
    Twice {
        text: String,
        /// The reading before the change.
        first: String,
        /// The reading after the change.
        second: String,
    },
}

impl WhenError {
    /// How to write the time instead.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Bare { text, zone } => Some(format!(
                "say it: \"{} {}\", or H+5m, -5m, or with an offset from UTC",
                time_of_day(text),
                zone.unwrap_or(Tz::UTC)
            )),
            Self::Unreadable(_) => Some(
                "times are written 2027-03-09T07:20:00+02:00, \"07:20 Europe/Bucharest\" (today), -5m or H+5m"
                    .to_owned(),
            ),
            Self::Twice { first, second, .. } | Self::Skipped { first, second, .. } => Some(format!("say it: {first} or {second}")),
            _ => None,
        }
    }
}

fn time_of_day(text: &str) -> &str {
    text.rsplit(['T', ' ']).next().filter(|time| time.contains(':')).unwrap_or("07:20")
}

/// A time, and the offset from UTC in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ParsedTime {
    pub(crate) at: At,
    /// The offset, if the text has one.
    pub(crate) offset: Option<FixedOffset>,
}

pub(crate) fn read(text: &str, clock: Clock, spans: Spans) -> Result<ParsedTime, WhenError> {
    let text = text.trim();
    let wide = text.contains('/') && !text.contains(' ') || Day::parse(text.as_bytes()).is_some();
    if !wide {
        let (at, offset) = instant(text, clock)?;
        return Ok(ParsedTime { at: At::Instant(at), offset });
    }
    if spans == Spans::Refused {
        return Err(WhenError::Wide(text.to_owned()));
    }
    span(text, clock).map(|at| ParsedTime { at, offset: None })
}

fn span(text: &str, clock: Clock) -> Result<At, WhenError> {
    let Some((start, end)) = text.split_once('/') else {
        return Day::parse(text.as_bytes())
            .map(At::Day)
            .ok_or_else(|| WhenError::Unreadable(text.to_owned()));
    };
    let bad = || WhenError::BadSpan(text.to_owned());
    let day = |text: &str| Day::parse(text.as_bytes());
    match (start, day(start), day(end)) {
        ("..", _, Some(end)) => Ok(At::UntilDay(end)),
        ("..", _, None) => instant(end, clock).map(|(end, _)| At::UntilInstant(end)),
        (_, Some(start), Some(end)) if start <= end => Ok(At::Days(start, end)),
        (_, None, None) => {
            let ((start, _), (end, _)) = (instant(start, clock)?, instant(end, clock)?);
            if start <= end { Ok(At::Instants(start, end)) } else { Err(bad()) }
        }
        _ => Err(bad()),
    }
}

pub(crate) fn instant(text: &str, clock: Clock) -> Result<(Instant, Option<FixedOffset>), WhenError> {
    if let Some(span) = text.strip_prefix('-').and_then(|span| span.parse::<Span>().ok()) {
        return Ok((clock.now.plus_millis(-span.millis()), None));
    }
    if text.starts_with('H') {
        let offset: Offset = text.parse().map_err(|_| WhenError::Unreadable(text.to_owned()))?;
        let h_hour = clock.h_hour.ok_or_else(|| WhenError::NoHHour(text.to_owned()))?;
        return Ok((offset.from(h_hour), None));
    }
    if let Some((local, zone)) = text.rsplit_once(' ').filter(|(_, zone)| zone.contains(char::is_alphabetic))
    {
        return there(text, local.trim(), zone, clock.now).map(|at| (at, None));
    }
    with_offset(text, clock.zone)
}

fn with_offset(text: &str, zone: Option<Tz>) -> Result<(Instant, Option<FixedOffset>), WhenError> {
    // Seconds may be omitted, as in `2027-03-09T07:20+02:00`.
    let read = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
        .or_else(|_| DateTime::parse_from_str(&text.replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z"));
    match read {
        // chrono accepts the leap second 60, but the ledger has no notation for it.
        Ok(_) if text.get(17..19) == Some("60") => Err(WhenError::Unreadable(text.to_owned())),
        Ok(at) => Ok((Instant::from(at.to_utc()), (!text.ends_with('Z')).then_some(*at.offset()))),
        Err(_) if looks_bare(text) => Err(WhenError::Bare { text: text.to_owned(), zone }),
        Err(_) => Err(WhenError::Unreadable(text.to_owned())),
    }
}

/// Whether a text looks like a time without a zone: `07:20`, `7:20`, `07:20:30`, `2027-03-09T07:20`.
fn looks_bare(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'-' | b'T' | b' ' | b'.'));
    digits && text.contains(':')
}

/// Longer than any clock change.
const FEW_HOURS: TimeDelta = TimeDelta::hours(3);

/// A time of today in a zone.
fn there(text: &str, local: &str, zone: &str, now: Instant) -> Result<Instant, WhenError> {
    let tz: Tz = zone.parse().map_err(|_| WhenError::Zone(zone.to_owned()))?;
    let time = NaiveTime::parse_from_str(local, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(local, "%H:%M"))
        .map_err(|_| WhenError::Unreadable(text.to_owned()))?;
    let today = now.utc().with_timezone(&tz).date_naive();
    let local = today.and_time(time);
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(Instant::from(at.to_utc())),
        LocalResult::None => {
            // The clock of a zone changes at most once within a few hours.
            let by =
                |there: NaiveDateTime| tz.offset_from_local_datetime(&there).earliest().map(|at| at.fix());
            let parse = |offset: Option<FixedOffset>| {
                let offset = offset.map(|offset| offset.to_string()).unwrap_or_default();
                format!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S"))
            };
            let (first, second) = (parse(by(local - FEW_HOURS)), parse(by(local + FEW_HOURS)));
            Err(WhenError::Skipped { text: text.to_owned(), first, second })
        }
        LocalResult::Ambiguous(first, second) => {
            let (first, second) = (first.to_rfc3339(), second.to_rfc3339());
            Err(WhenError::Twice { text: text.to_owned(), first, second })
        }
    }
}

/// Whether the written offset differs from the offset of a zone at that time.
pub(crate) fn is_elsewhere(time: ParsedTime, zone: Tz) -> bool {
    match (time.offset, time.at.instant()) {
        (Some(offset), Some(at)) => at.utc().with_timezone(&zone).offset().fix() != offset,
        _ => false,
    }
}

impl From<WhenError> for CliError {
    fn from(cause: WhenError) -> Self {
        let hint = cause.hint();
        let error = Self::usage(cause);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(now: &str) -> Clock {
        let h_hour = Instant::parse(b"2027-03-09T05:00:00Z");
        Clock { now: Instant::parse(now.as_bytes()).expect("a time"), h_hour, zone: None }
    }

    fn local_text(text: &str, now: &str) -> Result<String, WhenError> {
        read(text, clock(now), Spans::Allowed).map(|told| told.at.to_string())
    }

    #[test]
    fn every_form_is_read() {
        let now = "2027-03-09T05:20:00Z";
        for (text, at) in [
            ("2027-03-09T07:20:00+02:00", "2027-03-09T05:20:00Z"),
            ("2027-03-09T07:20+02:00", "2027-03-09T05:20:00Z"),
            ("2027-03-09T05:20Z", "2027-03-09T05:20:00Z"),
            ("-5m", "2027-03-09T05:15:00Z"),
            ("-1h30m", "2027-03-09T03:50:00Z"),
            ("H", "2027-03-09T05:00:00Z"),
            ("H+5m", "2027-03-09T05:05:00Z"),
            ("H-1h08m", "2027-03-09T03:52:00Z"),
            ("07:20 Europe/Bucharest", "2027-03-09T05:20:00Z"),
            ("2018-04-25", "2018-04-25"),
            ("2018-04-25/2018-04-26", "2018-04-25/2018-04-26"),
            ("../2018-05-04", "../2018-05-04"),
            ("2027-03-09T05:00Z/2027-03-09T05:20Z", "2027-03-09T05:00:00Z/2027-03-09T05:20:00Z"),
        ] {
            assert_eq!(local_text(text, now).as_deref(), Ok(at), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_refused() {
        let now = "2027-03-09T05:20:00Z";
        for bare in ["07:20", "7:20", "2027-03-09T07:20:00", "2027-03-09 07:20"] {
            assert_eq!(local_text(bare, now), Err(WhenError::Bare { text: bare.to_owned(), zone: None }));
        }
        for text in ["", "soon", "H5", "7pm", "2027-02-30", "2027-03-09T05:20:60Z", "25:00 Europe/Paris"] {
            assert_eq!(local_text(text, now), Err(WhenError::Unreadable(text.to_owned())), "{text}");
        }
        assert_eq!(
            local_text("07:20 Europe/Bukarest", now),
            Err(WhenError::Zone("Europe/Bukarest".to_owned()))
        );
        assert!(matches!(local_text("2018-04-26/2018-04-25", now), Err(WhenError::BadSpan(_))));
        assert!(matches!(read("2018-04-25", clock(now), Spans::Refused), Err(WhenError::Wide(_))));
    }

    #[test]
    fn a_clock_change_shows_both_readings_or_none() {
        let Err(WhenError::Twice { first, second, .. }) =
            local_text("02:30 Europe/Brussels", "2026-10-25T12:00:00Z")
        else {
            panic!("the clocks were set back");
        };
        assert_eq!(
            (first.as_str(), second.as_str()),
            ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
        );
        let Err(WhenError::Skipped { first, second, .. }) =
            local_text("02:30 Europe/Brussels", "2027-03-28T12:00:00Z")
        else {
            panic!("the clocks were set forward");
        };
        assert_eq!(
            (first.as_str(), second.as_str()),
            ("2027-03-28T02:30:00+01:00", "2027-03-28T02:30:00+02:00")
        );
    }

    #[test]
    fn an_offset_of_elsewhere_is_noticed() {
        let zone: Tz = "Europe/Bucharest".parse().expect("a zone");
        let read = |text| read(text, clock("2027-03-09T05:20:00Z"), Spans::Refused).expect("a time");
        assert!(is_elsewhere(read("2027-03-09T06:20:00+01:00"), zone));
        assert!(!is_elsewhere(read("2027-03-09T07:20:00+02:00"), zone));
        assert!(!is_elsewhere(read("2027-03-09T05:20:00Z"), zone));
    }
}
