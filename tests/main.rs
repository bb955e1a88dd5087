//! The one test binary: each module beside this file tests the program from outside.

mod action_day;
mod april_exercise;
mod bundle;
mod cli;
mod docs;
mod faults;
mod gallery;
mod impact;
mod laws;
mod layers;
mod ledger_vectors;
mod need_sh;
mod next_sh;
mod operation;
mod plan_format;
mod plan_hostile;
mod plan_vectors;
mod shipped;
mod stage;
mod support;
mod whys;
