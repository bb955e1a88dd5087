//! Which operation: by name, by path, or the only one in sight.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;

/// The paths of an operation's plan and ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationPath {
    /// The plan, a file or a folder, as messages show it.
    pub(crate) plan: PathBuf,
    /// The folder of its ledger.
    pub(crate) ledger: PathBuf,
}

impl OperationPath {
    /// Finds the operation by name or path, or the only one in sight.
    pub(crate) fn find(name: Option<&str>, ledger: Option<&Path>) -> Result<Self, CliError> {
        let plan = match name {
            Some(name) => plan_of_name(name)?,
            None => only()?,
        };
        let ledger = ledger.map_or_else(|| beside(&plan), Path::to_path_buf);
        Ok(Self { plan, ledger })
    }

    /// The operation's name as commands accept it.
    pub(crate) fn name(&self) -> String {
        let stem = stem(&self.plan);
        let found = plan_of_name(&stem).ok().filter(|found| *found == self.plan);
        found.map_or_else(|| self.plan.display().to_string(), |_| stem)
    }
}

/// The sibling of a plan that holds its ledger.
pub(crate) fn beside(plan: &Path) -> PathBuf {
    plan.with_file_name(format!("{}.ledger", stem(plan)))
}

fn stem(plan: &Path) -> String {
    // A path such as `.` has a file name only after it is resolved.
    let resolved = plan.file_name().is_none().then(|| plan.canonicalize().ok()).flatten();
    let path = resolved.as_deref().unwrap_or(plan);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".toml").unwrap_or(&name).to_owned()
}

fn plan_of_name(name: &str) -> Result<PathBuf, CliError> {
    let path = Path::new(name);
    if path.extension().is_some_and(|end| end == "toml") && path.symlink_metadata().is_ok() {
        return Ok(path.to_path_buf());
    }
    let trimmed = name.trim_end_matches('/');
    if trimmed.ends_with(".ledger") && path.is_dir() {
        let plan = trimmed.trim_end_matches(".ledger");
        return Err(
            CliError::usage(format!("{name} is a ledger, not a plan")).hint(format!("name the plan: {plan}"))
        );
    }
    for below in [Path::new("operations").join(trimmed), PathBuf::from(trimmed)] {
        let file = below.with_file_name(format!("{}.toml", file_name(&below)));
        match (file.is_file(), below.is_dir()) {
            (true, true) => {
                return Err(CliError::usage(format!(
                    "{} and {} are both there: one of them is the plan",
                    file.display(),
                    below.display()
                )));
            }
            (true, false) => return Ok(file),
            (false, true) => return Ok(below),
            (false, false) if below.is_file() => return Ok(below),
            (false, false) => {}
        }
    }
    removed_plan(trimmed).ok_or_else(|| unknown(name))
}

/// The path of a missing plan whose ledger still exists.
fn removed_plan(name: &str) -> Option<PathBuf> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let files = [Path::new("operations").join(name), PathBuf::from(name)];
    let mut files = files.iter().map(|below| below.with_file_name(format!("{}.toml", file_name(below))));
    files.find(|file| has_logs(&beside(file)))
}

fn has_logs(ledger: &Path) -> bool {
    ledger.join("logs").is_dir()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn unknown(name: &str) -> CliError {
    let seen = in_sight();
    let stems: Vec<_> = seen.iter().map(|plan| stem(plan)).collect();
    let otherwise = || {
        Some(match seen.as_slice() {
            [] => "takedown init NAME writes an exercise to begin with".to_owned(),
            seen => format!("in sight: {}", listed(seen)),
        })
    };
    CliError::usage(format!("there is no operation `{name}`")).suggest(
        name,
        stems.iter().map(String::as_str),
        otherwise,
    )
}

fn only() -> Result<PathBuf, CliError> {
    let mut seen = in_sight();
    match seen.len() {
        0 => Err(CliError::usage("no operation is in sight: neither in operations/ nor here")
            .hint("takedown init NAME writes an exercise to begin with")
            .hint("or name one: -o PATH")),
        1 => Ok(seen.remove(0)),
        _ => Err(CliError::usage(format!("several operations are in sight: {}", listed(&seen)))
            .hint(format!("name one: -o {}", stem(&seen[0])))),
    }
}

fn listed(plans: &[PathBuf]) -> String {
    plans.iter().map(|plan| plan.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The plans in `operations/`, or else those in the current folder, sorted. Other files are skipped.
fn in_sight() -> Vec<PathBuf> {
    let places = [(Path::new("operations"), "operations"), (Path::new("."), "")];
    let found = |find: fn(&Path, &str) -> Vec<PathBuf>| {
        places.iter().map(|(folder, prefix)| find(folder, prefix)).find(|found| !found.is_empty())
    };
    // If no file is recognizable as a plan, the ledgers show which operations there were.
    found(plans).or_else(|| found(of_ledgers)).unwrap_or_default()
}

/// The plans that belong to the ledgers in a folder, sorted.
fn of_ledgers(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let ledgers = names.filter(|name| has_logs(&folder.join(name)));
    let stems = ledgers.filter_map(|name| Some(name.strip_suffix(".ledger")?.to_owned()));
    let mut plans: Vec<_> = stems
        .map(|stem| {
            let path = Path::new(prefix).join(&stem);
            if path.is_dir() { path } else { Path::new(prefix).join(format!("{stem}.toml")) }
        })
        .collect();
    plans.sort();
    plans
}

fn plans(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let paths = names.filter(|name| !name.ends_with(".ledger")).map(|name| Path::new(prefix).join(name));
    let mut plans: Vec<_> = paths.filter(|path| is_plan(path)).collect();
    plans.sort();
    plans
}

/// Whether a file, or a file in a folder, has the table `[operation]`.
fn is_plan(path: &Path) -> bool {
    let opens = |file: &Path| {
        file.extension().is_some_and(|end| end == "toml")
            && fs::read(file).is_ok_and(|bytes| {
                bytes.split(|b| *b == b'\n').any(|line| line.trim_ascii() == b"[operation]")
            })
    };
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().any(|entry| opens(&entry.path())),
        Err(_) => opens(path),
    }
}
