//! The index is whole, and CONFORMANCE.md is what it says.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use mqtt_codec_v5::{ErrorKind, Framer, Split, Version, peek_protocol};
use mqtt_conformance::evidence::{Side, Verdict};
use mqtt_conformance::index::{self, VERSIONS};
use mqtt_conformance::outcome::Wire;
use mqtt_conformance::ruling::Ruling;
use mqtt_conformance::statement::{Duty, Statement};
use mqtt_conformance::{Index, report};

#[test]
fn nothing_is_missing() {
    assert_eq!(index::gaps(), Ok(vec![]));
}

#[test]
fn the_committed_file_is_what_the_tables_make_of_it() {
    let committed = fs::read_to_string(report::PATH).unwrap();
    assert!(committed == report::written().unwrap(), "run `cargo run -p mqtt-conformance`");
}

#[test]
fn each_statement_and_ruling_is_in_the_file() {
    let written = report::written().unwrap();
    for index in VERSIONS.into_iter().map(|version| Index::of(version).unwrap()) {
        let (_, part) =
            written.split_once(&format!("\n## MQTT {}\n", index::name(index.version))).unwrap_or_default();
        let numbered = index.statements.iter().filter(|statement| statement.is_numbered());
        assert!(numbered.clone().all(|statement| part.contains(&format!("\n| {} | ", statement.id))));
        let ruling = |id: &str| format!("\n| {} | ", id.trim_start_matches("ruling "));
        assert!(index.rulings.iter().all(|one| written.contains(&ruling(one.id))));
    }
    let numbered = written.lines().filter(|line| line.starts_with("| MQTT-"));
    assert_eq!(numbered.count(), 141 + 251);
}

#[test]
fn the_standards_have_as_many_statements_as_the_crates_have_to_keep() {
    for (version, codec, topic) in [(VERSIONS[1], 44, 9), (VERSIONS[2], 62, 12)] {
        let index = Index::of(version).unwrap();
        let of = |owner| {
            let owned = index.statements.iter().filter(|one| one.is_numbered() && one.owner == owner);
            owned.filter(|one| one.duty == Duty::Must).count()
        };
        assert_eq!((of("codec"), of("topic")), (codec, topic), "{version:?}");
    }
}

/// What has no number is found by reading: whoever finds more, or strikes one out, counts anew.
#[test]
fn as_many_rules_have_no_number() {
    for (version, rules) in [(VERSIONS[0], 0), (VERSIONS[1], 20), (VERSIONS[2], 70)] {
        let index = Index::of(version).unwrap();
        let without = index.statements.iter().filter(|statement| !statement.is_numbered());
        assert_eq!(without.count(), rules, "{version:?}");
    }
    assert_eq!(Ruling::all().unwrap().len(), 36);
}

/// A kind says which statements or sections are broken: each of them has a packet in the index that is refused with it.
#[test]
fn each_kind_has_the_clauses_that_it_is_shown_to_break() {
    let mut seen = BTreeSet::new();
    // The rules of 3.1 that are checked are those of 3.1.1.
    for version in [VERSIONS[1], VERSIONS[2]] {
        let index = Index::of(version).unwrap();
        let mut broken = BTreeMap::new();
        for row in index.rows.iter().filter(|row| row.side() == Side::Broken && row.offset != "-") {
            let kind = kind(row.input, row.verdict, version);
            let (_, ids) = broken.entry(format!("{kind:?}")).or_insert((kind, BTreeSet::new()));
            ids.insert(row.id);
        }
        seen.extend(broken.keys().cloned());
        for (kind, ids) in broken.values() {
            for clause in kind.clause(version).split(", ") {
                let is_shown =
                    |statement: &Statement| statement.is_within(clause) && ids.contains(statement.id);
                let is_ruled = |ruling: &Ruling| {
                    ids.contains(ruling.id) && ruling.clauses(version).any(|one| one == clause)
                };
                assert!(
                    index.statements.iter().any(is_shown) || index.rulings.iter().any(is_ruled),
                    "{version:?}: nothing breaks {clause} with {kind:?}, but {ids:?}"
                );
            }
        }
    }
    assert_eq!(seen.len(), 31, "each kind is shown: {seen:?}");
}

fn kind(input: &str, verdict: Verdict, version: Version) -> ErrorKind {
    let wire = Wire::parse(input).unwrap();
    match (wire.decode(wire.limit, version).unwrap(), verdict) {
        (Err(error), _) => error.kind(),
        (Ok(_), Verdict::NotFirst) => {
            let Ok(Split::Frame(frame, _)) = Framer::default().split(&wire.received) else {
                return ErrorKind::NotConnect;
            };
            peek_protocol(frame.bytes()).unwrap_err().kind()
        }
        (Ok(_), _) => ErrorKind::Sender,
    }
}
