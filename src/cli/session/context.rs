//! The program's surroundings, gathered once: options, environment, configuration, clock.

use std::io::IsTerminal as _;
use std::time::Duration;

use crate::model::time::Instant;
use crate::plan;
use crate::plan::{Loaded, Plan};

use super::config::Config;
use crate::cli::args::Globals;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::input::location::OperationPath;
use crate::cli::input::when;
use crate::cli::input::when::Clock;

/// How long to wait for the ledger lock by default.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Everything that a command takes from outside the program.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) globals: Globals,
    pub(crate) env: Env,
    pub(crate) config: Config,
    /// Whether standard input and standard error are a terminal, so that an officer can answer.
    pub(crate) can_ask: bool,
    now: Instant,
}

/// The current time, and whether it was set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionTime {
    /// The reference for parsing times.
    pub(crate) clock: Clock,
    /// Whether the user set the clock; entries record that.
    pub(crate) set: bool,
}

impl Context {
    /// Reads the configuration, the clock and the terminals.
    pub(crate) fn gather(globals: Globals, env: Env) -> Result<Self, CliError> {
        let config = Config::read(&env)?;
        let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Ok(Self { globals, env, config, can_ask, now: Instant::from(chrono::Utc::now()) })
    }

    /// The agency that the user acts for, by option, environment or configuration; the mode can still
    /// override it.
    pub(crate) fn acting(&self) -> Option<&str> {
        self.globals.acting.as_deref().or(self.config.agency.as_deref())
    }

    pub(crate) fn lock_timeout(&self) -> Duration {
        self.globals.lock_timeout.unwrap_or(LOCK_TIMEOUT)
    }

    /// The same context with the current time.
    pub(crate) fn refreshed(&self) -> Self {
        Self { now: Instant::from(chrono::Utc::now()), ..self.clone() }
    }

    /// The operation that a command works on: its argument, otherwise the option, otherwise the
    /// configuration.
    pub(crate) fn operation_path(&self, argument: Option<&str>) -> Result<OperationPath, CliError> {
        let name = argument.or(self.globals.operation.as_deref()).or(self.config.operation.as_deref());
        OperationPath::find(name, self.globals.ledger.as_deref())
    }

    /// Loads a plan. Its rules use the clock if it was set to an absolute time; a time relative to H-hour
    /// needs the loaded plan first.
    pub(crate) fn load(&self, path: &OperationPath) -> Loaded {
        let real = Clock { now: self.now, h_hour: None, zone: None };
        let set = self.globals.now.as_deref().and_then(|text| when::instant(text, real).ok());
        plan::load(&path.plan, set.map_or(self.now, |(now, _)| now))
    }

    /// The current time in an operation.
    pub(crate) fn time(&self, plan: &Plan) -> Result<SessionTime, CliError> {
        let h_hour = plan.operation.h_hour;
        let agency = self.acting().and_then(|agency| plan.agencies.get(agency));
        let zone = agency.and_then(|agency| agency.timezone);
        let real = Clock { now: self.now, h_hour, zone };
        let Some(text) = self.globals.now.as_deref() else {
            return Ok(SessionTime { clock: real, set: false });
        };
        if !plan.operation.mode.row().clock_may_be_set {
            let why = format!("the clock of a {} operation cannot be set", plan.operation.mode);
            return Err(
                CliError::refused(why).hint("leave out --now and TAKEDOWN_NOW; --at says when it happened")
            );
        }
        let (now, _) = when::instant(text, real)?;
        Ok(SessionTime { clock: Clock { now, ..real }, set: true })
    }

    /// The current time outside an operation: the real time, or an absolute time that the clock was set to.
    pub(crate) fn bare_time(&self) -> Result<Instant, CliError> {
        let real = Clock { now: self.now, h_hour: None, zone: None };
        match self.globals.now.as_deref() {
            Some(text) => Ok(when::instant(text, real)?.0),
            None => Ok(self.now),
        }
    }
}
