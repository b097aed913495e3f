//! Any property, for tools: what the packets' own structs have as fields.

use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::__private::wire::{self, Fault, Parsed};
use mqtt_codec::{ErrorKind, Text, TopicName};

use super::table::{id, table};
use super::value::{MaximumQos, PayloadFormat, Show, SubscriptionId, TopicAlias, UserProperty, Value};

macro_rules! property {
    ($($id:literal $ID:ident $Name:ident($Type:ty) $name:literal,)*) => {
        /// One property, as it stands in a packet: for tools. The packets' own structs are quicker to read from.
        #[derive(Clone, Copy, Eq, PartialEq)]
        pub enum Property<'a> {
            $(#[doc = concat!($name, ", identifier ", stringify!($id), ".")] $Name($Type),)*
        }

        impl<'a> Property<'a> {
            /// Its identifier, 0x01 to 0x2A.
            pub const fn id(&self) -> u8 {
                match self {
                    $(Self::$Name(_) => id::$ID,)*
                }
            }

            /// Its name in the standard.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$Name(_) => $name,)*
                }
            }

            /// The number of bytes that it takes, identifier included.
            pub fn wire_len(&self) -> usize {
                1 + match self {
                    $(Self::$Name(value) => Value::len(value),)*
                }
            }

            /// A property that was checked before, as bytes, and what follows it.
            pub(crate) fn skip(i: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
                let (identifier, value) = i.split_first()?;
                let after = match *identifier {
                    $(id::$ID => <$Type as Value>::skip(value),)*
                    _ => None,
                }?;
                i.split_at_checked(i.len() - after.len())
            }

            /// One property of any packet.
            pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
                let (value, id) = wire::u8(i)?;
                match id {
                    $(id::$ID => Value::parse(value).map(|(i, value)| (i, Self::$Name(value))),)*
                    _ => Err(Fault::at(i, ErrorKind::UnknownProperty)), // 2.2.2.2
                }
            }
        }

        /// Without secrets.
        impl fmt::Debug for Property<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Name(value) => {
                        let mut shown = f.debug_struct(stringify!($Name));
                        value.show(id::$ID, "value", &mut shown);
                        shown.finish()
                    })*
                }
            }
        }
    };
}

table!(property);
