//! `accept`: the warnings that a person weighed and accepted, each with the reason.

use toml::de::DeValue;

use super::code::Code;
use super::problems::{Accept, DiagnosticText};
use super::reader::{ReadContext, TableReader, is_blank};
use super::span::TextSpan;
use crate::model::nearest::did_you_mean;
use crate::model::word::Word as _;

impl<'a> TableReader<'a> {
    pub(crate) fn accepts(&self, reading: &mut ReadContext<'a>) -> Vec<Accept<'a>> {
        let Some(value) = self.map.get("accept").filter(|_| self.kind.accepts) else { return Vec::new() };
        let DeValue::Table(map) = value.get_ref() else {
            self.wrong(reading, "accept", value, "a table of warnings, each with its reason");
            return Vec::new();
        };
        let mut accepts = Vec::new();
        for (key, value) in map {
            let (word, at) = (key.get_ref().as_ref(), TextSpan::new(self.file, &key.span()));
            let code = Code::of(word);
            let name = self.name;
            match (code, self.text_in(value)) {
                (Some(code), Some(_)) if code.is_warning() && is_blank(value) => {
                    reading.problems.add(Code::MissingKey, self.spot(value), || {
                        DiagnosticText::new(format!("{name} accepts `{code}` without a reason"), "say why")
                    });
                }
                (Some(code), Some(reason)) if code.is_warning() => {
                    reading.collect(reason);
                    accepts.push(Accept { code, reason: reason.it, at });
                }
                (Some(code), None) if code.is_warning() => {
                    self.wrong(reading, word, value, "a text: the reason");
                }
                (Some(_), _) => reading.problems.add(Code::UnknownKey, at, || {
                    DiagnosticText::new(
                        format!("{name} accepts `{word}`, which is an error"),
                        "only warnings can be accepted",
                    )
                }),
                (None, _) => reading.problems.add(Code::UnknownKey, at, || {
                    let warnings =
                        Code::ALL.iter().filter(|code| code.is_warning()).map(|code| code.as_str());
                    DiagnosticText::new(
                        format!("{name} accepts `{word}`, which no warning is called"),
                        "no warning is called so",
                    )
                    .maybe(did_you_mean(word, warnings))
                }),
            }
        }
        accepts
    }
}
