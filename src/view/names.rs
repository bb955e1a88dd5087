//! Measures by the shortest ids that are unique in their plan.

use std::collections::HashMap;

use crate::plan::Plan;

/// The short id of every measure of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortNames(HashMap<String, String>);

impl ShortNames {
    /// The short ids of the measures of a plan.
    pub fn of(plan: &Plan) -> Self {
        let short = |id: &crate::model::measure::MeasureId| (id.to_string(), plan.short(id).to_owned());
        Self(plan.measures.keys().map(short).collect())
    }

    /// The short id of a measure; any other text unchanged.
    pub fn name<'a>(&'a self, text: &'a str) -> &'a str {
        self.0.get(text).map_or(text, String::as_str)
    }
}
