//! Plans of any size, in which one thing is many.

use std::fmt::Write as _;

use crate::plan_text::PlanText;

/// How many instruments there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Warrants {
    /// One that covers every measure.
    One,
    /// One for each measure.
    Each,
}

/// How many outlets there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Outlets {
    /// One for all assets.
    One,
    /// One for each asset.
    Each,
}

/// What a plan of this shape has; `..Shape::of(n)` is a plan of voluntary suspensions.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// How many assets; each has one measure.
    pub(crate) assets: usize,
    /// Seizures of servers under a warrant, instead of voluntary suspensions of domains.
    pub(crate) seizures: Option<Warrants>,
    /// How many members a group has; 0 where there is none.
    pub(crate) group: usize,
    /// The outlets.
    pub(crate) outlets: Outlets,
    /// The tenancy of servers: `shared` brings a warning for each.
    pub(crate) tenancy: &'static str,
    /// How many services the outlet is made of; 0 where none is named.
    pub(crate) services: usize,
    /// How many injects there are.
    pub(crate) injects: usize,
    /// Keys of `nl-police`, as the plan spells them.
    pub(crate) keys: String,
}

impl Shape {
    /// A plan of voluntary suspensions.
    pub(crate) fn of(assets: usize) -> Self {
        Self {
            assets,
            seizures: None,
            group: 0,
            outlets: Outlets::One,
            tenancy: "dedicated",
            services: 0,
            injects: 0,
            keys: String::new(),
        }
    }

    /// A plan of seizures under one warrant.
    pub(crate) fn seizures(assets: usize) -> Self {
        Self { seizures: Some(Warrants::One), ..Self::of(assets) }
    }

    /// The measure with this number, as the plan names it.
    pub(crate) fn measure(&self, number: usize) -> String {
        format!("{}:{}", if self.seizures.is_some() { "seize" } else { "suspend" }, self.asset(number))
    }

    /// The asset with this number.
    pub(crate) fn asset(&self, number: usize) -> String {
        format!("{}-{number:05}", if self.seizures.is_some() { "server" } else { "mirror" })
    }

    fn outlet(&self, number: usize) -> String {
        match self.outlets {
            Outlets::One => "wire".to_owned(),
            Outlets::Each => format!("wire-{number:05}"),
        }
    }

    /// The parts of the plan: the head with its outlets and instruments, then one text for each asset.
    pub(crate) fn parts(&self) -> Vec<String> {
        let mut plan = PlanText::exercise("big")
            .agency("be-prosecutor", "Prosecutor's office of the exercise", "BE")
            .agency("nl-police", "Police of the exercise", "NL")
            .toml(&self.keys)
            .agency("ro-police", "Cyber unit of the exercise", "RO")
            .provider("hoster-nl", "hoster", "NL")
            .source();
        let outlets = if self.outlets == Outlets::One { 1 } else { self.assets };
        for number in 0..outlets {
            plan = plan.outlet(&self.outlet(number));
        }
        let warrants = match self.seizures {
            None => 0,
            Some(Warrants::One) => 1,
            Some(Warrants::Each) => self.assets,
        };
        for warrant in 0..warrants {
            let covered = if warrants == 1 { 0..self.assets } else { warrant..warrant + 1 };
            let covered: Vec<String> = covered.map(|number| self.measure(number)).collect();
            let covered: Vec<&str> = covered.iter().map(String::as_str).collect();
            plan = plan.instrument(&format!("warrant-{warrant:05}"), "warrant", "nl-police", &covered);
        }
        let mut head = plan.text();
        for service in 0..self.services {
            let share = self.assets / self.services;
            let members: Vec<_> = (service * share..(service + 1) * share)
                .map(|number| format!("\"{}\"", self.asset(number)))
                .collect();
            writeln!(head, "[service.part-{service:05}]\nany-of = [{}]", members.join(", "))
                .expect("written into a text");
        }
        if self.services > 0 {
            let parts: Vec<_> = (0..self.services).map(|number| format!("\"part-{number:05}\"")).collect();
            writeln!(head, "[service.website]\noutlet = \"wire\"\nall-of = [{}]", parts.join(", "))
                .expect("written into a text");
        }
        for inject in 0..self.injects {
            writeln!(
                head,
                "[inject.trouble-{inject:05}]\nat = \"H+0\"\nfailed = \"{}\"",
                self.measure(inject)
            )
            .expect("written into a text");
        }
        let assets = (0..self.assets).map(|number| self.asset_table(number));
        std::iter::once(head).chain(assets).collect()
    }

    /// The whole plan as one file.
    pub(crate) fn text(&self) -> String {
        self.parts().concat()
    }

    fn asset_table(&self, number: usize) -> String {
        let (asset, outlet) = (self.asset(number), self.outlet(number));
        let group = match number.checked_div(self.group) {
            Some(group) => format!("group = \"wave-{group:05}\"\n"),
            None => String::new(),
        };
        let (kind, identifier, measure) = if self.seizures.is_some() {
            let address = format!("2001:db8::{:x}:{:x}", number >> 16, (number & 0xffff) + 1);
            ("server", address, "seize]\nagency = \"nl-police\"\n")
        } else {
            let name = format!("news-{number:05}[.]example");
            ("domain", name, "suspend]\nagency = \"nl-police\"\nauthority = \"voluntary\"\n")
        };
        format!(
            "[asset.{asset}]\nkind = \"{kind}\"\nidentifier = \"{identifier}\"\ncountry = \"NL\"\noutlets = [\"{outlet}\"]\n\
             provider = \"hoster-nl\"\ntenancy = \"{}\"\n[asset.{asset}.{measure}{group}",
            self.tenancy
        )
    }
}
