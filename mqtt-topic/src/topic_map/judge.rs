//! One name against a filter, in a walk over names in level order: does it match, and if not, where is the next that
//! may?

use super::order::{self, BEHIND_LEVEL, Key};
use crate::matching::{without_common_prefix, without_level};
use crate::work::cost_of;

/// What to do at a name that does not match.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Miss<'f> {
    /// It does not match, and neither does any before the key of so many bytes of it and these.
    Seek { keep: usize, then: &'f [u8] },
    /// Neither it matches nor any that follows.
    End,
}

/// A name that matches, and which names that follow it in level order do so, too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Run {
    /// One.
    One,
    /// All that are in the level that this number of the name's bytes tells, or below it.
    Below(usize),
    /// All that do not begin with `$`.
    All,
}

/// Behind everything that begins with `$`.
pub(super) const BEHIND_DOLLAR: &[u8] = b"%";

/// Judges a name that is not before [`start`]. `Err` has how many steps were in vain.
#[inline]
pub(super) fn judge<'f>(filter: &'f [u8], name: &[u8]) -> Result<Run, (Miss<'f>, u64)> {
    if let ([b'+' | b'#', ..], [b'$', ..]) = (filter, name) {
        return Err((Miss::Seek { keep: 0, then: BEHIND_DOLLAR }, 1)); // [MQTT-4.7.2-1]
    }
    // Where the level ends that the last `+` took.
    let mut level_end = None;
    let (mut f, mut n) = (filter, name);
    loop {
        (f, n) = without_common_prefix(f, n);
        match (f, n) {
            ([], []) => return Ok(Run::One),
            ([b'/', b'#'], []) => return Ok(Run::Below(name.len())),
            ([b'#'], _) => {
                let seen = name.len() - n.len();
                return Ok(seen.checked_sub(1).map_or(Run::All, Run::Below));
            }
            ([b'+', after @ ..], _) => {
                (f, n) = (after, without_level(n));
                level_end = Some(name.len() - n.len());
            }
            // The name is before what the filter needs here.
            _ if order::compare_first(n, f).is_lt() => {
                let keep = name.len() - n.len();
                return Err((Miss::Seek { keep, then: literal(f) }, steps(keep + filter.len() - f.len())));
            }
            // It is behind that: next is what another level in place of the last `+` gives.
            _ => {
                let miss = level_end.map_or(Miss::End, |keep| Miss::Seek { keep, then: BEHIND_LEVEL });
                return Err((miss, steps(name.len() - n.len() + filter.len() - f.len())));
            }
        }
    }
}

/// What it costs to look at so many bytes of both.
#[inline]
fn steps(bytes: usize) -> u64 {
    1 + cost_of(bytes)
}

/// The first place in level order where a name can match.
pub(super) fn start(filter: &[u8]) -> Key<'_> {
    Key::new(literal(filter), &[])
}

/// What all names that match begin with. `#` stands for the level above, too.
pub(super) fn literal(filter: &[u8]) -> &[u8] {
    let len = filter.iter().position(|byte| matches!(byte, b'+' | b'#')).unwrap_or(filter.len());
    match filter.split_at_checked(len) {
        Some(([literal @ .., b'/'], [b'#'])) => literal,
        Some((literal, _)) => literal,
        None => filter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let seek = |keep, then| Err(Miss::Seek { keep, then });
        let matches = Ok;
        let table: &[(&str, &str, Result<Run, Miss<'static>>)] = &[
            ("a/b", "a/b", matches(Run::One)),
            ("a/b", "a/b/c", Err(Miss::End)),
            ("a/b", "a/c", Err(Miss::End)),
            ("a/#", "a", matches(Run::Below(1))),
            ("a/#", "a/b/c", matches(Run::Below(1))),
            ("a/#", "a b", Err(Miss::End)),
            ("/#", "/a", matches(Run::Below(0))),
            ("#", "/a", matches(Run::All)),
            ("#", "$SYS", seek(0, b"%")),
            ("+/a", "$SYS/a", seek(0, b"%")),
            // Below, at the level, and behind it.
            ("a/+/c", "a/x", seek(3, b"/c")),
            ("a/+/c", "a/x/b", seek(4, b"c")),
            ("a/+/c", "a/x/c", matches(Run::One)),
            ("a/+/c", "a/x/c/d", seek(3, &[1])),
            ("a/+/c", "a/x/d", seek(3, &[1])),
            ("a/+/c", "b", Err(Miss::End)),
            ("a/+", "a/x", matches(Run::One)),
            ("a/+", "a/x/y", seek(3, &[1])),
            ("a/+/+", "a/", seek(2, b"/")),
            ("a/+/c/#", "a/x/b", seek(4, b"c")),
            ("a/+/c/#", "a/x/c/d/e", matches(Run::Below(5))),
            ("a/+/c/+/e", "a/x/b", seek(4, b"c/")),
            ("+/+/c", "a/b/d", seek(3, &[1])),
        ];
        for (filter, name, verdict) in table {
            let found = judge(filter.as_bytes(), name.as_bytes()).map_err(|(miss, _)| miss);
            assert_eq!(found, *verdict, "{filter} {name}");
        }
    }

    #[test]
    fn what_all_matches_begin_with() {
        let table =
            [("a/b", "a/b"), ("a/#", "a"), ("/#", ""), ("#", ""), ("+", ""), ("a/+", "a/"), ("a/+/#", "a/")];
        for (filter, expected) in table {
            assert_eq!(literal(filter.as_bytes()), expected.as_bytes(), "{filter}");
        }
    }
}
