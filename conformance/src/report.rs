//! CONFORMANCE.md, written out of the index.

mod hostile;

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::fs;

use crate::corpus;
use crate::evidence::{Effect, Verdict};
use crate::index::Index;
use crate::ruling::Ruling;
use crate::statement::{Duty, OWNERS, Statement};
use crate::version::{VERSIONS, name};

/// Where it stands: at the root of the workspace.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../CONFORMANCE.md");

const INTRODUCTION: &str = include_str!("report/introduction.md");

/// What stands here as it is: the heading, and the file beside `src`. Each has to be there.
const GUESTS: [(&str, &str); 2] = [("Other codecs", "peers.md"), ("Disagreements", "disagreements.md")];

/// The chapters of both standards that have statements, by the beginning of their sections' numbers.
const CHAPTERS: [(&str, &str); 19] = [
    ("1", "Introduction"),
    ("2", "Control Packet format"),
    ("3.1", "CONNECT"),
    ("3.2", "CONNACK"),
    ("3.3", "PUBLISH"),
    ("3.4", "PUBACK"),
    ("3.5", "PUBREC"),
    ("3.6", "PUBREL"),
    ("3.7", "PUBCOMP"),
    ("3.8", "SUBSCRIBE"),
    ("3.9", "SUBACK"),
    ("3.10", "UNSUBSCRIBE"),
    ("3.11", "UNSUBACK"),
    ("3.12", "PINGREQ"),
    ("3.14", "DISCONNECT"),
    ("3.15", "AUTH"),
    ("4", "Operational behavior"),
    ("6", "WebSocket"),
    ("7", "Conformance"),
];

/// The whole file.
///
/// # Errors
///
/// The first line of the data that cannot be read.
pub fn written() -> Result<String, String> {
    let indexes = VERSIONS.into_iter().map(Index::of).collect::<Result<Vec<_>, _>>()?;
    let mut sections = String::new();
    write(&mut sections, &indexes, &Ruling::all()?).map_err(|error| error.to_string())?;
    hostile::chapter(&mut sections, &corpus::hostile()?).map_err(|error| error.to_string())?;
    for (heading, file) in GUESTS {
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        // Links in there are relative to its folder.
        sections.extend(["\n## ", heading, "\n\n", &text.trim().replace("](../", "]("), "\n"]);
    }
    let headings = sections.lines().filter_map(|line| line.strip_prefix("## "));
    let links: Vec<_> = headings.map(|heading| format!("[{heading}](#{})", anchor(heading))).collect();
    Ok(format!("{INTRODUCTION}\n{}\n{sections}", links.join(" · ")))
}

/// As forges name a heading in links.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn write(out: &mut String, indexes: &[Index], rulings: &[Ruling]) -> fmt::Result {
    let standards: Vec<_> = indexes.iter().filter(|index| !index.statements.is_empty()).collect();
    summary(out, &standards)?;
    for index in &standards {
        statements(out, index)?;
    }
    for index in &standards {
        write!(out, "\n## MQTT {}: rules without a number\n\n", name(index.version))?;
        table(out, index, index.statements.iter().filter(|statement| !statement.is_numbered()))?;
    }
    self::rulings(out, indexes, rulings)
}

fn summary(out: &mut String, indexes: &[&Index]) -> fmt::Result {
    out.write_str("\n## In numbers\n\n")?;
    out.write_str("| standard | owner | MUST | of these tested | CAN | of these tested | NO |\n")?;
    out.write_str("| --- | --- | --: | --: | --: | --: | --: |\n")?;
    for index in indexes {
        for numbered in [true, false] {
            let what = if numbered { "" } else { ", rules without a number" };
            let of = index.statements.iter().filter(|statement| statement.is_numbered() == numbered);
            let of: Vec<_> = of.collect();
            for owner in OWNERS {
                let owned: Vec<_> = of.iter().copied().filter(|statement| statement.owner == owner).collect();
                if !owned.is_empty() {
                    write!(out, "| {}{what} | {owner} |", name(index.version))?;
                    counts(out, index, &owned)?;
                }
            }
            write!(out, "| **{}{what}** | **all {}** |", name(index.version), of.len())?;
            counts(out, index, &of)?;
        }
    }
    out.write_str(
        "\n| standard | packets and topics that are accepted | that are refused | functions | rulings |\n",
    )?;
    out.write_str("| --- | --: | --: | --: | --: |\n")?;
    for index in indexes {
        let of = |effect| {
            index
                .rows
                .iter()
                .filter(move |row| row.effect() == effect)
                .map(|row| (row.verdict_name(), row.input))
        };
        let distinct = |effect| of(effect).collect::<BTreeSet<_>>().len();
        let functions: BTreeSet<_> = of(Effect::Function).map(|(_, function)| function).collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            name(index.version),
            distinct(Effect::Kept),
            distinct(Effect::Broken),
            functions.len(),
            index.rulings.len()
        )?;
    }
    Ok(())
}

fn counts(out: &mut String, index: &Index, of: &[&Statement]) -> fmt::Result {
    let duty = |duty| of.iter().filter(move |statement| statement.duty == duty);
    let tested = |one| duty(one).filter(|statement| index.shown(statement.id).next().is_some()).count();
    writeln!(
        out,
        " {} | {} | {} | {} | {} |",
        duty(Duty::Must).count(),
        tested(Duty::Must),
        duty(Duty::Can).count(),
        tested(Duty::Can),
        duty(Duty::No).count()
    )
}

fn statements(out: &mut String, index: &Index) -> fmt::Result {
    write!(out, "\n## MQTT {}\n", name(index.version))?;
    for (number, title) in CHAPTERS {
        let of = || {
            let numbered = index.statements.iter().filter(|statement| statement.is_numbered());
            numbered.filter(move |statement| chapter(statement.number()) == Some(number))
        };
        if of().next().is_some() {
            write!(out, "\n### {} · {number} {title}\n\n", name(index.version))?;
            table(out, index, of())?;
        }
    }
    Ok(())
}

/// The longest chapter number that `section` begins with.
fn chapter(section: &str) -> Option<&'static str> {
    let numbers = CHAPTERS.into_iter().map(|(number, _)| number);
    numbers
        .filter(|number| {
            section.strip_prefix(number).is_some_and(|rest| rest.starts_with('.') || rest.is_empty())
        })
        .max_by_key(|number| number.len())
}

fn table<'a>(out: &mut String, index: &Index, of: impl Iterator<Item = &'a Statement>) -> fmt::Result {
    out.write_str("| statement | rule | whose | here | kept | broken | functions |\n")?;
    out.write_str("| --- | --- | --- | --- | --- | --- | --- |\n")?;
    for statement in of {
        let duty = match statement.duty {
            Duty::Must => "**MUST**",
            Duty::Can => "CAN",
            Duty::No => "NO",
        };
        let Statement { id, section, rule, owner, .. } = statement;
        let [kept, broken] =
            [Effect::Kept, Effect::Broken].map(|effect| example(index, id, effect).unwrap_or_default());
        let rule = if statement.is_numbered() { cell(rule) } else { cell(&format!("{section}: {rule}")) };
        let (here, functions) = (here(statement), functions(index, id));
        writeln!(out, "| {id} | {rule} | {owner}, {duty} | {here} | {kept} | {broken} | {functions} |")?;
    }
    Ok(())
}

fn here(statement: &Statement) -> String {
    if statement.does("caller") {
        return if statement.duty == Duty::Can { "the caller's".into() } else { String::new() };
    }
    let names: Vec<_> = statement.names().map(|name| format!("`{name}`")).collect();
    format!("{}: {}", statement.does, names.join(", "))
}

/// Each function once, with the remark of its first row.
fn functions(index: &Index, id: &str) -> String {
    let mut seen = BTreeSet::new();
    let rows = index.shown(id).filter(|row| row.effect() == Effect::Function && seen.insert(row.input));
    let functions = rows.map(|row| match row.remark {
        "-" => format!("`{}`", row.input),
        remark => format!("`{}` ({remark})", row.input),
    });
    functions.collect::<Vec<_>>().join(", ")
}

/// The shortest row of an effect, a packet if there is one, and how many more there are.
fn example(index: &Index, id: &str, effect: Effect) -> Option<String> {
    let mut rows: Vec<_> = index.shown(id).filter(|row| row.effect() == effect).collect();
    rows.sort_by_key(|row| (!matches!(row.verdict, Verdict::Accept | Verdict::Reject), row.input.len()));
    let (row, others) = rows.split_first()?;
    let verdict = match row.verdict {
        Verdict::Accept | Verdict::Reject => String::new(),
        _ => row.verdict_name().replace('-', " ") + " ",
    };
    let input = row.input.replace('|', "\\|").replace('>', "` as `");
    let why = match (row.kind, row.offset, row.code) {
        ("-", ..) => String::new(),
        (kind, "-", _) => format!(": `{kind}`"),
        (kind, offset, "-") => format!(": `{kind}` at {offset}"),
        (kind, offset, code) => format!(": `{kind}` at {offset}, 0x{}", code.to_uppercase()),
    };
    let more = if others.is_empty() { String::new() } else { format!("; {} more", others.len()) };
    Some(format!("{verdict}`{input}`{why}{more}"))
}

fn rulings(out: &mut String, indexes: &[Index], rulings: &[Ruling]) -> fmt::Result {
    out.write_str(
        "\n## Rulings\n\nWhere the standards are silent or at odds, this is what the crates do. With several faults in one \
         packet any of them may be reported. The clauses of each standard stand behind its name; *5.0 code* is what a peer \
         of 5.0 is told.\n\n",
    )?;
    ruling_table(out, indexes, rulings.iter().filter(|ruling| ruling.versions != "3.1"))?;
    out.write_str(
        "\n### MQTT 3.1\n\nMQTT 3.1 is judged by its own rules, and each point in which they differ from those of 3.1.1 is \
         here. A CONNECT is judged by the level that it names. Every other packet is judged as one of 3.1 by \
         `Packet::decode_as` and `AnyPacket::decode`; `Packet::decode` takes it as one of 3.1.1. What 3.1 disregards is not \
         kept, so it is never sent again. The clauses are those of 3.1.1 that do not hold.\n\n",
    )?;
    ruling_table(out, indexes, rulings.iter().filter(|ruling| ruling.versions == "3.1"))
}

fn ruling_table<'a>(
    out: &mut String,
    indexes: &[Index],
    rulings: impl Iterator<Item = &'a Ruling>,
) -> fmt::Result {
    out.write_str(
        "| ruling | versions | point | what is done | clause | 5.0 code | accepted | refused | functions |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    )?;
    for Ruling { id, versions, point, ruling, clause, code } in rulings {
        let code = code.split(", ").map(|code| if code == "-" { code.into() } else { format!("0x{code}") });
        writeln!(
            out,
            "| {} | {versions} | {} | {} | {clause} | {} | {} | {} | {} |",
            id.trim_start_matches("ruling "),
            cell(point),
            cell(ruling),
            code.collect::<Vec<_>>().join(", "),
            examples(indexes, id, Effect::Kept),
            examples(indexes, id, Effect::Broken),
            indexes.iter().map(|index| functions(index, id)).max_by_key(String::len).unwrap_or_default(),
        )?;
    }
    Ok(())
}

/// An example of each version, or that there is none.
fn examples(indexes: &[Index], ruling: &str, effect: Effect) -> String {
    let examples = indexes.iter().filter_map(|index| {
        example(index, ruling, effect).map(|example| format!("{}: {example}", name(index.version)))
    });
    let examples = examples.collect::<Vec<_>>().join("<br>");
    if examples.is_empty() { "nothing".into() } else { examples }
}

/// Text that may stand in a cell of a table, with what it has between backticks as it is.
fn cell(text: &str) -> String {
    let parts = text.replace('|', "\\|");
    let parts = parts.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => part.replace('*', "\\*").replace('$', "\\$").replace('<', "&lt;"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}
