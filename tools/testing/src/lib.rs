//! What the tests of both codecs share: packets written byte by byte, strategies for what packets hold, and tests that any
//! decoder of either version has to pass.
//!
//! A decoder comes in as a closure over bytes, so nothing here knows the packets of one version.

#![forbid(unsafe_code)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "it is part of tests, which fail by panics"
)]

pub mod bytes;
pub mod framing;
pub mod mutation;
pub mod search;
pub mod sessions;
pub mod strategies;
pub mod stream;
pub mod text;
