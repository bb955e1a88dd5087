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
        /// A preservation request (Budapest Convention, articles 16 and 29).
        Preservation = "preservation",
        /// A production order.
        ProductionOrder = "production-order",
        /// A removal order (Regulation (EU) 2021/784).
        RemovalOrder = "removal-order",
        /// An order on a domain to a registry or registrar.
        DomainOrder = "domain-order",
        /// An arrest warrant; a European one if it is between two states.
        ArrestWarrant = "arrest-warrant",
        /// An extradition request.
        Extradition = "extradition",
        /// A freezing order (Regulation (EU) 2018/1805).
        FreezingOrder = "freezing-order",
    }
}

words! {
    /// The countries between which a kind of instrument works.
    pub enum TerritorialReach: "reach" {
        /// Any countries.
        Anywhere = "anywhere",
        /// Member states of the European Union except Denmark and Ireland, which take no part in Directive 2014/41/EU.
        EioStates = "EU member states but Denmark and Ireland",
        /// Within any country; between countries, only member states of the European Union (Framework Decision
        /// 2002/584/JHA).
        HomeOrEu = "at home, or between EU member states",
    }
}

impl InstrumentKind {
    pub fn reach(self) -> TerritorialReach {
        match self {
            Self::Eio => TerritorialReach::EioStates,
            Self::ArrestWarrant => TerritorialReach::HomeOrEu,
            _ => TerritorialReach::Anywhere,
        }
    }

    /// Whether it only lets agencies work together, without authorising any act of force.
    pub fn is_frame(self) -> bool {
        self == Self::JitAgreement
    }
}

words! {
    /// A recorded state of an instrument. `drafted`, from the plan alone, and `expired`, from the validity, are
    /// derived.
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
        /// The issuing side withdrew it.
        Withdrawn = "withdrawn",
        /// It was declared void.
        Annulled = "annulled",
        /// Its purpose has been served.
        Discharged = "discharged",
    }
}

words! {
    /// Which side records a state of an instrument.
    pub enum Side: "side" {
        /// The issuing side, or the lead.
        IssuingOrLead = "the issuing side or the lead",
        /// The executing agency.
        Executing = "the executing agency",
        /// Either side, or the lead.
        EitherOrLead = "either side or the lead",
    }
}

#[derive(Debug)]
pub struct InstrumentStateRow {
    pub state: InstrumentState,
    pub by: Side,
    /// The states that it may follow; `None` stands for drafted. An expired grant counts as granted.
    pub from: &'static [Option<InstrumentState>],
    /// If two agencies recorded different states without having seen each other's, the higher one counts: the more
    /// restrictive.
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
    pub fn row(self) -> &'static InstrumentStateRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
        &INSTRUMENT_STATES[self as usize]
    }
}

words! {
    /// When a statutory deadline puts the action day at risk.
    pub enum Risk: "risk" {
        /// It may lawfully end after H-hour.
        RunsPast = "may take until after H-hour",
        /// It ends before H-hour.
        RunsOut = "runs out before H-hour",
    }
}

/// A deadline that a statute sets.
#[derive(Debug)]
pub struct StatutoryClock {
    pub kind: InstrumentKind,
    /// It runs while the instrument is in this state, from the time of that state.
    pub from: InstrumentState,
    pub hours: u32,
    /// What has to happen before it ends.
    pub what: &'static str,
    pub risk: Risk,
}

/// The deadlines that statutes set. Directive 2014/41/EU, article 12(3): recognition within 30 days of receipt, which
/// may be extended by 30; 12(4): execution within 90 days of recognition. Budapest Convention, article 29(7): preserved
/// for at least 60 days. Regulation (EU) 2021/784, article 3(3): removed within one hour of receipt.
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
