//! What a decoder saw in a packet: the values of its fields, in a form that is the same whoever decoded it.

use std::fmt::{self, Debug, Formatter};
use std::hash::{DefaultHasher, Hasher as _};

/// The fields of one packet, as far as its decoder shows them.
///
/// A number stands as it is. Text, bytes and lists stand as a digest, which is enough to tell that two of them differ. A 5.0
/// property that is absent and has a default stands as its default: some decoders do not keep the two apart.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The packet type: 1 to 15.
    pub packet_type: u8,
    known: u64,
    values: [u64; FIELDS],
}

/// One field of a packet, of whatever type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Field(u8);

/// Where a property stands: with the packet, or with its will.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the variable header.
    Packet,
    /// In CONNECT's payload.
    Will,
}

/// The value of a property, as [`Seen::listed`] takes it.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A number, or a boolean as 0 or 1.
    Number(u64),
    /// Text or bytes.
    Bytes(&'a [u8]),
    /// Name and value of a User Property.
    Pair(&'a [u8], &'a [u8]),
}

/// What stands for a field that is not there.
pub const ABSENT: u64 = u64::MAX;

macro_rules! fields {
    ($($NAME:ident $name:literal)*) => {
        impl Field {
            fields!(@ 0u8; $($NAME)*);
        }
        const NAMES: &[&str] = &[$($name),*];
    };
    (@ $n:expr; $NAME:ident $($rest:ident)*) => {
        #[doc = "The field that its name says."]
        pub const $NAME: Self = Self($n);
        fields!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

fields! {
    DUP "dup"
    QOS "qos"
    RETAIN "retain"
    TOPIC "topic"
    PACKET_ID "packet id"
    PAYLOAD "payload"
    LEVEL "protocol level"
    CLEAN "clean start"
    KEEP_ALIVE "keep alive"
    CLIENT_ID "client id"
    WILL "will"
    WILL_TOPIC "will topic"
    WILL_PAYLOAD "will payload"
    WILL_QOS "will qos"
    WILL_RETAIN "will retain"
    USER_NAME "user name"
    PASSWORD "password"
    SESSION_PRESENT "session present"
    CODE "code"
    CODES "codes"
    FILTERS "filters"
    OPTIONS "options"
}

/// The properties of 5.0, Table 2-4: identifier, and what an absent one means.
const PROPERTIES: [(u8, u64); 27] = [
    (0x01, 0),
    (0x02, ABSENT),
    (0x03, ABSENT),
    (0x08, ABSENT),
    (0x09, ABSENT),
    (0x0B, ABSENT),
    (0x11, ABSENT),
    (0x12, ABSENT),
    (0x13, ABSENT),
    (0x15, ABSENT),
    (0x16, ABSENT),
    (0x17, 1),
    (0x18, 0),
    (0x19, 0),
    (0x1A, ABSENT),
    (0x1C, ABSENT),
    (0x1F, ABSENT),
    (0x21, 65_535),
    (0x22, 0),
    (0x23, ABSENT),
    (0x24, 2),
    (0x25, 1),
    (0x26, ABSENT),
    (0x27, ABSENT),
    (0x28, 1),
    (0x29, 1),
    (0x2A, 1),
];

const WILL_PROPERTIES: [u8; 7] = [0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26];

const FIELDS: usize = 64;

impl Seen {
    /// A packet of this type, with no field yet.
    pub const fn new(packet_type: u8) -> Self {
        Self { packet_type, known: 0, values: [0; FIELDS] }
    }

    /// A number.
    #[must_use]
    pub fn number(mut self, field: Field, value: impl Into<u64>) -> Self {
        self.set(field, value.into());
        self
    }

    /// A number that need not be there.
    #[must_use]
    pub fn some_number(mut self, field: Field, value: Option<impl Into<u64>>) -> Self {
        self.set(field, value.map_or(ABSENT, Into::into));
        self
    }

    /// Text or bytes.
    #[must_use]
    pub fn bytes(self, field: Field, value: impl AsRef<[u8]>) -> Self {
        self.some_bytes(field, Some(value))
    }

    /// Text or bytes that need not be there.
    #[must_use]
    pub fn some_bytes(mut self, field: Field, value: Option<impl AsRef<[u8]>>) -> Self {
        self.set(field, value.map_or(ABSENT, |value| digest([value])));
        self
    }

    /// A list of texts.
    #[must_use]
    pub fn texts(mut self, field: Field, values: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        self.set(field, digest(values));
        self
    }

    /// A list of bytes: codes, options.
    #[must_use]
    pub fn octets(mut self, field: Field, values: impl IntoIterator<Item = u8>) -> Self {
        self.set(field, digest([values.into_iter().collect::<Vec<_>>()]));
        self
    }

    fn set(&mut self, field: Field, value: u64) {
        if let Some(slot) = self.values.get_mut(usize::from(field.0)) {
            *slot = value;
            self.known |= 1 << field.0;
        }
    }

    /// Properties that are numbers, by identifier. A boolean is 0 or 1.
    #[must_use]
    pub fn numbers(mut self, place: Place, properties: &[(u8, Option<u64>)]) -> Self {
        for (id, value) in properties {
            if let Some((field, default)) = Field::property(place, *id) {
                self.set(field, value.unwrap_or(self.default_of(*id, default)));
            }
        }
        self
    }

    /// Properties that are text or bytes, by identifier.
    #[must_use]
    pub fn strings(mut self, place: Place, properties: &[(u8, Option<&[u8]>)]) -> Self {
        for (id, value) in properties {
            if let Some((field, default)) = Field::property(place, *id) {
                self.set(field, value.map_or(default, |value| digest([value])));
            }
        }
        self
    }

    /// All Subscription Identifiers, in their order.
    #[must_use]
    pub fn subscription_ids(mut self, ids: impl IntoIterator<Item = impl Into<u64>>) -> Self {
        if let Some((field, _)) = Field::property(Place::Packet, 0x0B) {
            self.set(field, digest(ids.into_iter().map(|id| id.into().to_be_bytes())));
        }
        self
    }

    /// All User Properties, in their order.
    #[must_use]
    pub fn user_properties(
        mut self,
        place: Place,
        pairs: impl IntoIterator<Item = (impl AsRef<[u8]>, impl AsRef<[u8]>)>,
    ) -> Self {
        let mut hasher = DefaultHasher::new();
        for (name, value) in pairs {
            hasher.write_u64(digest([name]));
            hasher.write_u64(digest([value]));
        }
        if let Some((field, _)) = Field::property(place, 0x26) {
            self.set(field, hasher.finish() >> 1);
        }
        self
    }

    /// All properties there are, as a decoder lists them: identifiers and values, in their order. Those that it does not list
    /// are absent.
    #[must_use]
    pub fn listed<'a>(mut self, place: Place, properties: impl IntoIterator<Item = (u8, Value<'a>)>) -> Self {
        let (mut ids, mut users) = (DefaultHasher::new(), DefaultHasher::new());
        for (id, default) in PROPERTIES {
            if let Some((field, _)) = Field::property(place, id) {
                self.set(field, self.default_of(id, default));
            }
        }
        for (id, value) in properties {
            let Some((field, _)) = Field::property(place, id) else { continue };
            match value {
                Value::Number(number) if id == 0x0B => {
                    ids.write_usize(8);
                    ids.write(&number.to_be_bytes());
                }
                Value::Number(number) => self.set(field, number),
                Value::Bytes(bytes) => self.set(field, digest([bytes])),
                Value::Pair(name, value) => {
                    users.write_u64(digest([name]));
                    users.write_u64(digest([value]));
                }
            }
        }
        for (id, hasher) in [(0x0B, ids), (0x26, users)] {
            if let Some((field, _)) = Field::property(place, id) {
                self.set(field, hasher.finish() >> 1);
            }
        }
        self
    }

    /// The first field that both know and of which they say different things; the packet type before any.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        if self.packet_type != other.packet_type {
            return Some("packet type");
        }
        let both = self.known & other.known;
        let fields = (0..64u8).filter(|n| both & (1 << n) != 0);
        let mut pairs = fields.zip(self.of(both).zip(other.of(both)));
        pairs.find(|(_, (own, others))| own != others).map(|(n, _)| Field(n).name())
    }

    /// Without a Session Expiry Interval, CONNECT has one of 0; other packets mean CONNECT's.
    const fn default_of(&self, id: u8, default: u64) -> u64 {
        if id == 0x11 && self.packet_type == 1 { 0 } else { default }
    }

    fn of(&self, fields: u64) -> impl Iterator<Item = u64> + '_ {
        let numbered = self.values.iter().enumerate();
        numbered.filter(move |(n, _)| fields & (1 << n) != 0).map(|(_, value)| *value)
    }
}

impl Field {
    fn property(place: Place, id: u8) -> Option<(Self, u64)> {
        let (n, (_, default)) = (0u8..).zip(PROPERTIES).find(|(_, (known, _))| *known == id)?;
        let before = u8::try_from(NAMES.len()).ok()?;
        match place {
            Place::Packet => Some((Self(before + n), default)),
            Place::Will => {
                let (n, _) = (0u8..).zip(WILL_PROPERTIES).find(|(_, known)| *known == id)?;
                Some((Self(before + 27 + n), default))
            }
        }
    }

    /// What it is called, in rulings too.
    pub fn name(self) -> &'static str {
        const OF_PROPERTIES: [&str; 27] = [
            "property 01",
            "property 02",
            "property 03",
            "property 08",
            "property 09",
            "property 0b",
            "property 11",
            "property 12",
            "property 13",
            "property 15",
            "property 16",
            "property 17",
            "property 18",
            "property 19",
            "property 1a",
            "property 1c",
            "property 1f",
            "property 21",
            "property 22",
            "property 23",
            "property 24",
            "property 25",
            "property 26",
            "property 27",
            "property 28",
            "property 29",
            "property 2a",
        ];
        let n = usize::from(self.0);
        let of_will = "a property of the will";
        NAMES.get(n).or_else(|| OF_PROPERTIES.get(n - NAMES.len())).copied().unwrap_or(of_will)
    }
}

impl Debug for Seen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "type {}", self.packet_type)?;
        for (n, value) in (0u8..64).zip(self.values).filter(|(n, _)| self.known & (1 << n) != 0) {
            match value {
                ABSENT => {}
                _ => write!(f, ", {} {value:x}", Field(n).name())?,
            }
        }
        Ok(())
    }
}

/// A number that may be absent, as [`Seen::numbers`] takes it.
pub(crate) fn number(value: Option<impl Into<u64>>) -> Option<u64> {
    value.map(Into::into)
}

/// Text or bytes that may be absent, as [`Seen::strings`] takes them.
#[cfg(feature = "peers")]
pub(crate) fn string<T: AsRef<[u8]> + ?Sized>(value: Option<&T>) -> Option<&[u8]> {
    value.map(AsRef::as_ref)
}

/// Never [`ABSENT`], and different for different lists, as good as always.
fn digest(values: impl IntoIterator<Item = impl AsRef<[u8]>>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for value in values {
        let value = value.as_ref();
        hasher.write_usize(value.len());
        hasher.write(value);
    }
    hasher.finish() >> 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_which_field_differs() {
        let publish = || Seen::new(3).number(Field::QOS, 1u8).bytes(Field::TOPIC, "a/b");
        assert_eq!(publish().difference(&publish()), None);
        assert_eq!(publish().difference(&publish().bytes(Field::TOPIC, "a/")), Some("topic"));
        assert_eq!(publish().difference(&Seen::new(4)), Some("packet type"));
        // What one of the two does not show cannot differ.
        assert_eq!(publish().difference(&publish().bytes(Field::PAYLOAD, "x")), None);
        let with = |value| publish().numbers(Place::Packet, &[(0x21, value)]);
        assert_eq!(with(Some(7)).difference(&with(None)), Some("property 21"));
        // Absent means its default.
        assert_eq!(with(Some(65_535)).difference(&with(None)), None);
    }

    #[test]
    fn lists_are_told_apart_by_element() {
        let filters = |filters: &[&str]| Seen::new(8).texts(Field::FILTERS, filters);
        assert_eq!(filters(&["a", "bc"]).difference(&filters(&["ab", "c"])), Some("filters"));
        assert_eq!(filters(&["a"]).difference(&filters(&[])), Some("filters"));
        let users =
            |pairs: &[(&str, &str)]| Seen::new(3).user_properties(Place::Packet, pairs.iter().copied());
        assert_eq!(users(&[("a", "b")]).difference(&users(&[("a", ""), ("", "b")])), Some("property 26"));
    }
}
