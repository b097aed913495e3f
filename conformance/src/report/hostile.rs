//! The corpus of hostile packets, counted class by class.

use std::fmt::{self, Write};

use crate::corpus::{Entry, Verdict, classes};

/// The chapter on the corpus.
pub(super) fn chapter(out: &mut String, entries: &[Entry]) -> fmt::Result {
    let all = Counts::of(&entries.iter());
    write!(
        out,
        "\n## Hostile packets\n\n[`corpus/hostile.tsv`](corpus/README.md) has {} entries: {} that a strict receiver refuses, {} that \
         it accepts though many refuse the like, {} that are not all there. Each says what is wrong, at which byte, and by which \
         clause. In {} the standard leaves a choice. The tests hold the crates to every entry: whole, byte by byte and in pieces; \
         without an allocation; the same error each time, and the same packet once it is sent again.\n\n\
         | class | what | entries | reject | accept | need | of these, the standard's choice |\n\
         | --- | --- | --: | --: | --: | --: | --: |\n",
        all.entries, all.reject, all.accept, all.need, all.choice
    )?;
    for (class, what) in classes() {
        let Counts { entries, reject, accept, need, choice } =
            Counts::of(&entries.iter().filter(|entry| entry.class == class));
        writeln!(out, "| {class} | {what} | {entries} | {reject} | {accept} | {need} | {choice} |")?;
    }
    Ok(())
}

/// How many entries there are, as they are written.
struct Counts {
    entries: String,
    reject: String,
    accept: String,
    need: String,
    choice: String,
}

impl Counts {
    fn of<'a>(entries: &(impl Iterator<Item = &'a Entry> + Clone)) -> Self {
        let of = |kind: fn(&Entry) -> bool| thousands(entries.clone().filter(|entry| kind(entry)).count());
        Self {
            entries: of(|_| true),
            reject: of(|entry| matches!(entry.verdict, Verdict::Reject { .. })),
            accept: of(|entry| entry.verdict == Verdict::Accept),
            need: of(|entry| matches!(entry.verdict, Verdict::Need(_))),
            choice: of(|entry| entry.choice),
        }
    }
}

/// With a comma between thousands, as 4,529.
fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", thousands(n / 1_000), n % 1_000) }
}
