//! Shows the corpus of hostile packets to our codecs and to others, and prints who says what the standard does not.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use clap::Parser;
use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use differential::comparison::complaint;
use differential::date::today;
use differential::grammar::{Expected, NEXT};
use differential::judge::{self, Answer, Peer, Question, frame_len};
use differential::judges::{OURS, PEERS};
use differential::seen::Seen;
use mqtt_codec_v5::Version;
use mqtt_conformance::corpus::{self, Entry, Verdict};

/// Prints who is wrong about how many entries of the corpus.
#[derive(Parser)]
struct Args {
    /// Lists the entries that this codec is wrong about.
    #[arg(long)]
    list: Option<String>,
    /// Writes conformance/peers.md.
    #[arg(long)]
    write: bool,
}

/// What one codec said of the entries of one version.
#[derive(Default)]
struct Tally {
    asked: usize,
    /// Entries that it cannot be asked.
    not_asked: usize,
    accepts: usize,
    refuses: usize,
    another: usize,
    waits: usize,
    hasty: usize,
    panics: usize,
    /// Wrong answers by class of failure: 1 to 12.
    classes: [usize; CLASSES],
}

/// What is wrong with an answer.
#[derive(Debug)]
enum Wrong {
    Accepts,
    Refuses,
    Another,
    Waits,
    /// It is not all there, and it does not wait.
    Hasty,
    Panics,
}

/// The codec cannot be asked the entry.
struct NotAsked;

const CLASSES: usize = 12;
const VERSIONS: [(Version, &str); 3] =
    [(Version::V3_1, "3.1"), (Version::V3_1_1, "3.1.1"), (Version::V5, "5.0")];

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    judge::silence();
    let entries = corpus::hostile().map_err(io::Error::other)?;
    let firm: Vec<_> = entries.iter().filter(|entry| !entry.choice).collect();
    if let Some(name) = args.list {
        let peer = PEERS.iter().find(|peer| peer.name == name).ok_or(io::ErrorKind::NotFound)?;
        for entry in firm {
            if let Ok(Some(wrong)) = judged(peer, entry) {
                println!("{} {wrong:?}: {}", entry.id, entry.remark);
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut verdicts = table(&[
        "codec",
        "MQTT",
        "asked",
        "wrong",
        "accepts illegal",
        "refuses legal",
        "sees another packet",
        "waits for more of a whole packet",
        "does not wait for the rest",
        "panics",
    ]);
    let classes: Vec<String> = (1..=CLASSES).map(|class| class.to_string()).collect();
    let header = ["codec", "not asked"].into_iter().chain(classes.iter().map(String::as_str));
    let mut by_class = table(&header.collect::<Vec<_>>());
    let mut ours_wrong = 0;
    for peer in std::iter::once(&OURS).chain(&PEERS) {
        let mut classes = [0; CLASSES];
        let mut not_asked = 0;
        for (version, name) in VERSIONS {
            let own: Vec<_> = firm.iter().filter(|entry| entry.version == version).copied().collect();
            let tally = Tally::of(peer, &own);
            not_asked += tally.not_asked;
            classes.iter_mut().zip(tally.classes).for_each(|(all, own)| *all += own);
            ours_wrong += if peer.name == OURS.name { tally.wrong() } else { 0 };
            if tally.asked > 0 {
                verdicts.add_row(tally.row(peer, name));
            }
        }
        let cells = classes.iter().map(ToString::to_string);
        by_class.add_row([peer.name.to_owned(), not_asked.to_string()].into_iter().chain(cells));
    }
    println!("{verdicts}\n\n{by_class}");
    if args.write {
        write(&verdicts, &by_class, entries.len(), firm.len())?;
    }
    if ours_wrong > 0 {
        println!("ours are wrong about {ours_wrong} entries");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

impl Tally {
    fn of(peer: &Peer, entries: &[&Entry]) -> Self {
        let mut tally = Self::default();
        for entry in entries {
            let Ok(wrong) = judged(peer, entry) else {
                tally.not_asked += 1;
                continue;
            };
            tally.asked += 1;
            match wrong {
                None => continue,
                Some(Wrong::Accepts) => tally.accepts += 1,
                Some(Wrong::Refuses) => tally.refuses += 1,
                Some(Wrong::Another) => tally.another += 1,
                Some(Wrong::Waits) => tally.waits += 1,
                Some(Wrong::Hasty) => tally.hasty += 1,
                Some(Wrong::Panics) => tally.panics += 1,
            }
            let class = entry.class.parse::<usize>().ok().and_then(|class| tally.classes.get_mut(class - 1));
            if let Some(class) = class {
                *class += 1;
            }
        }
        tally
    }

    fn wrong(&self) -> usize {
        self.classes.iter().sum()
    }

    fn row(&self, peer: &Peer, version: &str) -> Vec<String> {
        let numbers = [
            self.asked,
            self.wrong(),
            self.accepts,
            self.refuses,
            self.another,
            self.waits,
            self.hasty,
            self.panics,
        ];
        let names = [format!("{} {}", peer.name, peer.release), version.to_owned()];
        names.into_iter().chain(numbers.iter().map(ToString::to_string)).collect()
    }
}

/// What is wrong with what the codec says, if anything: to the entry alone, or, if that is one whole packet, with another packet
/// behind it.
fn judged(peer: &Peer, entry: &Entry) -> Result<Option<Wrong>, NotAsked> {
    // Who may send what is not for a decoder that does not know its side; ours has a check for it.
    if matches!(entry.verdict, Verdict::Reject { kind: "Sender", .. }) && peer.name != OURS.name {
        return Err(NotAsked);
    }
    let expected = expected(entry).ok_or(NotAsked)?;
    let mut bytes = entry.bytes.clone();
    let len = frame_len(&bytes);
    let answer = peer.ask(&question(entry, &bytes)).ok_or(NotAsked)?;
    if matches!((&answer, &expected), (Answer::NeedMore, Expected::Reject(_))) && may_wait(entry) {
        return Ok(None);
    }
    let alone = wrong(&answer, &expected, len);
    if alone.is_some() || len != Some(bytes.len()) {
        return Ok(alone);
    }
    bytes.extend(NEXT);
    Ok(wrong(&peer.ask(&question(entry, &bytes)).ok_or(NotAsked)?, &expected, len))
}

/// Whether a packet that is wrong from its first bytes is not all there: no rule says that it is to be refused at once, but
/// where its length is what is wrong.
fn may_wait(entry: &Entry) -> bool {
    let there = entry.bytes.len();
    entry.limit.is_none() && frame_len(&entry.bytes).map_or(there < 5, |len| there < len)
}

fn question<'a>(entry: &Entry, bytes: &'a [u8]) -> Question<'a> {
    Question { version: entry.version, sender: entry.sender, bytes, limit: entry.limit }
}

/// Which packet it is the corpus does not say: what we see is compared, and the differential test holds us to a grammar.
fn expected(entry: &Entry) -> Option<Expected> {
    Some(match entry.verdict {
        Verdict::Accept => match OURS.ask(&question(entry, &entry.bytes))? {
            Answer::Accept { seen, .. } => Expected::Accept(seen),
            _ => Expected::Accept(Seen::new(entry.bytes.first().map_or(0, |first| first >> 4))),
        },
        Verdict::Reject { code, .. } => Expected::Reject(code),
        Verdict::Need(_) => Expected::NeedMore,
    })
}

fn wrong(answer: &Answer, expected: &Expected, len: Option<usize>) -> Option<Wrong> {
    complaint(answer, expected, len.unwrap_or_default())?;
    Some(match (answer, expected) {
        (Answer::Panic, _) => Wrong::Panics,
        (_, Expected::NeedMore) => Wrong::Hasty,
        (Answer::NeedMore, _) => Wrong::Waits,
        (Answer::Reject(_), _) => Wrong::Refuses,
        (Answer::Accept { .. }, Expected::Accept(_)) => Wrong::Another,
        (Answer::Accept { .. }, Expected::Reject(_)) => Wrong::Accepts,
    })
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN);
    table.set_header(header.iter().copied());
    table
}

/// The fragment for CONFORMANCE.md.
fn write(verdicts: &Table, by_class: &Table, all: usize, firm: usize) -> io::Result<()> {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}, `corpus/hostile.tsv`: {firm} of its {all} entries. The other {}, where the standards leave a choice, are left \
         out. Versions as named; each with its defaults, but flowsdk with `strict-protocol-compliance`, without which it checks \
         less.\n",
        today(),
        all - firm,
    );
    let _ = writeln!(out, "{verdicts}\n");
    out.push_str(READING);
    let _ = writeln!(
        out,
        "\nWrong answers by [class of failure](../corpus/README.md#classes), all versions together:\n"
    );
    let _ = writeln!(out, "{by_class}\n");
    out.push_str(FAIRNESS);
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/peers.md"), out)
}

const READING: &str = "\
Each entry was shown alone, and if it is one whole packet, once more with a PINGREQ behind it: a decoder that reads past the
end of its packet finds something there. It is wrong if either answer is. *Sees another packet* is an entry accepted with other
values than we find in it, or with another length. *Does not wait* is the beginning of a packet that is taken for a whole one,
or for an error. A packet that is wrong from its first byte, and is not all there, may be waited for.
";

const FAIRNESS: &str = "\
What is to be said in their favour:

- A decoder is not a broker. mqttbytes, rumqttc, mqttrs, rmqtt-codec, mqtt-protocol-core and mqtt5-protocol leave topic names
  and filters (class 10, part of 11) to the program that uses them, and rumqttc keeps a 5.0 topic as bytes. mqtt-protocol-core
  and mqtt5-protocol have connections or sessions on top, which check what depends on more than one packet.
- Who may send what is a check of its own with us, and the others' decoders do not know their side: they were not asked these
  entries.
- A Maximum Packet Size was asked of those that have such a setting: mqttbytes, rumqttc, rmqtt-codec, mqute-codec (theirs does
  not count the fixed header, and was given so much less) and mqtt-protocol-core.
- mqtt5-protocol decodes a body that its caller has cut off, so it was not asked whether a packet is all there. Bytes of the
  body that it leaves count as accepted: its caller is not told. It decodes a CONNECT of any version: one of another version
  than the connection's counts as refused.
- mqttrs does not say how many bytes it took, so nobody can see it stop elsewhere.
- mqtt-proto was asked by its decoder of streams, `GenericPollPacket`. Its `Packet::decode` does not bound a packet before it
  looks inside, and would do worse.
- mqttbytes was not asked about UNSUBSCRIBE of 5.0: it writes a line to standard error for each. It and rumqttc do not keep
  an absent user name or password apart from an empty one; where one of the two is empty, it was not compared.
- 3.1 was asked of those that have it; mqtt5-protocol translates the return codes of a 3.1.1 CONNACK, so they were not compared.
- An absent property that has a default counts as its default: rmqtt-codec does not keep the two apart.
";
