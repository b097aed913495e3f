//! Topics: checks, one filter against one name, and indexes of many, with other indexes beside them.
//!
//! A word restricts it to the groups that contain it; then only times are taken, and printed. `--small` makes everything a
//! hundredth. `--count GROUP ROW TIMES` does nothing but run this row, for valgrind to watch. A full run writes its tables
//! into RESULTS.md beside this folder, and draws what RESULTS.md shows.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use criterion::{Criterion, Throughput};
use mqtt_benches::row::Group;
use mqtt_benches::topic::found::Found;
use mqtt_benches::topic::{Scale, groups, latency, plot};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = env::args().skip(1).collect();
    if let ["--count", group, row, times] = &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return count(group, row, times.parse()?);
    }
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    if !has("--bench") {
        // As a test: the indexes are filled, and each of them is checked.
        for pending in groups(Scale::Small) {
            drop(pending.make());
        }
        return Ok(());
    }
    let scale = if has("--small") { Scale::Small } else { Scale::Full };
    let word = args.iter().find(|arg| !arg.starts_with('-'));
    let mut found = Found::default();
    let mut criterion = short();
    for pending in groups(scale) {
        if word.is_none_or(|word| pending.name.contains(word)) {
            let group = pending.make();
            let name = group.name.clone();
            found.times.push((name, time(&mut criterion, group)));
        }
    }
    if word.is_some() {
        println!("{}", found.markdown());
        return Ok(());
    }
    found.latencies = latency::all(scale);
    let memory = Command::new(env!("CARGO_BIN_EXE_topic_memory"))
        .args((scale == Scale::Small).then_some("--small"))
        .output()?;
    found.memory = String::from_utf8(memory.stdout)?.lines().filter_map(|line| line.parse().ok()).collect();
    let tables = found.markdown();
    println!("{tables}");
    if scale == Scale::Full {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        plot::growth(&found, &here.join("filter-map-growth.svg"))?;
        write_between_marks(here.join("RESULTS.md"), &tables)?;
    } else {
        plot::growth(&found, &env::temp_dir().join("filter-map-growth.svg"))?;
    }
    Ok(())
}

/// Without anything around it that takes much itself.
fn count(group: &str, row: &str, times: u64) -> Result<(), Box<dyn Error>> {
    let pending =
        groups(Scale::Full).into_iter().find(|pending| pending.name == group).ok_or("no such group")?;
    let mut group = pending.make();
    let row = group.rows.iter_mut().find(|found| found.name == row).ok_or("no such row")?;
    row.run(times);
    Ok(())
}

/// The median of each row, in nanoseconds.
fn time(criterion: &mut Criterion, group: Group) -> Vec<(String, f64)> {
    let mut timed = criterion.benchmark_group(&group.name);
    timed.throughput(Throughput::Elements(group.packets));
    let mut found = Vec::new();
    for mut row in group.rows {
        let mut samples = Vec::new();
        timed.bench_function(row.name.clone(), |bencher| {
            bencher.iter_custom(|n| {
                let taken = row.run(n);
                samples.push(taken.as_secs_f64() * 1e9 / approximate(n) / approximate(group.packets));
                taken
            });
        });
        // The first ones warmed up.
        let mut measured = samples.split_off(samples.len().saturating_sub(SAMPLES));
        measured.sort_by(f64::total_cmp);
        found.extend(measured.get(SAMPLES / 2).map(|median| (row.name.clone(), *median)));
    }
    timed.finish();
    found
}

fn write_between_marks(path: PathBuf, tables: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("no mark in RESULTS.md")?;
    let (_, after) = rest.split_once(END).ok_or("no second mark in RESULTS.md")?;
    fs::write(path, format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", tables.trim_end()))?;
    Ok(())
}

/// So that the rows of a group see the same machine, and all is over in some minutes.
fn short() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(700))
        .sample_size(SAMPLES)
        .nresamples(2_000)
}

/// Counts are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "figures of three digits")]
fn approximate(count: u64) -> f64 {
    count as f64
}

const SAMPLES: usize = 20;
const BEGIN: &str = "<!-- what the bench topic found -->";
const END: &str = "<!-- until here -->";
