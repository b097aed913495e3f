//! Owned forms, for what outlives the packet that it came in.

use alloc::boxed::Box;
use alloc::string::String;
use core::str::FromStr;

use crate::filter::{TopicFilter, TopicFilterError};
use crate::name::{TopicName, TopicNameError};
use crate::str_like::{impl_eq, impl_str};
use crate::text::{Text, TextError};

/// A row: the owned type, the method that gives the borrowed one, that type and its error, and how one is made of text
/// that was checked before.
macro_rules! owned {
    ($($(#[$doc:meta])* $Owned:ident: $method:ident() -> $Borrowed:ident, $Error:ident, $of_checked:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $Owned(Box<str>);

        impl $Owned {
            /// The borrowed form, not checked again.
            #[inline]
            pub fn $method(&self) -> $Borrowed<'_> {
                $of_checked(Text::from_checked(&self.0))
            }
        }

        impl_str!($Owned);
        impl_eq!($Owned, $Borrowed<'_>);

        impl From<$Borrowed<'_>> for $Owned {
            fn from(borrowed: $Borrowed<'_>) -> Self {
                Self(borrowed.as_str().into())
            }
        }

        impl From<$Owned> for String {
            fn from(owned: $Owned) -> Self {
                owned.0.into()
            }
        }

        impl TryFrom<String> for $Owned {
            type Error = $Error;

            fn try_from(s: String) -> Result<Self, $Error> {
                $Borrowed::new(&s)?;
                Ok(Self(s.into()))
            }
        }

        impl FromStr for $Owned {
            type Err = $Error;

            fn from_str(s: &str) -> Result<Self, $Error> {
                $Borrowed::new(s).map(Self::from)
            }
        }
    )*};
}

owned! {
    /// An owned [`Text`].
    TextBuf: as_text() -> Text, TextError, core::convert::identity;
    /// An owned [`TopicName`].
    TopicNameBuf: as_name() -> TopicName, TopicNameError, TopicName::from_checked_text;
    /// An owned [`TopicFilter`].
    ///
    /// A map of them is asked with any `&str`:
    ///
    /// ```
    /// # use std::collections::HashMap;
    /// use mqtt_topic::{TopicFilter, TopicFilterBuf};
    ///
    /// let mut subscribers = HashMap::new();
    /// let filter = TopicFilter::new("sport/#")?;
    /// subscribers.insert(TopicFilterBuf::from(filter), 7);
    /// assert_eq!(subscribers.get("sport/#"), Some(&7));
    /// # Ok::<(), mqtt_topic::TopicFilterError>(())
    /// ```
    TopicFilterBuf: as_filter() -> TopicFilter, TopicFilterError, TopicFilter::from_checked_text;
}

/// The empty text.
impl Default for TextBuf {
    fn default() -> Self {
        Self::from(Text::default())
    }
}

impl From<TopicNameBuf> for TextBuf {
    fn from(name: TopicNameBuf) -> Self {
        Self(name.0)
    }
}

impl From<TopicFilterBuf> for TextBuf {
    fn from(filter: TopicFilterBuf) -> Self {
        Self(filter.0)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    #[test]
    fn the_borrowed_form_survives() {
        let name = TopicName::new("a/é").unwrap();
        let filter = TopicFilter::new("a/+").unwrap();
        let text = Text::new("").unwrap();
        assert_eq!(TopicNameBuf::from(name).as_name(), name);
        assert_eq!(TopicFilterBuf::from(filter).as_filter(), filter);
        assert_eq!(TextBuf::from(text).as_text(), text);
        assert_eq!(String::from(TopicNameBuf::from(name)), "a/é");
    }

    #[test]
    fn strings_are_checked() {
        assert_eq!(TopicNameBuf::try_from("a/+".to_string()), Err(TopicNameError::Wildcard));
        assert_eq!("a/+".parse::<TopicFilterBuf>().map(|filter| filter.to_string()), Ok("a/+".to_string()));
        assert_eq!("a/#/b".parse::<TopicFilterBuf>(), Err(TopicFilterError::MultiLevel));
        assert_eq!(TextBuf::try_from("\0".to_string()), Err(TextError::Nul));
    }

    #[test]
    fn sets_are_asked_with_str() {
        let filters = ["#", "a/+", "é/#"].map(|s| s.parse::<TopicFilterBuf>().unwrap());
        let hashed: HashSet<_> = filters.iter().cloned().collect();
        let ordered: BTreeSet<_> = filters.iter().cloned().collect();
        for filter in &filters {
            assert!(hashed.contains(&**filter) && ordered.contains(filter.as_ref()));
        }
        assert!(!hashed.contains("a/b") && !ordered.contains("a/b"));
        assert_eq!(format!("{:?} {}", filters[1], filters[1]), "\"a/+\" a/+");
        assert_eq!(filters[1], "a/+");
    }

    #[test]
    fn equality_in_both_directions() {
        let filter = TopicFilter::new("a/+").unwrap();
        let owned = TopicFilterBuf::from(filter);
        let string = "a/+".to_string();
        assert_eq!(owned, filter);
        assert_eq!(filter, owned);
        assert_eq!(owned, string);
        assert_eq!(string, owned);
        assert_eq!(filter, string);
        assert_eq!(string, filter);
        assert_eq!(*"a/+", owned);
        assert_eq!("a/+", owned);
        assert_eq!(*"a/+", filter);
        assert_eq!("a/+", filter);
        assert!(owned != TopicFilter::from_static("a/#") && "a" != owned);
        assert!("a" == Text::from_static("a") && "a" == TopicName::from_static("a"));
    }

    #[test]
    fn every_topic_is_text() {
        let (name, filter) = (TopicName::from_static("a/b"), TopicFilter::from_static("a/#"));
        assert_eq!((Text::from(name), Text::from(filter)), (name.as_text(), filter.as_text()));
        assert_eq!(TextBuf::from(TopicNameBuf::from(name)), "a/b");
        assert_eq!(TextBuf::from(TopicFilterBuf::from(filter)), "a/#");
        assert_eq!(
            (TextBuf::default(), TextBuf::default().as_text()),
            ("".parse().unwrap(), Text::default())
        );
    }
}
