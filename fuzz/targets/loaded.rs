//! What holds of any plan that was read, whatever its bytes.

use takedown::plan::{self, Loaded};

/// A plan, or errors that have a place; and what a ledger would keep of it reads back.
pub(crate) fn check(loaded: &Loaded) {
    let wrong: Vec<_> = loaded.errors().collect();
    assert_eq!(loaded.plan.is_none(), !wrong.is_empty(), "a plan, or errors: {wrong:#?}");
    for found in &loaded.diagnostics {
        assert!(!found.message.is_empty());
        for place in found.place.iter().chain(&found.more) {
            let source = loaded.sources.get(place.file).expect("one of the files");
            assert!(source.text.get(place.span.clone()).is_some(), "a place in the text: {found:#?}");
        }
    }
    // What is no text has no place in one; that it is none is said of the file.
    let unread = |source: &plan::SourceText| source.text.is_empty();
    let placed = wrong.iter().any(|found| found.place.is_some());
    assert!(
        wrong.is_empty() || placed || loaded.sources.is_empty() || loaded.sources.iter().any(unread),
        "somewhere: {wrong:#?}"
    );
    if let Some(plan) = &loaded.plan {
        let again = plan::read_stored(&plan.stored);
        let kept = again.plan.unwrap_or_else(|| panic!("what is kept reads: {:#?}", again.diagnostics));
        assert_eq!((kept.hash, &kept.stored), (plan.hash, &plan.stored));
        assert!(kept.measures.keys().eq(plan.measures.keys()));
        // The rows of an inventory are not kept with its plan, and its target digest is made without them.
        if plan.inventories.is_empty() {
            let digests = |plan: &plan::Plan| -> Vec<_> {
                plan.measures.values().map(|measure| (measure.target, measure.order)).collect()
            };
            assert_eq!(digests(&kept), digests(plan));
        }
    }
}
