//! Ledger test 5: every bit of a log of twelve entries flipped.

use std::fs;

use super::{LOG, OP, append, log_file, standing};
use takedown::ledger::verify::{Options, verify};

#[test]
fn no_flipped_bit_goes_unseen_and_none_costs_an_acknowledged_entry() {
    let dir = tempfile::tempdir().expect("a folder");
    let texts: Vec<String> = (1..12).map(|number| format!("note {number}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    append(dir.path(), LOG, &texts).expect("recorded");
    let path = log_file(dir.path(), LOG);
    let good = fs::read(&path).expect("the log");
    let acknowledged = standing(dir.path());
    assert_eq!(acknowledged.len(), 12);
    let op = OP.parse().expect("an operation");
    let options = Options { threads: 1, ..Options::default() };
    let mut mended = 0;
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).expect("flipped");
        let report = verify(dir.path(), &op, &options, &|_, _| {}).expect("it can be read");
        assert!(!report.findings.is_empty(), "bit {bit} is not seen");
        // In a line that is not the last a refusal is certain: it ends in a line feed and is invalid.
        let in_the_last = bit / 8 >= good.len() - 600;
        if !in_the_last && bit % 64 != 0 {
            continue;
        }
        if append(dir.path(), LOG, &["after"]).is_ok() {
            mended += 1;
            let now = standing(dir.path());
            let lost = acknowledged.keys().filter(|hash| now.get(hash) != Some(&1)).count();
            assert_eq!(lost, 0, "bit {bit} costs {lost} acknowledged entries");
        } else {
            assert_eq!(fs::read(&path).expect("the log"), bytes, "bit {bit}: a refusal writes nothing");
        }
    }
    // Only the eight bits of the last line feed can be mended.
    assert_eq!(mended, 8);
}
