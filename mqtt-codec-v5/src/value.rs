//! What properties carry: the types of their values, each no wider than the standard allows. MQTT 5.0, section 2.2.2.2.

use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::wire::{self, Fault, Out, Parsed, Wire};
use mqtt_codec::{EncodeError, ErrorKind, Qos, Text, TopicName};

use crate::property::{Property, id};
use crate::varint;

/// What a payload is made of. MQTT 5.0, section 3.3.2.3.2.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[repr(u8)]
pub enum PayloadFormat {
    /// Bytes of any kind.
    #[default]
    Bytes = 0,
    /// UTF-8. Nothing here checks it: see [`Publish::payload_is_valid`](crate::Publish::payload_is_valid).
    Utf8 = 1,
}

/// The highest QoS that a server serves, if that is not 2. MQTT 5.0, section 3.2.2.3.4.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[repr(u8)]
pub enum MaximumQos {
    /// QoS 0.
    AtMostOnce = 0,
    /// QoS 1.
    AtLeastOnce = 1,
}

impl From<MaximumQos> for Qos {
    fn from(maximum: MaximumQos) -> Self {
        match maximum {
            MaximumQos::AtMostOnce => Self::AtMostOnce,
            MaximumQos::AtLeastOnce => Self::AtLeastOnce,
        }
    }
}

/// Stands for a topic name on one connection: 1 to 65,535. MQTT 5.0, section 3.3.2.3.4.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TopicAlias(NonZeroU16);

impl TopicAlias {
    /// The alias `n`, or `None` for 0.
    pub const fn new(n: u16) -> Option<Self> {
        match NonZeroU16::new(n) {
            Some(n) => Some(Self(n)),
            None => None,
        }
    }

    /// The alias as a number.
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

/// Names a subscription, to be told with each message for it: 1 to 268,435,455. MQTT 5.0, section 3.8.2.1.2.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SubscriptionId(NonZeroU32);

impl SubscriptionId {
    /// The identifier `n`, or `None` for 0 and what is over 268,435,455.
    pub const fn new(n: u32) -> Option<Self> {
        match NonZeroU32::new(n) {
            Some(id) if n <= varint::MAX => Some(Self(id)),
            _ => None,
        }
    }

    /// The identifier as a number.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// It fits, so this keeps it.
    fn as_usize(self) -> usize {
        usize::try_from(self.get()).unwrap_or(usize::MAX)
    }
}

/// A name and a value whose meaning is the sender's and the receiver's own. Names may be repeated, and both be empty.
/// MQTT 5.0, section 2.2.2.2.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct UserProperty<'a> {
    /// The name.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

/// The value of a property, without the identifier before it.
pub(crate) trait Value<'a>: Copy + Sized {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self>;

    /// `name` is what an error calls it.
    fn len(&self, name: &'static str) -> Result<usize, EncodeError>;

    fn put(&self, out: &mut Out<'_>);
}

/// A value that is `width` bytes of a number, of which `new` makes what is allowed.
macro_rules! number {
    ($($Type:ty: $parse:ident, $width:literal, $new:expr, $kind:ident, $n:ident => $number:expr;)*) => {$(
        impl Value<'_> for $Type {
            fn parse(i: &[u8]) -> Parsed<'_, Self> {
                let (after, number) = wire::$parse(i)?;
                match $new(number) {
                    Some(value) => Ok((after, value)),
                    None => Err(Fault::at(i, ErrorKind::$kind)),
                }
            }

            fn len(&self, _: &'static str) -> Result<usize, EncodeError> {
                Ok($width)
            }

            fn put(&self, out: &mut Out<'_>) {
                let $n = *self;
                out.$parse($number);
            }
        }
    )*};
}

number! {
    u16: u16, 2, Some, PropertyValue, n => n;
    u32: u32, 4, Some, PropertyValue, n => n;
    NonZeroU16: u16, 2, Self::new, PropertyValue, n => n.get();
    NonZeroU32: u32, 4, Self::new, PropertyValue, n => n.get();
    TopicAlias: u16, 2, Self::new, TopicAlias, n => n.get(); // [MQTT-3.3.2-8]
    bool: u8, 1, |byte| bit(byte, false, true), PropertyValue, n => n.into();
    PayloadFormat: u8, 1, |byte| bit(byte, Self::Bytes, Self::Utf8), PropertyValue, n => n as u8;
    MaximumQos: u8, 1, |byte| bit(byte, Self::AtMostOnce, Self::AtLeastOnce), PropertyValue, n => n as u8;
}

/// What a byte means that is 0 or 1.
fn bit<T>(byte: u8, zero: T, one: T) -> Option<T> {
    match byte {
        0 => Some(zero),
        1 => Some(one),
        _ => None,
    }
}

impl Value<'_> for SubscriptionId {
    fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, number) = varint::parse(i)?;
        match Self::new(number) {
            Some(id) => Ok((after, id)),
            None => Err(Fault::at(i, ErrorKind::PropertyValue)), // 3.8.2.1.2
        }
    }

    fn len(&self, _: &'static str) -> Result<usize, EncodeError> {
        varint::len(self.as_usize())
    }

    fn put(&self, out: &mut Out<'_>) {
        varint::put(self.as_usize(), out);
    }
}

impl<'a> Value<'a> for Text<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::text(i)
    }

    fn len(&self, _: &'static str) -> Result<usize, EncodeError> {
        Ok(wire::string_len(self))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(self);
    }
}

impl<'a> Value<'a> for TopicName<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::topic_name(i) // [MQTT-3.3.2-14]
    }

    fn len(&self, _: &'static str) -> Result<usize, EncodeError> {
        Ok(wire::string_len(self))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(self);
    }
}

impl<'a> Value<'a> for &'a [u8] {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::binary(i)
    }

    fn len(&self, name: &'static str) -> Result<usize, EncodeError> {
        wire::binary_len(self, name)
    }

    fn put(&self, out: &mut Out<'_>) {
        out.binary(self);
    }
}

impl<'a> Value<'a> for UserProperty<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, name) = wire::text(i)?; // [MQTT-1.5.7-1]
        let (i, value) = wire::text(i)?;
        Ok((i, Self { name, value }))
    }

    fn len(&self, _: &'static str) -> Result<usize, EncodeError> {
        Ok(wire::string_len(&self.name) + wire::string_len(&self.value))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(&self.name);
        out.string(&self.value);
    }
}

/// A property that may be repeated: in a list it stands with its identifier, and with other properties between.
macro_rules! repeated {
    ($($Type:ty = $ID:ident, $name:literal;)*) => {$(
        impl<'a> Wire<'a> for $Type {
            fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
                let mut i = i;
                while let Some((identifier, value)) = i.split_first() {
                    if *identifier == id::$ID {
                        return Value::parse(value);
                    }
                    (i, _) = Property::parse(i)?;
                }
                Err(Fault::at(i, ErrorKind::Truncated))
            }

            fn wire_len(&self) -> usize {
                self.len($name).map_or(usize::MAX, |len| 1 + len)
            }

            fn put(&self, out: &mut Out<'_>) {
                out.u8(id::$ID);
                Value::put(self, out);
            }
        }
    )*};
}

repeated! {
    UserProperty<'a> = USER_PROPERTY, "User Property";
    SubscriptionId = SUBSCRIPTION_IDENTIFIER, "Subscription Identifier";
}
