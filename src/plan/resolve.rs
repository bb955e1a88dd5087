//! From names to what they name. One namespace; a name that leads nowhere, or to a thing of another kind, is said.

use std::cell::Cell;
use std::collections::HashMap;

use super::code::Code;
use super::draft::{
    AssignedMeasure, Link, MeasureLink, PlanDraft, ServiceMember, SlipDraft, SubjectIx, TableHead, Target,
};
use super::problems::{DiagnosticText, Problems, nearest};
use super::span::TextSpan;
use crate::model::action::Action;
use crate::model::word::Word as _;

/// What an id can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IdKind {
    Agency,
    Provider,
    Outlet,
    Instrument,
    Asset,
    Inventory,
    Service,
    Source,
    Inject,
}

impl IdKind {
    fn noun(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Provider => "provider",
            Self::Outlet => "outlet",
            Self::Instrument => "instrument",
            Self::Asset => "asset",
            Self::Inventory => "inventory",
            Self::Service => "service",
            Self::Source => "source",
            Self::Inject => "inject",
        }
    }
}

/// What can be a member of a service.
const PARTS: [IdKind; 3] = [IdKind::Service, IdKind::Asset, IdKind::Inventory];

/// The namespace of a plan.
struct Namespace<'a> {
    by_id: HashMap<&'a str, (IdKind, usize, TextSpan)>,
    /// How often a near name is still looked for: in a big plan that costs.
    tries: Cell<usize>,
}

/// Resolves every name of a draft, and makes its measures.
pub(crate) fn resolve(draft: &mut PlanDraft<'_>, problems: &mut Problems) {
    let names = Namespace::of(draft, problems);
    names.parties(draft, problems);
    names.things(draft, problems);
    names.measures(draft, problems);
    names.instruments(draft, problems);
    names.injects(draft, problems);
}

impl<'a> Namespace<'a> {
    fn of(draft: &PlanDraft<'a>, problems: &mut Problems) -> Self {
        let mut names = Self { by_id: HashMap::new(), tries: Cell::new(100) };
        let mut add = |kind: IdKind, index: usize, head: &TableHead<'a>| {
            let Some((other, first, at)) = names.by_id.get(head.id).copied() else {
                names.by_id.insert(head.id, (kind, index, head.at));
                return;
            };
            let (_, earlier, later) = (first, at.min(head.at), at.max(head.at));
            problems.add(Code::DuplicateId, later, || {
                let (one, two) = if at < head.at { (other, kind) } else { (kind, other) };
                DiagnosticText::new(
                    format!("the id `{}` stands for two things", head.id),
                    format!("a second time: {}", two.noun()),
                )
                .also(earlier, format!("the first time: {}", one.noun()))
                .help("all ids share one namespace")
            });
        };
        let heads = |kind| move |(index, head)| (kind, index, head);
        let all = (draft.agencies.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Agency)))
            .chain(draft.providers.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Provider)))
            .chain(draft.outlets.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Outlet)))
            .chain(draft.instruments.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Instrument)))
            .chain(draft.things.iter().enumerate().map(|(index, it)| {
                (if it.rows.is_some() { IdKind::Inventory } else { IdKind::Asset }, index, &it.head)
            }))
            .chain(draft.services.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Service)))
            .chain(draft.sources.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Source)))
            .chain(draft.injects.iter().map(|it| &it.head).enumerate().map(heads(IdKind::Inject)));
        for (kind, index, head) in all {
            add(kind, index, head);
        }
        names
    }

    fn find(&self, id: &str, kinds: &[IdKind]) -> Option<usize> {
        self.by_id.get(id).filter(|(kind, ..)| kinds.contains(kind)).map(|(_, index, _)| *index)
    }

    fn link(&self, link: &mut Link<'a>, kind: IdKind, problems: &mut Problems) {
        link.to = self.find(link.text, &[kind]);
        if link.to.is_none() {
            self.unknown(link.text, link.at, &[kind], problems);
        }
    }

    /// Says that a name leads nowhere.
    fn unknown(&self, text: &str, at: TextSpan, kinds: &[IdKind], problems: &mut Problems) {
        let by_id = &self.by_id;
        problems.add(Code::UnknownReference, at, || {
            let called: Vec<&str> = kinds.iter().map(|kind| kind.noun()).collect();
            let called = called.join(" or ");
            if let Some((kind, _, place)) = by_id.get(text) {
                let is = kind.noun();
                return DiagnosticText::new(
                    format!("`{text}` is no {called}"),
                    format!("this names the {is}"),
                )
                .also(*place, format!("`{text}` is an id of the kind {is}"));
            }
            let fault = DiagnosticText::new(
                format!("`{text}` names no known {called}"),
                format!("no {called} has this id"),
            );
            if !self.may_search() {
                return fault;
            }
            let known = by_id.iter().filter(|(_, (kind, ..))| kinds.contains(kind)).map(|(id, _)| *id);
            let mut known: Vec<&str> = known.collect();
            known.sort_unstable();
            match nearest(text, known.iter().copied()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None if known.is_empty() => fault.help(format!("the plan has no {called} yet")),
                None if known.len() <= 8 => fault.help(format!("there is {}", known.join(", "))),
                None => fault,
            }
        });
    }

    /// Whether a near name may still be looked for.
    fn may_search(&self) -> bool {
        let tries = self.tries.get();
        self.tries.set(tries.saturating_sub(1));
        tries > 0
    }

    fn parties(&self, draft: &mut PlanDraft<'a>, problems: &mut Problems) {
        if let Some(operation) = &mut draft.operation {
            let links =
                [&mut operation.lead, &mut operation.coordinator, &mut operation.judicial_coordinator];
            for link in links.into_iter().flatten() {
                self.link(link, IdKind::Agency, problems);
            }
        }
        for by in draft.outlets.iter_mut().filter_map(|outlet| outlet.press.as_mut()?.by.as_mut()) {
            self.link(by, IdKind::Agency, problems);
        }
        for instrument in &mut draft.instruments {
            if let Some(link) = &mut instrument.executed_by {
                self.link(link, IdKind::Agency, problems);
            }
            if let Some(link) = &mut instrument.issued_by {
                link.to = self.find(link.text, &[IdKind::Agency]);
            }
        }
    }

    fn things(&self, draft: &mut PlanDraft<'a>, problems: &mut Problems) {
        for thing in &mut draft.things {
            for link in &mut thing.outlets {
                self.link(link, IdKind::Outlet, problems);
            }
            if let Some(link) = &mut thing.provider {
                self.link(link, IdKind::Provider, problems);
            }
            for link in
                [&mut thing.mirror_of, &mut thing.successor_of, &mut thing.moved_from].into_iter().flatten()
            {
                self.link(link, IdKind::Asset, problems);
            }
        }
        for service in &mut draft.services {
            if let Some(link) = &mut service.outlet {
                self.link(link, IdKind::Outlet, problems);
            }
            for member in &mut service.members {
                member.to = match self.by_id.get(member.text) {
                    Some((IdKind::Service, index, _)) => Some(ServiceMember::Service(*index)),
                    Some((IdKind::Asset | IdKind::Inventory, index, _)) => Some(ServiceMember::Thing(*index)),
                    _ => None,
                };
                if member.to.is_none() {
                    self.unknown(member.text, member.at, &PARTS, problems);
                }
            }
        }
    }

    fn measures(&self, draft: &mut PlanDraft<'a>, problems: &mut Problems) {
        let mut deeds = Vec::with_capacity(draft.measures.len());
        for (index, measure) in draft.measures.iter_mut().enumerate() {
            let first = deeds.len();
            let mut seen: Vec<usize> = Vec::new();
            for link in &mut measure.agencies {
                self.link(link, IdKind::Agency, problems);
                let Some(agency) = link.to else { continue };
                if seen.contains(&agency) {
                    continue;
                }
                seen.push(agency);
                deeds.push(AssignedMeasure { measure: index, agency, instruments: Vec::new() });
            }
            measure.deeds = first..deeds.len();
            for claim in &mut measure.claims {
                if let Some(link) = &mut claim.source {
                    self.link(link, IdKind::Source, problems);
                }
            }
        }
        draft.deeds = deeds;
        for index in 0..draft.measures.len() {
            let mut links = std::mem::take(&mut draft.measures[index].after);
            for link in &mut links {
                self.measure_link(draft, link, AllowedSuffix::Agency, problems);
            }
            draft.measures[index].after = links;
        }
    }

    fn instruments(&self, draft: &mut PlanDraft<'a>, problems: &mut Problems) {
        for index in 0..draft.instruments.len() {
            let mut links = std::mem::take(&mut draft.instruments[index].covers);
            let executed_by = draft.instruments[index].executed_by.and_then(|link| link.to);
            for link in &mut links {
                self.measure_link(draft, link, AllowedSuffix::Transfer, problems);
                let Some(Target::Measure(measure, _)) = link.to else { continue };
                for deed in draft.measures[measure].deeds.clone() {
                    let deed = &mut draft.deeds[deed];
                    if Some(deed.agency) == executed_by && deed.instruments.last() != Some(&index) {
                        deed.instruments.push(index);
                    }
                }
            }
            draft.instruments[index].covers = links;
        }
    }

    fn injects(&self, draft: &mut PlanDraft<'a>, problems: &mut Problems) {
        for index in 0..draft.injects.len() {
            let mut slip = draft.injects[index].slip.take();
            match &mut slip {
                Some(SlipDraft::Refused(link)) => self.link(link, IdKind::Instrument, problems),
                Some(SlipDraft::Late(Some(link), _)) => self.link(link, IdKind::Agency, problems),
                Some(SlipDraft::Early(Some(link), _) | SlipDraft::Failed(link) | SlipDraft::Lapsed(link)) => {
                    self.measure_link(draft, link, AllowedSuffix::Agency, problems);
                }
                Some(SlipDraft::Hold(agency, measure)) => {
                    if let Some(link) = agency {
                        self.link(link, IdKind::Agency, problems);
                    }
                    if let Some(link) = measure {
                        self.measure_link(draft, link, AllowedSuffix::Agency, problems);
                    }
                }
                Some(SlipDraft::Late(None, _) | SlipDraft::Early(None, _)) | None => {}
            }
            draft.injects[index].slip = slip;
        }
    }

    fn measure_link(
        &self,
        draft: &PlanDraft<'a>,
        link: &mut MeasureLink<'a>,
        allowed: AllowedSuffix,
        problems: &mut Problems,
    ) {
        match self.target(draft, link.text, allowed) {
            Ok(target) => link.to = Some(target),
            Err(lost) => {
                problems.add(Code::UnknownReference, link.at, || self.unresolved(draft, link.text, lost));
            }
        }
    }

    fn target(
        &self,
        draft: &PlanDraft<'a>,
        text: &str,
        allowed: AllowedSuffix,
    ) -> Result<Target, UnresolvedReason> {
        let (action, rest) = text.split_once(':').ok_or(UnresolvedReason::Shape)?;
        let (subject, agency) = match rest.split_once('@') {
            Some((subject, agency)) if allowed == AllowedSuffix::Agency => (subject, Some(agency)),
            Some(_) => return Err(UnresolvedReason::Agency),
            None => (rest, None),
        };
        let thing = self.find(subject, &[IdKind::Asset, IdKind::Inventory]);
        if action == "transfer" && allowed == AllowedSuffix::Transfer {
            return thing.map(Target::Transfer).ok_or(UnresolvedReason::Subject);
        }
        let action = Action::of(action).ok_or(UnresolvedReason::Action)?;
        let provider = self.find(subject, &[IdKind::Provider]);
        let tables = match (thing, provider) {
            (Some(thing), _) => draft.things[thing].measures.clone(),
            (None, Some(provider)) => draft.providers[provider].measures.clone(),
            (None, None) => return Err(UnresolvedReason::Subject),
        };
        let measure = tables
            .clone()
            .find(|index| draft.measures[*index].action == action)
            .ok_or(UnresolvedReason::NoSuch)?;
        let Some(agency) = agency else { return Ok(Target::Measure(measure, None)) };
        let agency = self.find(agency, &[IdKind::Agency]).ok_or(UnresolvedReason::NotBy)?;
        let by = draft.measures[measure].deeds.clone().any(|deed| draft.deeds[deed].agency == agency);
        if by { Ok(Target::Measure(measure, Some(agency))) } else { Err(UnresolvedReason::NotBy) }
    }

    fn unresolved(&self, draft: &PlanDraft<'a>, text: &str, lost: UnresolvedReason) -> DiagnosticText {
        let (action, rest) = text.split_once(':').unwrap_or(("", text));
        let subject = rest.split('@').next().unwrap_or_default();
        let fault =
            |label: &str| DiagnosticText::new(format!("`{text}` names no measure of this plan"), label);
        match lost {
            UnresolvedReason::Shape => fault("a measure is written `action:asset`"),
            UnresolvedReason::Agency => fault("an instrument is paired by `executed-by`")
                .help(format!("write it as `{action}:{subject}`")),
            UnresolvedReason::Action => fault("no action is called so").maybe(
                nearest(action, Action::ALL.iter().map(|action| action.as_str()))
                    .map(|near| format!("did you mean `{near}:{rest}`?")),
            ),
            UnresolvedReason::NotBy => fault("that agency does not do it"),
            UnresolvedReason::Subject if !self.may_search() => fault("no asset has this id"),
            UnresolvedReason::Subject => {
                let ids = self.by_id.iter().filter(|(_, (kind, ..))| {
                    matches!(kind, IdKind::Asset | IdKind::Inventory | IdKind::Provider)
                });
                let mut ids: Vec<&str> = ids.map(|(id, _)| *id).collect();
                ids.sort_unstable();
                fault("no asset has this id")
                    .maybe(nearest(subject, ids).map(|near| format!("did you mean `{action}:{near}`?")))
            }
            UnresolvedReason::NoSuch => {
                let has: Vec<String> = draft
                    .measures
                    .iter()
                    .filter(|measure| measure.head.id == subject)
                    .map(|measure| format!("`{}:{subject}`", measure.action))
                    .collect();
                let help = if has.is_empty() {
                    "it has no measure".to_owned()
                } else {
                    format!("it has {}", has.join(", "))
                };
                fault("this asset has no such action").help(help)
            }
        }
    }
}

/// What a name of measures may say beside action and asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AllowedSuffix {
    /// One agency's: `@agency`.
    Agency,
    /// `transfer:asset`.
    Transfer,
}

/// Why a name of measures leads nowhere.
#[derive(Debug, Clone, Copy)]
enum UnresolvedReason {
    Shape,
    Agency,
    Action,
    Subject,
    NoSuch,
    NotBy,
}

impl SubjectIx {
    /// The thing, if it is one.
    pub(crate) fn asset_index(self) -> Option<usize> {
        match self {
            Self::Thing(index) => Some(index),
            Self::Provider(_) => None,
        }
    }
}
