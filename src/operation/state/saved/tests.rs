//! Compares saved plans and checkpoints with those of another implementation, byte for byte.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ExcludedMeasure, Saved, SavedParts, write};
use crate::ledger::log::{Head, LogName};
use crate::ledger::sign::checkpoint;
use crate::model::digest::{Hash, OrderRecipe, Recipe as _, TargetRecipe};
use crate::model::time::Instant;
use crate::operation::tests::vectors::{vector_file, vectors_of};

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn maybe(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn pair(value: &Value) -> Option<[String; 2]> {
    texts(value).try_into().ok()
}

fn hash(value: &Value) -> Hash {
    text(value).parse().expect("a digest")
}

fn target(fields: &Value) -> TargetRecipe {
    TargetRecipe {
        measure: text(&fields["measure"]),
        kind: text(&fields["kind"]),
        identifiers: texts(&fields["identifiers"]),
        rows: None,
        country: maybe(&fields["country"]),
        provider: maybe(&fields["provider"]),
        // Null means that the asset has no tenancy; an absent key means that nobody stated one.
        tenancy: fields.get("tenancy").map_or_else(|| Some("unknown".to_owned()), maybe),
        outlets: texts(&fields["outlets"]),
        to: maybe(&fields["to"]),
    }
}

fn order(fields: &Value, target: &TargetRecipe) -> OrderRecipe {
    OrderRecipe {
        target: target.clone().hash(),
        instruments: texts(&fields["instruments"]),
        start: text(&fields["start"]),
        window: pair(&fields["window"]).expect("a window"),
        start_between: pair(&fields["start_between"]),
        timezone: maybe(&fields["timezone"]),
        after: texts(&fields["after"]),
        group: maybe(&fields["group"]),
        authority: maybe(&fields["authority"]),
    }
}

fn saved(fields: &Value) -> Vec<u8> {
    let measures: Vec<(TargetRecipe, OrderRecipe, u64, Vec<Hash>)> = fields["measures"]
        .as_array()
        .expect("measures")
        .iter()
        .map(|it| {
            let target = target(&it["target"]);
            let order = order(&it["order"], &target);
            let relies_on = it["relies_on"].as_array().expect("a list").iter().map(hash).collect();
            (target, order, it["round"].as_u64().expect("a round"), relies_on)
        })
        .collect();
    let without = fields["without"].as_array().expect("a list").iter();
    let policy = &fields["policy"];
    let max_age = text(&policy["locate_max_age"]);
    write(SavedParts {
        op: text(&fields["op"]),
        plan: hash(&fields["plan"]),
        h_hour: Instant::parse(text(&fields["h_hour"]).as_bytes()).expect("an instant"),
        locate_max_age: &max_age,
        approvals: u32::try_from(policy["approvals"].as_u64().expect("a number")).expect("small"),
        countries: texts(&fields["countries"]).iter().map(|code| code.parse().expect("a country")).collect(),
        measures: measures
            .iter()
            .map(|(target, order, round, relies)| (target, order, *round, relies.clone()))
            .collect(),
        without: without
            .map(|it| ExcludedMeasure { measure: text(&it["measure"]), reason: text(&it["reason"]) })
            .collect(),
    })
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn saved_and_checkpoint_vectors_are_written_byte_for_byte() {
    let file = vector_file("digest.json");
    let mut tried = BTreeSet::new();
    for vector in vectors_of(&file) {
        let fields = &vector["fields"];
        let bytes = match vector["digest"].as_str() {
            Some("saved/1") => saved(fields),
            Some("checkpoint") => {
                let log = LogName::new(&text(&fields["log"])).expect("a log");
                let head =
                    Head { log, seq: fields["seq"].as_u64().expect("a number"), hash: hash(&fields["hash"]) };
                let t = Instant::parse_recorded(text(&fields["t"]).as_bytes()).expect("a time");
                checkpoint::text(&head, t).into_bytes()
            }
            _ => continue,
        };
        assert_eq!(String::from_utf8_lossy(&bytes), text(&vector["bytes"]), "{}", vector["comment"]);
        assert_eq!(Hash::of(&bytes), hash(&vector["sha256"]), "{}", vector["comment"]);
        if vector["digest"] == "saved/1" {
            let read = Saved::read(&bytes).unwrap_or_else(|bad| panic!("{}: {bad}", vector["comment"]));
            assert_eq!(read.hash, Hash::of(&bytes));
        }
        tried.extend(vector["digest"].as_str());
    }
    assert_eq!(tried, BTreeSet::from(["checkpoint", "saved/1"]), "both kinds have vectors");
}

#[test]
fn what_is_spelt_otherwise_is_no_saved_plan() {
    for bad in ["", "{}", "null", "{\"schema\":\"takedown.saved/1\"}", "[1]"] {
        assert!(Saved::read(bad.as_bytes()).is_err(), "{bad}");
    }
}
