//! Shows packets drawn from a grammar to our codecs and to others, and explains each disagreement, or fails.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use std::{fs, io, thread};

use clap::Parser;
use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use differential::comparison::{complaint, complaint_about_ours};
use differential::date::today;
use differential::grammar::table::PACKETS;
use differential::grammar::{self, NEXT};
use differential::judge::{self, Question};
use differential::judges::{OURS, PEERS};
use differential::rulings::{self, Disagreement, Ruling};
use mqtt_codec_v5::Version;

/// Draws packets, asks every codec, and holds each disagreement against conformance/disagreements.tsv.
#[derive(Parser)]
struct Args {
    /// How many packets to draw.
    #[arg(long, default_value_t = 200_000)]
    packets: u64,
    /// Names the sequence of packets.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Shows one packet of the sequence, and what each codec says of it.
    #[arg(long)]
    number: Option<u64>,
    /// Prints each disagreement as the beginning of a line for the file, and how often it was met.
    #[arg(long)]
    list: bool,
    /// Fails if a ruling was not needed: for runs that are long enough to need them all.
    #[arg(long)]
    fail_on_stale: bool,
    /// Writes conformance/disagreements.md, if nothing failed.
    #[arg(long)]
    write: bool,
}

/// How often something was met, and the number of the first packet.
type Met = (u64, u64);

/// What one thread found.
#[derive(Default)]
struct Found {
    disagreements: HashMap<Disagreement, Met>,
    /// Packets on which we say something else than the grammar.
    ours: Vec<(u64, String)>,
    /// By peer: how many packets it was asked about.
    asked: BTreeMap<&'static str, u64>,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    judge::silence();
    if let Some(number) = args.number {
        show(args.seed, number);
        return Ok(ExitCode::SUCCESS);
    }
    let start = Instant::now();
    let found = run(args.seed, args.packets);
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance");
    let rulings = rulings::parse(&fs::read_to_string(directory.join("disagreements.tsv"))?)
        .map_err(io::Error::other)?;

    let mut needed = vec![0; rulings.len()];
    let mut unexplained: Vec<(&Disagreement, Met)> = Vec::new();
    for (disagreement, met) in &found.disagreements {
        let mut covered = false;
        for (ruling, times) in rulings.iter().zip(&mut needed) {
            if ruling.covers(disagreement) {
                *times += met.0;
                covered = true;
            }
        }
        if !covered {
            unexplained.push((disagreement, *met));
        }
    }
    unexplained.sort();
    let packets: u64 = found.disagreements.values().map(|(times, _)| times).sum();
    println!("{} packets with seed {}, {:.0} s", args.packets, args.seed, start.elapsed().as_secs_f64());
    println!("{packets} answers disagree with the grammar, of {} kinds", found.disagreements.len());
    if args.list {
        list(&found, args.seed);
    }
    for (number, why) in found.ours.iter().take(20) {
        println!("\nOURS: {why}");
        show(args.seed, *number);
    }
    for (disagreement, (times, number)) in unexplained.iter().take(if args.list { 0 } else { 40 }) {
        println!("\nUNEXPLAINED, {times} times: {}", disagreement.line(""));
        show(args.seed, *number);
    }
    let stale: Vec<_> = rulings.iter().zip(&needed).filter(|(_, times)| **times == 0).collect();
    if args.packets >= 1_000_000 || args.fail_on_stale {
        for (ruling, _) in &stale {
            println!("not needed: {ruling:?}");
        }
    }
    println!(
        "ours wrong: {}, unexplained: {}, rulings not needed: {}",
        found.ours.len(),
        unexplained.len(),
        stale.len()
    );
    let failed =
        !found.ours.is_empty() || !unexplained.is_empty() || (args.fail_on_stale && !stale.is_empty());
    if args.write && !failed {
        write(&directory, &args, &found, &rulings)?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Half of the packets in each of two threads.
fn run(seed: u64, packets: u64) -> Found {
    let mut found = thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || judge_all(seed, half, packets)));
        halves.map(|half| half.join().unwrap_or_default())
    });
    let mut all = Found::default();
    for half in &mut found {
        for (disagreement, (times, number)) in half.disagreements.drain() {
            let met = all.disagreements.entry(disagreement).or_insert((0, number));
            *met = (met.0 + times, met.1.min(number));
        }
        all.ours.append(&mut half.ours);
        for (peer, times) in &half.asked {
            *all.asked.entry(peer).or_default() += times;
        }
    }
    all.ours.sort();
    all
}

fn judge_all(seed: u64, half: u64, packets: u64) -> Found {
    let mut found = Found::default();
    let mut asked = PEERS.map(|_| 0);
    for number in (half..packets).step_by(2) {
        let packet = grammar::packet(seed, number);
        let bytes = stream(&packet);
        let question = question(&packet, &bytes);
        let ours = OURS.ask(&question);
        let wrong = ours.map(|ours| complaint_about_ours(&ours, &packet.expected, packet.bytes.len()));
        if let Some(why) = wrong.unwrap_or_else(|| Some("is not asked".into())) {
            found.ours.push((number, why));
        }
        for (peer, asked) in PEERS.iter().zip(&mut asked) {
            let Some(answer) = peer.ask(&question) else { continue };
            *asked += 1;
            let Some(does) = complaint(&answer, &packet.expected, packet.bytes.len()) else { continue };
            let disagreement = Disagreement {
                peer: peer.name,
                v5: packet.version == Version::V5,
                packet_type: packet.packet_type,
                change: packet.label.clone(),
                does,
            };
            found.disagreements.entry(disagreement).or_insert((0, number)).0 += 1;
        }
    }
    found.asked = PEERS.iter().map(|peer| peer.name).zip(asked).collect();
    found
}

fn stream(packet: &grammar::Packet) -> Vec<u8> {
    let mut bytes = packet.bytes.clone();
    if packet.followed {
        bytes.extend(NEXT);
    }
    bytes
}

fn question<'a>(packet: &grammar::Packet, bytes: &'a [u8]) -> Question<'a> {
    Question { version: packet.version, sender: Some(packet.sender), bytes, limit: None }
}

fn show(seed: u64, number: u64) {
    let packet = grammar::packet(seed, number);
    let bytes = stream(&packet);
    let name = PACKETS.get(usize::from(packet.packet_type)).copied().unwrap_or_default();
    println!(
        "--seed {seed} --number {number}: {:?} {name}, {} ({})",
        packet.version, packet.label, packet.clause
    );
    let mut hex = String::new();
    for byte in bytes.iter().take(200) {
        let _ = write!(hex, "{byte:02x}");
    }
    println!("  {} bytes{}: {hex}", packet.bytes.len(), if packet.followed { ", and PINGREQ" } else { "" });
    println!("  the standard: {:?}", packet.expected);
    for peer in std::iter::once(&OURS).chain(&PEERS) {
        match peer.ask(&question(&packet, &bytes)) {
            None => println!("  {}: not asked", peer.name),
            Some(answer) => match complaint(&answer, &packet.expected, packet.bytes.len()) {
                None => println!("  {}: agrees", peer.name),
                Some(does) => println!("  {} {does}: {answer:?}", peer.name),
            },
        }
    }
}

fn list(found: &Found, seed: u64) {
    let sorted: BTreeMap<_, _> = found.disagreements.iter().collect();
    for (disagreement, (times, number)) in sorted {
        println!("{}\t{times}\t{number}", disagreement.line(grammar::packet(seed, *number).clause));
    }
}

/// The fragment for CONFORMANCE.md: how, how many, and the rulings.
fn write(directory: &Path, args: &Args, found: &Found, rulings: &[Ruling]) -> io::Result<()> {
    let mut out = INTRODUCTION.to_owned();
    let _ = writeln!(
        out,
        "\nLast run: {}, {} packets, `--seed {}`. Ours said what the grammar says of each. The others gave {} answers that \
         it does not, of {} kinds; each has a ruling.\n",
        today(),
        thousands(args.packets),
        args.seed,
        thousands(found.disagreements.values().map(|(times, _)| times).sum()),
        thousands(u64::try_from(found.disagreements.len()).unwrap_or_default()),
    );
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN);
    table.set_header(["codec", "version", "packets asked about", "answers that disagree", "one in"]);
    for peer in &PEERS {
        let asked = found.asked.get(peer.name).copied().unwrap_or_default();
        let own = found.disagreements.iter().filter(|(disagreement, _)| disagreement.peer == peer.name);
        let wrong: u64 = own.map(|(_, (times, _))| times).sum();
        let share = asked.checked_div(wrong).map_or("-".into(), |share| share.to_string());
        table.add_row([peer.name, peer.release, &thousands(asked), &thousands(wrong), &share]);
    }
    let _ = writeln!(out, "{table}\n");
    out.push_str(&rulings::markdown(rulings, &PEERS.map(|peer| (peer.name, peer.release))));
    fs::write(directory.join("disagreements.md"), out.trim_end().to_owned() + "\n")
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

const INTRODUCTION: &str = "\
Packets are drawn from a grammar that knows the tables of both standards and none of our code: two in five are valid as they
are drawn, the others have one thing changed, which is unusual and legal, or a fault. So each packet comes with what the
standard says of it: which packet it is, field by field, or that it is none (in 5.0 with the reason code), or that it is not
all there. Every second one has another packet behind it in the buffer. Our crates have to say the same of each, without
exceptions. Where another codec does not, there has to be a ruling below, which names the clause, or the run fails.

An answer is more than a verdict: a packet that is accepted with another topic, another code or another property is a
disagreement, and so is another length. What the standards leave to the receiver is not drawn: control characters and
noncharacters, a payload that is not what its Payload Format Indicator says, AUTH without a body, reason code 0x8C in a
DISCONNECT, an empty Response Topic.

Most of what is below is no secret of these codecs: many leave topic names, filters and the range of values to the program
that uses them. It is listed because a program has to know.
";
