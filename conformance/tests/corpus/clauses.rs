//! The corpus and the index say the same of the same bytes: by which clause they are refused, and whether they have to be.

use std::collections::{HashMap, HashSet};

use hex_runs::expand;
use mqtt_codec_v5::{Error, ErrorKind, Side, Version};
use mqtt_conformance::Index;
use mqtt_conformance::corpus::{Entry, Verdict};
use mqtt_conformance::evidence::{Effect, Row, Verdict as Shows};
use mqtt_conformance::outcome::Wire;
use mqtt_conformance::statement::{Duty, Statement};
use mqtt_conformance::version::VERSIONS;

use crate::{Outcome, entries, first_packet, kind, receive};

/// What is received: who sent it matters where that is what is wrong.
type Input = (Option<Side>, Option<u32>, Vec<u8>);

/// What the index says of packets that are refused: the ids of the statements and rulings that each breaks.
struct Refused {
    index: Index,
    ids: HashMap<Input, Vec<&'static str>>,
}

impl Refused {
    fn of(version: Version) -> Self {
        let index = Index::of(version).unwrap_or_else(|why| panic!("{why}"));
        let mut ids: HashMap<_, Vec<_>> = HashMap::new();
        for row in index.rows.iter().filter(|row| row.effect() == Effect::Broken && row.offset != "-") {
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
        Shows::NotFromClient => Some(Side::Client),
        Shows::NotFromServer => Some(Side::Server),
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

/// Entries whose clause takes more to know than the error, the packet and the version: why, what is given instead, ids.
const EXCEPTIONS: [(&str, &str, &[&str]); 1] = [(
    "whether the packet would fit without what only explains depends on the limit",
    "3.1.2.11.4",
    &["encoder-5-reason-string-over-limit", "encoder-5-user-property-over-limit"],
)];

#[test]
fn an_error_names_the_clause_of_its_entry() {
    let mut exceptions: HashMap<_, _> =
        EXCEPTIONS.iter().flat_map(|(_, clause, ids)| ids.iter().map(|id| (*id, *clause))).collect();
    let (mut count, mut wrong) = (0, Vec::new());
    for entry in entries().iter().filter(|entry| matches!(entry.verdict, Verdict::Reject { .. })) {
        let Outcome::Error(error) = receive(entry, &entry.bytes) else { panic!("{} is accepted", entry.id) };
        let clause = error.clause(&entry.bytes, entry.version);
        let agrees = entry.clauses().any(|one| one == clause);
        let expected = exceptions.remove(entry.id);
        if expected.map_or(!agrees, |instead| agrees || instead != clause) {
            wrong.push(format!("{}: {clause}, and the entry has {}", entry.id, entry.clause));
        }
        count += usize::from(agrees);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(exceptions.is_empty(), "no entries: {exceptions:?}");
    assert!(count > 3_000, "{count}");
}

/// A row may break more statements than the one it is for, and an error names one of them.
#[test]
fn most_rows_of_a_statement_are_refused_by_its_clause() {
    let (mut same, mut other) = (0, Vec::new());
    for index in VERSIONS.map(|version| Refused::of(version).index) {
        let rows =
            index.rows.iter().filter(|row| row.verdict == Shows::Reject && row.id.starts_with("MQTT-"));
        for row in rows {
            let wire = Wire::parse(row.input).unwrap_or_else(|why| panic!("{why}"));
            let Ok(Err(error)) = wire.decode(wire.limit, index.version) else {
                panic!("{row:?} is accepted")
            };
            let clause = error.clause(&wire.received, index.version);
            if clause == row.id { same += 1 } else { other.push(format!("{clause}, and {row:?}")) }
        }
    }
    assert!(same > 150, "{same} rows agree, and these do not:\n{}", other.join("\n"));
}

/// Every kind, so that each is asked about.
const KINDS: [ErrorKind; 31] = {
    use ErrorKind::*;
    [
        PacketType,
        Flags,
        VariableByteInteger,
        TooLarge,
        Truncated,
        Trailing,
        Utf8,
        Nul,
        TopicName,
        TopicFilter,
        PacketIdZero,
        ReservedBits,
        Qos,
        Empty,
        ProtocolName,
        ProtocolLevel,
        ConnectFlags,
        ClientId,
        ReturnCode,
        SessionPresent,
        ErrorKind::Sender,
        NotConnect,
        UnknownProperty,
        MisplacedProperty,
        DuplicateProperty,
        PropertyValue,
        TopicAlias,
        ReasonCode,
        RetainHandling,
        NoLocal,
        AuthenticationMethod,
    ]
};

/// Whatever kind, place, version and part of a packet it is asked about.
#[test]
fn an_error_names_what_its_standard_has() {
    let entries = entries();
    let mut found: [HashSet<&str>; 3] = Default::default();
    let mut ask = |packet: &[u8], kinds: &[ErrorKind]| {
        let offsets = 0..=u32::try_from(packet.len()).unwrap_or(u32::MAX) + 1;
        for (offset, kind) in offsets.flat_map(|offset| kinds.iter().map(move |kind| (offset, *kind))) {
            for (version, found) in VERSIONS.into_iter().zip(&mut found) {
                found.insert(Error::new(kind, offset).clause(packet, version));
            }
        }
    };
    for entry in entries.iter().filter(|entry| entry.bytes.len() <= 64) {
        ask(&entry.bytes, &KINDS);
    }
    // These look for the field that they are in.
    let found_by_field = [ErrorKind::Truncated, ErrorKind::Utf8, ErrorKind::DuplicateProperty];
    for entry in entries.iter().filter(|entry| entry.bytes.len() <= 64).step_by(5) {
        for end in 0..entry.bytes.len() {
            ask(&entry.bytes[..end], &found_by_field);
        }
    }
    for (index, found) in VERSIONS.map(|version| Refused::of(version).index).iter().zip(found) {
        let of_corpus: HashSet<_> =
            entries.iter().filter(|entry| entry.version == index.version).flat_map(Entry::clauses).collect();
        for clause in found {
            let is_known = match index.version {
                Version::V3_1 => SECTIONS_OF_3_1.contains(&clause),
                _ if clause.starts_with("MQTT-") => {
                    index.statements.iter().any(|statement| statement.id == clause)
                }
                _ => index.has_clause(clause) || of_corpus.contains(clause),
            };
            assert!(is_known, "{:?} has no {clause:?}", index.version);
        }
    }
}

/// The fixed header, message identifiers, text, the fourteen messages, and wildcards.
const SECTIONS_OF_3_1: [&str; 18] = [
    "2.1",
    "2.4",
    "2.5",
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.6",
    "3.7",
    "3.8",
    "3.9",
    "3.10",
    "3.11",
    "3.12",
    "3.13",
    "3.14",
    "Appendix A",
];
