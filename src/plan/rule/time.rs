//! Windows, starts, legal hours, and clocks.

use chrono::{Offset as _, TimeZone as _, Timelike as _};
use chrono_tz::Tz;

use super::{Facts, RuleReporter};
use crate::model::time::Instant;
use crate::plan::draft::WindowDraft;
use crate::plan::problems::DiagnosticText;
use crate::plan::tables;

const THREE_HOURS: i64 = 3 * 3_600_000;

pub(super) fn window_inverted(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let operation = facts.draft.operation.as_ref().and_then(|operation| operation.window);
    let measures = facts.draft.measures.iter().filter_map(|measure| measure.window);
    for window in operation.into_iter().chain(measures).filter(|window| window.to <= window.from) {
        voice.report(window.at, || {
            DiagnosticText::new(
                format!("a window from {} to {} holds no time", window.from, window.to),
                "its end must lie after its beginning",
            )
        });
    }
}

pub(super) fn start_outside_window(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for measure in &facts.draft.measures {
        let written = facts.window(measure);
        let (from, to) = written.map_or(tables::DEFAULT_WINDOW, |WindowDraft { from, to, .. }| (from, to));
        let start = Facts::start(measure);
        if to <= from || (from..=to).contains(&start) {
            continue;
        }
        let at = measure.start.map_or(measure.head.at, |start| start.at);
        voice.report(at, || {
            let fault = DiagnosticText::new(
                format!(
                    "`{}:{}` starts at {start}, outside its window from {from} to {to}",
                    measure.action, measure.head.id
                ),
                if start < from { "before its window" } else { "after its window" },
            );
            match written {
                Some(window) => fault.also(window.at, "its window"),
                None => fault.help(format!("where the plan says no window, it is from {from} to {to}")),
            }
        });
    }
}

pub(super) fn start_outside_legal_hours(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let Some(h_hour) = facts.h_hour else { return };
    for deed in &facts.draft.deeds {
        let measure = deed.table(facts.draft);
        let agency = &facts.draft.agencies[deed.agency];
        let (Some(hours), Some(zone)) = (measure.start_between, agency.timezone) else { continue };
        let local = zone.from_utc_datetime(&Facts::start(measure).from(h_hour).utc().naive_utc());
        if hours.it.contain(local.num_seconds_from_midnight()) {
            continue;
        }
        voice.report(hours.at, || {
            let (id, place) = (agency.head.id, zone.name());
            DiagnosticText::new(
                format!(
                    "`{}:{}@{id}` starts at {} in {place}",
                    measure.action,
                    measure.head.id,
                    local.format("%H:%M")
                ),
                format!("its legal hours are {} to {}", hours.it.from, hours.it.to),
            )
        });
    }
}

pub(super) fn h_hour_local(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let Some(operation) = facts.draft.operation.as_ref().filter(|_| facts.mode.gated) else { return };
    let Some(h_hour) = operation.h_hour else { return };
    let changes = |zone: Tz| {
        let offset = |at: Instant| zone.offset_from_utc_datetime(&at.utc().naive_utc()).fix();
        offset(h_hour.it.plus_millis(-THREE_HOURS - 1)) != offset(h_hour.it.plus_millis(THREE_HOURS))
    };
    let zones = facts.draft.agencies.iter().filter_map(|agency| Some((agency.head.id, agency.timezone?)));
    let Some((id, zone)) = zones.into_iter().find(|(_, zone)| changes(*zone)) else { return };
    voice.warn(h_hour.at, &[&operation.head.accepts], || {
        DiagnosticText::new(
            format!("a clock changes within three hours of H-hour: {}, the zone of {id}", zone.name()),
            "local times are ambiguous here",
        )
        .help("move H-hour, or say all times in UTC that night")
    });
}

pub(super) fn future_in_retrospective(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if !facts.mode.past_only {
        return;
    }
    let today = facts.now.date().format("%Y-%m-%d").to_string();
    let future = |date: &str| today.get(..date.len()).is_some_and(|today| date > today);
    let mut say = |at, what: &str| {
        voice.report(at, || {
            DiagnosticText::new(
                format!("{what} lies in the future, and a retrospective plan holds none"),
                "not yet",
            )
        });
    };
    if let Some(h_hour) = facts.draft.operation.as_ref().and_then(|operation| operation.h_hour)
        && h_hour.it > facts.now
    {
        say(h_hour.at, "H-hour");
    }
    for date in facts.draft.sources.iter().filter_map(|source| source.date).filter(|date| future(date.it)) {
        say(date.at, "the date of a source");
    }
    let assessed = facts.draft.outlets.iter().filter_map(|outlet| outlet.press.as_ref()?.on);
    for date in assessed.filter(|date| future(date.it)) {
        say(date.at, "the date of a press assessment");
    }
}
