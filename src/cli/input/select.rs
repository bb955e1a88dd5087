//! Measures by name, glob and selection.

use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::model::action::Action;
use crate::model::country::Country;
use crate::model::measure::MeasureId;
use crate::model::word::Word as _;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use crate::cli::args::{ReadArgs, Selection};
use crate::cli::error::CliError;

impl Selection {
    /// Whether it selects everything.
    pub(crate) fn is_empty(&self) -> bool {
        [&self.country, &self.outlet, &self.agency, &self.group, &self.action]
            .iter()
            .all(|list| list.is_empty())
    }

    /// Refuses ids that are not in the plan, with the nearest one as a hint.
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), CliError> {
        for code in self.country.iter().filter(|code| *code != UNKNOWN) {
            code.parse::<Country>().map_err(|bad| {
                let hint = bad.suggestion.map(|near| format!("did you mean {near}?"));
                let error = CliError::usage(bad);
                match hint {
                    Some(hint) => error.hint(hint),
                    None => error.hint("countries are two capitals of ISO 3166-1, EU or XK; or `unknown`"),
                }
            })?;
        }
        known(&self.outlet, "outlet", plan.outlets.keys().map(AsRef::as_ref))?;
        known(&self.agency, "agency", plan.agencies.keys().map(AsRef::as_ref))?;
        let groups: BTreeSet<&str> =
            plan.measures.values().filter_map(|measure| Some(measure.group.as_ref()?.as_str())).collect();
        known(&self.group, "group", groups.iter().copied())?;
        known(&self.action, "action", Action::ALL.iter().map(|action| action.as_str()))
    }

    /// Whether it selects a measure. Only the id is known of a measure that the current plan no longer has.
    pub(crate) fn takes(&self, id: &MeasureId, measure: Option<&Measure>) -> bool {
        let any = |list: &[String], fits: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|word| fits(word))
        };
        let country = measure.and_then(|measure| measure.country);
        any(&self.country, &|code| country.map_or(code == UNKNOWN, |country| country.code() == code))
            && any(&self.outlet, &|outlet| {
                measure.is_some_and(|measure| measure.outlets.iter().any(|id| id.as_str() == outlet))
            })
            && any(&self.agency, &|agency| id.agency() == agency)
            && any(&self.group, &|group| {
                measure.is_some_and(|measure| measure.group.as_ref().is_some_and(|id| id.as_str() == group))
            })
            && any(&self.action, &|action| id.action().as_str() == action)
    }
}

impl ReadArgs {
    /// Separates the operation from the measures: only measures have a colon in their names.
    pub(crate) fn split(&self) -> Result<(Option<&str>, Vec<String>), CliError> {
        let (measures, operations): (Vec<&String>, Vec<&String>) =
            self.words.iter().partition(|word| word.contains(':'));
        match operations.as_slice() {
            [] => Ok((None, measures.into_iter().cloned().collect())),
            [one] => Ok((Some(one), measures.into_iter().cloned().collect())),
            [_, second, ..] => {
                Err(CliError::usage(format!("`{second}` is no measure, and one operation is meant"))
                    .hint("a measure is written ACTION:ASSET, such as seize:nl-web-1"))
            }
        }
    }
}

/// The measures that a reading command covers.
pub(crate) struct MeasureFilter<'a> {
    names: MeasureNames,
    pub(crate) selection: &'a Selection,
}

/// Full ids, short ids and globs of measures. If there are none, every measure matches.
struct MeasureNames {
    ids: HashSet<String>,
    globs: Vec<String>,
}

impl MeasureNames {
    fn of(names: Vec<String>) -> Self {
        let (globs, ids): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| is_glob(name));
        Self { ids: ids.into_iter().collect(), globs }
    }

    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.globs.is_empty()
    }

    fn take(&self, id: &MeasureId) -> bool {
        self.is_empty()
            || self.ids.contains(id.as_str())
            || self.ids.contains(id.short())
            || self.globs.iter().any(|glob| is_meant(glob, id))
    }
}

impl<'a> MeasureFilter<'a> {
    /// Checks names and selection; `recorded` also has the measures that are no longer in the plan.
    pub(crate) fn of(
        names: Vec<String>,
        selection: &'a Selection,
        plan: &Plan,
        recorded: &[&MeasureId],
    ) -> Result<Self, CliError> {
        selection.check(plan)?;
        let ids: HashSet<&str> = recorded.iter().flat_map(|id| [id.as_str(), id.short()]).collect();
        let is_known =
            |name: &str| ids.contains(name) || is_glob(name) && recorded.iter().any(|id| is_meant(name, id));
        if let Some(name) = names.iter().find(|name| !is_known(name)) {
            return Err(if says_action(name) { none(plan, name) } else { without_action(plan, name) });
        }
        Ok(Self { names: MeasureNames::of(names), selection })
    }

    /// Whether it covers all measures.
    pub(crate) fn is_all(&self) -> bool {
        self.names.is_empty() && self.selection.is_empty()
    }

    /// Whether to show a row that is not about a measure: a row that the selection names, or, if it names
    /// none, a row with selected measures.
    pub(crate) fn has(&self, selected: &[String], name: Option<&str>, measures: u64) -> bool {
        let is_selected = |name| selected.iter().any(|one| one == name);
        self.is_all() || if selected.is_empty() { measures > 0 } else { name.is_some_and(is_selected) }
    }

    /// Whether it covers a measure.
    pub(crate) fn takes(&self, id: &MeasureId, measure: Option<&Measure>) -> bool {
        self.names.take(id) && self.selection.takes(id, measure)
    }
}

/// Whether a name or glob matches a measure; without an agency it matches the measures of all agencies.
fn is_meant(name: &str, id: &MeasureId) -> bool {
    let (short, agency) = name.split_once('@').map_or((name, None), |(short, agency)| (short, Some(agency)));
    glob(short, id.short()) && agency.is_none_or(|agency| glob(agency, id.agency()))
}

/// Selects measures whose country is unknown.
pub(crate) const UNKNOWN: &str = "unknown";

/// Refuses the first argument that is not one of the names.
pub(crate) fn known<'a>(
    words: &[String],
    what: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), CliError> {
    match words.iter().find(|word| !names.clone().any(|name| name == *word)) {
        Some(word) => Err(unknown(what, word, names)),
        None => Ok(()),
    }
}

/// How many names a hint lists if none of them is similar.
const MOST_LISTED: usize = 12;

/// The error for an unknown name, with the nearest name as a hint.
pub(crate) fn unknown<'a>(what: &str, word: &str, names: impl IntoIterator<Item = &'a str>) -> CliError {
    let names: Vec<_> = names.into_iter().collect();
    let list = || (1..=MOST_LISTED).contains(&names.len()).then(|| format!("it has {}", names.join(", ")));
    CliError::usage(format!("the plan has no {what} `{word}`")).suggest(word, names.iter().copied(), list)
}

/// The measures that the names and globs match and the selection includes, in the given order, without
/// duplicates. If a name fits measures of several agencies, it means the one of `acting`.
pub(crate) fn measures(
    plan: &Plan,
    names: &[String],
    selection: &Selection,
    acting: Option<&str>,
) -> Result<Vec<MeasureId>, CliError> {
    if names.is_empty() && selection.is_empty() {
        return Err(CliError::usage("no measure is named").hint(
            "name some: seize:nl-web-1, 'seize:nl-*', or --country, --outlet, --agency, --group, --action",
        ));
    }
    selection.check(plan)?;
    let mut found: Vec<MeasureId> = Vec::new();
    let mut known = HashSet::new();
    if names.is_empty() {
        found.extend(plan.measures.keys().cloned());
    }
    for name in names {
        for id in measures_named(plan, name, acting)? {
            if known.insert(id.clone()) {
                found.push(id);
            }
        }
    }
    found.retain(|id| selection.takes(id, plan.measures.get(id)));
    if found.is_empty() {
        return Err(CliError::usage("no measure fits").hint("takedown plan lists them"));
    }
    Ok(found)
}

/// The measures that a name or glob matches.
fn measures_named(plan: &Plan, name: &str, acting: Option<&str>) -> Result<Vec<MeasureId>, CliError> {
    if !says_action(name) {
        return Err(without_action(plan, name));
    }
    let found: Vec<_> = if is_glob(name) {
        plan.measures.keys().filter(|id| is_meant(name, id)).cloned().collect()
    } else if name.contains('@') {
        plan.measures.get_key_value(name).map(|(id, _)| id.clone()).into_iter().collect()
    } else {
        plan.of_short_id(name).cloned().collect()
    };
    if found.is_empty() {
        return Err(none(plan, name));
    }
    if found.len() == 1 || is_glob(name) {
        return Ok(found);
    }
    // Several agencies can have a measure with this short id; a full id is unique.
    if let Some(own) = found.iter().find(|id| Some(id.agency()) == acting) {
        return Ok(vec![own.clone()]);
    }
    let ids: Vec<_> = found.iter().map(MeasureId::as_str).collect();
    Err(CliError::usage(format!("`{name}` is not unique: {}", ids.join(", "))).hint("name the agency, too"))
}

fn says_action(name: &str) -> bool {
    name.split('@').next().is_some_and(|short| short.contains(':'))
}

fn none(plan: &Plan, name: &str) -> CliError {
    if is_glob(name) {
        return CliError::usage(format!("no measure fits `{name}`")).hint("takedown plan lists them");
    }
    let names = plan.measures.keys().flat_map(|id| [id.short(), id.as_str()]);
    let list = || Some("takedown plan lists them".to_owned());
    CliError::usage(format!("the plan has no measure `{name}`")).suggest(name, names, list)
}

/// The error for a name such as `nl-web-1`, which lacks the action of a measure.
fn without_action(plan: &Plan, name: &str) -> CliError {
    let error = CliError::usage(format!("`{name}` is no measure: it does not say what is done"));
    let own: Vec<_> =
        plan.measures.keys().filter(|id| glob(name, id.subject())).map(MeasureId::short).collect();
    if own.is_empty() {
        error.hint("a measure is written ACTION:ASSET, such as seize:nl-web-1")
    } else {
        error.hint(format!("did you mean `{}`?", own.join("` or `")))
    }
}

/// Whether a measure is named explicitly rather than matched by a glob or a selection.
pub(crate) fn is_named(names: &[String], id: &MeasureId) -> bool {
    names.iter().any(|name| !is_glob(name) && (name == id.as_str() || name == id.short()))
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a text matches a pattern in which `*` matches any characters and `?` exactly one.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(t) => {
                (p, t) = (p + 1, t + 1);
            }
            _ => {
                // Backtrack: the last `*` matches one more character.
                let Some((star, taken)) = retry else { return false };
                retry = Some((star, taken + 1));
                (p, t) = (star + 1, taken + 1);
            }
        }
    }
    pattern[p.min(pattern.len())..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, fits) in [
            ("seize:nl-*", "seize:nl-web-1", true),
            ("seize:nl-*", "seize:ro-web-1", false),
            ("*:nl-web-?", "image:nl-web-1", true),
            ("*", "", true),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyybz", false),
            ("?", "", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }
}
