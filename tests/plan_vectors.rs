//! Vectors of digests and stored plans, made by another implementation of the same pages.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use takedown::model::digest::{
    Hash, OrderRecipe, OutletRecipe, PressAssessment, Recipe, TargetRecipe, rows_hash,
};
use takedown::model::time::Instant;
use takedown::plan;

use crate::vectors::{vector_file, vectors_of};

/// A text of the fields; an empty one counts as missing.
fn text(fields: &Value, key: &str) -> Option<String> {
    fields[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn needed(fields: &Value, key: &str) -> String {
    text(fields, key).unwrap_or_else(|| panic!("{key} in {fields}"))
}

fn texts(fields: &Value, key: &str) -> Vec<String> {
    let list = fields[key].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn pair(fields: &Value, key: &str) -> Option<[String; 2]> {
    texts(fields, key).try_into().ok()
}

fn made<R: Recipe + Clone>(recipe: &R) -> (Vec<u8>, Hash) {
    (recipe.clone().bytes(), recipe.clone().hash())
}

fn outlet(fields: &Value) -> (Vec<u8>, Hash) {
    let press = &fields["press_assessment"];
    made(&OutletRecipe {
        outlet: needed(fields, "outlet"),
        name: needed(fields, "name"),
        aliases: texts(fields, "aliases"),
        legal_basis: text(fields, "legal_basis"),
        press_assessment: press.is_object().then(|| PressAssessment {
            by: needed(press, "by"),
            on: needed(press, "on"),
            finding: needed(press, "finding"),
        }),
    })
}

fn target(fields: &Value) -> (Vec<u8>, Hash) {
    let has_none = fields.get("tenancy").is_some_and(Value::is_null);
    made(&TargetRecipe {
        measure: needed(fields, "measure"),
        kind: needed(fields, "kind"),
        identifiers: texts(fields, "identifiers"),
        rows: fields.get("rows").map(|_| rows_hash(texts(fields, "rows"))),
        country: text(fields, "country"),
        provider: text(fields, "provider"),
        tenancy: if has_none { None } else { text(fields, "tenancy").or_else(|| Some("unknown".to_owned())) },
        outlets: texts(fields, "outlets"),
        to: text(fields, "to"),
    })
}

fn order(fields: &Value) -> (Vec<u8>, Hash) {
    let hours = pair(fields, "start_between");
    made(&OrderRecipe {
        target: needed(fields, "target").parse().expect("a digest"),
        instruments: texts(fields, "instruments"),
        start: needed(fields, "start"),
        window: pair(fields, "window").expect("a window"),
        timezone: hours.as_ref().and_then(|_| text(fields, "timezone")),
        start_between: hours,
        after: texts(fields, "after"),
        group: text(fields, "group"),
        authority: text(fields, "authority"),
    })
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn digest_vectors_of_outlet_target_and_order() {
    let file = vector_file("digest.json");
    let mut tried = BTreeSet::new();
    for vector in vectors_of(&file) {
        let make = match vector["digest"].as_str() {
            Some("outlet/1") => outlet,
            Some("target/1") => target,
            Some("order/1") => order,
            _ => continue,
        };
        let (bytes, hash) = make(&vector["fields"]);
        let id = &vector["id"];
        assert_eq!(String::from_utf8(bytes).as_deref().ok(), vector["bytes"].as_str(), "{id}");
        assert_eq!(Some(hash.to_string().as_str()), vector["sha256"].as_str(), "{id}");
        tried.extend(vector["digest"].as_str());
    }
    assert_eq!(tried, BTreeSet::from(["order/1", "outlet/1", "target/1"]), "each kind has vectors");
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn plan_vectors_are_stored_byte_for_byte() {
    let now = Instant::from_millis(1_800_000_000_000);
    let file = vector_file("plan.json");
    let mut whole = 0;
    for vector in vectors_of(&file) {
        let id = &vector["id"];
        let home = tempfile::tempdir().expect("a folder");
        let files = vector["files"].as_object().expect("files");
        let mut path = home.path().join("tideline");
        if vector["folder"] == true {
            fs::create_dir(&path).expect("made");
        } else {
            path.set_extension("toml");
        }
        for (name, text) in files {
            let file = if path.is_dir() { path.join(name) } else { path.clone() };
            fs::write(file, text.as_str().expect("a text")).expect("written");
        }
        let loaded = plan::load(&path, now);
        // Some of them are no whole plans: what is asked here are the bytes.
        let stored = plan::stored_bytes(&loaded.sources, vector["folder"] == true);
        let hash = Hash::of(&stored);
        assert_eq!(Some(hash.to_string().as_str()), vector["sha256"].as_str(), "{id}");
        assert_eq!(Some(format!("plans/{hash}.toml").as_str()), vector["stored"].as_str(), "{id}");
        if let Some(bytes) = vector["bytes"].as_str() {
            assert_eq!(String::from_utf8_lossy(&stored), bytes, "{id}");
        }
        let again = plan::read_stored(&stored);
        assert_eq!(again.sources.len(), loaded.sources.len(), "{id}: its files are found again");
        assert_eq!(plan::stored_bytes(&again.sources, vector["folder"] == true), stored, "{id}");
        assert_eq!(again.plan.is_some(), loaded.plan.is_some(), "{id}: {:#?}", loaded.diagnostics);
        if let (Some(now), Some(then)) = (loaded.plan, again.plan) {
            assert_eq!((now.hash, &now.stored), (hash, &stored), "{id}");
            assert_eq!((then.hash, &then.stored), (hash, &stored), "{id}: what was stored is read as it was");
            whole += 1;
        }
    }
    assert!(whole > 0, "no vector is a whole plan");
}
