//! Bounds of the indexes: how deep a topic may be, and how much a look-up may do.

/// What an index takes in, and how much work a look-up may be.
///
/// ```
/// use mqtt_topic::Limits;
///
/// let mut limits = Limits::DEFAULT;
/// limits.max_levels = 16;
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The most levels that a topic may have to be inserted: 128 unless set.
    pub max_levels: u16,
    /// The most steps of a look-up, each of which looks at one entry: 1,048,576 unless set, which is some ten
    /// milliseconds.
    pub max_work: u32,
}

impl Limits {
    /// What an index is made with if nothing else is said.
    pub const DEFAULT: Self = Self { max_levels: 128, max_work: 1 << 20 };

    /// Whether a topic of these bytes may be inserted.
    pub(crate) fn check(self, topic: &[u8]) -> Result<(), LimitError> {
        // A level has at least its slash, so few topics need to be counted.
        let slashes = || topic.iter().map(|byte| usize::from(*byte == b'/')).sum::<usize>();
        if topic.len() < usize::from(self.max_levels) || slashes() < usize::from(self.max_levels) {
            return Ok(());
        }
        Err(LimitError::Levels)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why an index refuses a topic.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// It has more levels than [`Limits::max_levels`].
    #[error("topic has more levels than the index allows")]
    Levels,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_as_the_standard_does() {
        let table = [("a", 1), ("/", 2), ("a/b/c", 3), ("a//c/", 4), ("a long level/b", 2)];
        for (topic, levels) in table {
            let limits = |max_levels| Limits { max_levels, ..Limits::DEFAULT };
            assert_eq!(limits(levels).check(topic.as_bytes()), Ok(()), "{topic}");
            assert_eq!(limits(levels - 1).check(topic.as_bytes()), Err(LimitError::Levels), "{topic}");
        }
    }
}
