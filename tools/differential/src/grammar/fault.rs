//! A fault that is put into a packet, and what a 5.0 receiver answers to it.

/// A fault that was made.
pub(crate) struct Fault {
    /// Where, if there are several places.
    pub(crate) at: String,
    /// What a 5.0 receiver answers.
    pub(crate) code: u8,
}

/// The bytes cannot be read as the packet.
pub(crate) const MALFORMED: u8 = 0x81;
/// They can, and are not allowed.
pub(crate) const PROTOCOL_ERROR: u8 = 0x82;

/// A fault where there is one place for it.
pub(crate) fn fault(code: u8) -> Option<Fault> {
    Some(Fault { at: String::new(), code })
}

/// A fault in one of several places.
pub(crate) fn fault_at(code: u8, at: impl Into<String>) -> Option<Fault> {
    Some(Fault { at: at.into(), code })
}
