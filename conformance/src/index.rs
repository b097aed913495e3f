//! Statements, rulings and what shows them, joined; and what is missing.

use std::collections::BTreeSet;

use mqtt_codec_v5::Version;

use crate::evidence::{Effect, Row, Verdict};
use crate::ruling::Ruling;
use crate::statement::{Duty, Statement};
use crate::version::{VERSIONS, name};

/// One version: what its standard demands, and what shows it.
#[derive(Clone, Debug)]
pub struct Index {
    /// The version.
    pub version: Version,
    /// What the standard demands.
    pub statements: Vec<Statement>,
    /// What is open in the standard.
    pub rulings: Vec<Ruling>,
    /// What shows both.
    pub rows: Vec<Row>,
}

/// How many numbered statements the standard has.
const fn numbered(version: Version) -> usize {
    match version {
        Version::V3_1 => 0,
        Version::V3_1_1 => 141,
        Version::V5 => 251,
    }
}

impl Index {
    /// What is known of a version.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read.
    pub fn of(version: Version) -> Result<Self, String> {
        let mut rulings = Ruling::all()?;
        rulings.retain(|ruling| ruling.is_about(version));
        Ok(Self { version, statements: Statement::all(version)?, rulings, rows: Row::all(version)? })
    }

    /// What shows a statement or ruling.
    pub fn shown(&self, id: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.id == id)
    }

    /// Whether a section of the standard, or a statement, is in the index.
    pub fn has_clause(&self, clause: &str) -> bool {
        self.statements.iter().any(|statement| statement.is_within(clause))
    }

    /// What is missing, or too much: there must be nothing.
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let name = name(self.version);
        let known: BTreeSet<_> = self
            .statements
            .iter()
            .map(|statement| statement.id)
            .chain(self.rulings.iter().map(|ruling| ruling.id))
            .collect();
        if known.len() != self.statements.len() + self.rulings.len() {
            gaps.push(format!("{name}: a statement or ruling stands there twice"));
        }
        let found = self.statements.iter().filter(|statement| statement.is_numbered()).count();
        if found != numbered(self.version) {
            gaps.push(format!("{name} has {} numbered statements, not {found}", numbered(self.version)));
        }
        gaps.extend(
            self.rows
                .iter()
                .filter(|row| !known.contains(row.id))
                .map(|row| format!("{name}: nothing to show: {row:?}")),
        );
        for statement in &self.statements {
            gaps.extend(self.gap(statement).map(|gap| format!("{name} {}: {gap}", statement.id)));
        }
        for ruling in &self.rulings {
            if self.shown(ruling.id).next().is_none() {
                gaps.push(format!("{name} {}: nothing shows it", ruling.id));
            }
            if let Some(row) =
                self.shown(ruling.id).find(|row| row.code != "-" && !ruling.code.contains(row.code))
            {
                gaps.push(format!("{name} {}: another code than the ruling's: {row:?}", ruling.id));
            }
            let statements = ruling.clauses(self.version).filter(|clause| clause.starts_with("MQTT-"));
            gaps.extend(
                statements
                    .filter(|clause| !self.has_clause(clause))
                    .map(|clause| format!("{name} {}: no {clause}", ruling.id)),
            );
        }
        gaps
    }

    fn gap(&self, statement: &Statement) -> Option<&'static str> {
        let has = |effect| self.shown(statement.id).any(|row| row.effect() == effect);
        let has_function = |verdict| self.shown(statement.id).any(|row| row.verdict == verdict);
        // What no packet can break has a function that shows it, and a remark that says why.
        let unbreakable =
            self.shown(statement.id).any(|row| row.verdict == Verdict::ByHand && row.remark != "-");
        match statement.duty {
            Duty::Must => {
                let writes = statement.does("encode") || statement.does("type");
                match () {
                    () if !has(Effect::Kept) => Some("nothing keeps it"),
                    () if !has(Effect::Broken) && !unbreakable => Some("nothing breaks it"),
                    () if has(Effect::Broken) && unbreakable => {
                        Some("it is broken, though nothing can break it")
                    }
                    () if writes && !has_function(Verdict::Unsendable) => Some("what breaks it may be sent"),
                    () => None,
                }
            }
            Duty::Can if !statement.does("caller") && self.shown(statement.id).next().is_none() => {
                Some("nothing shows the helper")
            }
            Duty::Can => None,
            Duty::No if statement.does("caller") => None,
            Duty::No => Some("the crates have nothing to do with it"),
        }
    }
}

/// What a ruling lacks, over all its versions: something that is accepted, or else a function.
///
/// # Errors
///
/// The first line that cannot be read.
pub fn gaps() -> Result<Vec<String>, String> {
    let indexes = VERSIONS.into_iter().map(Index::of).collect::<Result<Vec<_>, _>>()?;
    let mut gaps: Vec<_> = indexes.iter().flat_map(Index::gaps).collect();
    for ruling in Ruling::all()? {
        let effects: Vec<_> =
            indexes.iter().flat_map(|index| index.shown(ruling.id)).map(Row::effect).collect();
        let has = |effect| effects.contains(&effect);
        if !has(Effect::Function) && !(has(Effect::Kept) && (has(Effect::Broken) || ruling.code == "-")) {
            gaps.push(format!("{}: one side only", ruling.id));
        }
        if VERSIONS.into_iter().all(|version| ruling.clauses(version).next().is_none()) {
            gaps.push(format!("{}: no standard's clause", ruling.id));
        }
        if VERSIONS.into_iter().filter(|version| ruling.is_about(*version)).count()
            != ruling.versions.split(", ").count()
        {
            gaps.push(format!("{}: no such version", ruling.id));
        }
    }
    Ok(gaps)
}
