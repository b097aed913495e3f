//! Properties: what a 5.0 packet says besides its fixed fields. MQTT 5.0, [section 2.2.2].
//!
//! [section 2.2.2]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901027

mod any;
mod block;
mod slot;
mod table;
mod value;

pub use any::Property;
pub use value::{MaximumQos, PayloadFormat, SubscriptionId, TopicAlias, UserProperty};

pub(crate) use block::{block, contents, followed_by, not_here};
pub(crate) use slot::Slot;
pub(crate) use table::{id, name};

// What the structs that `block` defines are made of.
pub(crate) use mqtt_codec::__private::varint;
pub(crate) use mqtt_codec::__private::wire::{Out, Parsed};
