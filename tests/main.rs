//! The one test binary: each module beside this file tests the program from outside.

mod action_day;
mod april_exercise;
mod bundle;
mod cli;
mod docs;
#[path = "../benches/shared/entries.rs"]
mod entries;
mod faults;
mod gallery;
#[path = "../benches/shared/given.rs"]
mod given;
mod growth;
mod impact;
mod laws;
mod layers;
mod ledger_vectors;
mod manuals;
mod need_sh;
mod next_sh;
mod operation;
mod plan_format;
mod plan_hostile;
#[path = "support/plan_text.rs"]
mod plan_text;
mod plan_vectors;
#[path = "../benches/shared/plans.rs"]
mod plans;
mod shipped;
mod stage;
mod support;
#[path = "support/vectors.rs"]
mod vectors;
mod whys;
