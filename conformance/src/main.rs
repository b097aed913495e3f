//! Writes CONFORMANCE.md, unless something in it would not be true.

#![forbid(unsafe_code)]

use std::fs;
use std::process::ExitCode;

use mqtt_conformance::version::VERSIONS;
use mqtt_conformance::{Index, index, report};

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let mut wrong = index::gaps()?;
    for version in VERSIONS {
        let index = Index::of(version)?;
        wrong.extend(index.rows.iter().filter_map(|row| row.check(version).err()));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    fs::write(report::PATH, report::written()?).map_err(|error| format!("{}: {error}", report::PATH))
}
