//! What a packet carries several of: filters, return codes.

use core::fmt;
use core::iter::FusedIterator;

use crate::error::{EncodeError, ErrorKind};
use crate::wire::{Fault, Out, Parsed, Wire};

/// Elements of one kind: the checked bytes of a packet that was received, or a slice of what is to be sent.
///
/// Either way it is read by iterating. Two lists are equal when their elements are.
///
/// ```
/// use mqtt_codec::{List, TopicFilter};
///
/// let filters = [TopicFilter::from_static("a/+"), TopicFilter::from_static("b/#")];
/// let list = List::from(&filters);
/// assert!(list.iter().any(|filter| filter.as_str() == "b/#"));
/// ```
pub struct List<'a, T> {
    form: Form<'a, T>,
}

enum Form<'a, T> {
    /// Checked when its packet was decoded.
    Received(&'a [u8]),
    ToSend(&'a [T]),
}

/// What a [`List`] holds. It is implemented for the elements of MQTT's packets, and cannot be implemented elsewhere.
pub trait Element<'a>: Wire<'a> {}

#[doc(hidden)]
impl<'a, T: Wire<'a>> Element<'a> for T {}

impl<'a, T> List<'a, T> {
    /// A list that was received: bytes that `Wire::parse_checked` reads.
    pub(crate) const fn received(bytes: &'a [u8]) -> Self {
        Self { form: Form::Received(bytes) }
    }

    /// The bytes of a list that was received and has an element.
    pub(crate) const fn received_bytes(&self) -> Option<&'a [u8]> {
        match self.form {
            Form::Received(bytes) => Some(bytes),
            Form::ToSend(_) => None,
        }
    }

    /// A list of `elements`, to be sent.
    pub const fn new(elements: &'a [T]) -> Self {
        Self { form: Form::ToSend(elements) }
    }

    /// Whether there is no element.
    pub const fn is_empty(&self) -> bool {
        match self.form {
            Form::Received(bytes) => bytes.is_empty(),
            Form::ToSend(elements) => elements.is_empty(),
        }
    }
}

impl<'a, T: Element<'a>> List<'a, T> {
    /// Returns the number of elements.
    ///
    /// Takes constant time for a list to be sent and for return or reason codes; for any other list that was received, time
    /// linear in its bytes.
    pub fn len(&self) -> usize {
        match self.form {
            Form::Received(bytes) if T::ONE_BYTE => bytes.len(),
            Form::Received(_) => self.iter().count(),
            Form::ToSend(elements) => elements.len(),
        }
    }

    /// The elements in their order on the wire.
    pub fn iter(&self) -> ListIter<'a, T> {
        ListIter { form: self.form }
    }

    /// One element or more, up to the end of `i`.
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        if i.is_empty() {
            return Err(Fault::at(i, ErrorKind::Empty)); // [MQTT-3.8.3-3] [MQTT-3.10.3-2]
        }
        let mut left = i;
        while !left.is_empty() {
            (left, _) = T::parse(left)?;
        }
        Ok((left, Self::received(i)))
    }

    /// Its length in bytes, or an error if it is empty.
    pub(crate) fn wire_len(&self, name: &'static str) -> Result<usize, EncodeError> {
        match self.form {
            _ if self.is_empty() => Err(EncodeError::Empty(name)),
            Form::Received(bytes) => Ok(bytes.len()),
            // A slice can name the same long text many times over.
            Form::ToSend(elements) => Ok(elements.iter().map(Wire::wire_len).fold(0, usize::saturating_add)),
        }
    }

    /// Fills exactly `wire_len` bytes.
    pub(crate) fn put(&self, out: &mut Out<'_>) {
        match self.form {
            Form::Received(bytes) => out.bytes(bytes),
            Form::ToSend(elements) => elements.iter().for_each(|element| element.put(out)),
        }
    }
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<T> Clone for Form<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Form<'_, T> {}

impl<'a, T: Element<'a> + PartialEq> PartialEq for List<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<'a, T: Element<'a> + Eq> Eq for List<'a, T> {}

impl<'a, T: Element<'a> + fmt::Debug> fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// No element.
impl<T> Default for List<'_, T> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl<'a, T> From<&'a [T]> for List<'a, T> {
    fn from(elements: &'a [T]) -> Self {
        Self::new(elements)
    }
}

impl<'a, T, const N: usize> From<&'a [T; N]> for List<'a, T> {
    fn from(elements: &'a [T; N]) -> Self {
        Self::new(elements)
    }
}

impl<'a, T: Element<'a>> IntoIterator for List<'a, T> {
    type Item = T;
    type IntoIter = ListIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Element<'a>> IntoIterator for &List<'a, T> {
    type Item = T;
    type IntoIter = ListIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The elements of a [`List`], one by one.
pub struct ListIter<'a, T> {
    form: Form<'a, T>,
}

impl<'a, T: Element<'a>> Iterator for ListIter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.form {
            Form::Received([]) => None,
            Form::Received(bytes) => {
                // It parsed when the packet was decoded, so it parses now.
                let (left, element) = T::parse_checked(bytes).ok()?;
                *bytes = left;
                Some(element)
            }
            Form::ToSend(elements) => {
                let (element, left) = elements.split_first()?;
                *elements = left;
                Some(*element)
            }
        }
    }

    /// Exact for a list to be sent and for codes. Otherwise at least 1 if an element is left, and at most one for each byte.
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self.form {
            Form::Received(bytes) if T::ONE_BYTE => (bytes.len(), Some(bytes.len())),
            Form::Received(bytes) => (bytes.len().min(1), Some(bytes.len())),
            Form::ToSend(elements) => (elements.len(), Some(elements.len())),
        }
    }
}

impl<'a, T: Element<'a>> FusedIterator for ListIter<'a, T> {}

impl<T> Clone for ListIter<'_, T> {
    fn clone(&self) -> Self {
        Self { form: self.form }
    }
}

impl<'a, T: Element<'a> + fmt::Debug> fmt::Debug for ListIter<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(test)]
mod tests {
    use mqtt_topic::TopicFilter;

    use super::*;
    use crate::subscribe::SubackCode;

    #[test]
    fn the_two_forms_are_equal_by_element() {
        let elements = [TopicFilter::from_static("a"), TopicFilter::from_static("b/#")];
        let (_, received) = List::<TopicFilter<'_>>::parse(b"\0\x01a\0\x03b/#").unwrap();
        assert_eq!(received, List::from(&elements));
        assert_ne!(received, List::from(&elements[..1]));
        assert_eq!(std::format!("{received:?}"), std::format!("{elements:?}"));
    }

    #[test]
    fn an_empty_list_can_be_made_and_not_sent() {
        let list: List<'_, TopicFilter<'_>> = List::default();
        assert_eq!(list.iter().next(), None);
        assert_eq!(list.wire_len("the list"), Err(EncodeError::Empty("the list")));
    }

    #[test]
    fn a_list_knows_how_many_elements_it_has() {
        let filters = [TopicFilter::from_static("a"), TopicFilter::from_static("b/#")];
        let (_, received) = List::<TopicFilter<'_>>::parse(b"\0\x01a\0\x03b/#").unwrap();
        let (_, codes) = List::<SubackCode>::parse(b"\0\x01\x80").unwrap();
        assert_eq!((List::from(&filters).len(), received.len(), codes.len()), (2, 2, 3));
        assert_eq!(List::<SubackCode>::default().len(), 0);

        assert_eq!(List::from(&filters).iter().size_hint(), (2, Some(2)));
        assert_eq!(codes.iter().size_hint(), (3, Some(3)));
        let mut left = received.iter();
        for n in (0..=2).rev() {
            let (least, most) = left.size_hint();
            assert!(least <= n && Some(n) <= most && (least == 0) == (n == 0), "{n}: {least} {most:?}");
            left.next();
        }
    }

    #[test]
    fn a_list_longer_than_memory_does_not_overflow() {
        let long = "a".repeat(65_535);
        let filters = std::vec![TopicFilter::new(&long).unwrap(); 4_100];
        assert_eq!(List::from(&filters[..]).wire_len("the list"), Ok(4_100 * 65_537));
    }
}
