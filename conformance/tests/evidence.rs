//! The crates, held against every line of the evidence.

use mqtt_conformance::Index;
use mqtt_conformance::version::VERSIONS;

#[test]
fn every_row_holds() {
    for version in VERSIONS {
        let index = Index::of(version).unwrap();
        let wrong: Vec<_> = index.rows.iter().filter_map(|row| row.check(version).err()).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
