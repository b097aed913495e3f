//! One direction of a connection, packet by packet, for people or as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use mqtt_codec_v5::{AnyPacket, Error, Frame, Framer, PacketType, Split, Version, peek_protocol};
use serde_json::json;

use crate::annotate::{Field, Value, fields};

/// The version that the CONNECT at the beginning names. `None` if the bytes are not MQTT to begin with, which
/// [`show`] will say.
pub(crate) fn version_of(bytes: &[u8]) -> Result<Option<Version>, &'static str> {
    match Framer::default().split(bytes) {
        Ok(Split::Frame(frame, _)) if frame.packet_type() != PacketType::Connect => {
            Err("there is no CONNECT at the beginning to read the protocol from: name it with --protocol")
        }
        Ok(Split::Frame(frame, _)) => Ok(peek_protocol(frame.bytes()).ok().map(|protocol| protocol.version)),
        _ => Ok(None),
    }
}

/// Shows all packets up to the first error. Whether there was none.
pub(crate) fn show(bytes: &[u8], version: Option<Version>, out: &mut impl Show) -> io::Result<bool> {
    let version = version.unwrap_or(Version::V3_1_1);
    let mut summary =
        Summary { version, total: bytes.len(), decoded: 0, packets: BTreeMap::new(), end: End::Clean };
    let mut rest = bytes;
    while !rest.is_empty() {
        match next(rest) {
            Ok(Split::Frame(frame, after)) => match AnyPacket::decode(frame, version) {
                Ok(packet) => {
                    out.packet(summary.decoded, frame, &packet)?;
                    *summary.packets.entry(packet.packet_type().name()).or_default() += 1;
                    summary.decoded += frame.packet_len();
                    rest = after;
                    continue;
                }
                Err(error) => summary.end = End::Malformed(error),
            },
            Ok(Split::Need(lacking)) => summary.end = End::Cut(lacking.get()),
            Err(error) => summary.end = End::Malformed(error),
        }
        break;
    }
    out.summary(bytes, &summary)?;
    Ok(matches!(summary.end, End::Clean))
}

fn next(bytes: &[u8]) -> Result<Split<'_>, Error> {
    Framer::default().split(bytes)
}

/// A way to show a session.
pub(crate) trait Show {
    fn packet(&mut self, offset: usize, frame: Frame<&[u8]>, packet: &AnyPacket<'_>) -> io::Result<()>;
    fn summary(&mut self, bytes: &[u8], summary: &Summary) -> io::Result<()>;
}

pub(crate) struct Summary {
    version: Version,
    total: usize,
    /// Bytes up to the first error.
    decoded: usize,
    packets: BTreeMap<&'static str, usize>,
    end: End,
}

impl Summary {
    /// Where in the stream the error is.
    fn place(&self, error: Error) -> usize {
        self.decoded.saturating_add(usize::try_from(error.offset()).unwrap_or(usize::MAX))
    }

    /// The clause that the packet with the error breaks.
    fn clause(&self, error: Error, bytes: &[u8]) -> &'static str {
        error.clause(bytes.get(self.decoded..).unwrap_or_default(), self.version)
    }
}

/// How a session ends.
enum End {
    Clean,
    Malformed(Error),
    /// Inside a packet, which lacks at least this many bytes.
    Cut(usize),
}

/// For people. Colours are left to the stream.
pub(crate) struct Text<W>(pub(crate) W);

impl<W: Write> Show for Text<W> {
    fn packet(&mut self, offset: usize, frame: Frame<&[u8]>, packet: &AnyPacket<'_>) -> io::Result<()> {
        let (name, len) = (packet.packet_type(), frame.packet_len());
        writeln!(self.0, "{TITLE}{name}{TITLE:#} at byte {offset} of the stream, {len} bytes")?;
        let mut rest = *frame.bytes();
        let mut offset = offset;
        for Field { name, len, value } in fields(frame, packet) {
            let (bytes, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            writeln!(
                self.0,
                "{DIM}{offset:>8}{DIM:#}  {:<26}  {name:<31}  {}",
                hex_of(bytes),
                shown(&value, bytes)
            )?;
            rest = after;
            offset += len;
        }
        writeln!(self.0)
    }

    fn summary(&mut self, bytes: &[u8], summary: &Summary) -> io::Result<()> {
        let Summary { total, decoded, packets, end, .. } = summary;
        let count: usize = packets.values().sum();
        writeln!(self.0, "{TITLE}{count} packets, {decoded} of {total} bytes{TITLE:#}")?;
        for (name, count) in packets {
            writeln!(self.0, "{count:>8}  {name}")?;
        }
        match end {
            End::Clean => Ok(()),
            End::Malformed(error) => {
                let at = summary.place(*error);
                let (kind, offset, clause) = (error.kind(), error.offset(), summary.clause(*error, bytes));
                writeln!(
                    self.0,
                    "{BAD}error{BAD:#} at byte {at} of the stream (byte {offset} of the packet): {kind} [{clause}]"
                )?;
                writeln!(self.0, "{:>8}  {}", at, around(bytes, at))
            }
            End::Cut(lacking) => {
                writeln!(
                    self.0,
                    "{BAD}cut short{BAD:#} in the packet at byte {decoded} of the stream: at least {lacking} more bytes needed"
                )
            }
        }
    }
}

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// The first bytes of a field.
fn hex_of(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for (n, byte) in bytes.iter().enumerate() {
        if n == 8 {
            shown += "..";
            break;
        }
        let _ = write!(shown, "{byte:02x} ");
    }
    shown
}

fn shown(value: &Value<'_>, bytes: &[u8]) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Words(words) => words.clone(),
        Value::Text(text) | Value::Bytes(Some(text)) => {
            let short: String = text.chars().take(60).collect();
            let more =
                if short.len() < text.len() { format!(".. ({} bytes)", text.len()) } else { String::new() };
            format!("{short:?}{more}")
        }
        Value::Bytes(None) => format!("{} bytes", bytes.len()),
    }
}

/// Some bytes on both sides of the one at `at`, which is marked; the end is marked, too.
fn around(bytes: &[u8], at: usize) -> String {
    let from = at.saturating_sub(8);
    let mut shown = String::from(if from > 0 { ".. " } else { "" });
    for (n, byte) in bytes.iter().enumerate().skip(from).take(24) {
        let _ =
            if n == at { write!(shown, "{BAD}>{byte:02x}<{BAD:#} ") } else { write!(shown, "{byte:02x} ") };
    }
    shown += match bytes.len() {
        len if len > from + 24 => "..",
        len if at >= len => ">end<",
        _ => "",
    };
    shown
}

/// One object a packet; the last has the error, if there is one. Offsets are in the stream, but for `offset_in_packet`.
pub(crate) struct Json<W>(pub(crate) W);

impl<W: Write> Show for Json<W> {
    fn packet(&mut self, offset: usize, frame: Frame<&[u8]>, packet: &AnyPacket<'_>) -> io::Result<()> {
        let mut at = 0;
        let fields: Vec<_> = fields(frame, packet)
            .into_iter()
            .map(|Field { name, len, value }| {
                let bytes = frame.bytes().get(at..at + len).unwrap_or_default();
                at += len;
                json!({ "offset": offset + at - len, "hex": hex::encode(bytes), "field": name, "value": value })
            })
            .collect();
        let (name, len) = (packet.packet_type().name(), frame.packet_len());
        writeln!(self.0, "{}", json!({ "offset": offset, "length": len, "type": name, "fields": fields }))
    }

    fn summary(&mut self, bytes: &[u8], summary: &Summary) -> io::Result<()> {
        let error = match &summary.end {
            End::Clean => return Ok(()),
            End::Malformed(error) => json!({
                "kind": format!("{:?}", error.kind()),
                "offset": summary.place(*error),
                "offset_in_packet": error.offset(),
                "message": error.kind().to_string(),
                "clause": summary.clause(*error, bytes),
                "reason": (summary.version == Version::V5).then(|| format!("{:#04x}", error.kind().reason_code())),
            }),
            End::Cut(lacking) => json!({ "kind": "Need", "bytes": lacking }),
        };
        writeln!(self.0, "{}", json!({ "offset": summary.decoded, "error": error }))
    }
}
