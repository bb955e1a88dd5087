//! A plan as it was read: typed values with their spans. References are names and, once resolved, indices.

use std::ops::Range;

use chrono_tz::Tz;

use super::diagnostic::SourceText;
use super::problems::Accept;
use super::span::{TextSpan, WithSpan};
use crate::model::action::Action;
use crate::model::asset::{AssetKind, Precision, ProviderKind, Tenancy};
use crate::model::country::Country;
use crate::model::id::GroupId;
use crate::model::identifier::Identifier;
use crate::model::instrument::InstrumentKind;
use crate::model::mode::Mode;
use crate::model::offset::{LegalHours, Offset, Span};
use crate::model::time::Instant;
use crate::model::tlp::{Handling, Marks, Tlp};

/// Everything that was read. A value that is missing or invalid is `None`, and has been reported.
#[derive(Debug, Default)]
pub(crate) struct PlanDraft<'a> {
    pub(crate) operation: Option<OperationDraft<'a>>,
    pub(crate) policy: Option<PolicyDraft<'a>>,
    pub(crate) agencies: Vec<AgencyDraft<'a>>,
    pub(crate) providers: Vec<ProviderDraft<'a>>,
    pub(crate) outlets: Vec<OutletDraft<'a>>,
    pub(crate) instruments: Vec<InstrumentDraft<'a>>,
    /// Assets and inventories.
    pub(crate) things: Vec<AssetDraft<'a>>,
    pub(crate) services: Vec<ServiceDraft<'a>>,
    pub(crate) sources: Vec<SourceDraft<'a>>,
    pub(crate) injects: Vec<InjectDraft<'a>>,
    pub(crate) protected: Vec<WithSpan<Identifier>>,
    pub(crate) measures: Vec<MeasureDraft<'a>>,
    /// One measure for each agency of a table of measures, made when references are resolved.
    pub(crate) deeds: Vec<AssignedMeasure>,
    /// Every text for people, to search for placeholders.
    pub(crate) texts: Vec<WithSpan<&'a str>>,
    /// The texts of inventories. Their file indices continue those of the plan's files.
    pub(crate) beside: Vec<SourceText>,
}

/// What every table has.
#[derive(Debug, Clone)]
pub(crate) struct TableHead<'a> {
    /// The id; empty for tables without one.
    pub(crate) id: &'a str,
    pub(crate) at: TextSpan,
    pub(crate) accepts: Vec<Accept<'a>>,
}

/// A reference to another table, and once resolved its index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: TextSpan,
    pub(crate) to: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct OperationDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) id: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
    pub(crate) mode: Option<WithSpan<Mode>>,
    pub(crate) lead: Option<Link<'a>>,
    pub(crate) coordinator: Option<Link<'a>>,
    pub(crate) judicial_coordinator: Option<Link<'a>>,
    pub(crate) h_hour: Option<WithSpan<Instant>>,
    pub(crate) window: Option<WindowDraft>,
    pub(crate) tlp: Option<Tlp>,
    pub(crate) handling: Vec<Handling>,
    pub(crate) follows: Vec<&'a str>,
    pub(crate) note: Option<&'a str>,
}

/// Two offsets from H-hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WindowDraft {
    pub(crate) at: TextSpan,
    pub(crate) from: Offset,
    pub(crate) to: Offset,
}

#[derive(Debug)]
pub(crate) struct PolicyDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) locate_max_age: Option<WithSpan<(&'a str, Span)>>,
    pub(crate) approvals: Option<WithSpan<u32>>,
    pub(crate) monitor: Option<WithSpan<Span>>,
    pub(crate) signatures: Option<WithSpan<bool>>,
}

#[derive(Debug)]
pub(crate) struct AgencyDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) name: Option<&'a str>,
    pub(crate) country: Option<Country>,
    pub(crate) timezone: Option<Tz>,
    pub(crate) contact: Option<&'a str>,
    pub(crate) keys: Vec<&'a str>,
    pub(crate) note: Option<&'a str>,
}

#[derive(Debug)]
pub(crate) struct ProviderDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) name: Option<&'a str>,
    pub(crate) kind: Option<ProviderKind>,
    pub(crate) country: Option<Country>,
    pub(crate) timezone: Option<Tz>,
    pub(crate) contact: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
    pub(crate) measures: Range<usize>,
}

#[derive(Debug)]
pub(crate) struct OutletDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) name: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) aliases: Vec<&'a str>,
    pub(crate) legal_basis: Option<&'a str>,
    pub(crate) press: Option<PressDraft<'a>>,
    pub(crate) marks: Marks,
    pub(crate) note: Option<&'a str>,
}

#[derive(Debug)]
pub(crate) struct PressDraft<'a> {
    pub(crate) by: Option<Link<'a>>,
    pub(crate) on: Option<WithSpan<&'a str>>,
    pub(crate) finding: Option<&'a str>,
}

#[derive(Debug)]
pub(crate) struct InstrumentDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) kind: Option<WithSpan<InstrumentKind>>,
    /// An agency or free text. Free text resolves to nothing, which is not an error.
    pub(crate) issued_by: Option<Link<'a>>,
    pub(crate) executed_by: Option<Link<'a>>,
    pub(crate) covers: Vec<MeasureLink<'a>>,
    pub(crate) note: Option<&'a str>,
}

/// A reference to measures: `action:asset`, `transfer:asset` or, if allowed, `action:asset@agency`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MeasureLink<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: TextSpan,
    pub(crate) to: Option<Target>,
}

/// What a reference to measures resolves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A table of measures, and one of its agencies (an index into the agencies of the plan) or all.
    Measure(usize, Option<usize>),
    /// The evidence from an asset, which is to cross a border.
    Transfer(usize),
}

#[derive(Debug)]
pub(crate) struct AssetDraft<'a> {
    pub(crate) head: TableHead<'a>,
    /// The rows of an inventory; `None` for an asset.
    pub(crate) rows: Option<RowsDraft<'a>>,
    pub(crate) kind: Option<WithSpan<AssetKind>>,
    pub(crate) identifiers: Vec<WithSpan<Identifier>>,
    pub(crate) country: Option<WithSpan<Country>>,
    pub(crate) outlets: Vec<Link<'a>>,
    pub(crate) provider: Option<Link<'a>>,
    pub(crate) tenancy: Option<WithSpan<Tenancy>>,
    pub(crate) mirror_of: Option<Link<'a>>,
    pub(crate) successor_of: Option<Link<'a>>,
    pub(crate) moved_from: Option<Link<'a>>,
    pub(crate) marks: Marks,
    pub(crate) note: Option<&'a str>,
    pub(crate) measures: Range<usize>,
}

#[derive(Debug, Default)]
pub(crate) struct RowsDraft<'a> {
    pub(crate) file: &'a str,
    /// Sorted by bytes, without duplicates; `None` if the file is not available.
    pub(crate) identifiers: Option<Vec<WithSpan<String>>>,
    /// The first identifier that is not reserved for examples.
    pub(crate) real: Option<WithSpan<String>>,
}

impl RowsDraft<'_> {
    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        self.identifiers.as_ref().map(|rows| rows.iter().map(|row| row.it.clone()).collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubjectIx {
    Thing(usize),
    Provider(usize),
}

#[derive(Debug)]
pub(crate) struct MeasureDraft<'a> {
    /// Its id is that of the subject.
    pub(crate) head: TableHead<'a>,
    pub(crate) action: Action,
    pub(crate) subject: SubjectIx,
    pub(crate) agencies: Vec<Link<'a>>,
    pub(crate) start: Option<WithSpan<(&'a str, Offset)>>,
    pub(crate) window: Option<WindowDraft>,
    pub(crate) takes: Option<[Span; 3]>,
    pub(crate) after: Vec<MeasureLink<'a>>,
    pub(crate) start_between: Option<WithSpan<LegalHours>>,
    pub(crate) group: Option<GroupId>,
    pub(crate) voluntary: Option<TextSpan>,
    pub(crate) claims: Vec<ClaimDraft<'a>>,
    pub(crate) to: Option<WithSpan<Identifier>>,
    pub(crate) note: Option<&'a str>,
    /// The measures, one for each agency.
    pub(crate) deeds: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ClaimDraft<'a> {
    pub(crate) source: Option<Link<'a>>,
    pub(crate) says: Option<&'a str>,
    pub(crate) count: Option<u64>,
    pub(crate) precision: Option<Precision>,
}

/// One measure: a table of measures and one of its agencies.
#[derive(Debug, Clone)]
pub(crate) struct AssignedMeasure {
    pub(crate) measure: usize,
    pub(crate) agency: usize,
    pub(crate) instruments: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct SourceDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) title: Option<&'a str>,
    pub(crate) date: Option<WithSpan<&'a str>>,
    pub(crate) url: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
}

#[derive(Debug)]
pub(crate) struct ServiceDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) outlet: Option<Link<'a>>,
    /// How many members have to be up; `None` if the table does not say which kind it is.
    pub(crate) at_least: Option<u64>,
    pub(crate) members: Vec<PartLink<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct PartLink<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: TextSpan,
    pub(crate) to: Option<ServiceMember>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceMember {
    Service(usize),
    Thing(usize),
}

#[derive(Debug)]
pub(crate) struct InjectDraft<'a> {
    pub(crate) head: TableHead<'a>,
    pub(crate) at: Option<Offset>,
    pub(crate) slip: Option<SlipDraft<'a>>,
}

#[derive(Debug)]
pub(crate) enum SlipDraft<'a> {
    Refused(Link<'a>),
    Late(Option<Link<'a>>, Option<Span>),
    Early(Option<MeasureLink<'a>>, Option<Span>),
    Failed(MeasureLink<'a>),
    Hold(Option<Link<'a>>, Option<MeasureLink<'a>>),
    Lapsed(MeasureLink<'a>),
}

impl PlanDraft<'_> {
    /// The mode, if it could be read.
    pub(crate) fn mode(&self) -> Option<&'static crate::model::mode::ModeRow> {
        self.operation.as_ref().and_then(|operation| operation.mode).map(|mode| mode.it.row())
    }
}

impl AssignedMeasure {
    pub(crate) fn table<'d, 'a>(&self, draft: &'d PlanDraft<'a>) -> &'d MeasureDraft<'a> {
        // Assigned measures are made from the tables of the same draft.
        &draft.measures[self.measure]
    }
}
