//! The corpus of hostile packets, `corpus/hostile.tsv`: what its README describes, read.

use hex::FromHexError;
use mqtt_codec_v5::{Sender, Version};

/// One line of the corpus.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names the entry, for good.
    pub id: &'static str,
    /// The version that the connection speaks.
    pub version: Version,
    /// Who sent the bytes, where that matters.
    pub sender: Option<Sender>,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The receiver's Maximum Packet Size in bytes, fixed header included; the most that MQTT can frame if there is none.
    pub limit: Option<u32>,
    /// What a strict receiver says.
    pub verdict: Verdict,
    /// The statement or section that decides.
    pub clause: &'static str,
    /// Which class of failure it belongs to, as the README lists them.
    pub class: &'static str,
    /// Whether the standard leaves a choice here: then another verdict is not wrong.
    pub choice: bool,
    /// What it is, in a few words.
    pub remark: &'static str,
}

/// What a strict receiver says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is a packet.
    Accept,
    /// It is none.
    Reject {
        /// What is wrong, as `ErrorKind` names it.
        kind: &'static str,
        /// At which byte of the packet.
        offset: u32,
        /// The 5.0 reason code; before 5.0 there is none.
        code: Option<u8>,
    },
    /// It is not all there: so many bytes lack at least.
    Need(usize),
}

/// All entries of the corpus.
///
/// # Errors
///
/// The first line that is not an entry, and what is wrong with it.
pub fn hostile() -> Result<Vec<Entry>, String> {
    let lines = include_str!("../../corpus/hostile.tsv").lines();
    lines
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| Entry::parse(line).map_err(|why| format!("{why}: {line}")))
        .collect()
}

impl Entry {
    fn parse(line: &'static str) -> Result<Self, String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, protocol, sender, bytes, limit, verdict, kind, offset, code, clause, class, choice, remark] =
            columns[..]
        else {
            return Err(format!("{} columns", columns.len()));
        };
        let version = match protocol {
            "3.1" => Version::V3_1,
            "3.1.1" => Version::V3_1_1,
            "5" => Version::V5,
            _ => return Err("no such protocol".into()),
        };
        let sender = match sender {
            "client" => Some(Sender::Client),
            "server" => Some(Sender::Server),
            "any" => None,
            _ => return Err("no such sender".into()),
        };
        let bytes = expand(bytes)?;
        let number = |digits: &str| digits.parse::<u32>().map_err(|error| error.to_string());
        let limit = if limit == "-" { None } else { Some(number(limit)?) };
        let verdict = match verdict {
            "accept" => Verdict::Accept,
            "need" => Verdict::Need(usize::try_from(number(offset)?).map_err(|error| error.to_string())?),
            "reject" => {
                let code = if code == "-" {
                    None
                } else {
                    Some(
                        u8::from_str_radix(code.trim_start_matches("0x"), 16)
                            .map_err(|error| error.to_string())?,
                    )
                };
                Verdict::Reject { kind, offset: number(offset)?, code }
            }
            _ => return Err("no such verdict".into()),
        };
        let choice = match choice {
            "firm" => false,
            "choice" => true,
            _ => return Err("neither firm nor choice".into()),
        };
        Ok(Self { id, version, sender, bytes, limit, verdict, clause, class, choice, remark })
    }
}

/// Bytes from hex digits, in which `(2600000000)*13107` stands for a run of so many.
///
/// # Errors
///
/// What is wrong with the text.
pub fn expand(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, run)) = rest.split_once('(') {
        let (digits, after) = run.split_once(")*").ok_or("a run without an end")?;
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (times, after) = after.split_at(end);
        bytes.extend(from_hex(before)?);
        bytes.extend(from_hex(digits)?.repeat(times.parse().map_err(|_| "a run without a count")?));
        rest = after;
    }
    bytes.extend(from_hex(rest)?);
    Ok(bytes)
}

fn from_hex(digits: &str) -> Result<Vec<u8>, String> {
    hex::decode(digits).map_err(|error: FromHexError| error.to_string())
}
