//! All properties of a packet, behind their length. MQTT 5.0, section 2.2.2.

use mqtt_codec::__private::varint;
use mqtt_codec::__private::wire::{Fault, Parsed};
use mqtt_codec::ErrorKind;

use super::table::is_known;

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
            /// No property: as the default, and in constants, too.
            pub const fn new() -> Self {
                Self { $($field: <$Slot as $crate::property::Slot<'a>>::ABSENT,)* }
            }

            #[inline]
            pub(crate) fn parse(i: &'a [u8]) -> $crate::property::Parsed<'a, Self> {
                if let [0, after @ ..] = i {
                    return Ok((after, Self::default()));
                }
                let (after, block) = $crate::property::contents(i)?;
                let mut found = Self::default();
                let mut i = block;
                while let Some((identifier, value)) = i.split_first() {
                    let left = match *identifier {
                        $($crate::property::id::$ID => $crate::property::Slot::fill(&mut found.$field, block, i, value),)*
                        _ => Err($crate::property::not_here(i)), // 2.2.2.2
                    };
                    match left {
                        Ok((left, ())) => i = left,
                        Err(fault) => return Err($crate::property::followed_by(after, fault)),
                    }
                }
                Ok((after, found))
            }

            /// The length of the properties without the length before them.
            #[inline]
            fn content_len(&self) -> usize {
                let mut len = 0_usize;
                $(len = len.saturating_add($crate::property::Slot::len(&self.$field, $crate::property::id::$ID));)*
                len
            }

            /// Whether there is no property.
            #[inline]
            pub fn is_empty(&self) -> bool {
                $($crate::property::Slot::is_absent(&self.$field))&&*
            }

            #[inline]
            pub(crate) fn len(&self) -> Result<usize, mqtt_codec::EncodeError> {
                let len = self.content_len();
                if len == 0 {
                    return Ok(1);
                }
                $(if let Some(fault) = $crate::property::Slot::fault(&self.$field, $crate::property::name::$ID) {
                    return Err(fault);
                })*
                Ok($crate::property::varint::len(len)?.saturating_add(len))
            }

            #[inline]
            pub(crate) fn put(&self, out: &mut $crate::property::Out<'_>) {
                let len = self.content_len();
                $crate::property::varint::put(len, out);
                if len == 0 {
                    return; // [MQTT-2.2.2-1]
                }
                $($crate::property::Slot::put_all(&self.$field, $crate::property::id::$ID, out);)*
            }
        }

        /// What is there, without secrets.
        impl core::fmt::Debug for $Block<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut shown = f.debug_struct(stringify!($Block));
                $($crate::property::Slot::show(&self.$field, $crate::property::id::$ID, stringify!($field), &mut shown);)*
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
    Fault::at(i, if is_known(id) { ErrorKind::MisplacedProperty } else { ErrorKind::UnknownProperty })
}

/// A fault inside a block, counted from the end of what comes after it.
#[cold]
pub(crate) fn followed_by(after: &[u8], fault: nom::Err<Fault>) -> nom::Err<Fault> {
    let after = u32::try_from(after.len()).unwrap_or(u32::MAX);
    fault.map(|fault| Fault { left: fault.left.saturating_add(after), ..fault })
}
