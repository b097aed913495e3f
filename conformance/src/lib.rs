//! What the MQTT crates enforce, statement by statement of both standards, and the tests that show it.

#![forbid(unsafe_code)]

pub mod corpus;
