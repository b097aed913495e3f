//! Figures as a Markdown table: ours, and ours divided by each peer's.

use std::fmt::Write as _;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;

use crate::row::{FRAMING_ONLY, OURS};

/// What was found in one group.
pub struct Found {
    /// The group.
    pub group: String,
    /// Each row's name, and what it takes for a packet in each profile, as far as that was measured.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

/// One line for each way of ours, a column for each peer. Several profiles stand in one cell, `0.65 / 0.36`.
pub fn ratios(found: &[Found], unit: &str) -> String {
    let mut peers: Vec<&str> = Vec::new();
    for (name, _) in found.iter().flat_map(|found| &found.rows) {
        if !name.starts_with(OURS) && !peers.contains(&name.as_str()) {
            peers.push(name);
        }
    }
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN);
    let header = ["operation", "by", unit].into_iter().chain(peers.iter().copied());
    table.set_header(header.chain((!peers.is_empty()).then_some("best peer")));
    for found in found {
        for (name, ours) in found.rows.iter().filter(|(name, _)| name.starts_with(OURS)) {
            let mut cells = vec![found.group.clone(), name.clone(), in_each(ours, |_, own| Some(own))];
            let columns =
                peers.iter().map(|peer| vec![*peer]).chain((!peers.is_empty()).then(|| peers.clone()));
            for column in columns {
                cells.push(if name == FRAMING_ONLY {
                    String::new()
                } else {
                    in_each(ours, |profile, own| Some(own / found.least(profile, &column)?))
                });
            }
            table.add_row(cells);
        }
    }
    table.to_string()
}

impl Found {
    fn least(&self, profile: usize, among: &[&str]) -> Option<f64> {
        self.rows
            .iter()
            .filter(|(name, _)| among.contains(&name.as_str()))
            .filter_map(|(_, figures)| *figures.get(profile)?)
            .min_by(f64::total_cmp)
    }
}

/// One figure for each profile, or `-`.
fn in_each(ours: &[Option<f64>], figure: impl Fn(usize, f64) -> Option<f64>) -> String {
    let mut cell = String::new();
    for (profile, own) in ours.iter().enumerate() {
        let before = if profile == 0 { "" } else { " / " };
        let _ = match own.and_then(|own| figure(profile, own)) {
            Some(number) if number >= 100.0 => write!(cell, "{before}{number:.0}"),
            Some(number) if number >= 10.0 => write!(cell, "{before}{number:.1}"),
            Some(number) => write!(cell, "{before}{number:.2}"),
            None => write!(cell, "{before}-"),
        };
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_ours_by_theirs() {
        let row = |name: &str, figures: [f64; 2]| (name.to_owned(), figures.map(Some).to_vec());
        let rows = vec![row(OURS, [10.0, 9.0]), row("slow", [40.0, 18.0]), row("fast", [20.0, 36.0])];
        let table = ratios(&[Found { group: "decode".into(), rows }], "ns");
        let cells: Vec<_> = table.lines().last().unwrap().split('|').map(str::trim).collect();
        let expected = ["", "decode", OURS, "10.0 / 9.00", "0.25 / 0.50", "0.50 / 0.25", "0.50 / 0.50", ""];
        assert_eq!(cells, expected);
    }
}
