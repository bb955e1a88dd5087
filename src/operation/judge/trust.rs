//! Disclosures and retired logs: what is said of the ledger itself.

use crate::ledger::codec::entry::{Disclosure, Retire};
use crate::ledger::log::LogName;

use super::verdict::{Authorized, RefusalReason, Verdict};
use crate::operation::judge::author::Author;

/// What was handed out names things of the plan.
pub(super) fn disclosure(by: &Author<'_>, said: &Disclosure<'_>) -> Result<Verdict, RefusalReason> {
    if let Some(agency) = said.agency.filter(|agency| !by.plan.agencies.contains_key(*agency)) {
        return Err(RefusalReason::Unknown(format!("agency {agency}")));
    }
    let known = |id: &str| by.plan.assets.contains_key(id) || by.plan.inventories.contains_key(id);
    match said.assets.iter().find(|asset| !known(asset)) {
        Some(asset) => Err(RefusalReason::Unknown(format!("asset {asset}"))),
        None => Ok(Verdict::Sound),
    }
}

/// A log is retired by the agency whose log it is.
pub(super) fn retire(by: &Author<'_>, said: &Retire<'_>) -> Result<Verdict, RefusalReason> {
    match LogName::new(said.log) {
        Ok(log) if log.agency() == by.agency => Ok(Verdict::Sound),
        Ok(log) => Err(RefusalReason::NoRight { who: Authorized::only(log.agency()) }),
        Err(bad) => Err(RefusalReason::Unknown(bad.0)),
    }
}
