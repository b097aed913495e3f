//! Bytes as digits: hex, in which `(2600000000)*13107` stands for a run of so many. White space ends a count, and matters
//! nowhere else.

#![forbid(unsafe_code)]

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag};
use nom::character::complete::{char, u32};
use nom::combinator::map;
use nom::sequence::{delimited, separated_pair};
use nom::{IResult, Parser};

/// More than any packet takes: a run is a few letters that would fill the memory.
const MOST: usize = 1 << 29;

/// The bytes that `text` stands for: hex digits of either case, and runs of them.
///
/// # Errors
///
/// What is wrong with the text.
pub fn expand(text: &str) -> Result<Vec<u8>, String> {
    let (mut bytes, mut i) = (Vec::new(), text);
    while !i.is_empty() {
        let Ok((rest, (digits, times))) = piece(i) else { return Err("a run is not `(hex)*count`".into()) };
        let unit =
            hex::decode(digits.split_whitespace().collect::<String>()).map_err(|error| error.to_string())?;
        let times = usize::try_from(times).map_err(|error| error.to_string())?;
        if unit.len().saturating_mul(times).saturating_add(bytes.len()) > MOST {
            return Err("more bytes than a packet can have".into());
        }
        bytes.extend(unit.repeat(times));
        i = rest;
    }
    Ok(bytes)
}

/// Digits, and how many times they stand here.
fn piece(i: &str) -> IResult<&str, (&str, u32)> {
    let run = separated_pair(delimited(char('('), is_not("()"), char(')')), tag("*"), u32);
    let plain = map(is_not("()"), |digits| (digits, 1));
    alt((run, plain)).parse_complete(i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_runs_are_bytes() {
        let table: &[(&str, &[u8])] = &[
            ("", b""),
            ("c0 00\t\n", b"\xc0\0"),
            ("C0fF", b"\xc0\xff"),
            ("(61)*3", b"aaa"),
            ("30(6162)*2(63)*0(64)*1 65", b"\x30ababde"),
            ("(61)*2 62\t(6 3)*1 (64)*1\n", b"aabcd"),
        ];
        for (text, bytes) in table {
            assert_eq!(expand(text).as_deref(), Ok(*bytes), "{text}");
        }
        assert_eq!(expand("(00)*65535").map(|bytes| bytes.len()), Ok(65_535));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, why) in [
            ("c", "Odd number of digits"),
            ("(c)*2", "Odd number of digits"),
            ("zz", "Invalid character 'z' at position 0"),
            ("(61", "a run is not `(hex)*count`"),
            ("(61)*", "a run is not `(hex)*count`"),
            ("(61)3", "a run is not `(hex)*count`"),
            ("(61) *3", "a run is not `(hex)*count`"),
            ("()*3", "a run is not `(hex)*count`"),
            ("((61)*2)*2", "a run is not `(hex)*count`"),
            ("61)", "a run is not `(hex)*count`"),
            ("(61)*4294967296", "a run is not `(hex)*count`"),
            ("(61)*4294967295", "more bytes than a packet can have"),
        ] {
            assert_eq!(expand(text), Err(why.into()), "{text}");
        }
    }
}
