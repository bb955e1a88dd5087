//! Times on screens: UTC first, then local time.

use chrono::{DateTime, Datelike as _, NaiveDate};
use chrono_tz::Tz;

use crate::model::time::{At, Instant};

/// `25 Apr 2018`; for an instant also the time of day.
pub(crate) fn at(at: At) -> String {
    match at {
        At::Instant(at) => instant(at),
        At::Day(day) => date(day.date()),
        At::Days(start, end) => between(start.date(), end.date()),
        At::Instants(start, end) if start.date() == end.date() => {
            format!("{} to {} UTC", start.utc().format("%-d %b %Y %H:%M"), end.utc().format("%H:%M"))
        }
        At::Instants(start, end) => format!("{} to {}", instant(start), instant(end)),
        At::UntilDay(end) => format!("by {}", date(end.date())),
        At::UntilInstant(end) => format!("by {}", instant(end)),
    }
}

/// `25 Apr 2018 09:44 UTC`; with seconds unless they are zero.
pub(crate) fn instant(at: Instant) -> String {
    let utc = at.utc();
    format!("{} {} UTC", date(utc.date_naive()), clock(&utc))
}

/// `25 Apr 09:44` for an instant in the given year, if the heading already says UTC; otherwise the full
/// form.
pub(crate) fn brief(at: At, year: Option<i32>) -> String {
    match at {
        At::Instant(at) if Some(at.date().year()) == year => {
            let utc = at.utc();
            format!("{} {}", utc.format("%-d %b"), clock(&utc))
        }
        other => self::at(other),
    }
}

/// `25 Apr 2018`
pub(crate) fn date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// The time of day, without seconds if they are zero.
pub(crate) fn clock<Z: chrono::TimeZone>(at: &DateTime<Z>) -> String
where
    Z::Offset: std::fmt::Display,
{
    use chrono::Timelike as _;
    at.format(if at.second() == 0 { "%H:%M" } else { "%H:%M:%S" }).to_string()
}

/// `25-26 Apr 2018`, `28 Apr - 3 May 2018`.
pub(crate) fn between(start: NaiveDate, end: NaiveDate) -> String {
    if start == end {
        date(start)
    } else if (start.year(), start.month()) == (end.year(), end.month()) {
        format!("{}-{}", start.day(), date(end))
    } else if start.year() == end.year() {
        format!("{} - {}", start.format("%-d %b"), date(end))
    } else {
        format!("{} - {}", date(start), date(end))
    }
}

/// The instant in the local time of a zone.
pub(crate) fn there(at: Instant, zone: Tz) -> DateTime<Tz> {
    at.utc().with_timezone(&zone)
}

/// `10:44 EET`; zones without an abbreviation show their offset, `10:44 +03`.
pub(crate) fn local(at: Instant, zone: Tz) -> String {
    let local = there(at, zone);
    format!("{} {}", clock(&local), local.format("%Z"))
}

/// The city of a zone, such as Bucharest for `Europe/Bucharest`.
pub(crate) fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// `44 minutes ago`, `in 3 days`, `now`.
pub(crate) fn ago(at: Instant, now: Instant) -> String {
    let minutes = (now.millis() - at.millis()) / 60_000;
    let (count, unit) = match minutes.unsigned_abs() {
        0 => return "now".to_owned(),
        count @ 1..120 => (count, "minute"),
        count @ 120..2_880 => (count / 60, "hour"),
        count => (count / 1_440, "day"),
    };
    let span = super::text::number_of(usize::try_from(count).unwrap_or(usize::MAX), unit);
    if minutes > 0 { format!("{span} ago") } else { format!("in {span}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        let read = |text: &str| at(text.parse().expect("a time"));
        assert_eq!(read("2018-04-25"), "25 Apr 2018");
        assert_eq!(read("2018-04-25/2018-04-26"), "25-26 Apr 2018");
        assert_eq!(read("2018-04-28/2018-05-03"), "28 Apr - 3 May 2018");
        assert_eq!(read("../2018-05-04"), "by 4 May 2018");
        assert_eq!(read("2027-03-09T05:01:00Z"), "9 Mar 2027 05:01 UTC");
        assert_eq!(read("2027-03-09T05:01:02Z"), "9 Mar 2027 05:01:02 UTC");
        assert_eq!(read("2027-03-09T05:01:00Z/2027-03-09T06:00:00Z"), "9 Mar 2027 05:01 to 06:00 UTC");
    }

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        let at = |millis| Instant::from_millis(millis);
        assert_eq!(ago(at(0), at(44 * 60_000)), "44 minutes ago");
        assert_eq!(ago(at(0), at(60_000)), "1 minute ago");
        assert_eq!(ago(at(3 * 86_400_000), at(0)), "in 3 days");
        assert_eq!(ago(at(0), at(59_000)), "now");
    }
}
