//! How many instructions an operation takes, counted by valgrind's callgrind: the same in each run.
//!
//! Each row runs in a process of its own, once for `n` iterations and once for twice as many. The difference is what `n`
//! iterations take once allocator and buffers are warm.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use mqtt_benches::row::Group;
use mqtt_benches::table::{Found, ratios};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let args: Vec<_> = env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--count", group, row, n] => run(group, row, n.parse()?),
        // As a test: the samples are made, and each codec is checked.
        args if !args.contains(&"--bench") => {
            groups();
            Ok(())
        }
        args => print(args.iter().find(|arg| !arg.starts_with('-')).unwrap_or(&"")),
    }
}

/// In the process that valgrind watches.
fn run(group: &str, row: &str, n: u64) -> Outcome<()> {
    let mut groups = groups();
    let group = groups.iter_mut().find(|found| found.name == group).ok_or("no such group")?;
    group.rows.iter_mut().find(|found| found.name == row).ok_or("no such row")?.run(n);
    Ok(())
}

/// Prints the groups whose name contains `filter`.
fn print(filter: &str) -> Outcome<()> {
    let mut found = Vec::new();
    for Group { name: group, packets, rows, .. } in groups().into_iter().filter(|it| it.name.contains(filter))
    {
        let mut counts = Vec::new();
        for row in rows {
            let n = PACKETS.div_ceil(packets);
            let taken = count(&group, &row.name, 2 * n)?.saturating_sub(count(&group, &row.name, n)?);
            counts.push((row.name, vec![Some(approximate(taken) / approximate(n * packets))]));
        }
        found.push(Found { group, rows: counts });
    }
    println!("{}", ratios(&found, &format!("instructions a packet, {}", profile()?)));
    Ok(())
}

fn count(group: &str, row: &str, n: u64) -> Outcome<u64> {
    let report = env::temp_dir().join(format!("instructions-{}", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*row*measured*"])
        .arg(format!("--callgrind-out-file={}", report.display()))
        .arg(env::current_exe()?)
        .args(["--count", group, row, &n.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let read = fs::read_to_string(&report);
    let _ = fs::remove_file(&report);
    let total = read?.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
    total.filter(|_| output.status.success()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into())
}

fn groups() -> Vec<Group> {
    let mut groups = mqtt_benches::decode();
    groups.extend(mqtt_benches::encode());
    groups
}

/// The directory that cargo named after the profile: `release` or `fat`.
fn profile() -> Outcome<String> {
    let program: PathBuf = env::current_exe()?;
    let directory = program.ancestors().nth(2).and_then(|path| path.file_name()).ok_or("no directory")?;
    Ok(directory.to_string_lossy().into_owned())
}

/// Counts are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "a ratio needs three digits")]
fn approximate(count: u64) -> f64 {
    count as f64
}

/// How many packets a count is about, at the least: ten batches.
const PACKETS: u64 = 1280;
