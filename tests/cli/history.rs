//! Public history: claims with sources, written by the archive alone.

use snapbox::str;

use crate::support::Play;

const HISTORY: &str = r#"format = 1
[operation]
id = "flood"
name = "Action FLOOD"
mode = "retrospective"
lead = "be-prosecutor"
coordinator = "eu-unit"
tlp = "CLEAR"
[agency.be-prosecutor]
name = "Prosecutor"
country = "BE"
[agency.eu-unit]
name = "Unit"
country = "EU"
[agency.bg-moi]
name = "Ministry"
country = "BG"
[outlet.wire]
name = "The Wire"
aliases = ["Wire News"]
kind = "news-agency"
[asset.bg-servers]
kind = "server"
country = "BG"
outlets = ["wire"]
[asset.bg-servers.seize]
agency = "bg-moi"
claims = [{ source = "s1", says = "servers seized" }, { source = "s2", says = "39 servers seized", count = 39, precision = "exact" }]
[asset.bg-servers.block-access]
agency = "bg-moi"
claims = [{ source = "s1", says = "access blocked to four", count = 4, precision = "exact" }]
[asset.administrators]
kind = "person"
outlets = ["wire"]
[asset.administrators.arrest]
agency = "be-prosecutor"
[source.s1]
title = "One"
date = "2018-04-27"
[source.s2]
title = "Two"
date = "2018-04-28"
"#;

fn history() -> Play {
    Play::new().file("operations/flood.toml", HISTORY)
}

#[test]
fn the_table_of_countries_names_what_is_reported_and_who_says_so() {
    let play = history();
    play.run("status --exit-code").code(6);
    let play = play
        .done("record 'seize:*' --at 2018-04-25/2018-04-26")
        .done("record block-access:bg-servers --at 2018-04-25")
        .done("observe resurfaced wire --at ../2018-05-04 --source s2");
    play.run("status --by country").code(0).says(str![[r#"
FLOOD  Action FLOOD                                                    TLP:CLEAR
25-26 Apr 2018. Led by be-prosecutor (BE), coordinated by eu-unit.
Public claims, written down from sources, checked by nobody here.

COUNTRY       ASSETS               WHAT IS REPORTED  SAID BY
BE  Belgium   -                    leads
BG  Bulgaria  at least 39 servers  blocked (4)       s1
                                   seized (39)       s1 s2
unknown       persons: unknown     arrest            not reported

2 countries, at least 39 servers. Nothing was confirmed.

"#]]);
    play.run("status --exit-code").code(0).says(str![[r#"
FLOOD  Action FLOOD                                                    TLP:CLEAR
25-26 Apr 2018. Led by be-prosecutor (BE), coordinated by eu-unit.
Public claims, written down from sources, checked by nobody here.

OUTLET  NAME      STATUS           REPORTED  LAST SEEN
wire    The Wire  resurfaced once    2 of 3  resurfaced, by 4 May 2018 (s2)

Other names: Wire News (The Wire).

"#]]);
    play.run("status --by country --format json").code(0).says(str![[r#"
{
  "schema": "takedown.status/1",
  "operation": "flood",
  "mode": "retrospective",
  "as_of": "2027-03-09T05:05:00Z",
  "heads": [
    [
      "archive.0a1b2c3d",
      4,
      "HASH"
    ]
  ],
  "by": "country",
  "rows": [
    {
      "country": "BE",
      "participant": true,
      "roles": [
        "lead"
      ],
      "assets": {},
      "measures": 0,
      "states": {},
      "claims": [],
      "irregular": 0,
      "conflicts": 0
    },
    {
      "country": "BG",
      "participant": true,
      "roles": [],
      "assets": {
        "server": {
          "count": 39,
          "precision": "at-least"
        }
      },
      "measures": 2,
      "states": {
        "done": 2
      },
      "claims": [
        {
          "measure": "block-access:bg-servers@bg-moi",
          "source": "s1",
          "says": "access blocked to four",
          "count": 4,
          "precision": "exact"
        },
        {
          "measure": "seize:bg-servers@bg-moi",
          "source": "s1",
          "says": "servers seized",
          "count": null,
          "precision": "unknown"
        },
        {
          "measure": "seize:bg-servers@bg-moi",
          "source": "s2",
          "says": "39 servers seized",
          "count": 39,
          "precision": "exact"
        }
      ],
      "irregular": 0,
      "conflicts": 0
    },
    {
      "country": null,
      "participant": false,
      "roles": [],
      "assets": {
        "person": {
          "count": null,
          "precision": "unknown"
        }
      },
      "measures": 1,
      "states": {
        "open": 1
      },
      "claims": [],
      "irregular": 0,
      "conflicts": 0
    }
  ],
  "bodies": [
    {
      "agency": "eu-unit",
      "role": "coordinator",
      "measures": 0,
      "states": {}
    }
  ]
}

"#]]);
    play.run("status --by country --format csv").code(0).says(str![[r#"
country,participant,roles,assets,measures,states,claims,irregular,conflicts
BE,true,lead,,0,,,0,0
BG,true,,server=39 at-least,2,done=2,count=4;measure=block-access:bg-servers@bg-moi;precision=exact;says=access blocked to four;source=s1;count=;measure=seize:bg-servers@bg-moi;precision=unknown;says=servers seized;source=s1;count=39;measure=seize:bg-servers@bg-moi;precision=exact;says=39 servers seized;source=s2,0,0
,false,,person=null unknown,1,open=1,,0,0

"#]]);
    play.run("status --format markdown").code(0).says(str![[r#"
**TLP:CLEAR**

# FLOOD: Action FLOOD

25-26 Apr 2018. Led by be-prosecutor (BE), coordinated by eu-unit.  
Public claims, written down from sources, checked by nobody here.  

| OUTLET | NAME | STATUS | REPORTED | LAST SEEN |
| --- | --- | --- | ---: | --- |
| wire | The Wire | resurfaced once | 2 of 3 | resurfaced, by 4 May 2018 (s2) |

Other names: Wire News (The Wire).  


**TLP:CLEAR**

"#]]);
    play.run("plan --exit-code").code(0);
    play.run("verify").code(0).says("");
}

#[test]
fn only_the_archive_writes_and_it_dates_what_it_writes() {
    let play = history();
    play.run("record seize:bg-servers --at 2018-04-25 --as bg-moi").code(3).remarks(str![[r#"
error: public history is written by `archive` alone: nobody signs what he never wrote
hint: leave out --as

"#]]);
    play.run("record seize:bg-servers").code(3).remarks(str![[r#"
error: public history says when it happened: --at is missing
hint: --at 2018-04-25, --at 2018-04-25/2018-04-26 or --at ../2018-05-04

"#]]);
    play.run("record arrest:administrators --at 2018-04-25").code(3).remarks(str![[r#"
error: `arrest:administrators` cannot be done without claims in the plan, or --source

"#]]);
    play.run("hold seize:bg-servers --reason no").code(3).remarks(str![[r#"
error: `seize:bg-servers`: operations of this mode have no such entries

"#]]);
}

/// History has no gates, approvals or go: no reading command suggests statements that the archive could not make.
#[test]
fn a_plan_of_history_suggests_no_statement() {
    let play = history();
    assert_eq!(play.run("plan").code(0).err(), "");
    assert_eq!(play.run("plan --next").code(0).out(), "");
    assert_eq!(play.run("plan --next --format json").code(0).out().trim(), "[]");
    play.run("plan --out day.json")
        .code(3)
        .remarks("error: nothing is ready that waits for the go: no file is written\n");
    // The nearest neighbour: in an exercise the hint is there, and what it names prints commands.
    let play = Play::tideline();
    assert_eq!(play.run("plan").code(0).err(), "hint: the same as commands: takedown plan tideline --next\n");
    assert!(play.run("plan tideline --next").code(0).out().contains(" approve "));
    assert!(play.run("plan --out day.json").code(3).err().contains("takedown plan tideline --next"));
}
