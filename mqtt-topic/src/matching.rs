//! One filter against one name: bytes only, each looked at once. MQTT 5.0, section 4.7.

use crate::ascii::splat;

/// Whether the valid `filter` matches the valid `name`.
///
/// A level of the name may be `+`, as where it stands for all names that a filter matches: it is any other text then,
/// which no filter has as a literal.
pub(crate) fn matches(mut filter: &[u8], mut name: &[u8]) -> bool {
    if let ([b'+' | b'#', ..], [b'$', ..]) = (filter, name) {
        return false; // [MQTT-4.7.2-1]
    }
    loop {
        // A wildcard differs from what it stands for, or is the same: both agree up to a wildcard, a difference, or
        // an end.
        (filter, name) = without_common_prefix(filter, name);
        match (filter, name) {
            // `a/#` matches `a`, too.
            ([] | [b'/', b'#'], []) | ([b'#'], _) => return true,
            ([b'+', after @ ..], _) => (filter, name) = (after, without_level(name)),
            _ => return false,
        }
    }
}

/// What of both is left from their first difference on.
#[inline]
pub(crate) fn without_common_prefix<'a, 'b>(mut a: &'a [u8], mut b: &'b [u8]) -> (&'a [u8], &'b [u8]) {
    while let (Some((x, after_x)), Some((y, after_y))) = (a.split_first_chunk(), b.split_first_chunk()) {
        let difference = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if difference != 0 {
            return (without(a, zero_bytes(difference)), without(b, zero_bytes(difference)));
        }
        (a, b) = (after_x, after_y);
    }
    while let ([x, after_x @ ..], [y, after_y @ ..]) = (a, b) {
        if x != y {
            break;
        }
        (a, b) = (after_x, after_y);
    }
    (a, b)
}

/// What follows the first level: nothing, or a slash and more.
#[inline]
pub(crate) fn without_level(mut name: &[u8]) -> &[u8] {
    while let Some((word, after)) = name.split_first_chunk() {
        let slash = u64::from_le_bytes(*word) ^ splat(b'/');
        // The lowest bit that is set is the high bit of the first zero byte.
        let zero = slash.wrapping_sub(splat(1)) & !slash & splat(0x80);
        if zero != 0 {
            return without(name, zero_bytes(zero));
        }
        name = after;
    }
    while let [byte, after @ ..] = name {
        if *byte == b'/' {
            break;
        }
        name = after;
    }
    name
}

/// How many bytes below the lowest set bit are zero.
#[inline]
fn zero_bytes(word: u64) -> usize {
    word.trailing_zeros() as usize / 8
}

#[inline]
fn without(bytes: &[u8], count: usize) -> &[u8] {
    bytes.get(count..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches_str(filter: &str, name: &str) -> bool {
        matches(filter.as_bytes(), name.as_bytes())
    }

    #[track_caller]
    fn assert_all(filters_and_names: &[(&str, &str)], expected: bool) {
        for (filter, name) in filters_and_names {
            assert_eq!(matches_str(filter, name), expected, "{filter} {name}");
        }
    }

    #[test]
    fn matching() {
        assert_all(
            &[
                // The parent and anything below.
                ("#", "a"),
                ("#", "/"),
                ("#", "a/b"),
                ("/#", "/"),
                ("/#", "/a/b"),
                ("a/#", "a"),
                ("a/#", "a/"),
                ("a/#", "a/b/c"),
                ("a/+/#", "a/b"),
                ("a/+/#", "a/"),
                ("+/#", "a"),
                ("+/#", "/"),
                ("é/#", "é"),
                ("sport/#", "sport"),
                ("sport/tennis/player1/#", "sport/tennis/player1"),
                ("sport/tennis/player1/#", "sport/tennis/player1/ranking"),
                ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
                // One level, an empty one too.
                ("+", "a"),
                ("+", "é"),
                ("+", "finance"),
                ("+/+", "/"),
                ("+/+", "/a"),
                ("+/+", "/finance"),
                ("/+", "/a"),
                ("/+", "/finance"),
                ("a/+", "a/"),
                ("a/+/b", "a//b"),
                ("sport/+", "sport/"),
                ("sport/tennis/+", "sport/tennis/player1"),
                ("a b/+", "a b/c"),
                ("+/b", "é/b"),
                ("+/x", "é/x"),
                // Bytes as they are.
                ("/", "/"),
                ("a//b", "a//b"),
                ("café", "café"),
                // `$` means nothing but in the first byte, and there only to a wildcard.
                ("$", "$"),
                ("$SYS/#", "$SYS"),
                ("$SYS/#", "$SYS/x"),
                ("$SYS/+", "$SYS/x"),
                ("$SYS/x", "$SYS/x"),
                ("$SYS/#", "$SYS/monitor/Clients"),
                ("$SYS/monitor/+", "$SYS/monitor/Clients"),
                ("#", "a/$SYS"),
                ("a/+", "a/$SYS"),
                ("+/$x", "a/$x"),
                ("+/$b", "a/$b"),
                ("a/$b/+", "a/$b/c"),
            ],
            true,
        );
    }

    #[test]
    fn not_matching() {
        assert_all(
            &[
                ("/#", "a"),
                ("a/#", "ab"),
                ("a/#", "A"),
                ("a/+/#", "a"),
                ("+", "/"),
                ("+", "/a"),
                ("+", "/finance"),
                ("+/+/+", "a/b"),
                ("a/+", "a"),
                ("sport/+", "sport"),
                ("sport/tennis/+", "sport/tennis/player1/ranking"),
                ("a//b", "a/b"),
                ("a/b/c", "a/b"),
                ("a/b", "a/b/c"),
                ("a/", "a"),
                ("a", "a/"),
                ("a", "A"),
                // Precomposed against combining: nothing is normalised.
                ("caf\u{e9}", "cafe\u{301}"),
                ("#", "$"),
                ("#", "$SYS"),
                ("#", "$SYS/x"),
                ("#", "$SYS/a"),
                ("+", "$SYS"),
                ("+/x", "$SYS/x"),
                ("+/#", "$SYS/x"),
                ("+/#", "$SYS/a"),
                ("+/monitor/Clients", "$SYS/monitor/Clients"),
            ],
            false,
        );
    }

    #[test]
    fn deepest_topics_on_a_small_stack() {
        let walk = || {
            let slashes = "/".repeat(65_535);
            let pluses = "+/".repeat(32_767) + "#";
            assert!(matches_str(&slashes, &slashes));
            assert!(matches_str(&pluses, &slashes));
            assert!(!matches_str(&slashes[1..], &slashes));
        };
        std::thread::Builder::new().stack_size(64 * 1024).spawn(walk).unwrap().join().unwrap();
    }
}
