//! What one run has found.

use super::latency::Latency;
use super::memory::Memory;
use super::names::{REFERENCES, is_ours};

/// Everything that one run has found.
#[derive(Debug, Default)]
pub struct Found {
    /// Nanoseconds, by group and row.
    pub times: Vec<(String, Vec<(String, f64)>)>,
    /// What single operations took.
    pub latencies: Vec<Latency>,
    /// What is held in memory.
    pub memory: Vec<Memory>,
}

impl Found {
    /// What one operation of this row took, in nanoseconds.
    #[must_use]
    pub fn time(&self, group: &str, row: &str) -> Option<f64> {
        self.rows(group).iter().find(|(name, _)| name == row).map(|(_, time)| *time)
    }

    /// What it took the fastest of the peers.
    #[must_use]
    pub fn best_peer(&self, group: &str) -> Option<f64> {
        let peers =
            self.rows(group).iter().filter(|(name, _)| !is_ours(name) && !REFERENCES.contains(&&name[..]));
        peers.map(|(_, time)| *time).min_by(f64::total_cmp)
    }

    /// What it took to find as much without an index of filters.
    #[must_use]
    pub fn floor(&self, group: &str) -> Option<f64> {
        REFERENCES.iter().find_map(|reference| self.time(group, reference))
    }

    fn rows(&self, group: &str) -> &[(String, f64)] {
        self.times.iter().find(|(name, _)| name == group).map_or(&[], |(_, rows)| rows)
    }
}
