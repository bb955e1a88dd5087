//! The `takedown` command; everything is in the library.
use std::process::ExitCode;

fn main() -> ExitCode {
    takedown::cli::main()
}
