//! Values of a plan that have a grammar of their own: times, durations, countries, time zones, identifiers.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::code::Code;
use super::draft::{Link, WindowDraft};
use super::problems::DiagnosticText;
use super::reader::{ReadContext, TableReader};
use super::span::WithSpan;
use crate::model::country::Country;
use crate::model::id::{self, BadId};
use crate::model::identifier::{Form, Identifier};
use crate::model::nearest::did_you_mean;
use crate::model::offset::{Hour, LegalHours, Offset, Span};
use crate::model::time::Instant;

impl<'a> TableReader<'a> {
    pub(crate) fn country(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<Country>> {
        let text = self.text(reading, key)?;
        let found = text.it.parse::<Country>();
        let name = self.name;
        if let Err(bad) = &found {
            reading.problems.add(Code::BadCountry, text.at, || {
                DiagnosticText::new(
                    format!("`{key}` of {name} is not a country code"),
                    "not a code of ISO 3166-1, nor EU or XK",
                )
                .maybe(bad.suggestion.map(|suggestion| format!("write `{suggestion}`")))
            });
        }
        found.ok().map(|it| WithSpan { it, at: text.at })
    }

    pub(crate) fn timezone(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<Tz> {
        let text = self.text(reading, key)?;
        let found = text.it.parse::<Tz>().ok();
        if found.is_none() {
            let name = self.name;
            reading.problems.add(Code::BadTimezone, text.at, || {
                let city = |zone: &Tz| zone.name().rsplit('/').next().is_some_and(|city| city == text.it);
                let near =
                    TZ_VARIANTS.iter().find(|zone| city(zone)).map(|zone| format!("did you mean `{zone}`?"));
                let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
                DiagnosticText::new(
                    format!("`{key}` of {name} is not a time zone"),
                    "no name of the IANA database",
                )
                .help(
                    near.or_else(|| did_you_mean(text.it, names()))
                        .unwrap_or_else(|| "write it as in `Europe/Brussels`".to_owned()),
                )
            });
        }
        found
    }

    /// An instant: RFC 3339 with its offset from UTC.
    pub(crate) fn instant(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<Instant>> {
        let text = self.text(reading, key)?;
        if let Ok(time) = DateTime::parse_from_rfc3339(text.it) {
            return Some(WithSpan { it: Instant::from(time.to_utc()).plus_millis(0), at: text.at });
        }
        let name = self.name;
        let code = if is_naive(text.it) { Code::NaiveTime } else { Code::WrongType };
        reading.problems.add(code, text.at, || {
            let (message, label) = match code {
                Code::NaiveTime => ("does not say how far it is from UTC", "which clock?"),
                _ => ("is not an instant", "this is no date and time"),
            };
            DiagnosticText::new(format!("`{key}` of {name} {message}"), label)
                .help("write it with an offset: `2027-03-09T06:00:00+01:00`")
        });
        None
    }

    pub(crate) fn span(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<(&'a str, Span)>> {
        let text = self.text(reading, key)?;
        self.span_in(reading, key, text).map(|span| WithSpan { it: (text.it, span), at: text.at })
    }

    fn span_in(&self, reading: &mut ReadContext<'a>, key: &str, text: WithSpan<&'a str>) -> Option<Span> {
        let found = text.it.parse::<Span>().ok();
        if found.is_none() {
            let name = self.name;
            reading.problems.add(Code::BadDuration, text.at, || {
                DiagnosticText::new(
                    format!("`{key}` of {name} is not a span of time"),
                    "not numbers with their units",
                )
                .help("write it as `72h`, `30d`, `20m` or `1h30m`")
            });
        }
        found
    }

    pub(crate) fn offset(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
    ) -> Option<WithSpan<(&'a str, Offset)>> {
        let text = self.text(reading, key)?;
        self.offset_in(reading, key, text).map(|offset| WithSpan { it: (text.it, offset), at: text.at })
    }

    fn offset_in(&self, reading: &mut ReadContext<'a>, key: &str, text: WithSpan<&'a str>) -> Option<Offset> {
        let found = text.it.parse::<Offset>().ok();
        if found.is_none() {
            let name = self.name;
            let suggestion = text.it.parse::<Span>().is_ok().then(|| format!("`H-{0}` or `H+{0}`?", text.it));
            reading.problems.add(Code::BadDuration, text.at, || {
                DiagnosticText::new(
                    format!("`{key}` of {name} is not an offset from H-hour"),
                    "not an offset from H-hour",
                )
                .help("write it as `H`, `H-40m` or `H+2h`")
                .maybe(suggestion)
            });
        }
        found
    }

    /// Two offsets from H-hour.
    pub(crate) fn window(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WindowDraft> {
        let value = self.value(key)?;
        let texts = self.texts(reading, key);
        let [from, to] = texts.as_slice() else {
            if texts.len() != 1 || value.get_ref().is_array() {
                self.wrong(reading, key, value, "two offsets: from when to when");
            }
            return None;
        };
        let (from, to) = (self.offset_in(reading, key, *from), self.offset_in(reading, key, *to));
        Some(WindowDraft { at: self.spot(value), from: from?, to: to? })
    }

    /// Three durations: best, usual, worst.
    pub(crate) fn takes(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<[Span; 3]> {
        let value = self.value(key)?;
        let texts = self.texts(reading, key);
        let spans: Vec<_> = texts.iter().filter_map(|text| self.span_in(reading, key, *text)).collect();
        if texts.len() != 3 {
            self.wrong(reading, key, value, "three spans: best, usual, bad");
            return None;
        }
        let spans: [Span; 3] = spans.try_into().ok()?;
        if !spans.is_sorted() {
            let name = self.name;
            reading.problems.add(Code::BadDuration, self.spot(value), || {
                DiagnosticText::new(
                    format!("`{key}` of {name} falls"),
                    "best, usual, bad: none shorter than the one before",
                )
            });
            return None;
        }
        Some(spans)
    }

    /// Two times of day, between which the law allows the measure.
    pub(crate) fn hours(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<LegalHours>> {
        let value = self.value(key)?;
        let texts = self.texts(reading, key);
        let hours: Option<Vec<Hour>> = texts.iter().map(|text| text.it.parse().ok()).collect();
        let Some([from, to]) = hours.as_deref() else {
            self.wrong(reading, key, value, "two times of the day, as in [\"05:00\", \"21:00\"]");
            return None;
        };
        Some(WithSpan { it: LegalHours { from: *from, to: *to }, at: self.spot(value) })
    }

    /// A date: a day or, if `coarse`, also a month or a year.
    pub(crate) fn date(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        coarse: bool,
    ) -> Option<WithSpan<&'a str>> {
        let text = self.text(reading, key)?;
        if is_date(text.it, coarse) {
            return Some(text);
        }
        let name = self.name;
        reading.problems.add(Code::WrongType, text.at, || {
            let or = if coarse { ", `2027-01` or `2027`" } else { "" };
            DiagnosticText::new(format!("`{key}` of {name} is not a date"), "not a date of the calendar")
                .help(format!("write it as `2027-01-10`{or}"))
        });
        None
    }

    /// An identifier of a form; `None` also if the form is not known.
    pub(crate) fn identifier(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        text: WithSpan<&'a str>,
        form: Option<Form>,
    ) -> Option<WithSpan<Identifier>> {
        reading.collect(text);
        let found = match form {
            Some(form) => Identifier::read(form, text.it),
            None => Identifier::read_any(text.it),
        };
        if let Err(bad) = &found {
            let name = self.name;
            reading.problems.add(Code::BadIdentifier, text.at, || {
                DiagnosticText::new(format!("`{key}` of {name} is not {}", bad.form), bad.why)
            });
        }
        found.ok().map(|it| WithSpan { it, at: text.at })
    }

    /// A reference to another table.
    pub(crate) fn link(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<Link<'a>> {
        self.text(reading, key).map(Link::from)
    }
}

impl<'a> From<WithSpan<&'a str>> for Link<'a> {
    fn from(text: WithSpan<&'a str>) -> Self {
        Self { text: text.it, at: text.at, to: None }
    }
}

/// Explains why a text is not an id; `archive` is reserved.
pub(crate) fn check_id(text: &str) -> Result<(), BadId> {
    if text == id::ARCHIVE {
        return Err(BadId { text: text.to_owned(), why: "`archive` is reserved for the writer of history" });
    }
    id::check_id(text)
}

/// Whether a text is a date and time, or a date, without a readable offset.
fn is_naive(text: &str) -> bool {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .any(|format| NaiveDateTime::parse_and_remainder(text, format).is_ok())
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_date(text: &str, coarse: bool) -> bool {
    let digits = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    match text.len() {
        10 => crate::model::time::Day::parse(text.as_bytes()).is_some(),
        7 if coarse => {
            let month = text.get(5..).filter(|month| month.bytes().all(|b| b.is_ascii_digit()));
            digits(0, 4)
                && text.as_bytes().get(4) == Some(&b'-')
                && month.is_some_and(|month| ("01"..="12").contains(&month))
        }
        4 if coarse => digits(0, 4),
        _ => false,
    }
}
