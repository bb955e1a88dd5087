//! Ledger test 14, on stable: the fuzz targets of a line, a plan and an inventory, fed with mutations for a bounded count.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{LOG, append, log_file};

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

#[test]
fn mutated_lines_are_refused_or_are_what_would_be_written() {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two \" \\ \n \u{1} é", "three"]).expect("recorded");
    let bytes = fs::read(log_file(dir.path(), LOG)).expect("the log");
    let seeds: Vec<Vec<u8>> =
        bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect();
    feed(&seeds, 200_000, line::line);
}

/// The plans of the gallery that are one file, and the exercise that `init` writes.
fn plans() -> Vec<Vec<u8>> {
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut paths: Vec<PathBuf> = ["good", "bad"]
        .iter()
        .flat_map(|folder| fs::read_dir(gallery.join(folder)).expect("the gallery"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && path.is_file())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a plan")).collect()
}

#[test]
fn mutated_plans_are_read_or_their_faults_have_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = plans();
    assert!(seeds.len() > 100, "{} plans", seeds.len());
    feed(&seeds, 3_000, |bytes| plan::plan(bytes, folder.path()));
}

#[test]
fn mutated_inventories_are_read_or_their_faults_have_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds: Vec<Vec<u8>> = [
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
    .into();
    let read = Cell::new(0);
    feed(&seeds, 4_000, |bytes| {
        read.set(read.get() + usize::from(inventory::inventory(bytes, folder.path()).is_some()));
    });
    assert!(read.get() > 100, "{} were read as inventories: too few to tell", read.get());
}
