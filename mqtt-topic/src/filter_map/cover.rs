//! Whether a whole map covers a filter.

use alloc::string::String;

use super::map::FilterMap;
use crate::cover::{Matched, is_covered};
use crate::filter::TopicFilter;
use crate::limits::Incomplete;
use crate::name::TopicName;
use crate::work::{Work, cost_of};

impl<V> FilterMap<V> {
    /// Returns whether every topic name that `filter` matches is matched by a filter of this map: the subscriptions that a
    /// client may have, where the map holds what it may read.
    ///
    /// Where that is not known this returns `false`; see [`try_covers`](Self::try_covers). It never returns `true` wrongly.
    /// See [`covers_set`](crate::covers_set) for what decides.
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
        self.try_covers(filter) == Ok(true)
    }

    /// Returns whether every topic name that `filter` matches is matched by a filter of this map, if that is known.
    ///
    /// This takes one lookup, and for a `filter` that ends with `#` perhaps one for each level that the map's filters spell
    /// out below. For their names it allocates a buffer. All that it looks at counts as steps, also what it finds, and
    /// [`Limits::max_work`](crate::Limits::max_work) is for all lookups together.
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended a lookup, or if a name would have more than
    /// 65,535 bytes.
    pub fn try_covers(&self, filter: TopicFilter<'_>) -> Result<bool, Incomplete> {
        let mut buf = String::new();
        let mut work = Work::of_all_steps(self.limits.max_work);
        is_covered(filter, |witness| {
            let name = witness.name_in(&mut buf).ok_or(Incomplete)?;
            // To put the name together, to hash it and to probe.
            work.spend(1 + cost_of(name.len()));
            self.matched(name, witness.open, &mut work)
        })
    }

    /// What is matched of a name and, if `open`, of all names below.
    fn matched(&self, name: TopicName<'_>, open: bool, work: &mut Work) -> Result<Matched, Incomplete> {
        if !work.goes_on() {
            return Err(Incomplete);
        }
        let mut found = self.matches(name);
        found.work = *work;
        let mut matched = Matched::Nothing;
        for (filter, _) in found.by_ref() {
            matched = if filter.ends_with_hash() { Matched::AllBelow } else { Matched::Name };
            if !open || matched == Matched::AllBelow {
                break;
            }
        }
        *work = found.work;
        if work.complete || matched == Matched::AllBelow { Ok(matched) } else { Err(Incomplete) }
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
