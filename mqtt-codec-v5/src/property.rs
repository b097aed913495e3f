//! Properties: what a 5.0 packet says besides its fixed fields. MQTT 5.0, [section 2.2.2].
//!
//! [section 2.2.2]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901027

use core::fmt;
use core::iter::FusedIterator;
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::wire::{self, Fault, Parsed};
use mqtt_codec::{Error, ErrorKind, Frame, Text, TopicName};

use crate::connect::Connect;
use crate::packet::Packet;
use crate::slot::Show;
use crate::value::{MaximumQos, PayloadFormat, SubscriptionId, TopicAlias, UserProperty, Value};
use crate::varint;

/// Table 2-4, a row a property: identifier, names, type.
macro_rules! table {
    ($($id:literal $ID:ident $Name:ident($Type:ty) $name:literal,)*) => {
        /// The identifiers.
        pub(crate) mod id {
            $(pub(crate) const $ID: u8 = $id;)*
        }

        /// A bit for each identifier that there is.
        const KNOWN: u64 = 0 $(| 1 << $id)*;

        /// The names.
        pub(crate) mod name {
            $(pub(crate) const $ID: &str = $name;)*
        }

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

table! {
    0x01 PAYLOAD_FORMAT_INDICATOR PayloadFormatIndicator(PayloadFormat) "Payload Format Indicator",
    0x02 MESSAGE_EXPIRY_INTERVAL MessageExpiryInterval(u32) "Message Expiry Interval",
    0x03 CONTENT_TYPE ContentType(Text<'a>) "Content Type",
    0x08 RESPONSE_TOPIC ResponseTopic(TopicName<'a>) "Response Topic",
    0x09 CORRELATION_DATA CorrelationData(&'a [u8]) "Correlation Data",
    0x0b SUBSCRIPTION_IDENTIFIER SubscriptionIdentifier(SubscriptionId) "Subscription Identifier",
    0x11 SESSION_EXPIRY_INTERVAL SessionExpiryInterval(u32) "Session Expiry Interval",
    0x12 ASSIGNED_CLIENT_IDENTIFIER AssignedClientIdentifier(Text<'a>) "Assigned Client Identifier",
    0x13 SERVER_KEEP_ALIVE ServerKeepAlive(u16) "Server Keep Alive",
    0x15 AUTHENTICATION_METHOD AuthenticationMethod(Text<'a>) "Authentication Method",
    0x16 AUTHENTICATION_DATA AuthenticationData(&'a [u8]) "Authentication Data",
    0x17 REQUEST_PROBLEM_INFORMATION RequestProblemInformation(bool) "Request Problem Information",
    0x18 WILL_DELAY_INTERVAL WillDelayInterval(u32) "Will Delay Interval",
    0x19 REQUEST_RESPONSE_INFORMATION RequestResponseInformation(bool) "Request Response Information",
    0x1a RESPONSE_INFORMATION ResponseInformation(Text<'a>) "Response Information",
    0x1c SERVER_REFERENCE ServerReference(Text<'a>) "Server Reference",
    0x1f REASON_STRING ReasonString(Text<'a>) "Reason String",
    0x21 RECEIVE_MAXIMUM ReceiveMaximum(NonZeroU16) "Receive Maximum",
    0x22 TOPIC_ALIAS_MAXIMUM TopicAliasMaximum(u16) "Topic Alias Maximum",
    0x23 TOPIC_ALIAS TopicAlias(TopicAlias) "Topic Alias",
    0x24 MAXIMUM_QOS MaximumQos(MaximumQos) "Maximum QoS",
    0x25 RETAIN_AVAILABLE RetainAvailable(bool) "Retain Available",
    0x26 USER_PROPERTY UserProperty(UserProperty<'a>) "User Property",
    0x27 MAXIMUM_PACKET_SIZE MaximumPacketSize(NonZeroU32) "Maximum Packet Size",
    0x28 WILDCARD_SUBSCRIPTION_AVAILABLE WildcardSubscriptionAvailable(bool) "Wildcard Subscription Available",
    0x29 SUBSCRIPTION_IDENTIFIER_AVAILABLE SubscriptionIdentifierAvailable(bool) "Subscription Identifier Available",
    0x2a SHARED_SUBSCRIPTION_AVAILABLE SharedSubscriptionAvailable(bool) "Shared Subscription Available",
}

/// The struct of the properties that one packet may have: a field is an `Option`, or a `List` of what may be repeated.
macro_rules! block {
    (
        $(#[$doc:meta])*
        $Block:ident { $($(#[$field_doc:meta])* $field:ident: $Slot:ty = $ID:ident,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, Eq, PartialEq)]
        pub struct $Block<'a> {
            $($(#[$field_doc])* pub $field: $Slot,)*
        }

        impl<'a> $Block<'a> {
            #[inline]
            pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
                if let [0, after @ ..] = i {
                    return Ok((after, Self::default()));
                }
                let (after, block) = property::contents(i)?;
                let mut found = Self::default();
                let mut i = block;
                while let Some((identifier, value)) = i.split_first() {
                    let left = match *identifier {
                        $(property::id::$ID => found.$field.fill(block, i, value),)*
                        _ => Err(property::not_here(i)), // 2.2.2.2
                    };
                    match left {
                        Ok((left, ())) => i = left,
                        Err(fault) => return Err(property::followed_by(after, fault)),
                    }
                }
                Ok((after, found))
            }

            /// The length of the properties without the length before them.
            #[inline]
            fn content_len(&self) -> usize {
                let mut len = 0_usize;
                $(len = len.saturating_add(self.$field.len(property::id::$ID));)*
                len
            }

            /// Whether there is no property.
            #[inline]
            pub fn is_empty(&self) -> bool {
                $(self.$field.is_absent())&&*
            }

            #[inline]
            pub(crate) fn len(&self) -> Result<usize, EncodeError> {
                let len = self.content_len();
                if len == 0 {
                    return Ok(1);
                }
                $(if let Some(fault) = self.$field.fault(property::name::$ID) {
                    return Err(fault);
                })*
                Ok(varint::len(len)?.saturating_add(len))
            }

            #[inline]
            pub(crate) fn put(&self, out: &mut Out<'_>) {
                let len = self.content_len();
                varint::put(len, out);
                if len == 0 {
                    return; // [MQTT-2.2.2-1]
                }
                $(self.$field.put_all(property::id::$ID, out);)*
            }
        }

        /// What is there, without secrets.
        impl fmt::Debug for $Block<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut shown = f.debug_struct(stringify!($Block));
                $(self.$field.show(property::id::$ID, stringify!($field), &mut shown);)*
                shown.finish()
            }
        }
    };
}

pub(crate) use block;

/// The properties behind their length.
#[inline]
pub(crate) fn contents(i: &[u8]) -> Parsed<'_, &[u8]> {
    let (after, len) = varint::parse(i)?; // 2.2.2.1
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    match after.split_at_checked(len) {
        Some((block, after)) => Ok((after, block)),
        None => Err(Fault::at(i, ErrorKind::Truncated)),
    }
}

/// What is wrong with a property that its packet may not have. Its identifier is a Variable Byte Integer, and may be a
/// faulty one.
#[cold]
pub(crate) fn not_here(i: &[u8]) -> nom::Err<Fault> {
    let id = match varint::parse(i) {
        Ok((_, id)) => id,
        Err(fault) => return fault, // [MQTT-1.5.5-1]
    };
    let known = KNOWN & 1_u64.checked_shl(id).unwrap_or(0) != 0;
    Fault::at(i, if known { ErrorKind::MisplacedProperty } else { ErrorKind::UnknownProperty })
}

/// A fault inside a block, counted from the end of what comes after it.
#[cold]
pub(crate) fn followed_by(after: &[u8], fault: nom::Err<Fault>) -> nom::Err<Fault> {
    let after = u32::try_from(after.len()).unwrap_or(u32::MAX);
    fault.map(|fault| Fault { left: fault.left.saturating_add(after), ..fault })
}

/// The properties of a packet in their order on the wire: for tools that show or count them.
///
/// ```
/// use mqtt_codec_v5::{Framer, Property, Properties, Split};
///
/// let connack = b"\x20\x0b\0\0\x08\x21\0\x0a\x27\0\x01\0\0";
/// let Split::Frame(frame, _) = Framer::default().split(connack)? else { panic!("not all there") };
/// for property in Properties::of(frame)? {
///     println!("{} {:#04x}: {property:?}", property.name(), property.id());
/// }
/// # Ok::<(), mqtt_codec_v5::Error>(())
/// ```
#[derive(Clone)]
pub struct Properties<'a> {
    pub(crate) block: &'a [u8],
}

impl<'a> Properties<'a> {
    /// The properties of the packet in `frame`, which is decoded first. Those of a will are apart.
    ///
    /// # Errors
    ///
    /// As [`Packet::decode`].
    pub fn of(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        let before = match Packet::decode(frame)? {
            Packet::Connect(_) => Connect::BEFORE_PROPERTIES,
            Packet::Publish(publish) => publish.before_properties(),
            Packet::Puback(_) | Packet::Pubrec(_) | Packet::Pubrel(_) | Packet::Pubcomp(_) => 3,
            Packet::Connack(_) | Packet::Subscribe(_) | Packet::Suback(_) => 2,
            Packet::Unsubscribe(_) | Packet::Unsuback(_) => 2,
            Packet::Disconnect(_) | Packet::Auth(_) => 1,
            Packet::Pingreq | Packet::Pingresp => 0,
        };
        Ok(Self::after(frame, before))
    }

    /// The properties of the will of the CONNECT in `frame`, which is decoded first. None for one without a will, and for
    /// other packets.
    ///
    /// # Errors
    ///
    /// As [`Packet::decode`].
    pub fn of_will(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        let Packet::Connect(Connect { will: Some(_), client_id, properties, .. }) = Packet::decode(frame)?
        else {
            return Ok(Self { block: &[] });
        };
        // What was received is not too long to be sent.
        let own = properties.len().unwrap_or_default();
        Ok(Self::after(frame, Connect::BEFORE_PROPERTIES + own + wire::string_len(&client_id)))
    }

    /// Behind so many bytes of the body; there are none if there is not even their length.
    pub(crate) fn after(frame: Frame<&'a [u8]>, before: usize) -> Self {
        let i = frame.body().get(before..).unwrap_or_default();
        Self { block: contents(i).map_or(&[], |(_, block)| block) }
    }

    /// What is left as bytes: whole properties.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.block
    }
}

impl<'a> Iterator for Properties<'a> {
    type Item = Property<'a>;

    fn next(&mut self) -> Option<Property<'a>> {
        // They parsed when the packet was decoded, so they parse now.
        let (left, property) = Property::parse(self.block).ok()?;
        self.block = left;
        Some(property)
    }
}

impl FusedIterator for Properties<'_> {}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
