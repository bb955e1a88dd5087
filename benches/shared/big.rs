//! A plan of many assets, for benches.

use std::fmt::Write as _;

const HEAD: &str = r#"format = 1
[operation]
id = "big"
name = "A big exercise"
mode = "exercise"
lead = "be-prosecutor"
h-hour = "2027-03-09T06:00:00+01:00"
[agency.be-prosecutor]
name = "Prosecutor's office of the exercise"
country = "BE"
timezone = "Europe/Brussels"
[agency.nl-police]
name = "Police of the exercise"
country = "NL"
timezone = "Europe/Amsterdam"
[agency.ro-police]
name = "Cyber unit of the exercise"
country = "RO"
timezone = "Europe/Bucharest"
[provider.hoster-nl]
name = "Example Hosting"
kind = "hoster"
country = "NL"
[outlet.wire]
name = "The Wire"
kind = "news-agency"
legal-basis = "designation of the organisation, exercise reference 1"
press-assessment = { by = "be-prosecutor", on = "2026-10-01", finding = "exercise: no journalistic material" }
"#;

/// A plan of as many assets: about 475 bytes each, one measure on each.
pub(crate) fn big(assets: usize) -> String {
    let mut text = String::from(HEAD);
    for number in 0..assets {
        write!(
            text,
            r#"
# the mirror number {number} of the site, as found by the referral unit on its rounds
[asset.mirror-{number:05}]
kind = "domain"
identifier = "news-{number:05}[.]example"
country = "NL"
outlets = ["wire"]
provider = "hoster-nl"
tenancy = "dedicated"
note = "found by following the links of the day before; seen up on three rounds in a row"
[asset.mirror-{number:05}.suspend]
agency = "nl-police"
authority = "voluntary"
start = "H-40m"
takes = ["20m", "40m", "2h"]
window = ["H-1h", "H+6h"]
"#
        )
        .expect("written into a text");
    }
    text
}
