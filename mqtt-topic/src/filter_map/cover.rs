//! Whether a whole map covers a filter.

use alloc::string::String;

use super::map::FilterMap;
use super::work::Work;
use crate::cover::{Reach, is_covered};
use crate::filter::TopicFilter;

impl<V> FilterMap<V> {
    /// Whether every topic name that `filter` matches is matched by a filter of this map: the subscriptions that a
    /// client may have, where the map holds what it may read.
    ///
    /// It takes one look-up, and for a `filter` that ends with `#` perhaps one for each level that the map's filters
    /// spell out below. For these names it allocates a buffer. If [`Limits::max_work`](crate::Limits::max_work),
    /// which is for all of them together, ends it, or a name would have more than 65,535 bytes, it may say no
    /// wrongly; it never says yes wrongly. See [`covers_set`](crate::covers_set) for what decides.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter};
    /// let mut readable = FilterMap::new();
    /// for filter in ["plant", "plant/+", "plant/+/+/#"] {
    ///     readable.insert(TopicFilter::new(filter)?, ())?;
    /// }
    /// assert!(readable.covers(TopicFilter::new("plant/#")?)); // which none of them covers alone
    /// assert!(!readable.covers(TopicFilter::new("#")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn covers(&self, filter: TopicFilter<'_>) -> bool {
        let mut buf = String::new();
        let mut work = Work::new(self.limits.max_work);
        is_covered(filter, |witness| {
            let Some(name) = witness.name_in(&mut buf) else { return Reach::Short };
            let mut found = self.matches(name);
            found.work = work;
            let mut reach = Reach::Short;
            while let (Reach::Short | Reach::Name, Some((filter, _))) = (reach, found.next()) {
                reach = if filter.ends_with_hash() { Reach::AllBelow } else { Reach::Name };
            }
            work = found.work;
            reach
        })
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;
    use crate::cover::covers_set;

    #[test]
    fn a_map_covers_what_a_list_covers() {
        let levels = ["a", "+", "$", ""];
        let mut filters: Vec<String> = Vec::from(["#".into()]);
        for first in levels {
            filters.extend([first.into(), std::format!("{first}/#")]);
            for second in levels {
                filters.extend([std::format!("{first}/{second}"), std::format!("{first}/{second}/#")]);
            }
        }
        let filters: Vec<_> = filters.iter().filter_map(|s| TopicFilter::new(s).ok()).collect();
        for one in &filters {
            for other in &filters {
                let mut map = FilterMap::new();
                for filter in [one, other] {
                    assert!(map.insert(*filter, ()).is_ok());
                }
                for filter in &filters {
                    assert_eq!(
                        map.covers(*filter),
                        covers_set([*one, *other], *filter),
                        "{one} {other} {filter}"
                    );
                }
            }
        }
    }
}
