//! Disclosures and retired logs: what is said of the ledger itself.

use crate::ledger::codec::entry::{Disclosure, Retire};
use crate::ledger::log::LogName;

use super::verdict::{Verdict, Why};
use crate::operation::judge::author::Writing;

/// What was handed out names things of the plan.
pub(super) fn disclosure(by: &Writing<'_>, said: &Disclosure<'_>) -> Result<Verdict, Why> {
    if let Some(agency) = said.agency.filter(|agency| !by.plan.agencies.contains_key(*agency)) {
        return Err(Why::Unknown(format!("agency {agency}")));
    }
    let known = |id: &str| by.plan.assets.contains_key(id) || by.plan.inventories.contains_key(id);
    match said.assets.iter().find(|asset| !known(asset)) {
        Some(asset) => Err(Why::Unknown(format!("asset {asset}"))),
        None => Ok(Verdict::Sound),
    }
}

/// A log is retired by the agency whose log it is.
pub(super) fn retire(by: &Writing<'_>, said: &Retire<'_>) -> Result<Verdict, Why> {
    match LogName::new(said.log) {
        Ok(log) if log.agency() == by.agency => Ok(Verdict::Sound),
        Ok(log) => Err(Why::NoRight { who: log.agency().to_owned() }),
        Err(bad) => Err(Why::Unknown(bad.0)),
    }
}
