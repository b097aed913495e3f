//! An answer beside what the standard says.

use crate::grammar::Expected;
use crate::judge::Answer;

/// What is wrong with an answer, in a few words that rulings use too; `None` if nothing is.
///
/// `len` is the length of the packet. A decoder that does not say how much it took cannot have taken too much.
pub fn complaint(answer: &Answer, expected: &Expected, len: usize) -> Option<String> {
    match (answer, expected) {
        (Answer::Accept { seen, taken }, Expected::Accept(right)) => match seen.difference(right) {
            Some(field) => Some(format!("sees another {field}")),
            None if taken.is_some_and(|taken| taken != len) => Some("takes another length".into()),
            None => None,
        },
        (Answer::Reject(_), Expected::Reject(_)) | (Answer::NeedMore, Expected::NeedMore) => None,
        (Answer::Accept { .. }, _) => Some("accepts".into()),
        (Answer::Reject(_), _) => Some("refuses".into()),
        (Answer::NeedMore, _) => Some("waits".into()),
        (Answer::Panic, _) => Some("panics".into()),
    }
}

/// What is wrong with an answer of ours: besides, the code has to be the standard's.
pub fn complaint_about_ours(answer: &Answer, expected: &Expected, len: usize) -> Option<String> {
    match (answer, expected) {
        (Answer::Reject(own), Expected::Reject(Some(code))) if *own != Some(*code) => {
            Some(format!("answers {own:02x?}, not {code:02x}"))
        }
        _ => complaint(answer, expected, len),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen::{Field, Seen};

    #[test]
    fn what_is_wrong_with_an_answer() {
        let accept =
            |topic: &str, taken| Answer::Accept { seen: Seen::new(3).bytes(Field::TOPIC, topic), taken };
        let right = Expected::Accept(Seen::new(3).bytes(Field::TOPIC, "a"));
        let table = [
            (accept("a", Some(5)), right, None),
            (accept("a", None), right, None),
            (accept("a", Some(7)), right, Some("takes another length")),
            (accept("b", Some(5)), right, Some("sees another topic")),
            (Answer::Reject(None), right, Some("refuses")),
            (Answer::NeedMore, right, Some("waits")),
            (Answer::Panic, right, Some("panics")),
            (Answer::Reject(None), Expected::Reject(Some(0x81)), None),
            (accept("a", Some(5)), Expected::Reject(None), Some("accepts")),
            (Answer::NeedMore, Expected::Reject(None), Some("waits")),
            (Answer::NeedMore, Expected::NeedMore, None),
            (Answer::Reject(None), Expected::NeedMore, Some("refuses")),
        ];
        for (answer, expected, wrong) in table {
            assert_eq!(complaint(&answer, &expected, 5).as_deref(), wrong, "{answer:?} {expected:?}");
        }
        let malformed = Expected::Reject(Some(0x81));
        assert!(complaint_about_ours(&Answer::Reject(Some(0x82)), &malformed, 5).is_some());
        assert!(complaint_about_ours(&Answer::Reject(Some(0x81)), &malformed, 5).is_none());
    }
}
