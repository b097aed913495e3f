//! A filter and its value: in one line of the cache, if they are short as most are.

use super::bucket::Hashed;
use super::hash::HashKey;
use super::shapes::ShapeId;
use crate::filter::TopicFilter;
use crate::owned::TopicFilterBuf;
use crate::text::Text;

/// A filter and its value.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Item<V> {
    pub(super) value: V,
    filter: Stored,
}

#[derive(Clone)]
enum Stored {
    /// ASCII, so that it becomes a string again at no cost to speak of.
    Inline {
        shape: ShapeId,
        len: u8,
        bytes: [u8; INLINE],
    },
    Boxed {
        shape: ShapeId,
        filter: TopicFilterBuf,
    },
}

/// What a line of 64 bytes has room for beside a value of eight.
const INLINE: usize = 53;

impl<V> Item<V> {
    pub(super) fn new(shape: ShapeId, filter: TopicFilter<'_>, value: V) -> Self {
        let mut bytes = [0; INLINE];
        let filter = match (bytes.get_mut(..filter.len()), u8::try_from(filter.len())) {
            (Some(room), Ok(len)) if filter.is_ascii() => {
                room.copy_from_slice(filter.as_bytes());
                Stored::Inline { shape, len, bytes }
            }
            _ => Stored::Boxed { shape, filter: filter.into() },
        };
        Self { value, filter }
    }

    #[inline]
    pub(super) fn shape(&self) -> ShapeId {
        let (Stored::Inline { shape, .. } | Stored::Boxed { shape, .. }) = &self.filter;
        *shape
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.filter.as_bytes()
    }

    #[inline]
    pub(super) fn filter(&self) -> TopicFilter<'_> {
        self.filter.filter()
    }

    pub(super) fn parts_mut(&mut self) -> (TopicFilter<'_>, &mut V) {
        (self.filter.filter(), &mut self.value)
    }

    pub(super) fn into_parts(self) -> (TopicFilterBuf, V) {
        match self {
            Self { value, filter: Stored::Boxed { filter, .. } } => (filter, value),
            inline => (inline.filter().into(), inline.value),
        }
    }
}

impl Stored {
    #[inline]
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Inline { len, bytes, .. } => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Self::Boxed { filter, .. } => filter.as_bytes(),
        }
    }

    #[inline]
    fn filter(&self) -> TopicFilter<'_> {
        match self {
            // It is ASCII, so there is text.
            Self::Inline { .. } => {
                let text = Text::ascii(self.as_bytes()).map_or(Text::default(), |(text, _)| text);
                TopicFilter::from_checked_text(text)
            }
            Self::Boxed { filter, .. } => filter.as_filter(),
        }
    }
}

impl<V> Hashed for Item<V> {
    fn hash(&self, key: HashKey) -> u64 {
        key.levels(self.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_one_line_of_the_cache() {
        assert_eq!((size_of::<Item<u32>>(), size_of::<Item<&u8>>()), (64, 64));
    }
}
