//! A packet as it is drawn, and what the standard says of it.

use mqtt_codec_v5::{Side, Version};

use crate::seen::Seen;

/// A packet that was drawn.
#[derive(Debug)]
pub struct Packet {
    /// The version that it belongs to: 3.1.1 or 5.0.
    pub version: Version,
    /// Who may send it.
    pub sender: Side,
    /// Its type, 1 to 15, before anything was changed.
    pub packet_type: u8,
    /// What was changed, and where if there are several places: `nul: user name`.
    pub label: String,
    /// The statement or section that decides.
    pub clause: &'static str,
    /// The packet, or the beginning of one.
    pub bytes: Vec<u8>,
    /// Whether another packet stands behind it in the receiver's buffer.
    pub followed: bool,
    /// What the standard says.
    pub expected: Expected,
}

/// What the standard says of a packet.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// It is this packet.
    Accept(Seen),
    /// It is none; the code with which a 5.0 receiver answers, where it is to tell.
    Reject(Option<u8>),
    /// It is not all there.
    NeedMore,
}

/// The packet that stands behind another: PINGREQ.
pub const NEXT: [u8; 2] = [0xC0, 0];
