//! Matches MQTT topic names against topic filters, for a person or for a test of another implementation.
//!
//! ```text
//! mqtt-match 'plant/+/pump/#' plant/3/pump/status plant/3/valve
//! printf 'a/+\ta/b\n' | mqtt-match --batch
//! ```

use std::error::Error;
use std::io::{self, BufRead, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use mqtt_topic::{SharedFilter, TopicFilter, TopicName};

/// Says which topic names a topic filter matches.
///
/// Exits with 0 if all do, with 1 if one does not, and with 2 on wrong use or if one is no valid topic.
#[derive(Parser)]
#[command(name = "mqtt-match")]
struct Args {
    /// Answer each line of standard input, a filter, a tab and a name, with a line: `match`, `no match`,
    /// `invalid filter` or `invalid name`.
    #[arg(long, conflicts_with_all = ["filter", "names"])]
    batch: bool,
    /// Take a filter that begins with `$share/` as a shared subscription, and match what is behind its group.
    #[arg(long)]
    shared: bool,
    /// The topic filter.
    #[arg(required_unless_present = "batch")]
    filter: Option<String>,
    /// The topic names, each answered on a line of its own.
    #[arg(required_unless_present = "batch")]
    names: Vec<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let filters = if args.shared { Filters::Shared } else { Filters::Ordinary };
    let mut out = BufWriter::new(io::stdout().lock());
    let done = match &args.filter {
        Some(filter) => one_filter(filters, filter, &args.names, &mut out),
        None => batch(filters, io::stdin().lock(), &mut out).map(|()| ExitCode::SUCCESS),
    };
    // Who reads has seen enough when the pipe is closed.
    match done.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Where nothing can be written there is nothing left to say.
            let _ = writeln!(io::stderr(), "mqtt-match: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether `$share/` has a meaning.
#[derive(Clone, Copy)]
enum Filters {
    Ordinary,
    Shared,
}

impl Filters {
    fn parse(self, bytes: &[u8]) -> Result<TopicFilter<'_>, Box<dyn Error>> {
        let filter = TopicFilter::from_utf8(bytes)?;
        match self {
            Self::Ordinary => Ok(filter),
            Self::Shared => Ok(filter.shared()?.map_or(filter, SharedFilter::filter)),
        }
    }
}

fn one_filter(
    filters: Filters,
    filter: &str,
    names: &[String],
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let filter = match filters.parse(filter.as_bytes()) {
        Ok(filter) => filter,
        Err(error) => {
            writeln!(out, "{filter}: {error}")?;
            return Ok(ExitCode::from(2));
        }
    };
    let mut code = 0;
    for name in names {
        match TopicName::new(name) {
            Ok(name) if filter.matches(name) => writeln!(out, "{name}: match")?,
            Ok(name) => {
                writeln!(out, "{name}: no match")?;
                code = code.max(1);
            }
            Err(error) => {
                writeln!(out, "{name}: {error}")?;
                code = 2;
            }
        }
    }
    Ok(ExitCode::from(code))
}

/// Answers each line of `input`. Only the line feed is cut off; a line without a tab has the empty name.
fn batch(filters: Filters, mut input: impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        writeln!(out, "{}", answer(filters, line.strip_suffix(b"\n").unwrap_or(&line)))?;
        line.clear();
    }
    Ok(())
}

fn answer(filters: Filters, line: &[u8]) -> &'static str {
    let mut fields = line.splitn(2, |byte| *byte == b'\t');
    let filter = fields.next().unwrap_or_default();
    let name = fields.next().unwrap_or_default();
    let Ok(filter) = filters.parse(filter) else {
        return "invalid filter";
    };
    let Ok(name) = TopicName::from_utf8(name) else {
        return "invalid name";
    };
    if filter.matches(name) { "match" } else { "no match" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let table: &[(&[u8], &str, &str)] = &[
            (b"a/+\ta/b", "match", "match"),
            (b"a/+\ta/b/c", "no match", "no match"),
            (b"a/#/b\ta", "invalid filter", "invalid filter"),
            (b"a\ta/#", "invalid name", "invalid name"),
            (b"a#\ta#", "invalid filter", "invalid filter"),
            (b"a", "invalid name", "invalid name"),
            (b"a\t", "invalid name", "invalid name"),
            (b"\ta", "invalid filter", "invalid filter"),
            (b"", "invalid filter", "invalid filter"),
            (b"\xFF\ta", "invalid filter", "invalid filter"),
            (b"+\t\xFF", "invalid name", "invalid name"),
            // Only the first tab divides, and nothing else is cut off.
            (b"+\ta\tb", "match", "match"),
            (b"a\ta\r", "no match", "no match"),
            (b"a \ta", "no match", "no match"),
            (b"$share/g/+\ta", "no match", "match"),
            (b"$share/g/a\t$share/g/a", "match", "no match"),
            (b"$share/g\t$share/g", "match", "invalid filter"),
            (b"$share//a\ta", "no match", "invalid filter"),
            (b"$share\t$share", "match", "match"),
            (b"$share/g/#\t$SYS", "no match", "no match"),
        ];
        for (line, ordinary, shared) in table {
            assert_eq!(answer(Filters::Ordinary, line), *ordinary, "{}", line.escape_ascii());
            assert_eq!(answer(Filters::Shared, line), *shared, "{}", line.escape_ascii());
        }
    }

    #[test]
    fn one_answer_a_line() {
        let mut out = Vec::new();
        batch(Filters::Ordinary, &b"#\ta\n\n+\ta/b\n+\ta"[..], &mut out).unwrap();
        assert_eq!(out, b"match\ninvalid filter\nno match\nmatch\n");
    }

    #[test]
    fn status() {
        let status = |filter, names: &[&str]| {
            let names: Vec<_> = names.iter().copied().map(String::from).collect();
            one_filter(Filters::Ordinary, filter, &names, &mut io::sink()).unwrap()
        };
        assert_eq!(status("a/+", &["a/b", "a/c"]), ExitCode::SUCCESS);
        assert_eq!(status("a/+", &["a/b", "a"]), ExitCode::from(1));
        assert_eq!(status("a/+", &["a/+", "a"]), ExitCode::from(2));
        assert_eq!(status("a+", &["a"]), ExitCode::from(2));
    }
}
