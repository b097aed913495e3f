//! What comes of a row of evidence: the crates' own verdict, to hold against the row's.

use std::fmt::Debug;

use hex_runs::expand;
use mqtt_codec_v5::{
    AnyPacket, EncodeError, Error, Framer, Packet, ReasonCode, Side, Split, TopicFilter, TopicName, Version,
    peek_protocol,
};

use crate::evidence::{Effect, Row, Verdict};

/// What the crates say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// Nothing against it.
    Kept,
    /// That it breaks a rule.
    Broken {
        /// What is wrong.
        kind: String,
        /// At which byte of the packet.
        offset: String,
        /// The 5.0 reason code.
        code: String,
    },
}

/// A packet as it stands in a row: `limit:received>sent`.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The receiver's Maximum Packet Size in bytes.
    pub limit: u32,
    /// The bytes that come in.
    pub received: Vec<u8>,
    /// The bytes that go out again.
    pub sent: Vec<u8>,
}

impl Row {
    /// Holds the crates against the row.
    ///
    /// # Errors
    ///
    /// What they say instead.
    pub fn check(&self, version: Version) -> Result<(), String> {
        let found = self.outcome(version).map_err(|why| format!("{self:?}: {why}"))?;
        let expected = match self.effect() {
            Effect::Kept | Effect::Function => Outcome::Kept,
            Effect::Broken => {
                let [kind, offset, code] = [self.kind, self.offset, self.code].map(String::from);
                Outcome::Broken { kind, offset, code }
            }
        };
        if found == expected { Ok(()) } else { Err(format!("{self:?}: {found:?}")) }
    }

    /// What the crates say. Functions have their own tests: they always hold.
    ///
    /// # Errors
    ///
    /// What is wrong with the row, or with what the crates make of what they accept.
    pub fn outcome(&self, version: Version) -> Result<Outcome, String> {
        let wire = || Wire::parse(self.input);
        match self.verdict {
            Verdict::Accept | Verdict::Reject => wire()?.received(version),
            Verdict::FromClient | Verdict::NotFromClient => wire()?.sent_by(Side::Client, version),
            Verdict::FromServer | Verdict::NotFromServer => wire()?.sent_by(Side::Server, version),
            Verdict::First | Verdict::NotFirst => wire()?.first(version),
            Verdict::Fits | Verdict::TooSmall => wire()?.fitted(),
            Verdict::Terse => wire()?.terse(),
            Verdict::Name | Verdict::NoName => Ok(Outcome::of(TopicName::new(&text(self.input)?))),
            Verdict::Filter | Verdict::NoFilter => Ok(Outcome::of(TopicFilter::new(&text(self.input)?))),
            Verdict::Shared | Verdict::NoShared | Verdict::Unshared => self.shared(),
            Verdict::Match | Verdict::NoMatch => self.matches(version),
            Verdict::ByHand | Verdict::Unsendable => Ok(Outcome::Kept),
        }
    }

    fn shared(&self) -> Result<Outcome, String> {
        let text = text(self.input)?;
        let filter = TopicFilter::new(&text).map_err(|error| error.to_string())?;
        match filter.shared() {
            Ok(shared) if shared.is_some() != (self.verdict == Verdict::Shared) => Err(format!("{shared:?}")),
            shared => Ok(Outcome::of(shared)),
        }
    }

    fn matches(&self, version: Version) -> Result<Outcome, String> {
        let (filter, name) = self.input.split_once('|').ok_or("no `|` between filter and name")?;
        let (filter, name) = (text(filter)?, text(name)?);
        let filter = TopicFilter::new(&filter).map_err(|error| error.to_string())?;
        let name = TopicName::new(&name).map_err(|error| error.to_string())?;
        let shared = if version == Version::V5 { filter.shared() } else { Ok(None) };
        let matches = match shared.map_err(|error| error.to_string())? {
            Some(shared) => shared.matches(name),
            None => filter.matches(name),
        };
        Ok(if matches { Outcome::Kept } else { Outcome::broken("-", "-", "-") })
    }
}

impl Outcome {
    fn broken(kind: impl Into<String>, offset: impl Into<String>, code: impl Into<String>) -> Self {
        Self::Broken { kind: kind.into(), offset: offset.into(), code: code.into() }
    }

    fn of<T, E: Debug>(checked: Result<T, E>) -> Self {
        checked.map_or_else(|error| Self::broken(format!("{error:?}"), "-", "-"), |_| Self::Kept)
    }

    fn because(error: Error, version: Version) -> Self {
        let code = match version {
            Version::V3_1 | Version::V3_1_1 => "-".into(),
            Version::V5 => format!("{:02x}", ReasonCode::from(error).value()),
        };
        Self::broken(format!("{:?}", error.kind()), error.offset().to_string(), code)
    }
}

impl Wire {
    /// `limit:received>sent`, in hex digits as in the corpus. Without `limit:` any size is taken; without `>sent` what
    /// is sent is what was received; `-` is no byte.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (limit, bytes) = match text.split_once(':') {
            Some((limit, bytes)) => (limit.parse().map_err(|_| "no limit before `:`")?, bytes),
            None => (u32::MAX, text),
        };
        let (received, sent) = bytes.split_once('>').unwrap_or((bytes, bytes));
        let [received, sent] = [received, sent].map(|digits| expand(digits.trim_matches('-')));
        Ok(Self { limit, received: received?, sent: sent? })
    }

    /// The packet, or what is wrong with it.
    ///
    /// # Errors
    ///
    /// That the bytes are not one packet.
    pub fn decode(&self, limit: u32, version: Version) -> Result<Result<AnyPacket<'_>, Error>, String> {
        match Framer::new(limit).split(&self.received) {
            Ok(Split::Frame(frame, [])) => Ok(AnyPacket::decode(frame, version)),
            Ok(other) => Err(format!("not one packet: {other:?}")),
            Err(error) => Ok(Err(error)),
        }
    }

    fn received(&self, version: Version) -> Result<Outcome, String> {
        let packet = match self.decode(self.limit, version)? {
            Ok(packet) => packet,
            Err(error) => return Ok(Outcome::because(error, version)),
        };
        let again = Self { limit: u32::MAX, received: self.sends(&packet)?, sent: Vec::new() };
        let again = again.decode(u32::MAX, version)?;
        if again == Ok(packet) { Ok(Outcome::Kept) } else { Err(format!("what is sent is {again:?}")) }
    }

    /// What `packet` is sent as, which has to be what the row says.
    fn sends(&self, packet: &AnyPacket<'_>) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let len = packet.encode(&mut out).map_err(|error| error.to_string())?;
        if packet.encoded_len() != Ok(len) || out != self.sent {
            return Err(format!("sent as {}, and {len} bytes are announced", hex::encode(out)));
        }
        Ok(out)
    }

    fn sent_by(&self, sender: Side, version: Version) -> Result<Outcome, String> {
        let packet = self.decode(self.limit, version)?.map_err(|error| error.to_string())?;
        self.sends(&packet)?;
        Ok(packet
            .check_sent_by(sender)
            .map_or_else(|error| Outcome::because(error, version), |()| Outcome::Kept))
    }

    fn first(&self, version: Version) -> Result<Outcome, String> {
        let Ok(Split::Frame(frame, [])) = Framer::new(self.limit).split(&self.received) else {
            return Err("not one packet".into());
        };
        match peek_protocol(frame.bytes()) {
            Ok(found) if found.version == version => Ok(Outcome::Kept),
            Ok(found) => Err(format!("it begins {found:?}")),
            Err(error) => Ok(Outcome::because(error, version)),
        }
    }

    fn packet(&self) -> Result<Packet<'_>, String> {
        match self.decode(u32::MAX, Version::V5)?.map_err(|error| error.to_string())? {
            AnyPacket::V5(packet) => Ok(packet),
            AnyPacket::V3(packet) => Err(format!("not of 5.0: {packet:?}")),
        }
    }

    fn fitted(&self) -> Result<Outcome, String> {
        match self.packet()?.fit(self.limit) {
            Ok(packet) => self.sends(&AnyPacket::V5(packet)).map(|_| Outcome::Kept),
            Err(EncodeError::OverPeerLimit) => Ok(Outcome::broken("OverPeerLimit", "-", "-")),
            Err(error) => Err(error.to_string()),
        }
    }

    fn terse(&self) -> Result<Outcome, String> {
        self.sends(&AnyPacket::V5(self.packet()?.without_problem_information())).map(|_| Outcome::Kept)
    }
}

/// A topic as it stands in a row: `\0` is U+0000, `\u{e9}` is é, `(a)*65536` is so many of it, `-` is none at all.
fn text(written: &str) -> Result<String, String> {
    if let Some((piece, times)) = written.strip_prefix('(').and_then(|run| run.split_once(")*")) {
        return Ok(text(piece)?.repeat(times.parse().map_err(|_| "a run without a count")?));
    }
    let mut found = String::new();
    let mut rest = written.strip_prefix('-').unwrap_or(written);
    while let Some((before, escape)) = rest.split_once('\\') {
        found.push_str(before);
        rest = if let Some(after) = escape.strip_prefix('0') {
            found.push('\0');
            after
        } else {
            let digits = escape.strip_prefix("u{").and_then(|digits| digits.split_once('}'));
            let (digits, after) = digits.ok_or("no such escape")?;
            let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            found.push(character.ok_or("no such character")?);
            after
        };
    }
    found.push_str(rest);
    Ok(found)
}
