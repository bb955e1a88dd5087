//! Countries: ISO 3166-1 alpha-2, and the two user-assigned codes in common use, EU and XK.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no country")]
pub struct BadCountry {
    pub text: String,
    /// The code that was probably intended.
    pub suggestion: Option<&'static str>,
}

/// A country, or the EU for its bodies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The bodies of the European Union, which have no territory.
    pub const EU: Self = Self(*b"EU");

    /// The code: two capital letters.
    pub fn code(&self) -> &str {
        // Both bytes are ASCII capitals: see `from_str`.
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// Whether it is the EU rather than a country.
    pub fn is_body(self) -> bool {
        self == Self::EU
    }

    /// The usual English name.
    pub fn name(self) -> &'static str {
        match &self.0 {
            b"EU" => "European Union",
            b"XK" => "Kosovo",
            b"GB" => "United Kingdom",
            b"US" => "United States",
            b"NL" => "Netherlands",
            b"MD" => "Moldova",
            b"RU" => "Russia",
            _ => rust_iso3166::from_alpha2(self.code()).map_or("", |found| found.name),
        }
    }

    /// Whether it is a member state of the European Union (November 2026).
    pub fn in_eu(self) -> bool {
        const MEMBERS: &str =
            "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";
        MEMBERS.split(' ').any(|code| code == self.code())
    }
}

impl Country {
    /// Whether it takes part in the European Investigation Order (Directive 2014/41/EU, recitals 44 and 45).
    pub fn in_eio(self) -> bool {
        self.in_eu() && !matches!(&self.0, b"DK" | b"IE")
    }
}

impl FromStr for Country {
    type Err = BadCountry;

    fn from_str(text: &str) -> Result<Self, BadCountry> {
        let suggestion = match text.to_ascii_uppercase().as_str() {
            "UK" => Some("GB"),
            "EL" => Some("GR"),
            upper if upper != text => rust_iso3166::from_alpha2(upper).map(|found| found.alpha2),
            _ => None,
        };
        let known = matches!(text, "EU" | "XK") || rust_iso3166::from_alpha2(text).is_some();
        match text.as_bytes() {
            [a, b] if known && suggestion.is_none() => Ok(Self([*a, *b])),
            _ => Err(BadCountry { text: text.to_owned(), suggestion }),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_slips_are_answered_with_the_code_that_was_meant() {
        assert_eq!("UK".parse::<Country>().map_err(|bad| bad.suggestion), Err(Some("GB")));
        assert_eq!("EL".parse::<Country>().map_err(|bad| bad.suggestion), Err(Some("GR")));
        assert_eq!("nl".parse::<Country>().map_err(|bad| bad.suggestion), Err(Some("NL")));
        assert_eq!("ZZ".parse::<Country>().map_err(|bad| bad.suggestion), Err(None));
        assert_eq!("XK".parse::<Country>().map(Country::name), Ok("Kosovo"));
    }
}
