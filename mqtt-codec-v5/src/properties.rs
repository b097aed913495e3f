//! The properties of a packet as they stand on the wire, for tools. MQTT 5.0, section 2.2.2.

use core::fmt;
use core::iter::FusedIterator;

use mqtt_codec::__private::wire;
use mqtt_codec::{Error, Frame};

use crate::connect::Connect;
use crate::packet::Packet;
use crate::property::{Property, contents};

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
