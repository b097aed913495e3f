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
    /// The most levels that a topic may have to be inserted: 128 unless set. With 65,535 there is no limit.
    pub max_levels: u16,
    /// The most steps of a look-up, each of which looks at one entry: 1,048,576 unless set, which takes some tens of
    /// milliseconds.
    pub max_work: u32,
}

impl Limits {
    /// What an index is made with if nothing else is said.
    pub const DEFAULT: Self = Self { max_levels: 128, max_work: 1 << 20 };

    /// Whether a topic of these bytes may be inserted.
    pub(crate) fn check(self, topic: &[u8]) -> Result<(), LimitError> {
        // Each level but one has a slash: most topics are too short to have too many.
        let most = usize::from(self.max_levels);
        if topic.len() < most || self.max_levels == u16::MAX {
            return Ok(());
        }
        let slashes: usize = topic.iter().map(|byte| usize::from(*byte == b'/')).sum();
        if slashes < most { Ok(()) } else { Err(LimitError::Levels) }
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
        let deepest = "/".repeat(65_535);
        let limits = |max_levels| Limits { max_levels, ..Limits::DEFAULT };
        assert_eq!(limits(u16::MAX - 1).check(deepest.as_bytes()), Err(LimitError::Levels));
        assert_eq!(limits(u16::MAX).check(deepest.as_bytes()), Ok(()));
    }
}
