//! The index is whole, and CONFORMANCE.md is what it says.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;

use mqtt_codec_v5::{ErrorKind, Framer, Split, Version, peek_protocol};
use mqtt_conformance::evidence::{Side, Verdict};
use mqtt_conformance::index::{self, VERSIONS};
use mqtt_conformance::outcome::Wire;
use mqtt_conformance::statement::Duty;
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
        assert!(index.rulings.iter().all(|ruling| written.contains(ruling.clause)));
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

/// A kind says which statement or section is broken: it is one that the index has, of the version that the packet is of.
#[test]
fn each_kind_has_a_clause_that_is_in_the_index() {
    let mut seen = BTreeSet::new();
    for version in VERSIONS {
        let index = Index::of(version).unwrap();
        // The rules of 3.1 that are checked are those of 3.1.1.
        let standard =
            if index.statements.is_empty() { Index::of(VERSIONS[1]).unwrap() } else { index.clone() };
        for row in index.rows.iter().filter(|row| row.side() == Side::Broken && row.offset != "-") {
            let kind = kind(row.input, row.verdict, version);
            for clause in kind.clause(version).split(", ") {
                assert!(standard.has_clause(clause), "{kind:?}: {version:?} has no {clause}");
            }
            seen.insert(format!("{kind:?}"));
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
            peek_protocol(frame).unwrap_err().kind()
        }
        (Ok(_), _) => ErrorKind::Sender,
    }
}
