//! Which approvals of a saved plan count.

use crate::model::digest::Hash;
use crate::operation::state::snapshot::Snapshot;

/// The agencies other than the lead whose approval of a saved plan counts; an agency may occur twice.
pub(crate) fn approvals<'a>(
    view: Snapshot<'a>,
    saved: &Hash,
    lead: &'a str,
) -> impl Iterator<Item = &'a str> {
    let words = view.book.approved(saved).iter();
    words
        .filter(move |word| view.counts(word.pos, &word.hash))
        .map(|word| &*word.agency)
        .filter(move |agency| *agency != lead)
}

/// The same agencies, sorted by id, without duplicates.
pub(crate) fn approvers(view: Snapshot<'_>, saved: &Hash, lead: &str) -> Vec<String> {
    let mut by: Vec<String> = approvals(view, saved, lead).map(str::to_owned).collect();
    by.sort_unstable();
    by.dedup();
    by
}
