//! The fields of the packets' properties: an `Option` for what may be there once, a `List` for what may be repeated.

use core::fmt::{self, DebugStruct};

use mqtt_codec::__private::wire::{Fault, Out, Parsed, Wire};
use mqtt_codec::__private::{received_bytes, received_list};
use mqtt_codec::{EncodeError, ErrorKind, List};

use super::any::Property;
use super::table::id;
use super::value::{Show, SubscriptionId, UserProperty, Value};

/// A field of a packet's properties.
pub(crate) trait Slot<'a>: Sized {
    /// The property is not there.
    const ABSENT: Self;

    /// Takes in the property at `i`, whose value begins at `value`; `block` holds all properties.
    fn fill(&mut self, block: &'a [u8], i: &'a [u8], value: &'a [u8]) -> Parsed<'a, ()>;

    fn is_absent(&self) -> bool;

    /// The bytes that it takes, identifiers included.
    fn len(&self, id: u8) -> usize;

    fn put_all(&self, id: u8, out: &mut Out<'_>);

    /// Why it cannot be sent.
    fn fault(&self, name: &'static str) -> Option<EncodeError>;

    fn show(&self, id: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>);
}

/// At most once.
impl<'a, T: Value<'a> + Show> Slot<'a> for Option<T> {
    const ABSENT: Self = None;

    #[inline]
    fn fill(&mut self, _: &'a [u8], i: &'a [u8], value: &'a [u8]) -> Parsed<'a, ()> {
        if self.is_some() {
            return Err(Fault::at(i, ErrorKind::DuplicateProperty)); // stated for each property
        }
        let (i, value) = T::parse(value)?;
        *self = Some(value);
        Ok((i, ()))
    }

    #[inline]
    fn is_absent(&self) -> bool {
        self.is_none()
    }

    #[inline]
    fn len(&self, _: u8) -> usize {
        self.as_ref().map_or(0, |value| 1 + value.len())
    }

    #[inline]
    fn put_all(&self, id: u8, out: &mut Out<'_>) {
        if let Some(value) = self {
            value.put(id, out);
        }
    }

    #[inline]
    fn fault(&self, name: &'static str) -> Option<EncodeError> {
        self.as_ref().and_then(|value| value.fault(name))
    }

    fn show(&self, id: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>) {
        if let Some(value) = self {
            value.show(id, name, shown);
        }
    }
}

/// Any number of times. Received, it is the bytes from the first of its kind to the last.
impl<'a, T: Value<'a> + Wire<'a> + fmt::Debug> Slot<'a> for List<'a, T> {
    const ABSENT: Self = Self::new(&[]);

    fn fill(&mut self, block: &'a [u8], i: &'a [u8], value: &'a [u8]) -> Parsed<'a, ()> {
        let (after, _) = <T as Value>::parse(value)?;
        let first = received_bytes(self).map_or(i, |so_far| from(block, so_far));
        let (span, _) = first.split_at_checked(first.len() - after.len()).unwrap_or((first, &[]));
        *self = received_list(span);
        Ok((after, ()))
    }

    #[inline]
    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    #[inline]
    fn len(&self, id: u8) -> usize {
        if self.is_empty() { 0 } else { list_len(self, id) }
    }

    #[inline]
    fn put_all(&self, id: u8, out: &mut Out<'_>) {
        if !self.is_empty() {
            put_list(self, id, out);
        }
    }

    #[inline]
    fn fault(&self, _: &'static str) -> Option<EncodeError> {
        None
    }

    fn show(&self, _: u8, name: &'static str, shown: &mut DebugStruct<'_, '_>) {
        if !self.is_empty() {
            shown.field(name, self);
        }
    }
}

fn list_len<'a, T: Wire<'a>>(list: &List<'a, T>, id: u8) -> usize {
    match received_bytes(list) {
        Some(bytes) => each(bytes, id).map(<[u8]>::len).sum(),
        None => list.iter().map(|element| element.wire_len()).fold(0, usize::saturating_add),
    }
}

fn put_list<'a, T: Wire<'a>>(list: &List<'a, T>, id: u8, out: &mut Out<'_>) {
    match received_bytes(list) {
        Some(bytes) => each(bytes, id).for_each(|property| out.bytes(property)),
        None => list.iter().for_each(|element| element.put(out)),
    }
}

/// The properties with this identifier among those of a block, as bytes.
fn each(block: &[u8], id: u8) -> impl Iterator<Item = &[u8]> {
    let mut i = block;
    core::iter::from_fn(move || {
        let (property, after) = Property::skip(i)?;
        i = after;
        Some(property)
    })
    .filter(move |property| property.first() == Some(&id))
}

/// The rest of `block` that begins where its part does.
fn from<'a>(block: &'a [u8], part: &[u8]) -> &'a [u8] {
    let start = part.as_ptr().addr().wrapping_sub(block.as_ptr().addr());
    block.get(start..).unwrap_or_default()
}

/// A property that may be repeated: in a list it stands with its identifier, and with other properties between.
macro_rules! repeated {
    ($($Type:ty = $ID:ident;)*) => {$(
        #[doc(hidden)]
        impl<'a> Wire<'a> for $Type {
            fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
                let mut i = i;
                while let Some((identifier, value)) = i.split_first() {
                    if *identifier == id::$ID {
                        return Value::parse(value);
                    }
                    let Some((_, after)) = Property::skip(i) else { break };
                    i = after;
                }
                Err(Fault::at(i, ErrorKind::Truncated))
            }

            #[inline]
            fn wire_len(&self) -> usize {
                1 + self.len()
            }

            #[inline]
            fn put(&self, out: &mut Out<'_>) {
                Value::put(self, id::$ID, out);
            }
        }
    )*};
}

repeated! {
    UserProperty<'a> = USER_PROPERTY;
    SubscriptionId = SUBSCRIPTION_IDENTIFIER;
}
