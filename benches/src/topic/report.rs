//! What was found, as Markdown.

use std::fmt::Write as _;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;

use super::found::Found;
use super::memory::GROWN;
use super::names::is_ours;
use super::target::{Unit, verdicts};

impl Found {
    /// All tables: targets, times, single operations, memory; those of which there is something to say.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let parts = [
            ("Targets", self.targets()),
            ("Nanoseconds an operation", self.all_times()),
            ("Single operations, in nanoseconds", self.single_operations()),
            ("Bytes an entry of 34 bytes and a number of four", self.held()),
        ];
        for (title, table) in parts {
            if table.row_count() > 0 {
                let _ = write!(text, "{title}:\n\n{table}\n\n");
            }
        }
        text
    }

    fn targets(&self) -> Table {
        let mut table = markdown(["what", "is", "target", "met", "to the floor", "to the best peer"]);
        for verdict in verdicts(self) {
            let is = verdict.unit.show(verdict.is);
            let met = match verdict.is / verdict.target {
                ..=1.0 => "yes".into(),
                missed => format!("{:+.0} %", (missed - 1.0) * 100.0),
            };
            let ratio = |other: Option<f64>| other.map_or(String::new(), |other| number(verdict.is / other));
            table.add_row([
                verdict.what.clone(),
                is,
                verdict.unit.show(verdict.target),
                met,
                ratio(verdict.floor),
                ratio(verdict.best_peer),
            ]);
        }
        table
    }

    /// A line for each group; ours in one cell.
    fn all_times(&self) -> Table {
        let mut others: Vec<&str> = Vec::new();
        for (name, _) in self.times.iter().flat_map(|(_, rows)| rows) {
            if !is_ours(name) && !others.contains(&&name[..]) {
                others.push(name);
            }
        }
        let mut table = markdown(["operation", "ours"].into_iter().chain(others.iter().copied()));
        for (group, rows) in &self.times {
            let ours: Vec<_> =
                rows.iter().filter(|(name, _)| is_ours(name)).map(|(_, time)| number(*time)).collect();
            let mut cells = vec![group.clone(), ours.join(" / ")];
            cells.extend(others.iter().map(|other| self.time(group, other).map_or(String::new(), number)));
            table.add_row(cells);
        }
        table
    }

    fn single_operations(&self) -> Table {
        let header = [
            "index",
            "operation",
            "p50",
            "p99",
            "p99.9",
            "p99.99",
            "longest",
            "over 20 µs",
            "million a second",
        ];
        let mut table = markdown(header);
        for latency in &self.latencies {
            let mut cells = vec![latency.index.to_owned(), latency.operation.to_owned()];
            cells.extend(
                [500.0, 990.0, 999.0, 999.9, 1000.0].map(|share| latency.permille(share).to_string()),
            );
            cells.push(latency.longer_than(20_000).to_string());
            cells.push(number(latency.per_second() / 1e6));
            table.add_row(cells);
        }
        table
    }

    fn held(&self) -> Table {
        let mut table = markdown(["index", "entries", "bytes"]);
        for memory in &self.memory {
            if memory.index != GROWN || memory.entries.to_string().trim_end_matches('0') == "1" {
                table.add_row([memory.index.clone(), memory.entries.to_string(), number(memory.bytes)]);
            }
        }
        table
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Nanoseconds if figure >= 10_000.0 => format!("{} µs", number(figure / 1000.0)),
            Self::Nanoseconds => format!("{} ns", number(figure)),
            Self::Bytes => format!("{} bytes", number(figure)),
        }
    }
}

fn markdown<'h>(header: impl IntoIterator<Item = &'h str>) -> Table {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN).set_header(header.into_iter().collect::<Vec<_>>());
    table
}

/// Three digits.
fn number(figure: f64) -> String {
    match figure {
        100.0.. => format!("{figure:.0}"),
        10.0.. => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}
