//! The two sides of a connection.

use core::fmt;

/// One of the two sides of a connection. `Display` writes `client` or `server`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Side {
    /// The side that opened the connection and sent CONNECT.
    Client,
    /// The side that accepted it.
    Server,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}
