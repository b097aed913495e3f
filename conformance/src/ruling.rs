//! What the crates do where the standards are silent or at odds: `rulings.tsv`, a line a point.

use mqtt_codec_v5::Version;

use crate::version::name;

/// A point that the standards leave open, and what the crates do.
#[derive(Clone, Copy, Debug)]
pub struct Ruling {
    /// Names it in the evidence: `ruling` and a word or two.
    pub id: &'static str,
    /// The versions that it is about, as the standards are called.
    pub versions: &'static str,
    /// What is open.
    pub point: &'static str,
    /// What the crates do.
    pub ruling: &'static str,
    /// The sections and statements that it is about, standard by standard: `3.1.1: 2.2.3; 5.0: MQTT-1.5.5-1`. Those of 3.1
    /// are where 3.1.1 has the rule.
    pub clause: &'static str,
    /// What a peer of 5.0 is told of what is refused, in hex; `-` is nothing.
    pub code: &'static str,
}

impl Ruling {
    /// All of them.
    ///
    /// # Errors
    ///
    /// The first line that is not a ruling.
    pub fn all() -> Result<Vec<Self>, String> {
        let lines = include_str!("../rulings.tsv").lines().skip(1);
        lines.map(|line| Self::parse(line).ok_or_else(|| format!("not a ruling: {line}"))).collect()
    }

    fn parse(line: &'static str) -> Option<Self> {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, versions, point, ruling, clause, code] = columns[..] else { return None };
        Some(Self { id, versions, point, ruling, clause, code })
    }

    /// The sections and statements of one standard that it is about.
    pub fn clauses(&self, version: Version) -> impl Iterator<Item = &'static str> + use<> {
        let of = self
            .clause
            .split("; ")
            .filter_map(move |part| part.strip_prefix(name(version))?.strip_prefix(": "));
        of.flat_map(|clauses| clauses.split(", "))
    }

    /// Whether it is about `version`.
    pub fn is_about(&self, version: Version) -> bool {
        self.versions.split(", ").any(|one| one == name(version))
    }
}
