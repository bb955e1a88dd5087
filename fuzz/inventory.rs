//! Runs the target with `cargo fuzz run inventory`; on a stable compiler over the files named as arguments.
#![cfg_attr(fuzzing, no_main)]

#[path = "targets/loaded.rs"]
mod loaded;
#[path = "../tests/support/plan_text.rs"]
mod plan_text;
#[path = "targets/inventory.rs"]
mod target;

/// A folder for the files that the target reads.
fn folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("takedown-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    target::inventory(bytes, &folder());
});

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        target::inventory(&std::fs::read(path)?, &folder());
    }
    Ok(())
}
