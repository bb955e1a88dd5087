//! The register of evidence: each item with its chain of custody, as far as the bundle shows it.

use std::collections::BTreeSet;
use std::io;

use crate::exchange::escape;
use crate::model::digest::Hash;
use crate::model::tlp::Tlp;
use crate::operation::{Item, ItemStatus, ItemStep};

/// An item, and those of its steps that are shown.
pub(super) struct RegisterEntry<'a> {
    item: &'a Item,
    steps: Vec<&'a ItemStep>,
}

/// The items whose first entry is shown.
pub(super) fn rows<'a>(items: &[ItemStatus<'a>], kept: &BTreeSet<Hash>) -> Vec<RegisterEntry<'a>> {
    let shown = items.iter().map(|status| status.item).filter(|item| kept.contains(&item.entry));
    shown
        .map(|item| RegisterEntry {
            item,
            steps: item.steps.iter().filter(|step| kept.contains(&step.hash)).collect(),
        })
        .collect()
}

const HEADS: [&str; 20] = [
    "item",
    "exhibit",
    "serves",
    "file",
    "sha256",
    "size",
    "serial",
    "tlp",
    "handling",
    "step",
    "state",
    "at",
    "recorded",
    "agency",
    "officer",
    "holder",
    "seal",
    "words",
    "irregular",
    "entry",
];

/// One line for each step of custody (RFC 4180).
pub(super) fn csv(items: &[RegisterEntry<'_>]) -> io::Result<Vec<u8>> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(HEADS)?;
    for entered in items {
        let item = entered.item;
        for (number, step) in entered.steps.iter().enumerate() {
            let cells = [
                item.entry.to_string(),
                text(item.exhibit.as_deref()),
                serves(entered),
                text(item.file.as_deref()),
                item.sha256.map(|hash| hash.to_string()).unwrap_or_default(),
                item.size.map(|size| size.to_string()).unwrap_or_default(),
                text(item.serial.as_deref()),
                item.marks.tlp.map(|tlp| tlp.to_string()).unwrap_or_default(),
                item.marks.handling.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                (number + 1).to_string(),
                step.to.to_string(),
                step.at.to_string(),
                step.recorded_at.recorded(),
                step.agency.to_string(),
                step.officer.to_string(),
                text(step.holder.as_deref()),
                text(step.seal.as_deref()),
                step.words.to_string(),
                broken(step),
                step.hash.to_string(),
            ];
            out.write_record(cells.map(escape::cell))?;
        }
    }
    out.into_inner().map_err(|_| io::Error::other("the register is not whole"))
}

/// The register for people: a heading for each item, a row for each step.
pub(super) fn markdown(items: &[RegisterEntry<'_>], tlp: Tlp) -> String {
    let mut out = vec![format!("# Register of evidence\n\nTLP:{tlp}\n")];
    if items.is_empty() {
        out.push("\nNo item of evidence is in this bundle.\n".to_owned());
    }
    for entered in items {
        let item = entered.item;
        let short = item.entry.short();
        let name = item.exhibit.as_deref().unwrap_or(&short);
        out.push(format!(
            "\n## {}\n\n- entry: `{}`\n- serves: {}\n",
            escape::markdown(name),
            item.entry,
            escape::markdown(&serves(entered))
        ));
        for (what, text) in [("file", &item.file), ("serial number", &item.serial)] {
            if let Some(text) = text {
                out.push(format!("- {what}: {}\n", escape::markdown(text)));
            }
        }
        if !item.marks.is_empty() {
            out.push(format!("- marks: {}\n", item.marks));
        }
        if let Some(hash) = item.sha256 {
            out.push(format!("- SHA-256: `{hash}`, {} bytes\n", item.size.unwrap_or(0)));
        }
        out.push(
            "\n| step | state | at (UTC) | agency | officer | holder | seal | words | irregular |\n"
                .to_owned(),
        );
        out.push("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n".to_owned());
        for (number, step) in entered.steps.iter().enumerate() {
            let cells = [
                (number + 1).to_string(),
                step.to.to_string(),
                step.at.to_string(),
                step.agency.to_string(),
                step.officer.to_string(),
                text(step.holder.as_deref()),
                text(step.seal.as_deref()),
                step.words.to_string(),
                broken(step),
            ];
            out.push(format!("| {} |\n", cells.map(|cell| escape::markdown(&cell)).join(" | ")));
        }
    }
    out.push(format!("\nTLP:{tlp}\n"));
    out.concat()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn serves(entered: &RegisterEntry<'_>) -> String {
    let serves = entered.item.serves.iter().map(|(measure, round)| match round {
        1 => measure.to_string(),
        round => format!("{measure} round {round}"),
    });
    serves.collect::<Vec<_>>().join("; ")
}

fn broken(step: &ItemStep) -> String {
    step.broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
