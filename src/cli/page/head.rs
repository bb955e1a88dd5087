//! The head and the foot of every document.

use std::fmt::Write as _;

use crate::cli::output::page::{Page, PagePart, Piece};
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::time::{At, Instant};
use crate::view::head::{HeadView, NamedAgency};

/// Opens a page: the operation, its TLP label, its lead, and a notice about how far to trust it.
pub(crate) fn open(page: &mut Page, head: &HeadView, now: Instant) {
    let allows = head.mode.row();
    let travel = travel(head);
    let marks = if allows.gated { format!("{}  {travel}", head.mode) } else { travel };
    page.parts.push(PagePart::Title {
        id: Piece::new(Tone::Strong, head.id.to_uppercase()),
        name: Piece::new(Tone::Strong, &head.name),
        marks: Piece::new(Tone::Care, marks),
    });
    match head.h_hour {
        Some(h_hour) => page.line(h_hour_line(head, h_hour, now)),
        None => page.line(history_line(head)),
    }
    if !allows.in_plans {
        page.pieces([Piece::new(Tone::Care, "A rehearsal: nothing of this has happened.")]);
    }
    if !allows.gated {
        page.line("Public claims, written down from sources, checked by nobody here.");
    }
}

/// Closes a page. Documents repeat the TLP label at their end.
pub(crate) fn close(page: &mut Page, head: &HeadView) {
    page.parts.push(PagePart::Foot(Piece::new(Tone::Care, travel(head))));
}

/// `TLP:AMBER H1`
fn travel(head: &HeadView) -> String {
    let codes = head.handling.iter().map(ToString::to_string);
    std::iter::once(format!("TLP:{}", head.tlp)).chain(codes).collect::<Vec<_>>().join(" ")
}

fn h_hour_line(head: &HeadView, h_hour: Instant, now: Instant) -> String {
    let zone = head.lead.timezone;
    let utc = h_hour.utc();
    let day = zone.map_or_else(
        || utc.format("%a %-d %b %Y").to_string(),
        |zone| time::there(h_hour, zone).format("%a %-d %b %Y").to_string(),
    );
    let local = zone.map_or_else(String::new, |zone| format!("{}, ", time::local(h_hour, zone)));
    let ago = time::ago(h_hour, now);
    format!(
        "H-hour {day} {local}{} UTC, {ago}. Led by {}. Plan {}.",
        time::clock(&utc),
        agency_text(&head.lead),
        head.plan
    )
}

fn history_line(head: &HeadView) -> String {
    let mut text = head.period.map(|(first, last)| format!("{}. ", period(first, last))).unwrap_or_default();
    // Writing to a string never fails.
    let _ = write!(text, "Led by {}", agency_text(&head.lead));
    if let Some(coordinator) = &head.coordinator {
        let _ = write!(text, ", coordinated by {}", agency_text(coordinator));
    }
    if let Some(judicial) = &head.judicial_coordinator {
        let _ = write!(text, ", supported by {}", agency_text(judicial));
    }
    text + "."
}

/// The agency with its country; a body of the EU has none.
fn agency_text(agency: &NamedAgency) -> String {
    match agency.country.filter(|country| !country.is_body()) {
        Some(country) => format!("{} ({country})", agency.id),
        None => agency.id.to_string(),
    }
}

fn period(first: At, last: At) -> String {
    let start = first.earliest().map(Instant::date);
    let end = last.latest().date();
    start.map_or_else(|| format!("By {}", time::date(end)), |start| time::between(start, end))
}
