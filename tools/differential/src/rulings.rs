//! The explained disagreements, `conformance/disagreements.tsv`: who says what of which packets, and what the standard says.

use std::fmt::Write as _;

use crate::grammar::table::PACKETS;

/// One line of the file.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Whom it is about.
    pub peers: Vec<String>,
    /// `3.1.1` or `5`, or `*` for both.
    pub version: String,
    /// The packet types, or `*` for all.
    pub packets: String,
    /// What was changed in the packet. A `*` at the end stands for any place.
    pub change: String,
    /// What they do with it. A `*` at the end stands for anything.
    pub does: String,
    /// The statement or section that decides.
    pub clause: String,
    /// Who is right: `standard`, or `open` where the standard leaves a choice.
    pub right: String,
    /// Why, in a few words.
    pub why: String,
}

/// A disagreement, without the packet.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Disagreement {
    /// Who disagrees with the grammar.
    pub peer: &'static str,
    /// Whether about 5.0.
    pub v5: bool,
    /// The packet's type.
    pub packet_type: u8,
    /// What was changed in it.
    pub change: String,
    /// What the peer does with it.
    pub does: String,
}

/// All lines of the text.
///
/// # Errors
///
/// The first line that is not a ruling.
pub fn parse(text: &str) -> Result<Vec<Ruling>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| Ruling::parse(line).ok_or_else(|| format!("no ruling: {line}"))).collect()
}

impl Ruling {
    fn parse(line: &str) -> Option<Self> {
        let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [peers, version, packets, change, does, clause, right, why] =
            <[String; 8]>::try_from(columns).ok()?;
        let known = ["3.1.1", "5", "*"].contains(&version.as_str())
            && ["standard", "open"].contains(&right.as_str())
            && (packets == "*" || packets.split(' ').all(|name| PACKETS.contains(&name)));
        let peers = peers.split(' ').map(str::to_owned).collect();
        known.then_some(Self { peers, version, packets, change, does, clause, right, why })
    }

    /// Whether it is about this disagreement.
    pub fn covers(&self, disagreement: &Disagreement) -> bool {
        let name = PACKETS.get(usize::from(disagreement.packet_type)).copied().unwrap_or_default();
        self.peers.iter().any(|peer| peer == disagreement.peer)
            && (self.version == "*" || (self.version == "5") == disagreement.v5)
            && (self.packets == "*" || self.packets.split(' ').any(|packet| packet == name))
            && fits(&self.change, &disagreement.change)
            && fits(&self.does, &disagreement.does)
    }
}

impl Disagreement {
    /// The beginning of a line of the file: what is left to say is who is right, and why.
    pub fn line(&self, clause: &str) -> String {
        let version = if self.v5 { "5" } else { "3.1.1" };
        let packet = PACKETS.get(usize::from(self.packet_type)).copied().unwrap_or_default();
        [self.peer, version, packet, &self.change, &self.does, clause].join("\t")
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == text, |beginning| text.starts_with(beginning))
}

/// The rulings as Markdown: a table for each peer.
pub fn markdown(rulings: &[Ruling], peers: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, release) in peers {
        let own: Vec<_> =
            rulings.iter().filter(|ruling| ruling.peers.iter().any(|peer| peer == name)).collect();
        let _ = writeln!(out, "### {name} {release}\n");
        if own.is_empty() {
            out.push_str("No disagreement.\n\n");
            continue;
        }
        out.push_str("| MQTT | packets | what is odd or wrong | it | clause | right | |\n");
        out.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for ruling in own {
            let any = |text: &str| if text == "*" { "all".to_owned() } else { text.replace(": *", "") };
            let cells = [
                if ruling.version == "*" { "both".to_owned() } else { ruling.version.clone() },
                any(&ruling.packets),
                any(&ruling.change),
                any(&ruling.does),
                ruling.clause.clone(),
                ruling.right.clone(),
                ruling.why.clone(),
            ];
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(does: &str) -> Disagreement {
        Disagreement {
            peer: "x",
            v5: true,
            packet_type: 3,
            change: "NUL: topic name".into(),
            does: does.into(),
        }
    }

    #[test]
    fn a_ruling_covers_what_it_names() {
        let covers = |line: &str| parse(line).unwrap().iter().any(|ruling| ruling.covers(&seen("accepts")));
        assert!(covers("w x\t5\tPUBLISH\tNUL: topic name\taccepts\t1\tstandard\t."));
        assert!(covers("x\t*\t*\tNUL: *\t*\t1\tstandard\t."));
        for other in [
            "w\t5\tPUBLISH\tNUL: topic name\taccepts\t1\tstandard\t.",
            "x\t3.1.1\tPUBLISH\tNUL: topic name\taccepts\t1\tstandard\t.",
            "x\t5\tCONNECT\tNUL: topic name\taccepts\t1\tstandard\t.",
            "x\t5\tPUBLISH\tNUL\taccepts\t1\tstandard\t.",
            "x\t5\tPUBLISH\tNUL: topic name\twaits\t1\tstandard\t.",
        ] {
            assert!(!covers(other), "{other}");
        }
        assert!(parse("x\t5\tPUBLISH\tNUL\taccepts\t1\tme\t.").is_err());
    }

    #[cfg(feature = "peers")]
    #[test]
    fn the_tables_are_those_of_the_file() {
        let rulings = parse(include_str!("../../../conformance/disagreements.tsv")).unwrap();
        let tables = markdown(&rulings, &crate::judges::PEERS.map(|peer| (peer.name, peer.release)));
        let page = include_str!("../../../conformance/disagreements.md");
        assert!(page.ends_with(&(tables.trim_end().to_owned() + "\n")), "write it again: --write");
    }
}
