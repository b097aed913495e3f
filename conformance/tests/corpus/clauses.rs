//! The corpus and the index say the same of the same bytes: by which clause they are refused, and whether they have to be.

use std::collections::HashMap;

use mqtt_codec_v5::{Sender, Version};
use mqtt_conformance::Index;
use mqtt_conformance::corpus::{Entry, Verdict, expand};
use mqtt_conformance::evidence::{Row, Side, Verdict as Shows};
use mqtt_conformance::index::VERSIONS;
use mqtt_conformance::statement::{Duty, Statement};

use crate::{entries, first_packet, kind};

/// What is received: who sent it matters where that is what is wrong.
type Input = (Option<Sender>, Option<u32>, Vec<u8>);

/// What the index says of packets that are refused: the ids of the statements and rulings that each breaks.
struct Refused {
    index: Index,
    ids: HashMap<Input, Vec<&'static str>>,
}

impl Refused {
    fn of(version: Version) -> Self {
        let index = Index::of(version).unwrap_or_else(|why| panic!("{why}"));
        let mut ids: HashMap<_, Vec<_>> = HashMap::new();
        for row in index.rows.iter().filter(|row| row.side() == Side::Broken && row.offset != "-") {
            if let Some(input) = input(row) {
                ids.entry(input).or_default().push(row.id);
            }
        }
        Self { index, ids }
    }

    /// Statements that the entry's bytes break, and clauses of the rulings that they are an example of.
    fn by(&self, entry: &Entry) -> (Vec<&Statement>, Vec<&'static str>) {
        let sender = entry.sender.filter(|_| kind(entry) == Some("Sender"));
        let ids = self.ids.get(&(sender, entry.limit, entry.bytes.clone())).map_or(&[][..], Vec::as_slice);
        let statements = self.index.statements.iter().filter(|statement| ids.contains(&statement.id));
        let rulings = self.index.rulings.iter().filter(|ruling| ids.contains(&ruling.id));
        (statements.collect(), rulings.flat_map(|ruling| ruling.clauses(entry.version)).collect())
    }
}

fn input(row: &Row) -> Option<Input> {
    let sender = match row.verdict {
        Shows::Reject => None,
        Shows::NotFromClient => Some(Sender::Client),
        Shows::NotFromServer => Some(Sender::Server),
        _ => return None,
    };
    let (limit, bytes) = row.input.split_once(':').map_or((None, row.input), |(limit, bytes)| {
        (Some(limit.parse().unwrap_or_else(|_| panic!("{limit} is no limit"))), bytes)
    });
    Some((sender, limit, expand(bytes).unwrap_or_else(|why| panic!("{why}"))))
}

/// All that are refused, with what the index has of the same bytes, where it has them.
fn shared(check: impl Fn(&Entry, &[&Statement], &[&str]) -> bool) -> usize {
    let refused = VERSIONS.map(Refused::of);
    let (mut count, mut wrong) = (0, Vec::new());
    let is_refused = |entry: &Entry| matches!(entry.verdict, Verdict::Reject { .. });
    for entry in entries().into_iter().filter(is_refused) {
        let of = refused.iter().find(|of| of.index.version == entry.version);
        let (statements, clauses) = of.map(|of| of.by(&entry)).unwrap_or_default();
        if statements.is_empty() && clauses.is_empty() {
            continue;
        }
        count += 1;
        if !check(&entry, &statements, &clauses) {
            let ids: Vec<_> = statements.iter().map(|statement| statement.id).collect();
            wrong.push(format!("{} says {}, the index {ids:?} and {clauses:?}", entry.id, entry.clause));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    count
}

#[test]
fn a_statement_is_one_that_the_standard_has() {
    let indexes = VERSIONS.map(|version| Refused::of(version).index);
    for entry in entries() {
        let index = indexes.iter().find(|index| index.version == entry.version);
        let statements = entry.clauses().filter(|clause| clause.starts_with("MQTT-"));
        for clause in statements {
            assert!(index.is_some_and(|index| index.has_clause(clause)), "{}: {clause}", entry.id);
        }
    }
}

#[test]
fn a_clause_is_one_by_which_the_index_refuses_the_same_bytes() {
    let count = shared(|entry, statements, clauses| {
        entry.clauses().all(|clause| {
            clauses.contains(&clause) || statements.iter().any(|statement| statement.is_cited_by(clause))
        })
    });
    assert!(count > 250, "{count}");
}

/// What a codec has to enforce is firm, and what it may is a choice; a ruling alone says neither.
#[test]
fn what_breaks_a_must_of_the_index_is_firm_and_what_breaks_none_is_a_choice() {
    let count = shared(|entry, statements, _| {
        let must = statements.iter().any(|statement| statement.duty == Duty::Must);
        statements.is_empty() || entry.choice != must
    });
    assert!(count > 250, "{count}");
}

/// No standard says that a packet is to be refused before it is there. It is there once its length is read, if that is what
/// is wrong.
#[test]
fn what_is_refused_before_it_is_all_there_is_a_choice() {
    for entry in entries().iter().filter(|entry| matches!(entry.verdict, Verdict::Reject { .. })) {
        let there = match first_packet(&entry.bytes) {
            Some((_, whole)) => whole <= entry.bytes.len(),
            None => entry.bytes.len() >= 5,
        };
        assert!(there || entry.choice, "{}", entry.id);
    }
}

/// How many elements a receiver takes is its own. How many levels a filter has is not: 4.7.3 has no limit but its length.
#[test]
fn what_is_accepted_of_very_many_elements_is_a_choice() {
    let many = |entry: &&Entry| ["3", "4"].contains(&entry.class) && entry.verdict == Verdict::Accept;
    for entry in entries().iter().filter(many) {
        assert_eq!(entry.choice, !entry.id.contains("-slashes-"), "{}", entry.id);
    }
}
