//! The plan that `takedown init NAME` writes.

use chrono::{Offset as _, TimeZone as _};
use chrono_tz::Europe::Brussels;

use crate::model::id::OperationId;
use crate::model::time::Instant;

const TEMPLATE: &str = include_str!("init.toml");
/// All three zones of the template change their clocks at the same instant.
const CLOCK: &str =
    "\naccept = { h-hour-local = \"the clocks change within three hours of it: say all times in UTC\" }";
const HOUR: i64 = 3_600_000;

/// A commented exercise that passes `check --strict`: three agencies, one outlet, and three assets, one of which stays
/// up. H-hour is the beginning of the hour of `now`, so that the exercise can be played at once.
pub fn init(name: &OperationId, now: Instant) -> String {
    let begun = Instant::from_millis(now.millis().div_euclid(HOUR) * HOUR);
    let local = Brussels.from_utc_datetime(&begun.utc().naive_utc());
    let offset = |hours: i64| {
        let at = begun.plus_millis(hours * HOUR - i64::from(hours < 0));
        Brussels.offset_from_utc_datetime(&at.utc().naive_utc()).fix()
    };
    let clock = if offset(-3) == offset(3) { "" } else { CLOCK };
    TEMPLATE
        .replace("@clock@", clock)
        .replace("@id@", name.as_str())
        .replace("@NAME@", &name.as_str().to_uppercase())
        .replace("@h-hour@", &local.to_rfc3339())
        .replace("@day@", &begun.date().format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{load, read_stored};

    #[test]
    fn what_is_written_is_a_good_plan_at_any_hour() {
        let folder = tempfile::tempdir().expect("a folder");
        for now in [
            "2026-11-25T09:44:10Z",
            "2027-07-01T00:00:00Z",
            "2027-03-28T00:59:59.999Z",
            "2027-10-31T01:30:00Z",
        ] {
            let now = Instant::parse(now.as_bytes()).expect("a time");
            let text = init(&"demo".parse().expect("an id"), now);
            let path = folder.path().join("demo.toml");
            std::fs::write(&path, &text).expect("written");
            let loaded = load(&path, now);
            let said: Vec<_> = loaded.errors().chain(loaded.warnings()).collect();
            assert!(said.is_empty(), "{said:#?}\n{text}");
            let plan = loaded.plan.clone().expect("a plan");
            let h_hour = plan.operation.h_hour.expect("an H-hour");
            assert!(h_hour <= now && now.millis() - h_hour.millis() < HOUR);
            assert_eq!((plan.agencies.len(), plan.outlets.len(), plan.assets.len()), (3, 1, 3));
            assert_eq!((plan.measures.len(), plan.instruments.len()), (3, 2));
            assert!((1..=2).contains(&loaded.accepted().count()));
            assert_eq!(read_stored(text.as_bytes()).plan.map(|plan| plan.hash), Some(plan.hash));
        }
    }
}
