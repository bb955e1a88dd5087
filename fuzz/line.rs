//! Runs the target with `cargo fuzz run line`; on a stable compiler over the files named as arguments.
#![cfg_attr(fuzzing, no_main)]

#[path = "targets/line.rs"]
mod target;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target::line(bytes));

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        target::line(&std::fs::read(path)?);
    }
    Ok(())
}
