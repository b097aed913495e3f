//! What properties carry: the types of their values, each no wider than the standard allows. MQTT 5.0, section 2.2.2.2.

use core::fmt::{self, DebugStruct};
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed};
use mqtt_codec::__private::{Preview, invalid_number, varint};
use mqtt_codec::{EncodeError, ErrorKind, InvalidNumber, Qos, Text, TopicName};

use super::table::id;

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
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

/// The conversions of a type that is a number within a range.
macro_rules! identifier {
    ($($Type:ident($number:ident, $NonZero:ident) $name:literal;)*) => {$(
        impl From<$Type> for $number {
            fn from(id: $Type) -> Self {
                id.get()
            }
        }

        impl From<$Type> for $NonZero {
            fn from(id: $Type) -> Self {
                id.0
            }
        }

        impl TryFrom<$number> for $Type {
            type Error = InvalidNumber;

            fn try_from(n: $number) -> Result<Self, InvalidNumber> {
                Self::new(n).ok_or(invalid_number($name))
            }
        }

        impl fmt::Display for $Type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

identifier! {
    TopicAlias(u16, NonZeroU16) "topic alias";
    SubscriptionId(u32, NonZeroU32) "subscription identifier";
}

impl From<NonZeroU16> for TopicAlias {
    fn from(n: NonZeroU16) -> Self {
        Self(n)
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

    /// What follows a value that was checked before.
    fn skip(i: &[u8]) -> Option<&[u8]>;

    fn len(&self) -> usize;

    /// Writes it with its identifier before it.
    fn put(&self, id: u8, out: &mut Out<'_>);

    /// Why it cannot be sent; `name` is what the error calls it.
    #[inline]
    fn fault(&self, _name: &'static str) -> Option<EncodeError> {
        None
    }
}

/// A value that is `width` bytes of a number, of which `new` makes what is allowed.
macro_rules! number {
    ($($Type:ty: $parse:ident, $width:literal, $new:expr, $kind:ident, $n:ident => $number:expr;)*) => {$(
        impl Value<'_> for $Type {
            #[inline]
            fn parse(i: &[u8]) -> Parsed<'_, Self> {
                let (after, number) = wire::$parse(i)?;
                match $new(number) {
                    Some(value) => Ok((after, value)),
                    None => Err(Fault::at(i, ErrorKind::$kind)),
                }
            }

            #[inline]
            fn skip(i: &[u8]) -> Option<&[u8]> {
                i.get($width..)
            }

            #[inline]
            fn len(&self) -> usize {
                $width
            }

            #[inline]
            fn put(&self, id: u8, out: &mut Out<'_>) {
                let $n = *self;
                let number: $parse = $number;
                let mut property = [id; 1 + $width];
                let [_, value @ ..] = &mut property;
                *value = number.to_be_bytes();
                out.bytes(&property);
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

    #[inline]
    fn skip(i: &[u8]) -> Option<&[u8]> {
        varint::parse(i).ok().map(|(after, _)| after)
    }

    #[inline]
    fn len(&self) -> usize {
        varint::len(self.as_usize()).unwrap_or(4) // it is in range
    }

    fn put(&self, id: u8, out: &mut Out<'_>) {
        out.u8(id);
        varint::put(self.as_usize(), out);
    }
}

impl<'a> Value<'a> for Text<'a> {
    #[inline]
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::text(i)
    }

    #[inline]
    fn skip(i: &[u8]) -> Option<&[u8]> {
        skip_binary(i)
    }

    #[inline]
    fn len(&self) -> usize {
        wire::string_len(self)
    }

    #[inline]
    fn put(&self, id: u8, out: &mut Out<'_>) {
        out.tagged(id, self.as_bytes());
    }
}

impl<'a> Value<'a> for TopicName<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::topic_name(i) // [MQTT-3.3.2-14]
    }

    #[inline]
    fn skip(i: &[u8]) -> Option<&[u8]> {
        skip_binary(i)
    }

    #[inline]
    fn len(&self) -> usize {
        wire::string_len(self)
    }

    #[inline]
    fn put(&self, id: u8, out: &mut Out<'_>) {
        out.tagged(id, self.as_bytes());
    }
}

impl<'a> Value<'a> for &'a [u8] {
    #[inline]
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        wire::binary(i)
    }

    #[inline]
    fn skip(i: &[u8]) -> Option<&[u8]> {
        skip_binary(i)
    }

    #[inline]
    fn len(&self) -> usize {
        2 + <[u8]>::len(self)
    }

    #[inline]
    fn put(&self, id: u8, out: &mut Out<'_>) {
        out.tagged(id, self);
    }

    #[inline]
    fn fault(&self, name: &'static str) -> Option<EncodeError> {
        wire::binary_len(self, name).err()
    }
}

impl<'a> Value<'a> for UserProperty<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, name) = wire::text(i)?; // [MQTT-1.5.7-1]
        let (i, value) = wire::text(i)?;
        Ok((i, Self { name, value }))
    }

    #[inline]
    fn skip(i: &[u8]) -> Option<&[u8]> {
        skip_binary(skip_binary(i)?)
    }

    #[inline]
    fn len(&self) -> usize {
        wire::string_len(&self.name) + wire::string_len(&self.value)
    }

    fn put(&self, id: u8, out: &mut Out<'_>) {
        out.tagged(id, self.name.as_bytes());
        out.string(&self.value);
    }
}

/// What follows a length of two bytes and that many bytes.
#[inline]
fn skip_binary(i: &[u8]) -> Option<&[u8]> {
    wire::binary(i).ok().map(|(after, _)| after)
}

/// How a value looks in `Debug`.
pub(crate) trait Show {
    fn show(&self, id: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>);
}

macro_rules! show_as_is {
    ($($Type:ty),*) => {$(
        impl Show for $Type {
            fn show(&self, _: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>) {
                shown.field(name, self);
            }
        }
    )*};
}

show_as_is!(
    bool,
    u16,
    u32,
    NonZeroU16,
    NonZeroU32,
    MaximumQos,
    PayloadFormat,
    SubscriptionId,
    TopicAlias,
    Text<'_>,
    TopicName<'_>,
    UserProperty<'_>
);

/// Only its beginning, and nothing at all of what authenticates.
impl Show for &[u8] {
    fn show(&self, id: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>) {
        if id == id::AUTHENTICATION_DATA {
            shown.field(name, &format_args!(".."));
        } else {
            shown.field(name, &Preview(self));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn what_may_not_be_cannot_be_made() {
        assert_eq!(TopicAlias::new(0), None);
        for n in [1, 2, 65_535] {
            assert_eq!(TopicAlias::new(n).map(TopicAlias::get), Some(n));
        }
        for n in [0, 268_435_456, u32::MAX] {
            assert_eq!(SubscriptionId::new(n), None);
        }
        for n in [1, 127, 128, 268_435_455] {
            assert_eq!(SubscriptionId::new(n).map(SubscriptionId::get), Some(n));
        }
    }

    #[test]
    fn a_subscription_identifier_takes_as_many_bytes_as_it_needs() {
        for (n, len) in
            [(1, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (2_097_152, 4), (268_435_455, 4)]
        {
            let subscription = SubscriptionId::new(n).unwrap();
            assert_eq!(subscription.len(), len);
            let mut wire = [0; 6];
            Value::put(&subscription, id::SUBSCRIPTION_IDENTIFIER, &mut Out::new(&mut wire));
            assert_eq!(wire[0], id::SUBSCRIPTION_IDENTIFIER);
            assert_eq!(<SubscriptionId as Value>::parse(&wire[1..]), Ok((&wire[1 + len..], subscription)));
        }
    }

    #[test]
    fn identifiers_convert_and_are_shown_as_numbers() {
        let alias = TopicAlias::try_from(7).unwrap();
        assert_eq!((alias, u16::from(alias)), (NonZeroU16::from(alias).into(), 7));
        assert_eq!(std::format!("{alias} {alias:3}"), "7   7");
        assert_eq!(TopicAlias::try_from(0).unwrap_err().to_string(), "invalid topic alias");

        let id = SubscriptionId::try_from(268_435_455).unwrap();
        assert_eq!((u32::from(id), NonZeroU32::from(id).get()), (268_435_455, 268_435_455));
        assert_eq!(id.to_string(), "268435455");
        let error = SubscriptionId::try_from(268_435_456).unwrap_err();
        assert_eq!(error.to_string(), "invalid subscription identifier");
    }

    #[test]
    fn a_maximum_is_a_qos() {
        assert_eq!(Qos::from(MaximumQos::AtMostOnce), Qos::AtMostOnce);
        assert_eq!(Qos::from(MaximumQos::AtLeastOnce), Qos::AtLeastOnce);
        assert_eq!(PayloadFormat::default(), PayloadFormat::Bytes);
    }
}
