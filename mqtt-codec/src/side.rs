//! The two sides of a connection.

/// One of the two sides of a connection.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Sender {
    /// The side that opened the connection and sent CONNECT.
    Client,
    /// The side that accepted it.
    Server,
}
