//! Shows what one side of an MQTT connection sent, packet by packet and field by field; or checks vectors in bulk.
//!
//! ```text
//! mqtt-inspect captured.bin                    one direction of a connection, annotated
//! mqtt-inspect --hex "c0 00" --protocol 3.1.1  bytes from the command line
//! mqtt-inspect --batch < vectors               a line an answer, see `batch.rs`
//! ```

mod annotate;
mod batch;
mod session;

use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, ValueEnum};
use mqtt_codec_v5::Version;

use session::{Json, Text};

/// Decode what one side of an MQTT connection sent, and show every packet field by field.
///
/// Offsets are bytes from the beginning of the stream. An error is also given as a byte of its packet, and with the
/// clause of the standard that is broken.
///
/// Exit status: 0 if everything decodes, 1 if a packet is malformed or cut short, 2 on wrong use.
#[derive(Parser)]
#[command(name = "mqtt-inspect")]
struct Cli {
    /// The bytes of one direction of a connection; `-` for standard input
    #[arg(required_unless_present_any = ["hex", "batch"], conflicts_with_all = ["hex", "batch"])]
    file: Option<PathBuf>,

    /// The bytes themselves, in hex; `(00)*9` is a run, white space ends its count and does not matter elsewhere
    #[arg(long, value_name = "BYTES", conflicts_with = "batch")]
    hex: Option<String>,

    /// The version of the protocol; `auto` reads it from CONNECT
    #[arg(long, value_enum, default_value_t = Protocol::Auto, conflicts_with = "batch")]
    protocol: Protocol,

    /// Print one JSON object a packet, and one for the error, if there is one
    ///
    /// `offset` is in the stream: of a packet, a field or the error. `offset_in_packet` is the error's in its packet,
    /// `clause` the statement or section of the standard that is broken.
    #[arg(long, conflicts_with = "batch")]
    json: bool,

    /// Answer each line of standard input: `accept`, `reject`, `need` or `bad line`
    ///
    /// A line is `protocol TAB sender TAB hex`, and TAB and the receiver's maximum packet size if it has one (`-` is
    /// none). Protocol: 3.1, 3.1.1 or 5; sender: client, server or any; hex: one packet, in which `(2600000000)*13107`
    /// is a run of so many; white space ends the count. The answers are
    ///
    /// accept TAB type TAB the packet encoded again;
    ///
    /// reject TAB kind TAB offset in the packet TAB reason code of 5.0, or `-`;
    ///
    /// need TAB the number of bytes that lack at least;
    ///
    /// bad line TAB why.
    ///
    /// Columns 2 to 5 of corpus/hostile.tsv are such lines.
    #[arg(long)]
    batch: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Protocol {
    Auto,
    #[value(name = "3.1")]
    V3_1,
    #[value(name = "3.1.1")]
    V3_1_1,
    #[value(name = "5")]
    V5,
}

/// Why there is no report.
enum Failure {
    /// The call's words are off, or name a file that cannot be read.
    Use(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    match run(&cli, &mut io::stdin().lock(), &mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure::Use(message)) => {
            // Writing to a closed standard error is nothing to report.
            let _ = Cli::command().error(clap::error::ErrorKind::Io, message).print();
            ExitCode::from(2)
        }
        // Whoever reads the output has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            let _ = Cli::command().error(clap::error::ErrorKind::Io, error).print();
            ExitCode::from(2)
        }
    }
}

/// Whether everything decodes.
fn run(cli: &Cli, input: &mut impl BufRead, out: &mut impl Write) -> Result<bool, Failure> {
    if cli.batch {
        batch::answer_all(input, out)?;
        return Ok(true);
    }
    let bytes = read(cli, input)?;
    let version = match cli.protocol {
        Protocol::V3_1 => Some(Version::V3_1),
        Protocol::V3_1_1 => Some(Version::V3_1_1),
        Protocol::V5 => Some(Version::V5),
        Protocol::Auto => session::version_of(&bytes).map_err(|error| Failure::Use(error.into()))?,
    };
    let clean = if cli.json {
        session::show(&bytes, version, &mut Json(out))?
    } else {
        session::show(&bytes, version, &mut Text(out))?
    };
    Ok(clean)
}

fn read(cli: &Cli, input: &mut impl Read) -> Result<Vec<u8>, Failure> {
    if let Some(digits) = &cli.hex {
        return hex_runs::expand(digits).map_err(|error| Failure::Use(format!("--hex: {error}")));
    }
    let mut bytes = Vec::new();
    let read = match cli.file.as_deref() {
        Some(path) if path.as_os_str() != "-" => fs::read(path).map(|read| bytes = read),
        _ => input.read_to_end(&mut bytes).map(drop),
    };
    let name = cli.file.as_deref().unwrap_or("-".as_ref()).display();
    read.map_err(|error| Failure::Use(format!("{name}: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out, and the exit status.
    fn inspect(args: &[&str], input: &[u8]) -> (String, u8) {
        let cli = Cli::try_parse_from(["mqtt-inspect"].iter().chain(args)).unwrap();
        let mut out = anstream::StripStream::new(Vec::new());
        let status = match run(&cli, &mut io::Cursor::new(input), &mut out) {
            Ok(clean) => u8::from(!clean),
            Err(Failure::Use(message)) => return (message, 2),
            Err(Failure::Output(error)) => panic!("{error}"),
        };
        (String::from_utf8(out.into_inner()).unwrap(), status)
    }

    const CONNECT: &[u8] = b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c";

    #[test]
    fn a_session_is_shown_field_by_field() {
        let (shown, status) = inspect(&["-"], &[CONNECT, b"\x33\x07\0\x01a\0\x0ahi"].concat());
        assert_eq!(status, 0);
        for line in [
            "CONNECT at byte 0 of the stream, 15 bytes",
            "      10  00 3c                       keep alive                       60",
            "PUBLISH at byte 15 of the stream, 9 bytes",
            "      15  33                          packet type and flags            PUBLISH, QoS 1, RETAIN",
            "      17  00 01 61                    topic name                       \"a\"",
            "      22  68 69                       payload                          \"hi\"",
            "2 packets, 24 of 24 bytes",
        ] {
            assert!(shown.lines().any(|shown| shown.trim_end() == line), "no {line:?} in\n{shown}");
        }
    }

    #[test]
    fn the_first_error_is_shown_with_the_bytes_around_it() {
        let (shown, status) = inspect(&["-"], &[CONNECT, b"\xc0\0\x30\x04\0\x02a#\xd0\0"].concat());
        assert_eq!(status, 1);
        assert!(shown.contains("2 packets, 17 of 25 bytes"), "{shown}");
        let error = "error at byte 19 of the stream (byte 2 of the packet): topic name is empty or contains `+` or `#` \
                     [MQTT-3.3.2-2]";
        assert!(shown.contains(error), "{shown}");
        assert!(shown.contains("19  .. 3c 00 01 63 c0 00 30 04 >00< 02 61 23 d0 00"), "{shown}");
    }

    #[test]
    fn a_session_that_ends_inside_a_packet_is_not_clean() {
        let (shown, status) = inspect(&["--hex", "c000 30 05 00", "--protocol", "3.1.1"], b"");
        assert_eq!(status, 1);
        assert!(
            shown.contains("in the packet at byte 2 of the stream: at least 4 more bytes needed"),
            "{shown}"
        );
    }

    #[test]
    fn json_has_one_object_a_packet() {
        let (shown, status) =
            inspect(&["--json", "--hex", "c000320600016100010a 36", "--protocol", "3.1.1"], b"");
        assert_eq!(status, 1);
        let objects: Vec<serde_json::Value> =
            shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(objects.len(), 3);
        assert_eq!((&objects[0]["type"], &objects[1]["offset"]), (&"PINGREQ".into(), &2.into()));
        assert_eq!(objects[1]["fields"][3]["field"], "packet identifier");
        assert_eq!(objects[1]["fields"][3]["value"], 1);
        assert_eq!((&objects[2]["offset"], &objects[2]["error"]["kind"]), (&10.into(), &"Flags".into()));
    }

    #[test]
    fn the_error_has_its_place_in_the_stream_and_in_its_packet() {
        let (shown, _) = inspect(&["--json", "--hex", "c000 3004000261 23", "--protocol", "3.1.1"], b"");
        let last: serde_json::Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
        let error = serde_json::json!({
            "kind": "TopicName",
            "offset": 4,
            "offset_in_packet": 2,
            "message": "topic name is empty or contains `+` or `#`",
            "clause": "MQTT-3.3.2-2",
            "reason": null,
        });
        assert_eq!(last, serde_json::json!({ "offset": 2, "error": error }));
    }

    #[test]
    fn the_protocol_is_read_from_connect_or_asked_for() {
        assert_eq!(inspect(&["-"], b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\x01c").1, 1, "one byte is missing");
        assert_eq!(inspect(&["-"], b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c").1, 0);
        let (message, status) = inspect(&["-"], b"\x20\x02\0\0");
        assert_eq!((message.contains("--protocol"), status), (true, 2));
        assert_eq!(inspect(&["-", "--protocol", "3.1"], CONNECT).1, 1, "a CONNECT of another level");
        assert_eq!(inspect(&["-"], b"GET / HTTP/1.1").1, 1);
        assert_eq!(inspect(&["--hex", "c"], b"").1, 2);
        assert_eq!(inspect(&["no such file"], b"").1, 2);
    }
}
