//! Checking a plan of 20,000 assets against parsing its bare TOML: the ratio, measured in one run.
//!
//! `cargo bench --bench plan`. Both read the same file; each is taken by turns, and the medians are compared.
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use takedown::model::time;
use takedown::plan;
use toml::de::DeTable;

#[path = "shared/big.rs"]
mod big;
#[path = "../tests/support/plan_text.rs"]
mod plan_text;

const ASSETS: usize = 20_000;
const ROUNDS: usize = 11;
const GOAL: f64 = 1.5;

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = black_box(work());
    (start.elapsed(), made)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn check(path: &Path) {
    let loaded = plan::load(path, time::Instant::from_millis(1_764_000_000_000));
    assert!(
        loaded.plan.is_some_and(|plan| plan.measures.len() == ASSETS),
        "{:?}",
        loaded.diagnostics.first()
    );
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("big.toml");
    let text = big::big(ASSETS);
    std::fs::write(&path, &text).expect("written");
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (time, ()) = timed(|| {
            let text = std::fs::read_to_string(&path).expect("read");
            drop(black_box(DeTable::parse(&text).expect("TOML")));
        });
        bare.push(time);
        whole.push(timed(|| check(&path)).0);
    }
    let (bare, whole) = (median(bare), median(whole));
    let ratio = whole.as_secs_f64() / bare.as_secs_f64();
    println!("plan::load of {ASSETS} assets, {:.1} MB", text.len() as f64 / 1e6);
    println!("  bare TOML  {:>8.1} ms", bare.as_secs_f64() * 1e3);
    println!("  load       {:>8.1} ms", whole.as_secs_f64() * 1e3);
    println!("  ratio      {ratio:>8.2}     goal {GOAL}");
}
