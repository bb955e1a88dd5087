//! A measure's id: one action on one subject by one agency, `seize:nl-web-1@nl-police`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use super::action::Action;
use super::id::{AgencyId, check_id};
use super::word::Word;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no measure: {why}")]
pub struct BadMeasure {
    pub text: String,
    pub why: &'static str,
}

/// A measure's full id, `action:subject@agency`; the subject is an asset, a provider or an inventory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureId(Arc<str>);

impl MeasureId {
    /// Composes an id from its parts.
    pub fn new(action: Action, subject: &str, agency: &AgencyId) -> Self {
        Self(format!("{action}:{subject}@{agency}").into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts of a full id's text: action, subject, agency.
    pub fn split(text: &str) -> Option<(&str, &str, &str)> {
        let (action, rest) = text.split_once(':')?;
        let (subject, agency) = rest.split_once('@')?;
        Some((action, subject, agency))
    }

    /// The asset, inventory or outlet that an entry is about: the asset of `asset:X` and of a measure's id, otherwise
    /// the text itself.
    pub fn subject_of(about: &str) -> &str {
        let of_measure = || Self::split(about).map(|(_, subject, _)| subject);
        about.strip_prefix("asset:").or_else(of_measure).unwrap_or(about)
    }

    /// The action.
    pub fn action(&self) -> Action {
        // Every id is made from a known action, in `new` or in `from_str`, so the parts exist.
        Self::split(&self.0).and_then(|(action, ..)| Action::of(action)).unwrap_or(Action::Identify)
    }

    /// The asset, provider or inventory that it acts on.
    pub fn subject(&self) -> &str {
        Self::split(&self.0).map_or("", |(_, subject, _)| subject)
    }

    /// The agency that carries it out.
    pub fn agency(&self) -> &str {
        Self::split(&self.0).map_or("", |(.., agency)| agency)
    }

    /// The id without its agency: `seize:nl-web-1`.
    pub fn short(&self) -> &str {
        self.0.split_once('@').map_or(&self.0, |(short, _)| short)
    }
}

impl FromStr for MeasureId {
    type Err = BadMeasure;

    fn from_str(text: &str) -> Result<Self, BadMeasure> {
        let bad = |why| BadMeasure { text: text.to_owned(), why };
        let (action, subject, agency) =
            Self::split(text).ok_or_else(|| bad("a full id is written action:asset@agency"))?;
        Action::of(action).ok_or_else(|| bad("its action is unknown"))?;
        check_id(subject).map_err(|_| bad("its asset is no id"))?;
        check_id(agency).map_err(|_| bad("its agency is no id"))?;
        Ok(Self(Arc::from(text)))
    }
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl std::borrow::Borrow<str> for MeasureId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<MeasureId> for std::borrow::Cow<'_, str> {
    fn from(id: MeasureId) -> Self {
        id.as_str().to_owned().into()
    }
}

impl serde::Serialize for MeasureId {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}
