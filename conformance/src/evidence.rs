//! What shows that a statement holds: `evidence/*.tsv`, a line a packet, topic or function. What the standards have alike of
//! topics stands once, in `both.tsv`.

use mqtt_codec_v5::Version;

/// One line.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The statement or ruling that it shows.
    pub id: &'static str,
    /// What has to come of `input`.
    pub verdict: Verdict,
    /// A packet in hex, a topic, or the name of a function.
    pub input: &'static str,
    /// What is wrong with it; `-` is nothing.
    pub kind: &'static str,
    /// At which byte.
    pub offset: &'static str,
    /// The reason code that tells the peer, in hex: only 5.0 has one.
    pub code: &'static str,
    /// What it is, in a few words; `-` is none.
    pub remark: &'static str,
}

/// What has to come of a row's input.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A packet, which is sent as the same bytes again, or as those behind `>`. A limit before `:` is the receiver's
    /// Maximum Packet Size.
    Accept,
    /// No packet: the kind, offset and code say why.
    Reject,
    /// A packet that a client may send.
    FromClient,
    /// A packet that a server may send.
    FromServer,
    /// A packet that a client may not send.
    NotFromClient,
    /// A packet that a server may not send.
    NotFromServer,
    /// A packet that a connection may begin with.
    First,
    /// A packet that a connection may not begin with.
    NotFirst,
    /// A packet that, to be sent within the limit, is made that behind `>`.
    Fits,
    /// A packet that does not fit the limit, whatever is left out.
    TooSmall,
    /// A packet that, for a client without an interest in problems, is made that behind `>`.
    Terse,
    /// A topic name.
    Name,
    /// No topic name.
    NoName,
    /// A topic filter.
    Filter,
    /// No topic filter.
    NoFilter,
    /// A shared subscription.
    Shared,
    /// A topic filter that begins as a shared subscription, and is none.
    NoShared,
    /// A topic filter that has nothing to do with sharing.
    Unshared,
    /// A filter and a name, with `|` between them, that match.
    Match,
    /// A filter and a name that do not.
    NoMatch,
    /// A function of `tests/by_hand` that shows that the statement holds: a remark says why no packet can break it.
    ByHand,
    /// A function of `tests/by_hand` that shows that nothing is sent that breaks the statement.
    Unsendable,
}

/// What a row does to its statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// It keeps it.
    Kept,
    /// It breaks it.
    Broken,
    /// It is a function, which shows more than one packet does.
    Function,
}

const VERDICTS: [(&str, Verdict, Effect); 22] = [
    ("accept", Verdict::Accept, Effect::Kept),
    ("reject", Verdict::Reject, Effect::Broken),
    ("from-client", Verdict::FromClient, Effect::Kept),
    ("from-server", Verdict::FromServer, Effect::Kept),
    ("not-from-client", Verdict::NotFromClient, Effect::Broken),
    ("not-from-server", Verdict::NotFromServer, Effect::Broken),
    ("first", Verdict::First, Effect::Kept),
    ("not-first", Verdict::NotFirst, Effect::Broken),
    ("fits", Verdict::Fits, Effect::Kept),
    ("too-small", Verdict::TooSmall, Effect::Broken),
    ("terse", Verdict::Terse, Effect::Kept),
    ("name", Verdict::Name, Effect::Kept),
    ("no-name", Verdict::NoName, Effect::Broken),
    ("filter", Verdict::Filter, Effect::Kept),
    ("no-filter", Verdict::NoFilter, Effect::Broken),
    ("shared", Verdict::Shared, Effect::Kept),
    ("no-shared", Verdict::NoShared, Effect::Broken),
    ("unshared", Verdict::Unshared, Effect::Kept),
    ("match", Verdict::Match, Effect::Kept),
    ("no-match", Verdict::NoMatch, Effect::Broken),
    ("by-hand", Verdict::ByHand, Effect::Function),
    ("unsendable", Verdict::Unsendable, Effect::Function),
];

impl Row {
    /// All rows of a version.
    ///
    /// # Errors
    ///
    /// The first line that is not a row.
    pub fn all(version: Version) -> Result<Vec<Self>, String> {
        const BOTH: &str = include_str!("../evidence/both.tsv");
        let tables: &[&str] = match version {
            Version::V3_1 => &[include_str!("../evidence/3.1.tsv")],
            Version::V3_1_1 => &[include_str!("../evidence/3.1.1.tsv"), BOTH],
            Version::V5 => &[include_str!("../evidence/5.0.tsv"), BOTH],
        };
        let lines = tables.iter().flat_map(|table| table.lines().skip(1));
        lines.map(|line| Self::parse(line).ok_or_else(|| format!("not a row: {line}"))).collect()
    }

    fn parse(line: &'static str) -> Option<Self> {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, verdict, input, kind, offset, code, remark] = columns[..] else { return None };
        let (_, verdict, effect) = VERDICTS.into_iter().find(|(name, ..)| *name == verdict)?;
        let says_why = [kind, offset, code].iter().any(|column| *column != "-");
        (effect == Effect::Broken || !says_why).then_some(Self {
            id,
            verdict,
            input,
            kind,
            offset,
            code,
            remark,
        })
    }

    /// What it does to its statement.
    pub fn effect(&self) -> Effect {
        VERDICTS
            .into_iter()
            .find(|(_, verdict, _)| *verdict == self.verdict)
            .map_or(Effect::Function, |(.., effect)| effect)
    }

    /// What has to come of `input`, as the table has it.
    pub fn verdict_name(&self) -> &'static str {
        VERDICTS.into_iter().find(|(_, verdict, _)| *verdict == self.verdict).map_or("", |(name, ..)| name)
    }
}
