//! What the standards demand: `statements/*.tsv`, a line a statement.

use mqtt_codec_v5::Version;

/// A statement of a standard, or a rule that has no number.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// `MQTT-2.2.2-1`; for a rule without a number its section, and a word where a section has several: `2.2.1 type`.
    pub id: &'static str,
    /// What it is about, as the standard's headings say.
    pub section: &'static str,
    /// The rule, shortened.
    pub rule: &'static str,
    /// Whose it is.
    pub owner: &'static str,
    /// What a codec, or a library of topics, owes it.
    pub duty: Duty,
    /// How the crates meet it, parted by commas: one of [`WAYS`] each.
    pub does: &'static str,
    /// The types, functions and errors by which they do, parted by commas; `-` is none.
    pub with: &'static str,
}

/// What a codec, or a library of topics, owes a statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Duty {
    /// It has to enforce it.
    Must,
    /// It can help.
    Can,
    /// Nothing: it never sees what the statement is about.
    No,
}

/// Whose a statement can be.
pub const OWNERS: [&str; 6] = ["codec", "topic", "session", "server", "client", "transport"];

/// How the crates can meet a statement.
pub const WAYS: [&str; 5] = ["decode", "encode", "type", "helper", "caller"];

impl Statement {
    /// All of a standard: those with a number first. There are none of 3.1, which has no numbers.
    ///
    /// # Errors
    ///
    /// The first line that is not a statement, and what is wrong with it.
    pub fn all(version: Version) -> Result<Vec<Self>, String> {
        let table = match version {
            Version::V3_1 => "",
            Version::V3_1_1 => include_str!("../statements/3.1.1.tsv"),
            Version::V5 => include_str!("../statements/5.0.tsv"),
        };
        table.lines().skip(1).map(Self::parse).collect()
    }

    fn parse(line: &'static str) -> Result<Self, String> {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, section, rule, owner, duty, does, with] = columns[..] else {
            return Err(format!("{} columns: {line}", columns.len()));
        };
        let duty = match duty {
            "MUST" => Duty::Must,
            "CAN" => Duty::Can,
            "NO" => Duty::No,
            _ => return Err(format!("no such duty: {line}")),
        };
        let statement = Self { id, section, rule, owner, duty, does, with };
        if !OWNERS.contains(&owner) || !statement.ways().all(|way| WAYS.contains(&way)) {
            return Err(format!("no such owner, or no such way: {line}"));
        }
        if statement.does("caller") != (with == "-") || (duty == Duty::Must && statement.does("caller")) {
            return Err(format!(
                "either the crates do something, and it is named, or the caller does: {line}"
            ));
        }
        Ok(statement)
    }

    /// Whether it has a number.
    pub fn is_numbered(&self) -> bool {
        self.id.starts_with("MQTT-")
    }

    /// The number of its section: `2.2.2`.
    pub fn number(&self) -> &'static str {
        let id = self.id.trim_start_matches("MQTT-");
        id.split(['-', ' ']).next().unwrap_or(id)
    }

    /// Whether `clause` is this statement or, for a rule without a number, its section or a part of that.
    pub fn is_cited_by(&self, clause: &str) -> bool {
        let within = |number: &str| clause.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'));
        self.id == clause || (!self.is_numbered() && (self.number() == clause || within(self.number())))
    }

    /// Whether it is the statement `clause`, or stands in that section.
    pub fn is_within(&self, clause: &str) -> bool {
        let number = self.number();
        self.id == clause
            || number == clause
            || number.strip_prefix(clause).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Whether the crates meet it in this way.
    pub fn does(&self, way: &str) -> bool {
        self.ways().any(|one| one == way)
    }

    /// How the crates meet it.
    pub fn ways(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.does.split(", ")
    }

    /// By what they do.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.with.split(", ").filter(|name| *name != "-")
    }
}
