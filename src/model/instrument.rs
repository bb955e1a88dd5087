//! Legal instruments: kinds and states.

use super::word::words;
use InstrumentState::*;

words! {
    /// The kind of a legal instrument.
    pub enum InstrumentKind: "instrument kind" {
        /// A domestic search or seizure warrant.
        Warrant = "warrant",
        /// A court order.
        CourtOrder = "court-order",
        /// A European Investigation Order (Directive 2014/41/EU).
        Eio = "eio",
        /// A request for mutual legal assistance.
        MlaRequest = "mla-request",
        /// An agreement on a joint investigation team.
        JitAgreement = "jit-agreement",
        /// A preservation (Budapest Convention, articles 16 and 29).
        Preservation = "preservation",
        /// A production order.
        ProductionOrder = "production-order",
        /// A removal order (Regulation (EU) 2021/784).
        RemovalOrder = "removal-order",
        /// An order on a domain to a registry or registrar.
        DomainOrder = "domain-order",
        /// An arrest warrant, a European one where the states are two.
        ArrestWarrant = "arrest-warrant",
        /// An extradition.
        Extradition = "extradition",
        /// A freezing order (Regulation (EU) 2018/1805).
        FreezingOrder = "freezing-order",
    }
}

words! {
    /// Between which countries a kind of instrument works.
    pub enum TerritorialReach: "reach" {
        /// Any.
        Anywhere = "anywhere",
        /// Member states of the European Union but Denmark and Ireland, which take no part in Directive 2014/41/EU.
        EioStates = "EU member states but Denmark and Ireland",
        /// At home anywhere; from one state to another, member states of the European Union only (Framework Decision
        /// 2002/584/JHA).
        HomeOrEu = "at home, or between EU member states",
    }
}

impl InstrumentKind {
    /// Between which countries it works.
    pub fn reach(self) -> TerritorialReach {
        match self {
            Self::Eio => TerritorialReach::EioStates,
            Self::ArrestWarrant => TerritorialReach::HomeOrEu,
            _ => TerritorialReach::Anywhere,
        }
    }

    /// Whether it lets agencies work together but authorises no act of force by itself.
    pub fn is_frame(self) -> bool {
        self == Self::JitAgreement
    }
}

words! {
    /// A state of an instrument; `drafted` is what the plan alone says, `expired` is derived.
    pub enum InstrumentState: "instrument state" {
        /// It left the issuing authority.
        Issued = "issued",
        /// It reached the executing authority; statutory clocks run from here.
        Received = "received",
        /// It was granted, with a scope and a validity.
        Granted = "granted",
        /// It was refused.
        Refused = "refused",
        /// Its execution was postponed.
        Postponed = "postponed",
        /// The issuing side took it back.
        Withdrawn = "withdrawn",
        /// It was declared void.
        Annulled = "annulled",
        /// It has served.
        Discharged = "discharged",
    }
}

words! {
    /// Which side writes a state of an instrument.
    pub enum Side: "side" {
        /// The issuing side, or the lead.
        IssuingOrLead = "the issuing side or the lead",
        /// The executing agency.
        Executing = "the executing agency",
        /// Either side, or the lead.
        EitherOrLead = "either side or the lead",
    }
}

/// One row of the table of instrument states.
#[derive(Debug)]
pub struct InstrumentStateRow {
    /// The state.
    pub state: InstrumentState,
    /// Who writes it.
    pub by: Side,
    /// The states it may follow; `None` stands for drafted. An expired grant counts as granted.
    pub from: &'static [Option<InstrumentState>],
    /// Where two agencies wrote different states unseen, the higher one counts: the more restrictive.
    pub restricts: u8,
}

const DRAFTED: Option<InstrumentState> = None;

/// The table of instrument states, in the order of [`InstrumentState`].
#[rustfmt::skip]
pub const INSTRUMENT_STATES: &[InstrumentStateRow] = &[
    InstrumentStateRow { state: Issued, by: Side::IssuingOrLead, from: &[DRAFTED], restricts: 2 },
    InstrumentStateRow { state: Received, by: Side::Executing, from: &[DRAFTED, Some(Issued)], restricts: 1 },
    InstrumentStateRow { state: Granted, by: Side::Executing, from: &[DRAFTED, Some(Issued), Some(Received), Some(Postponed), Some(Granted)], restricts: 0 },
    InstrumentStateRow { state: Refused, by: Side::Executing, from: &[Some(Issued), Some(Received), Some(Postponed)], restricts: 5 },
    InstrumentStateRow { state: Postponed, by: Side::Executing, from: &[Some(Issued), Some(Received)], restricts: 4 },
    InstrumentStateRow { state: Withdrawn, by: Side::IssuingOrLead, from: &[Some(Issued), Some(Received), Some(Postponed), Some(Granted)], restricts: 6 },
    InstrumentStateRow { state: Annulled, by: Side::EitherOrLead, from: &[Some(Issued), Some(Received), Some(Postponed), Some(Granted)], restricts: 7 },
    InstrumentStateRow { state: Discharged, by: Side::EitherOrLead, from: &[Some(Granted)], restricts: 3 },
];

impl InstrumentState {
    /// The state's row of the table.
    pub fn row(self) -> &'static InstrumentStateRow {
        // The table stands in the order of the enum (a test holds it to that), so the index exists.
        &INSTRUMENT_STATES[self as usize]
    }
}

words! {
    /// When a clock that statute sets puts the day at risk.
    pub enum Risk: "risk" {
        /// It may lawfully run until after H-hour.
        RunsPast = "may take until after H-hour",
        /// It runs out before H-hour.
        RunsOut = "runs out before H-hour",
    }
}

/// A clock that statute sets.
#[derive(Debug)]
pub struct StatutoryClock {
    /// Of which kind of instrument.
    pub kind: InstrumentKind,
    /// It runs while the instrument is in that state, from when that happened.
    pub from: InstrumentState,
    /// For how long, in hours.
    pub hours: u32,
    /// What has to happen by then.
    pub what: &'static str,
    /// When that puts the day at risk.
    pub risk: Risk,
}

/// The clocks that statute sets. Directive 2014/41/EU, article 12(3): recognition within 30 days of receipt, which may
/// be extended by 30; 12(4): execution within 90 days of recognition. Budapest Convention, article 29(7): preserved for
/// at least 60 days. Regulation (EU) 2021/784, article 3(3): removed within one hour of receipt.
#[rustfmt::skip]
pub const CLOCKS: &[StatutoryClock] = &[
    StatutoryClock { kind: InstrumentKind::Eio, from: Received, hours: 30 * 24, what: "recognition", risk: Risk::RunsPast },
    StatutoryClock { kind: InstrumentKind::Eio, from: Granted, hours: 90 * 24, what: "execution", risk: Risk::RunsPast },
    StatutoryClock { kind: InstrumentKind::Preservation, from: Granted, hours: 60 * 24, what: "preservation", risk: Risk::RunsOut },
    StatutoryClock { kind: InstrumentKind::RemovalOrder, from: Received, hours: 1, what: "removal", risk: Risk::RunsPast },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(InstrumentState::ALL.iter().zip(INSTRUMENT_STATES).all(|(state, row)| row.state == *state));
    }
}
