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
    pub(crate) const WILL_QOS: u8 = 0b0001_1000;
    const WILL_QOS_SHIFT: u8 = 3;
    /// The Will is to be retained.
    pub const WILL_RETAIN: u8 = 0b0010_0000;
    /// There is a password.
    pub const PASSWORD: u8 = 0b0100_0000;
    /// There is a user name.
    pub const USER_NAME: u8 = 0b1000_0000;

    /// Parses the byte.
    #[inline]
    pub fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, byte) = wire::u8(i)?;
        Self(byte).check(i, after)
    }

    /// Parses the byte by the rules of 3.1, which reserves no bit and says nothing of a Will's flags without a Will: such
    /// bits are cleared.
    pub fn parse_v3_1(i: &[u8]) -> Parsed<'_, Self> {
        let (after, byte) = wire::u8(i)?;
        let will = if Self(byte).has(Self::WILL) { 0 } else { Self::WILL_QOS | Self::WILL_RETAIN };
        Self(byte & !(Self::RESERVED | will)).check(i, after)
    }

    #[inline]
    fn check<'a>(self, i: &'a [u8], after: &'a [u8]) -> Parsed<'a, Self> {
        if self.has(Self::RESERVED) {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // [MQTT-3.1.2-3]
        }
        let will_without_flag = !self.has(Self::WILL) && self.has(Self::WILL_QOS | Self::WILL_RETAIN);
        let will_qos_3 = self.0 & Self::WILL_QOS == Self::WILL_QOS;
        // 3.1.1: [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15], [MQTT-3.1.2-14]; 5.0: [MQTT-3.1.2-11] to [MQTT-3.1.2-13]
        if will_without_flag || will_qos_3 {
            return Err(Fault::at(i, ErrorKind::ConnectFlags));
        }
        Ok((after, self))
    }

    /// Returns `true` if this flag is set; of several flags, if one of them is.
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
