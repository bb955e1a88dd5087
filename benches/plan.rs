//! Checking a plan of 20,000 assets against parsing its bare TOML: the ratio, measured in one run.
//!
//! `cargo bench --bench plan`. Both read the same file; each is taken by turns, and the medians are compared.
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use takedown::model::time;
use takedown::plan;
use toml::de::DeTable;

const ASSETS: usize = 20_000;
const ROUNDS: usize = 11;
const GOAL: f64 = 1.5;

const HEAD: &str = r#"format = 1
[operation]
id = "big"
name = "A big exercise"
mode = "exercise"
lead = "be-prosecutor"
h-hour = "2027-03-09T06:00:00+01:00"
[agency.be-prosecutor]
name = "Prosecutor's office of the exercise"
country = "BE"
timezone = "Europe/Brussels"
[agency.nl-police]
name = "Police of the exercise"
country = "NL"
timezone = "Europe/Amsterdam"
[agency.ro-police]
name = "Cyber unit of the exercise"
country = "RO"
timezone = "Europe/Bucharest"
[provider.hoster-nl]
name = "Example Hosting"
kind = "hoster"
country = "NL"
[outlet.wire]
name = "The Wire"
kind = "news-agency"
legal-basis = "designation of the organisation, exercise reference 1"
press-assessment = { by = "be-prosecutor", on = "2026-10-01", finding = "exercise: no journalistic material" }
"#;

/// A plan of as many assets: about 475 bytes each, one measure on each.
fn big() -> String {
    let mut text = String::from(HEAD);
    for number in 0..ASSETS {
        write!(
            text,
            r#"
# the mirror number {number} of the site, as found by the referral unit on its rounds
[asset.mirror-{number:05}]
kind = "domain"
identifier = "news-{number:05}[.]example"
country = "NL"
outlets = ["wire"]
provider = "hoster-nl"
tenancy = "dedicated"
note = "found by following the links of the day before; seen up on three rounds in a row"
[asset.mirror-{number:05}.suspend]
agency = "nl-police"
authority = "voluntary"
start = "H-40m"
takes = ["20m", "40m", "2h"]
window = ["H-1h", "H+6h"]
"#
        )
        .expect("written into a text");
    }
    text
}

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
    let text = big();
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
