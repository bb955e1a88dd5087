//! Everything that can slip, and the assumptions about it.

use std::fmt;

use crate::model::country::Country;
use crate::model::id::InstrumentId;
use crate::model::measure::MeasureId;
use crate::model::offset::Span;
use crate::model::word::words;

words! {
    /// The level at which something slips.
    pub enum Level: "level" {
        /// A whole country: all of its agencies at once.
        Country = "country",
        /// An instrument: everything that it covers at once.
        Instrument = "instrument",
        /// A single measure.
        Measure = "measure",
    }
}

/// Something that can slip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// None of the country's agencies carries out its measures.
    Country(Country),
    /// The instrument is not in force, so nothing that it covers is carried out.
    Instrument(InstrumentId),
    /// The measure has no effect.
    Measure(MeasureId),
}

impl Slip {
    pub fn level(&self) -> Level {
        match self {
            Self::Country(_) => Level::Country,
            Self::Instrument(_) => Level::Instrument,
            Self::Measure(_) => Level::Measure,
        }
    }
}

impl fmt::Display for Slip {
    /// Writes the name in the plan. Country codes are upper case, measures contain a colon, and instruments
    /// have neither, so all names are distinct.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => country.fmt(f),
            Self::Instrument(instrument) => instrument.fmt(f),
            Self::Measure(measure) => measure.fmt(f),
        }
    }
}

/// How something is assumed to slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// It does not happen.
    Slips,
    /// It happens this much later than planned.
    Late(Span),
}

/// An assumption for a prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub what: Slip,
    pub kind: SlipKind,
}
