//! Builds the text of a plan. Tests, benches and fuzz targets include this file by its path.
#![allow(dead_code, reason = "each of the tests, benches and fuzz targets uses a part")]

/// The text of a plan; each call adds its lines at the end.
pub(crate) struct PlanText(String);

impl PlanText {
    /// An exercise that `be-prosecutor` leads. Further keys of `[operation]` may follow.
    pub(crate) fn exercise(id: &str) -> Self {
        Self(format!(
            "format = 1\n[operation]\nid = \"{id}\"\nname = \"Exercise {}\"\nmode = \"exercise\"\n\
             lead = \"be-prosecutor\"\nh-hour = \"2027-03-09T06:00:00+01:00\"\n",
            id.to_uppercase()
        ))
    }

    /// Lines of TOML, as they are.
    pub(crate) fn toml(mut self, lines: &str) -> Self {
        self.0.push_str(lines);
        if !self.0.ends_with('\n') {
            self.0.push('\n');
        }
        self
    }

    /// An agency in the time zone of its country. Further keys of it may follow.
    pub(crate) fn agency(self, id: &str, name: &str, country: &str) -> Self {
        self.toml(&agency(id, name, country))
    }

    /// A news agency that may be acted against. Further keys of it may follow.
    pub(crate) fn outlet(self, id: &str) -> Self {
        let (first, rest) = id.split_at(1);
        self.toml(&format!(
            "[outlet.{id}]\nname = \"The {}{rest}\"\nkind = \"news-agency\"\nlegal-basis = \"exercise reference 1\"\n\
             press-assessment = {{ by = \"be-prosecutor\", on = \"2027-01-10\", finding = \"exercise: no journalistic material\" }}",
            first.to_uppercase()
        ))
    }

    /// A provider of this kind.
    pub(crate) fn provider(self, id: &str, kind: &str, country: &str) -> Self {
        self.toml(&format!(
            "[provider.{id}]\nname = \"Example Hosting\"\nkind = \"{kind}\"\ncountry = \"{country}\""
        ))
    }

    /// An instrument that covers these measures.
    pub(crate) fn instrument(self, id: &str, kind: &str, executed_by: &str, covers: &[&str]) -> Self {
        let covers: Vec<String> = covers.iter().map(|measure| format!("\"{measure}\"")).collect();
        self.toml(&format!(
            "[instrument.{id}]\nkind = \"{kind}\"\nissued-by = \"court of the exercise\"\n\
             executed-by = \"{executed_by}\"\ncovers = [{}]",
            covers.join(", ")
        ))
    }

    /// The source `s1`.
    pub(crate) fn source(self) -> Self {
        self.toml("[source.s1]\ntitle = \"Report of the exercise\"\ndate = \"2027-03-09\"")
    }

    /// The whole text.
    pub(crate) fn text(self) -> String {
        self.0
    }
}

/// The table of an agency in the time zone of its country.
pub(crate) fn agency(id: &str, name: &str, country: &str) -> String {
    let zone = match country {
        "BE" => "Europe/Brussels",
        "NL" | "EU" => "Europe/Amsterdam",
        "FR" => "Europe/Paris",
        "RO" => "Europe/Bucharest",
        "US" => "America/New_York",
        other => panic!("no time zone is known for {other}"),
    };
    format!("[agency.{id}]\nname = \"{name}\"\ncountry = \"{country}\"\ntimezone = \"{zone}\"\n")
}
