//! Bounds of the indexes: how deep a topic may be, and how much a look-up may do.

/// What an index takes in, and how much work a look-up may be.
///
/// ```
/// use mqtt_topic::Limits;
///
/// const LIMITS: Limits = Limits::DEFAULT.with_max_levels(16).with_max_work(10_000);
/// assert_eq!((LIMITS.max_levels, LIMITS.max_work), (16, 10_000));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The most levels of a topic that is inserted: 128 unless set. With 65,535 there is no limit.
    ///
    /// In a [`FilterMap`], a filter of more than 16 levels takes some 70 bytes a level.
    ///
    /// [`FilterMap`]: crate::FilterMap
    pub max_levels: u16,
    /// The most steps of a lookup that find nothing: 1,048,576 unless set.
    ///
    /// A step looks at one name of a [`TopicMap`], or at one level of a filter in a [`FilterMap`]. It counts once more for
    /// every 64 bytes that it looks at, of the filter and of the name. Entries that are found do not count: each of them
    /// gives back 16 steps, and in a `FilterMap` one for each of its levels, for the way that led to it. So a lookup takes
    /// time in proportion to what it finds, plus at most this. To take no more than some results, use [`Iterator::take`].
    ///
    /// A step takes some 10 nanoseconds if the memory that it needs is in the cache, and up to some 200 if it is not:
    /// a lookup that finds nothing takes some 10 to 200 milliseconds at most, unless this is set. Where others wait for
    /// a lookup, set less.
    ///
    /// [`FilterMap`]: crate::FilterMap
    /// [`TopicMap`]: crate::TopicMap
    pub max_work: u32,
}

impl Limits {
    /// The default limits.
    pub const DEFAULT: Self = Self { max_levels: 128, max_work: 1 << 20 };

    /// Sets [`max_levels`](Self::max_levels).
    #[must_use]
    pub const fn with_max_levels(self, max_levels: u16) -> Self {
        Self { max_levels, ..self }
    }

    /// Sets [`max_work`](Self::max_work), in steps.
    #[must_use]
    pub const fn with_max_work(self, max_work: u32) -> Self {
        Self { max_work, ..self }
    }

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

/// A lookup ended before it had looked at everything, after [`Limits::max_work`] steps that found nothing. What it has
/// found so far is right, but there may be more.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[error("lookup ended by its work limit")]
pub struct Incomplete;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_as_the_standard_does() {
        let table = [("a", 1), ("/", 2), ("a/b/c", 3), ("a//c/", 4), ("a long level/b", 2)];
        for (topic, levels) in table {
            let limits = |max_levels| Limits::DEFAULT.with_max_levels(max_levels);
            assert_eq!(limits(levels).check(topic.as_bytes()), Ok(()), "{topic}");
            assert_eq!(limits(levels - 1).check(topic.as_bytes()), Err(LimitError::Levels), "{topic}");
        }
        let deepest = "/".repeat(65_535);
        let limits = |max_levels| Limits::DEFAULT.with_max_levels(max_levels);
        assert_eq!(limits(u16::MAX - 1).check(deepest.as_bytes()), Err(LimitError::Levels));
        assert_eq!(limits(u16::MAX).check(deepest.as_bytes()), Ok(()));
    }

    #[test]
    fn each_limit_is_set_alone() {
        const LEVELS: Limits = Limits::DEFAULT.with_max_levels(3);
        const WORK: Limits = Limits::DEFAULT.with_max_work(90);
        assert_eq!((LEVELS.max_levels, LEVELS.max_work), (3, 1 << 20));
        assert_eq!((WORK.max_levels, WORK.max_work), (128, 90));
    }
}
