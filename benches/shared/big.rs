//! A plan of many assets, for benches.

use std::fmt::Write as _;

use crate::plan_text::PlanText;

/// A plan of this many assets: about 475 bytes each, one measure on each.
pub(crate) fn big(assets: usize) -> String {
    let mut text = PlanText::exercise("big")
        .agency("be-prosecutor", "Prosecutor's office of the exercise", "BE")
        .agency("nl-police", "Police of the exercise", "NL")
        .agency("ro-police", "Cyber unit of the exercise", "RO")
        .provider("hoster-nl", "hoster", "NL")
        .outlet("wire")
        .text();
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
