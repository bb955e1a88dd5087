//! Checks that several kinds of entries share.

use crate::ledger::codec::entry::Text;
use crate::model::time::At;
use crate::model::time::Instant;
use crate::operation::judge::verdict::RefusalReason;
use crate::plan::Plan;

/// Whether a time lies after the entry's own recording.
pub(crate) fn is_future(at: At, recorded_at: Instant) -> bool {
    match at {
        At::Instant(instant) | At::UntilInstant(instant) => instant > recorded_at,
        At::Day(day) | At::UntilDay(day) => day.first() > recorded_at,
        At::Instants(start, end) => start > recorded_at || end > recorded_at,
        At::Days(start, end) => start.first() > recorded_at || end.first() > recorded_at,
    }
}

/// Rejects a source that the plan lacks.
pub(crate) fn sources_known(plan: &Plan, sources: &[Box<str>]) -> Result<(), RefusalReason> {
    match sources.iter().find(|source| !plan.sources.contains_key(&***source)) {
        Some(source) => Err(RefusalReason::Unknown(format!("source {source}"))),
        None => Ok(()),
    }
}

pub(crate) fn owned(list: &[Text<'_>]) -> Vec<Box<str>> {
    list.iter().map(|text| (&**text).into()).collect()
}

pub(crate) fn owned_text(text: Option<&Text<'_>>) -> Option<Box<str>> {
    text.map(|text| (&**text).into())
}
