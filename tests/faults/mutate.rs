//! Ledger test 14, on stable: the fuzz target of a line, fed with mutated lines for a bounded count.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{LOG, append, log_file};

#[path = "../../fuzz/targets/line.rs"]
mod target;

const ROUNDS: usize = 200_000;

#[test]
fn mutated_lines_are_refused_or_are_what_would_be_written() {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two \" \\ \n \u{1} é", "three"]).expect("recorded");
    let bytes = std::fs::read(log_file(dir.path(), LOG)).expect("the log");
    let seeds: Vec<&[u8]> = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).collect();
    let mut random = StdRng::seed_from_u64(14);
    for _ in 0..ROUNDS {
        let mut line = seeds[random.random_range(0..seeds.len())].to_vec();
        for _ in 0..random.random_range(0..4) {
            if line.is_empty() {
                break;
            }
            let at = random.random_range(0..line.len());
            match random.random_range(0..5) {
                0 => line[at] ^= 1 << random.random_range(0..8),
                1 => drop(line.remove(at)),
                2 => line.insert(at, random.random_range(0..=255)),
                3 => line.truncate(at + 1),
                _ => {
                    let other = seeds[random.random_range(0..seeds.len())];
                    let from = random.random_range(0..other.len());
                    line.splice(at..at, other[from..].iter().copied().take(32));
                }
            }
        }
        target::line(&line);
    }
}
