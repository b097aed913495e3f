//! What the MQTT crates enforce, statement by statement of both standards, and the tests that show it.
//!
//! The data are tables: `statements` (what the standards demand, whose it is, and how the crates meet it), `evidence`
//! (packets and topics that keep or break a statement, and what has to come of them) and `rulings.tsv` (what the crates do
//! where the standards are silent). [`Index`] joins them and finds the gaps, [`Row::check`](evidence::Row::check) holds the
//! crates against one row, and [`report::written`] writes CONFORMANCE.md out of it all. `corpus` is of packets that are
//! hostile.
//!
//! What no packet can show has a function in `tests/by_hand`, which the evidence names.

#![forbid(unsafe_code)]

pub mod corpus;
pub mod evidence;
pub mod index;
pub mod outcome;
pub mod report;
pub mod ruling;
pub mod statement;
pub mod version;

pub use index::Index;
