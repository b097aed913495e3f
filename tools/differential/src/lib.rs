//! Other MQTT codecs as judges, behind the feature `peers`: what they make of packets, beside ours and the standards.
//!
//! `judge` is what a codec is asked, and what it answers; `judges` are the codecs. `grammar` draws packets and says what the
//! standards say of each, `comparison` tells what is wrong with an answer, and `rulings` explains where somebody differs. The
//! binary `differential` asks about drawn packets, `peers_on_corpus` about the corpus.

#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a table that is wrong has to stop the run")]

pub mod comparison;
pub mod date;
#[expect(clippy::large_enum_variant, reason = "what was seen is larger than that nothing was")]
#[expect(clippy::unnecessary_wraps, reason = "a change says whether it was made, and some always are")]
pub mod grammar;
#[expect(clippy::large_enum_variant, reason = "what was seen is larger than that nothing was")]
pub mod judge;
#[expect(clippy::large_types_passed_by_value, reason = "what was seen is built up")]
#[cfg_attr(feature = "peers", expect(clippy::single_match_else, reason = "a version is an arm"))]
pub mod judges;
pub mod rulings;
pub mod seen;
