//! The Connect Flags, as far as the versions agree on them. MQTT 3.1.1 and 5.0, section 3.1.2.3.

use crate::error::ErrorKind;
use crate::publish::Qos;
use crate::wire::{self, Fault, Parsed};

/// The Connect Flags, without a reserved bit, and with a Will's flags only where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Flags(u8);

impl Flags {
    const RESERVED: u8 = 0b0000_0001;
    /// Clean Session (3.1.1) or Clean Start (5.0).
    pub const CLEAN: u8 = 0b0000_0010;
    /// There is a Will.
    pub const WILL: u8 = 0b0000_0100;
    const WILL_QOS: u8 = 0b0001_1000;
    const WILL_QOS_SHIFT: u8 = 3;
    /// The Will is to be retained.
    pub const WILL_RETAIN: u8 = 0b0010_0000;
    /// There is a password.
    pub const PASSWORD: u8 = 0b0100_0000;
    /// There is a user name.
    pub const USER_NAME: u8 = 0b1000_0000;

    /// Reads the byte.
    #[inline]
    pub fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, byte) = wire::u8(i)?;
        let flags = Self(byte);
        if flags.has(Self::RESERVED) {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // [MQTT-3.1.2-3]
        }
        let will_without_flag = !flags.has(Self::WILL) && byte & (Self::WILL_QOS | Self::WILL_RETAIN) != 0;
        let will_qos_3 = byte & Self::WILL_QOS == Self::WILL_QOS;
        // 3.1.1: [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15], [MQTT-3.1.2-14]; 5.0: [MQTT-3.1.2-11] to [MQTT-3.1.2-13]
        if will_without_flag || will_qos_3 {
            return Err(Fault::at(i, ErrorKind::ConnectFlags));
        }
        Ok((after, flags))
    }

    /// Whether this flag is set.
    #[inline]
    pub const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    /// The Will's QoS. Never 3: `parse` refuses it.
    #[inline]
    pub fn will_qos(self) -> Qos {
        Qos::new((self.0 & Self::WILL_QOS) >> Self::WILL_QOS_SHIFT).unwrap_or_default()
    }

    /// The flags of a CONNECT with such a Will.
    pub fn of_will(qos: Qos, retain: bool) -> u8 {
        Self::WILL | u8::from(qos) << Self::WILL_QOS_SHIFT | if retain { Self::WILL_RETAIN } else { 0 }
    }
}
