//! Vectors in bulk: a line in, a line out.
//!
//! A line is `protocol TAB sender TAB hex [TAB limit]`: protocol `3.1`, `3.1.1` or `5`; sender `client`, `server` or `any`;
//! hex of one packet, with runs as `hex-runs` has them; the receiver's maximum packet size in bytes, or `-` for none. It
//! is answered by one of
//!
//! - `accept TAB TYPE TAB hex`: the packet's type, and the packet encoded again;
//! - `reject TAB kind TAB offset TAB reason`: what is wrong, at which byte, and the 5.0 reason code (`-` before 5.0);
//! - `need TAB n`: the packet is not all there, at least `n` bytes lack;
//! - `bad line TAB why`: this is no such line, or there are bytes after its packet.

use std::fmt::{self, Display};
use std::io::{self, BufRead, Write};
use std::num::NonZeroUsize;

use hex_runs::expand;
use mqtt_codec_v5::{AnyPacket, Error, Frame, Framer, PacketType, Side, Split, Version};

pub(crate) fn answer_all(input: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    let mut out = io::BufWriter::new(out);
    while input.read_until(b'\n', &mut line)? > 0 {
        let answer = answer(&line).unwrap_or_else(Answer::BadLine);
        writeln!(out, "{answer}")?;
        out.flush()?;
        line.clear();
    }
    Ok(())
}

enum Answer {
    Accept(PacketType, Vec<u8>),
    Reject(Error, Version),
    Need(NonZeroUsize),
    BadLine(String),
}

impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept(packet_type, bytes) => write!(f, "accept\t{packet_type}\t{}", hex::encode(bytes)),
            Self::Reject(error, version) => {
                write!(f, "reject\t{:?}\t{}\t", error.kind(), error.offset())?;
                if *version == Version::V5 {
                    write!(f, "{:#04x}", error.kind().reason_code())
                } else {
                    f.write_str("-")
                }
            }
            Self::Need(bytes) => write!(f, "need\t{bytes}"),
            Self::BadLine(why) => write!(f, "bad line\t{why}"),
        }
    }
}

/// The answer, or what is bad about the line.
fn answer(line: &[u8]) -> Result<Answer, String> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8")?.trim_end_matches(['\n', '\r']);
    let fields: Vec<&str> = line.split('\t').collect();
    let (protocol, sender, digits, limit) = match fields[..] {
        [protocol, sender, digits] => (protocol, sender, digits, "-"),
        [protocol, sender, digits, limit] => (protocol, sender, digits, limit),
        _ => return Err(format!("{} fields instead of 3 or 4", fields.len())),
    };
    let version = match protocol {
        "3.1" => Version::V3_1,
        "3.1.1" => Version::V3_1_1,
        "5" => Version::V5,
        _ => return Err("protocol is none of 3.1, 3.1.1, 5".into()),
    };
    let sender = match sender {
        "client" => Some(Side::Client),
        "server" => Some(Side::Server),
        "any" => None,
        _ => return Err("sender is none of client, server, any".into()),
    };
    let framer = match limit {
        "-" => Framer::default(),
        _ => Framer::new(limit.parse().map_err(|_| "limit is neither `-` nor a number of bytes")?),
    };
    let bytes = expand(digits)?;
    match framer.split(&bytes) {
        Err(error) => Ok(Answer::Reject(error, version)),
        Ok(Split::Need(lacking)) => Ok(Answer::Need(lacking)),
        Ok(Split::Frame(frame, [])) => {
            Ok(judge(frame, version, sender).unwrap_or_else(|error| Answer::Reject(error, version)))
        }
        Ok(Split::Frame(_, rest)) => Err(format!("{} bytes after the packet", rest.len())),
    }
}

fn judge(frame: Frame<&[u8]>, version: Version, sender: Option<Side>) -> Result<Answer, Error> {
    let packet = AnyPacket::decode(frame, version)?;
    if let Some(sender) = sender {
        packet.check_sent_by(sender)?;
    }
    let mut bytes = Vec::new();
    match packet.encode(&mut bytes) {
        Ok(_) => Ok(Answer::Accept(packet.packet_type(), bytes)),
        Err(error) => Ok(Answer::BadLine(format!("decoded, and cannot be encoded: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(input: &[u8]) -> String {
        let mut out = Vec::new();
        answer_all(&mut io::Cursor::new(input), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_line_has_its_answer() {
        let table = [
            ("3.1.1\tany\tc000", "accept\tPINGREQ\tc000"),
            ("3.1.1\tclient\tC0 80 00", "accept\tPINGREQ\tc000"),
            ("3.1.1\tserver\tc000", "reject\tSender\t0\t-"),
            ("3.1.1\tany\t300700036162636869", "accept\tPUBLISH\t300700036162636869"),
            ("3.1.1\tany\t3205000161000", "bad line\tOdd number of digits"),
            ("3.1.1\tany\t32050001610000", "reject\tPacketIdZero\t5\t-"),
            ("3.1.1\tany\t36", "reject\tFlags\t0\t-"),
            ("3.1.1\tany\t", "need\t2"),
            ("3.1.1\tany\t30", "need\t1"),
            ("3.1.1\tany\t3003", "need\t3"),
            ("3.1.1\tany\tc000c000", "bad line\t2 bytes after the packet"),
            ("3.1.1\tany\t100f00064d51497364700302003c000163", "reject\tProtocolLevel\t10\t-"),
            (
                "3.1\tclient\t100f00064d51497364700302003c000163",
                "accept\tCONNECT\t100f00064d51497364700302003c000163",
            ),
            ("3.1\tany\t100d00044d5154540402003c000163", "reject\tProtocolLevel\t8\t-"),
            ("3.1.1\tany\t100e00044d5154540502003c00000163", "reject\tProtocolLevel\t8\t-"),
            ("5\tany\tc000", "accept\tPINGREQ\tc000"),
            ("5\tany\te000", "accept\tDISCONNECT\te000"),
            ("5\tany\t4003000a10", "accept\tPUBACK\t4004000a1000"),
            ("5\tclient\t4003000a10", "reject\tSender\t0\t0x82"),
            ("5\tany\t300700016103230000", "reject\tTopicAlias\t7\t0x94"),
            ("5\tany\tc08000", "reject\tVariableByteInteger\t1\t0x81"),
            ("5\tany\t100d00044d5154540402003c000163", "reject\tProtocolLevel\t8\t0x84"),
            ("3.1.1\tany\tzz", "bad line\tInvalid character 'z' at position 0"),
            ("4\tany\tc000", "bad line\tprotocol is none of 3.1, 3.1.1, 5"),
            ("3.1.1\tbroker\tc000", "bad line\tsender is none of client, server, any"),
            ("5\tany\tc000\t-", "accept\tPINGREQ\tc000"),
            ("5\tany\tc000\t2", "accept\tPINGREQ\tc000"),
            ("5\tany\tc000\t1", "reject\tTooLarge\t1\t0x95"),
            ("3.1.1\tany\t30ffffff7f\t65536", "reject\tTooLarge\t1\t-"),
            ("3.1.1\tany\t3007\t9", "need\t7"),
            ("3.1.1\tany\t3007000161(62)*4\t9", "accept\tPUBLISH\t300700016162626262"),
            ("3.1.1\tany\t3007000161(62)*3", "need\t1"),
            ("3.1.1\tany\t30(62", "bad line\ta run is not `(hex)*count`"),
            ("3.1.1\tany\tc000\tfew", "bad line\tlimit is neither `-` nor a number of bytes"),
            ("3.1.1\tany\tc000\t-\t", "bad line\t5 fields instead of 3 or 4"),
            ("", "bad line\t1 fields instead of 3 or 4"),
        ];
        for (line, expected) in table {
            assert_eq!(batch(format!("{line}\n").as_bytes()), format!("{expected}\n"));
        }
        let (lines, answers): (Vec<&str>, Vec<&str>) = table.into_iter().unzip();
        assert_eq!(batch((lines.join("\r\n") + "\n").as_bytes()), answers.join("\n") + "\n");
    }

    /// Each entry of the corpus is answered as its columns say.
    #[test]
    fn the_corpus_is_answered_as_it_says() {
        let entries =
            include_str!("../../../corpus/hostile.tsv").lines().filter(|line| !line.starts_with('#'));
        let (mut lines, mut verdicts) = (String::new(), Vec::new());
        for entry in entries {
            let columns: Vec<&str> = entry.split('\t').collect();
            lines += &(columns[1..5].join("\t") + "\n");
            verdicts.push(match columns[5] {
                "accept" => "accept\t".into(),
                "need" => format!("need\t{}", columns[7]),
                _ => columns[5..9].join("\t"),
            });
        }
        let answers = batch(lines.as_bytes());
        assert_eq!(answers.lines().count(), verdicts.len());
        for ((line, answer), verdict) in lines.lines().zip(answers.lines()).zip(verdicts) {
            if verdict == "accept\t" {
                assert!(answer.starts_with(&verdict), "{line}");
            } else {
                assert_eq!(answer, verdict, "{line}");
            }
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_does_not_end_the_run() {
        assert_eq!(batch(b"\xff\n3.1.1\tany\td000\n"), "bad line\tnot UTF-8\naccept\tPINGRESP\td000\n");
    }
}
