//! Ledger test 14, on stable: the fuzz targets of a line, a plan and an inventory, fed with mutations for a bounded count.

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use takedown::ledger;
use takedown::model::digest::Hash;
use takedown::plan as plan_of;

use super::{LOG, append, log_file};
use crate::gallery::single_file_plans;

#[path = "../../fuzz/targets/inventory.rs"]
mod inventory;
#[path = "../../fuzz/targets/line.rs"]
mod line;
#[path = "../../fuzz/targets/loaded.rs"]
mod loaded;
#[path = "../../fuzz/targets/plan.rs"]
mod plan;

/// Feeds a target with mutations of seeds: bits flipped, bytes lost and put in, ends cut, pieces of others put in.
fn feed(seeds: &[Vec<u8>], rounds: usize, mut target: impl FnMut(&[u8])) {
    let mut random = StdRng::seed_from_u64(14);
    for seed in seeds {
        target(seed);
    }
    for _ in 0..rounds {
        let mut bytes = seeds[random.random_range(0..seeds.len())].clone();
        for _ in 0..random.random_range(0..4) {
            if bytes.is_empty() {
                break;
            }
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..5) {
                0 => bytes[at] ^= 1 << random.random_range(0..8),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, random.random_range(0..=255)),
                3 => bytes.truncate(at + 1),
                _ => {
                    let other = &seeds[random.random_range(0..seeds.len())];
                    let from = random.random_range(0..other.len());
                    bytes.splice(at..at, other[from..].iter().copied().take(32));
                }
            }
        }
        target(&bytes);
    }
}

/// The lines of a log, without their line feeds.
fn log_lines() -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two \" \\ \n \u{1} é", "three"]).expect("recorded");
    let bytes = fs::read(log_file(dir.path(), LOG)).expect("the log");
    bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

#[test]
fn mutated_lines_are_refused_or_are_what_would_be_written() {
    let seeds = log_lines();
    feed(&seeds, 200_000, line::line);
}

#[test]
fn mutated_plans_are_read_or_their_faults_have_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = single_file_plans();
    assert!(seeds.len() > 100, "{} plans", seeds.len());
    feed(&seeds, 3_000, |bytes| plan::plan(bytes, folder.path()));
}

/// Seeds of inventories: heads, quotes, line ends, defanged names, names in other scripts, what is none.
fn inventories() -> Vec<Vec<u8>> {
    [
        "identifier,note\nnews.example,the first\nradio.example,\"said, twice\"\n",
        "news.example\r\nradio.example\r\n\r\nnews.example\r\n",
        "news[.]example\n\"hxxp://news.example\"\nNEWS.EXAMPLE.\n",
        "\"news\n.example\"\n\"radio.example",
        "b\u{fc}cher.example\n\u{430}pple.example\nxn--bcher-kva.example\n",
        "\u{feff}identifier\nnews.example\n",
        "=cmd.example,1\n@news.example\n+radio.example\n",
        "203.0.113.20\nnews.example:443\nnews.example/path\n",
        "identifier\n",
        "news.example;radio.example\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

#[test]
fn mutated_inventories_are_read_or_their_faults_have_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = inventories();
    let read = Cell::new(0);
    feed(&seeds, 4_000, |bytes| {
        read.set(read.get() + usize::from(inventory::inventory(bytes, folder.path()).is_some()));
    });
    assert!(read.get() > 100, "{} were read as inventories: too few to tell", read.get());
}

/// Whether a target finds a fault in a reader, by failing as it does for a fuzzer, within some mutations.
fn is_found_out(seeds: &[Vec<u8>], rounds: usize, target: impl FnMut(&[u8])) -> bool {
    catch_unwind(AssertUnwindSafe(|| feed(seeds, rounds, target))).is_err()
}

/// A line whose hash is made to fit, as a reader would see it that does not compare.
fn hash_mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let split = bytes.len().checked_sub(ledger::codec::line::TAIL)?;
    let prev = bytes.get(split + 9..split + 73).and_then(Hash::parse)?;
    let hash = ledger::codec::line::chain(&Hash::of(&bytes[..split]), &prev);
    Some([&bytes[..split], format!(",\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}").as_bytes()].concat())
}

/// Readers of lines that break a rule each. What they take stays in memory: a line borrows from its bytes.
#[test]
fn a_reader_of_lines_that_panics_or_takes_too_much_is_found_out() {
    let seeds = log_lines();
    let found = |read: &dyn Fn(&[u8]) -> Option<ledger::codec::line::Line<'_>>| {
        is_found_out(&seeds, 20_000, |bytes| line::line_by(bytes, read))
    };
    let sound = |bytes: &[u8]| ledger::codec::line::read(bytes).ok().map(|_| ());
    assert!(!found(&|bytes| ledger::codec::line::read(bytes).ok()), "the sound one is not");
    assert!(
        found(&|bytes| bytes[bytes.len() - 149..]
            .first()
            .and_then(|_| ledger::codec::line::read(bytes).ok())),
        "panics"
    );
    let leaked = |bytes: Vec<u8>| ledger::codec::line::read(bytes.leak()).ok();
    let begins =
        |bytes: &[u8]| bytes.windows(5).position(|word| word == b"{\"v\":").map(|at| bytes[at..].to_vec());
    assert!(found(&|bytes| leaked(begins(bytes)?)), "passes over what stands before a line");
    assert!(
        found(&|bytes| leaked(hash_mended(bytes).filter(|mended| sound(mended).is_some())?)),
        "compares no hash"
    );
}

#[test]
fn a_reader_of_plans_that_panics_or_loses_places_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = single_file_plans();
    let found = |read: &dyn Fn(&[u8]) -> plan_of::Loaded| {
        is_found_out(&seeds, 300, |bytes| plan::plan_by(bytes, folder.path(), read))
    };
    assert!(!found(&plan_of::read_stored), "the sound one is not");
    assert!(
        found(&|bytes| plan_of::read_stored(std::str::from_utf8(bytes).expect("text").as_bytes())),
        "panics at what is no text"
    );
    assert!(
        found(&|bytes| {
            let mut loaded = plan_of::read_stored(bytes);
            loaded.diagnostics.iter_mut().for_each(|found| found.place = None);
            loaded
        }),
        "says what is wrong, and not where"
    );
    assert!(
        found(&|bytes| plan_of::Loaded { diagnostics: Vec::new(), ..plan_of::read_stored(bytes) }),
        "gives no plan, and does not say why"
    );
}

#[test]
fn a_reader_of_inventories_that_panics_or_loses_rows_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = inventories();
    let found = |change: &dyn Fn(&mut Vec<String>)| {
        is_found_out(&seeds, 500, |bytes| {
            inventory::inventory_by(bytes, folder.path(), |path, now| {
                let mut loaded = plan_of::load(path, now);
                let plans = loaded
                    .plan
                    .iter_mut()
                    .flat_map(|plan| std::sync::Arc::make_mut(&mut plan.inventories).values_mut());
                plans.for_each(|inventory| change(&mut inventory.rows));
                loaded
            });
        })
    };
    assert!(!found(&|_| {}), "the sound one is not");
    assert!(found(&|rows| drop(rows.pop())), "loses the last row");
    assert!(found(&|rows| rows.reverse()), "sorts otherwise");
    assert!(found(&|rows| assert!(rows.len() < 2, "one row is enough")), "panics");
}
