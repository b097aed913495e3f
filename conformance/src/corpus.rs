//! The corpus of hostile packets, `corpus/hostile.tsv`: what its README describes, read.

use hex_runs::expand;
use mqtt_codec_v5::{Side, Version};

/// One line of the corpus.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names the entry, for good.
    pub id: &'static str,
    /// The version that the connection speaks.
    pub version: Version,
    /// Who sent the bytes, where that matters.
    pub sender: Option<Side>,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The receiver's Maximum Packet Size in bytes, fixed header included; the most that MQTT can frame if there is none.
    pub limit: Option<u32>,
    /// What a strict receiver says.
    pub verdict: Verdict,
    /// The statement or section that decides; several are parted by a comma and a space.
    pub clause: &'static str,
    /// Which class of failure it belongs to, as the README lists them: `1` to `12`.
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
    /// It is not all there: so many bytes are missing, as far as is known.
    Need(usize),
}

/// All entries of the corpus, in its order. Some forty megabytes once expanded.
///
/// # Errors
///
/// The first line that is not an entry, and what is wrong with it.
pub fn hostile() -> Result<Vec<Entry>, String> {
    let lines = include_str!("../../corpus/hostile.tsv").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| Entry::parse(line).map_err(|why| format!("{why}: {line}")))
        .collect()
}

impl Entry {
    /// The statements or sections that decide.
    pub fn clauses(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.clause.split(", ")
    }

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
            "client" => Some(Side::Client),
            "server" => Some(Side::Server),
            "any" => None,
            _ => return Err("no such sender".into()),
        };
        let limit = if limit == "-" { None } else { Some(number(limit)?) };
        let choice = match choice {
            "firm" => false,
            "choice" => true,
            _ => return Err("neither firm nor choice".into()),
        };
        let verdict = Verdict::parse(verdict, kind, offset, code)?;
        Ok(Self { id, version, sender, bytes: expand(bytes)?, limit, verdict, clause, class, choice, remark })
    }
}

impl Verdict {
    fn parse(verdict: &str, kind: &'static str, offset: &str, code: &str) -> Result<Self, String> {
        match (verdict, kind, offset, code) {
            ("accept", "-", "-", "-") => Ok(Self::Accept),
            ("need", "-", bytes, "-") => Ok(Self::Need(number(bytes)?)),
            ("reject", kind, offset, "-") if kind != "-" => {
                Ok(Self::Reject { kind, offset: number(offset)?, code: None })
            }
            ("reject", kind, offset, code) if kind != "-" => {
                let digits = code.strip_prefix("0x").ok_or("a code is 0x and two digits")?;
                let code = u8::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
                Ok(Self::Reject { kind, offset: number(offset)?, code: Some(code) })
            }
            _ => Err("no such verdict".into()),
        }
    }
}

/// The classes of failure, and what each is, as the README lists them.
pub fn classes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let (_, table) = include_str!("../../corpus/README.md").split_once("\n## Classes\n").unwrap_or_default();
    let rows = table.lines().map_while(|line| if line.starts_with("## ") { None } else { Some(line) });
    rows.filter_map(|line| {
        let (class, what) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        class.bytes().all(|byte| byte.is_ascii_digit()).then_some((class, what))
    })
}

fn number<T: std::str::FromStr<Err = std::num::ParseIntError>>(digits: &str) -> Result<T, String> {
    digits.parse().map_err(|error: std::num::ParseIntError| error.to_string())
}
