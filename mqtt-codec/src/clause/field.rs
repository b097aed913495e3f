//! Which field of a body an error is in.

use core::ops::ControlFlow;

use super::property::{Block, USER_PROPERTY, value_len};
use super::{Rejected, string_len, varint};
use crate::connect_flags::Flags;
use crate::packet_type::PacketType;
use crate::version::Version;

/// A field of a packet, as far as clauses tell fields apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    ClientId,
    WillTopic,
    WillPayload,
    UserName,
    Password,
    TopicName,
    TopicFilter,
    PropertyLength(Block),
    /// The identifier of a property.
    Property(Block, u8),
    /// The value of a property; of a User Property, its name or its value.
    Value {
        block: Block,
        id: u8,
        /// How many bytes of the block follow.
        left: usize,
    },
    Other,
}

impl Field {
    /// Finds the field that the error is in. Of a body that cannot be read that far, it is the first that cannot.
    pub(super) fn of(rejected: &Rejected<'_>, version: Version) -> Self {
        let mut walk = Walk { i: rejected.body, left: rejected.at.len(), version };
        let found = match rejected.packet_type {
            Some(PacketType::Connect) => walk.connect(),
            Some(PacketType::Connack) => walk.fixed(2),
            Some(PacketType::Publish) => walk.publish(rejected.flags),
            Some(PacketType::Puback | PacketType::Pubrec | PacketType::Pubrel | PacketType::Pubcomp) => {
                walk.fixed(3)
            }
            Some(PacketType::Subscribe) => walk.filters(1),
            Some(PacketType::Unsubscribe) => walk.filters(0),
            Some(PacketType::Suback | PacketType::Unsuback) => walk.fixed(2),
            Some(PacketType::Disconnect | PacketType::Auth) => walk.fixed(1),
            Some(PacketType::Pingreq | PacketType::Pingresp) | None => ControlFlow::Continue(()),
        };
        match found {
            ControlFlow::Break(field) => field,
            ControlFlow::Continue(()) => Self::Other,
        }
    }
}

/// What is left of a body, and of it after the error. A step breaks at the field that the error is in.
struct Walk<'a> {
    i: &'a [u8],
    left: usize,
    version: Version,
}

type Step = ControlFlow<Field>;

impl Walk<'_> {
    fn connect(&mut self) -> Step {
        self.string(Field::Other)?; // protocol name
        self.skip(Field::Other, 1)?; // protocol level
        let flags = self.i.first().copied().unwrap_or_default();
        self.skip(Field::Other, 1)?;
        self.skip(Field::Other, 2)?; // keep alive
        self.properties(Block::Packet)?;
        self.string(Field::ClientId)?;
        if flags & Flags::WILL != 0 {
            self.properties(Block::Will)?;
            self.string(Field::WillTopic)?;
            self.string(Field::WillPayload)?;
        }
        if flags & Flags::USER_NAME != 0 {
            self.string(Field::UserName)?;
        }
        if flags & Flags::PASSWORD != 0 {
            self.string(Field::Password)?;
        }
        Step::Continue(())
    }

    fn publish(&mut self, flags: u8) -> Step {
        self.string(Field::TopicName)?;
        if flags & 0b0110 != 0 {
            self.skip(Field::Other, 2)?; // packet identifier
        }
        self.properties(Block::Packet)
    }

    /// Filters, each with so many bytes of options.
    fn filters(&mut self, options: usize) -> Step {
        self.fixed(2)?;
        while !self.i.is_empty() {
            self.string(Field::TopicFilter)?;
            self.skip(Field::Other, options)?;
        }
        Step::Continue(())
    }

    /// So many bytes, and properties.
    fn fixed(&mut self, len: usize) -> Step {
        self.skip(Field::Other, len)?;
        self.properties(Block::Packet)
    }

    fn properties(&mut self, block: Block) -> Step {
        if self.version != Version::V5 {
            return Step::Continue(());
        }
        let Some((len, after)) = varint(self.i) else { return Step::Break(Field::PropertyLength(block)) };
        self.skip(Field::PropertyLength(block), self.i.len() - after.len())?;
        let end = self.i.len().saturating_sub(len);
        while self.i.len() > end {
            self.property(block, end)?;
        }
        Step::Continue(())
    }

    /// A property of a block that ends `end` bytes before the packet does. Its value may reach past that.
    fn property(&mut self, block: Block, end: usize) -> Step {
        let id = self.i.first().copied().unwrap_or_default();
        self.skip(Field::Property(block, id), 1)?;
        let value = Field::Value { block, id, left: self.left.saturating_sub(end) };
        for _ in 0..if id == USER_PROPERTY { 2 } else { 1 } {
            self.skip(value, value_len(id, self.i))?;
        }
        Step::Continue(())
    }

    fn string(&mut self, field: Field) -> Step {
        self.skip(field, string_len(self.i))
    }

    fn skip(&mut self, field: Field, len: usize) -> Step {
        match self.i.split_at_checked(len) {
            Some((_, after)) if after.len() >= self.left => {
                self.i = after;
                Step::Continue(())
            }
            _ => Step::Break(field),
        }
    }
}
