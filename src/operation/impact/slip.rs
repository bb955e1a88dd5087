//! What can slip, and what is assumed of it.

use std::fmt;

use crate::model::country::Country;
use crate::model::id::InstrumentId;
use crate::model::measure::MeasureId;
use crate::model::offset::Span;
use crate::model::word::words;

words! {
    /// At which level something slips.
    pub enum Level: "level" {
        /// A whole country: all its agencies, at once.
        Country = "country",
        /// An instrument: all that it covers, at once.
        Instrument = "instrument",
        /// A measure alone.
        Measure = "measure",
    }
}

/// What can slip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// A country: none of its agencies does what it was to do.
    Country(Country),
    /// An instrument is not in force: nothing that it covers is done.
    Instrument(InstrumentId),
    /// A measure has no effect.
    Measure(MeasureId),
}

impl Slip {
    /// Its level.
    pub fn level(&self) -> Level {
        match self {
            Self::Country(_) => Level::Country,
            Self::Instrument(_) => Level::Instrument,
            Self::Measure(_) => Level::Measure,
        }
    }
}

impl fmt::Display for Slip {
    /// The name in the plan. Countries are capitals, measures have a colon, instruments neither: no two are alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => country.fmt(f),
            Self::Instrument(instrument) => instrument.fmt(f),
            Self::Measure(measure) => measure.fmt(f),
        }
    }
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// It does not come.
    Slips,
    /// It comes that much later than planned.
    Late(Span),
}

/// Something that is assumed before anything is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub what: Slip,
    /// What becomes of it.
    pub kind: SlipKind,
}
