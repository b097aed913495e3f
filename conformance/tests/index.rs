//! The index is whole, and CONFORMANCE.md is what it says.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;

use mqtt_codec_v5::{Error, ErrorKind, Framer, Split, Version, peek_protocol};
use mqtt_conformance::evidence::{Effect, Verdict};
use mqtt_conformance::index;
use mqtt_conformance::outcome::Wire;
use mqtt_conformance::ruling::Ruling;
use mqtt_conformance::statement::{Duty, Statement};
use mqtt_conformance::version::{VERSIONS, name};
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
            written.split_once(&format!("\n## MQTT {}\n", name(index.version))).unwrap_or_default();
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

/// Each kind of error has a packet in the index, and the clause that it names there is one that the index knows.
#[test]
fn each_kind_is_shown_with_clauses_of_the_index() {
    let mut seen = BTreeSet::new();
    // The rules of 3.1 that are checked are those of 3.1.1.
    for version in [VERSIONS[1], VERSIONS[2]] {
        let index = Index::of(version).unwrap();
        for row in index.rows.iter().filter(|row| row.effect() == Effect::Broken && row.offset != "-") {
            let wire = Wire::parse(row.input).unwrap();
            let error = error(&wire, row.verdict, version);
            seen.insert(format!("{:?}", error.kind()));
            let clause = error.clause(&wire.received, version);
            let is_stated =
                |statement: &Statement| statement.is_within(clause) || statement.is_cited_by(clause);
            let is_ruled = |ruling: &Ruling| ruling.clauses(version).any(|one| one == clause);
            assert!(
                index.statements.iter().any(is_stated) || index.rulings.iter().any(is_ruled),
                "{version:?}: {clause} is not in the index: {row:?}"
            );
        }
    }
    assert_eq!(seen.len(), 31, "each kind is shown: {seen:?}");
}

fn error(wire: &Wire, verdict: Verdict, version: Version) -> Error {
    match (wire.decode(wire.limit, version).unwrap(), verdict) {
        (Err(error), _) => error,
        (Ok(_), Verdict::NotFirst) => {
            let Ok(Split::Frame(frame, _)) = Framer::default().split(&wire.received) else {
                return Error::new(ErrorKind::NotConnect, 0);
            };
            peek_protocol(frame.bytes()).unwrap_err()
        }
        (Ok(_), _) => Error::new(ErrorKind::Sender, 0),
    }
}
