//! How far an entry says itself that it may travel.

use crate::model::tlp::Marks;

use super::entry::{Data, Evidence, Observation};

impl Observation<'_> {
    /// How far it says itself that it may travel.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl Evidence<'_> {
    /// How far it says itself that its item may travel.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl Data<'_> {
    /// How far an entry says itself that it may travel; most say nothing of it.
    pub fn marks(&self) -> Marks {
        match self {
            Self::Observation(observation) => observation.marks(),
            Self::Evidence(item) => item.marks(),
            _ => Marks::default(),
        }
    }
}
