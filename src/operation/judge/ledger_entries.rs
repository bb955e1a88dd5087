//! Entries about the ledger itself: disclosures of bundles, and retired logs.

use crate::ledger::codec::entry::{Disclosure, Retire};
use crate::ledger::log::LogName;

use super::checks::{owned, owned_text};
use super::verdict::{Authorized, RefusalReason, Verdict};
use crate::operation::judge::author::Author;

#[derive(Debug, Clone)]
pub(crate) struct DisclosureClaim {
    pub agency: Option<Box<str>>,
    pub assets: Vec<Box<str>>,
}

impl From<&Disclosure<'_>> for DisclosureClaim {
    fn from(disclosure: &Disclosure<'_>) -> Self {
        Self { agency: owned_text(disclosure.agency.as_ref()), assets: owned(&disclosure.assets) }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct RetireClaim {
    pub log: Box<str>,
}

impl From<&Retire<'_>> for RetireClaim {
    fn from(retire: &Retire<'_>) -> Self {
        Self { log: (*retire.log).into() }
    }
}

/// A disclosure may list only subjects that the plan has.
pub(super) fn disclosure(by: &Author<'_>, claim: &DisclosureClaim) -> Result<Verdict, RefusalReason> {
    if let Some(agency) = claim.agency.as_deref().filter(|agency| !by.plan.agencies.contains_key(*agency)) {
        return Err(RefusalReason::Unknown(format!("agency {agency}")));
    }
    let known = |id: &str| by.plan.assets.contains_key(id) || by.plan.inventories.contains_key(id);
    match claim.assets.iter().find(|asset| !known(asset)) {
        Some(asset) => Err(RefusalReason::Unknown(format!("asset {asset}"))),
        None => Ok(Verdict::Sound),
    }
}

/// Only the agency that owns a log may retire it.
pub(super) fn retire(by: &Author<'_>, claim: &RetireClaim) -> Result<Verdict, RefusalReason> {
    match LogName::new(&claim.log) {
        Ok(log) if log.agency() == by.agency => Ok(Verdict::Sound),
        Ok(log) => Err(RefusalReason::NoRight { who: Authorized::only(log.agency()) }),
        Err(bad) => Err(RefusalReason::Unknown(bad.0)),
    }
}
