//! Prints what the criterion benches found as ratios: ours divided by each peer's, medians of the same run.
//!
//! Its arguments are the baselines to read, `release` and `fat` if there are none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use mqtt_benches::table::{Found, ratios};
use serde_json::Value;

fn main() -> io::Result<()> {
    let mut baselines: Vec<_> = env::args().skip(1).collect();
    if baselines.is_empty() {
        baselines = vec!["release".into(), "fat".into()];
    }
    let mut groups: BTreeMap<String, BTreeMap<String, Vec<Option<f64>>>> = BTreeMap::new();
    for group in directories(&results()?)? {
        for row in directories(&group)? {
            for (column, baseline) in baselines.iter().enumerate() {
                let Some((group, row, nanoseconds)) = read(&row.join(baseline)) else { continue };
                let figures = groups.entry(group).or_default().entry(row).or_default();
                figures.resize(baselines.len(), None);
                if let Some(figure) = figures.get_mut(column) {
                    *figure = Some(nanoseconds);
                }
            }
        }
    }
    let found: Vec<_> =
        groups.into_iter().map(|(group, rows)| Found { group, rows: rows.into_iter().collect() }).collect();
    println!("{}", ratios(&found, &format!("ns a packet, {}", baselines.join(" / "))));
    Ok(())
}

/// Group, row, and the median time of one packet in nanoseconds.
fn read(baseline: &Path) -> Option<(String, String, f64)> {
    let json = |name| serde_json::from_slice::<Value>(&fs::read(baseline.join(name)).ok()?).ok();
    let benchmark = json("benchmark.json")?;
    let group = benchmark.get("group_id")?.as_str()?.to_owned();
    let row = benchmark.get("function_id")?.as_str()?.to_owned();
    let packets = benchmark.pointer("/throughput/ElementsAndBytes/elements")?.as_f64()?;
    let median = json("estimates.json")?.pointer("/median/point_estimate")?.as_f64()?;
    Some((group, row, median / packets))
}

/// Where criterion writes: beside the directory that this program was built into.
fn results() -> io::Result<PathBuf> {
    if let Some(home) = env::var_os("CRITERION_HOME") {
        return Ok(home.into());
    }
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or(io::ErrorKind::NotFound)?;
    Ok(target.join("criterion"))
}

fn directories(of: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(of)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    Ok(found)
}
