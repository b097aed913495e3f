//! Whatever is done to a `FilterMap`, in whatever order: it answers as a list of filters does, each matched on its own.

#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use mqtt_topic::filter_map::Entry;
use mqtt_topic::{
    FilterMap, HashKey, Incomplete, LimitError, Limits, TopicFilter, TopicFilterBuf, TopicName, TopicNameBuf,
    covers_set,
};

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    let Ok(mut twins) = Twins::new(&mut u) else { return };
    while !u.is_empty() && twins.step(&mut u).is_ok() {}
    twins.same();
});

/// A map, and a list of what has to be in it.
struct Twins {
    limits: Limits,
    key: HashKey,
    map: FilterMap<u8>,
    list: Vec<(TopicFilterBuf, u8)>,
}

impl Twins {
    fn new(u: &mut Unstructured<'_>) -> Result<Self> {
        let key = HashKey::new(*u.choose(&KEYS)?);
        let mut limits = Limits::DEFAULT;
        limits.max_levels = *u.choose(&[128, 128, u16::MAX, 5])?;
        limits.max_work = *u.choose(&[1 << 20, 1 << 20, 1 << 20, 30])?;
        Ok(Self { limits, key, map: FilterMap::with_key(key, limits), list: Vec::new() })
    }

    fn step(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=15)? {
            0..=4 => self.insert(filter(u)?, u.arbitrary()?),
            5..=6 => self.remove(&filter(u)?),
            7..=8 if !self.list.is_empty() => self.remove(&u.choose(&self.list)?.0.clone()),
            9..=10 => self.entry(filter(u)?, u)?,
            11 => self.insert_grid(u)?,
            12 => self.keep_some(u)?,
            13 => match u.int_in_range(0..=15)? {
                0 => {
                    self.map.clear();
                    self.list.clear();
                }
                1..=4 => self.map = self.map.clone(),
                5..=7 => self.fill_another(),
                8..=9 => self.cover(filter(u)?.as_filter()),
                10 => self.change_matching(&name(u)?),
                11 => self.retain(u.int_in_range(2..=4)?),
                _ => self.count_up(),
            },
            _ => self.ask(u)?,
        }
        Ok(())
    }

    fn value(&mut self, filter: &TopicFilterBuf) -> Option<&mut u8> {
        self.list.iter_mut().find(|(key, _)| key == filter).map(|(_, value)| value)
    }

    fn fits(&self, filter: &TopicFilterBuf) -> bool {
        self.limits.max_levels == u16::MAX || filter.split('/').count() <= usize::from(self.limits.max_levels)
    }

    fn insert(&mut self, filter: TopicFilterBuf, value: u8) {
        let inserted = self.map.insert(filter.as_filter(), value);
        if !self.fits(&filter) {
            return assert_eq!(inserted, Err(LimitError::Levels));
        }
        let before = self.value(&filter).map(|old| std::mem::replace(old, value));
        if before.is_none() {
            self.list.push((filter, value));
        }
        assert_eq!(inserted, Ok(before));
    }

    fn remove(&mut self, filter: &TopicFilterBuf) {
        let at = self.list.iter().position(|(key, _)| key == filter);
        let value = at.map(|at| self.list.swap_remove(at).1);
        assert_eq!(self.map.remove(filter.as_filter()), value);
        assert_eq!(self.map.get(filter.as_filter()), None);
    }

    fn entry(&mut self, filter: TopicFilterBuf, u: &mut Unstructured<'_>) -> Result<()> {
        let fits = self.fits(&filter);
        let Ok(entry) = self.map.entry(filter.as_filter()) else {
            assert!(!fits);
            return Ok(());
        };
        assert!(fits);
        let expected = self.list.iter().position(|(key, _)| *key == filter);
        let before = expected.and_then(|at| self.list.get(at)).map(|(_, value)| *value);
        assert_eq!(
            (matches!(entry, Entry::Occupied(_)), entry.key()),
            (before.is_some(), filter.as_filter())
        );
        match u.int_in_range(0..=3)? {
            0 => {
                let after = before.map_or(7, |value| value.wrapping_mul(3));
                assert_eq!(entry.and_modify(|value| *value = value.wrapping_mul(3)).or_insert(7), &after);
                match self.value(&filter) {
                    Some(value) => *value = after,
                    None => self.list.push((filter, after)),
                }
            }
            1 => {
                let removed = match entry {
                    Entry::Occupied(entry) => Some(entry.remove()),
                    Entry::Vacant(_) => None,
                };
                assert_eq!(removed, before);
                expected.map(|at| self.list.swap_remove(at));
            }
            2 => {
                let mut entry = entry.insert_entry(5);
                assert_eq!((entry.insert(6), *entry.get()), (5, 6));
                match self.value(&filter) {
                    Some(value) => *value = 6,
                    None => self.list.push((filter, 6)),
                }
            }
            // Looked at and let go: nothing is there that was not.
            _ => drop(entry.and_modify(|_| ())),
        }
        Ok(())
    }

    /// Many shapes at once: all filters that have a level or `+` in each place.
    fn insert_grid(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let (level, depth) = (*u.choose(&LEVELS)?, u.int_in_range(1..=7)?);
        let end = *u.choose(&["", "/#", "/a"])?;
        if self.list.len() > 600 {
            return Ok(());
        }
        for bits in 0_u32..1 << depth {
            let levels: Vec<_> =
                (0..depth).map(|bit| if bits >> bit & 1 == 0 { level } else { "+" }).collect();
            if let Ok(filter) = (levels.join("/") + end).parse() {
                self.insert(filter, u8::try_from(bits).unwrap_or(u8::MAX));
            }
        }
        Ok(())
    }

    /// Removes all filters but every second or third.
    fn keep_some(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let each = u.int_in_range(2..=3)?;
        let gone: Vec<_> = self
            .list
            .iter()
            .enumerate()
            .filter(|(at, _)| at % each != 0)
            .map(|(_, (f, _))| f.clone())
            .collect();
        for filter in &gone {
            self.remove(filter);
        }
        Ok(())
    }

    fn fill_another(&mut self) {
        let mut another = FilterMap::with_key(self.key, self.limits);
        assert_eq!(another.try_extend(self.map.iter().map(|(filter, value)| (filter, *value))), Ok(()));
        self.map = another;
    }

    fn retain(&mut self, each: usize) {
        let keep = |filter: &str, value: &mut u8| {
            *value = value.wrapping_add(1);
            !filter.len().is_multiple_of(each)
        };
        self.map.retain(|filter, value| keep(&filter, value));
        self.list.retain_mut(|(filter, value)| keep(filter, value));
        assert_eq!(self.map.len(), self.list.len());
    }

    /// Adds to the values of the filters that match, if the look-up may find all of them.
    fn change_matching(&mut self, name: &TopicNameBuf) {
        let expected: Vec<_> =
            self.expected(name.as_name()).into_iter().map(|(filter, _)| filter.into()).collect();
        let mut found: Vec<TopicFilterBuf> = Vec::new();
        let complete = self.map.for_each_match_mut(name.as_name(), |filter, value| {
            *value = value.wrapping_add(1);
            found.push(filter.into());
        });
        for filter in &found {
            let value = self.value(filter);
            assert!(value.is_some());
            if let Some(value) = value {
                *value = value.wrapping_add(1);
            }
        }
        found.sort_unstable();
        assert!(found.is_sorted_by(|one, next| one < next));
        assert!(complete.is_err() || found == expected);
        assert!(found.iter().all(|filter| expected.binary_search(filter).is_ok()));
    }

    fn count_up(&mut self) {
        for (_, value) in &mut self.map {
            *value = value.wrapping_add(1);
        }
        self.list.iter_mut().for_each(|(_, value)| *value = value.wrapping_add(1));
    }

    /// Looks names up, one by one and together.
    fn ask(&self, u: &mut Unstructured<'_>) -> Result<()> {
        let count = u.int_in_range(1..=12)?;
        let names = (0..count).map(|_| name(u)).collect::<Result<Vec<_>>>()?;
        let names: Vec<_> = names.iter().map(TopicNameBuf::as_name).collect();
        let mut together = vec![Vec::new(); names.len()];
        let complete = self.map.matches_batch(&names, |at, filter, value| {
            if let Some(found) = together.get_mut(at) {
                found.push((filter, *value));
            }
        });
        for (name, found) in names.iter().zip(together) {
            let expected = self.expected(*name);
            agrees(found, &expected, complete.is_ok());
            let mut each = Vec::new();
            let complete = self.map.for_each_match(*name, |filter, value| each.push((filter, *value)));
            agrees(each, &expected, complete.is_ok());
            let mut matches = self.map.matches(*name);
            let found = matches.by_ref().map(|(filter, value)| (filter, *value)).collect();
            agrees(found, &expected, matches.is_complete());
            assert_eq!(matches.is_complete(), complete.is_ok());
            assert!(matches.next().is_none(), "it has ended");
            assert!(matches.is_complete() || self.limits.max_work < 1 << 20, "the budget is enough");
            if matches.is_complete() {
                assert_eq!(self.map.any_match(*name), !expected.is_empty());
            }
            match self.map.try_any_match(*name) {
                Ok(any) => assert_eq!(any, !expected.is_empty()),
                Err(Incomplete) => assert!(complete.is_err()),
            }
        }
        Ok(())
    }

    /// What the map covers, the list covers; the other way round as well, if each look-up may end.
    fn cover(&self, filter: TopicFilter<'_>) {
        let covered = covers_set(self.list.iter().map(|(filter, _)| filter.as_filter()), filter);
        match self.map.try_covers(filter) {
            Ok(covers) => assert_eq!(covers, covered),
            Err(Incomplete) => assert!(self.limits.max_work < 1 << 20),
        }
    }

    /// What matches, in order.
    fn expected(&self, name: TopicName<'_>) -> Vec<(TopicFilter<'_>, u8)> {
        let all = self.list.iter().map(|(filter, value)| (filter.as_filter(), *value));
        let mut expected: Vec<_> = all.filter(|(filter, _)| filter.matches(name)).collect();
        expected.sort_unstable();
        expected
    }

    /// The whole map is the whole list.
    fn same(self) {
        assert_eq!((self.map.len(), self.map.is_empty()), (self.list.len(), self.list.is_empty()));
        for (filter, value) in &self.list {
            assert_eq!(self.map.get(filter.as_filter()), Some(value));
        }
        assert_eq!(self.map.iter().len(), self.list.len());
        assert!(self.map.keys().zip(self.map.values()).eq(&self.map));
        assert!(self.map.keys().all(|filter| self.map.contains_key(filter)));
        let mut other = FilterMap::with_key(HashKey::new([3, 5]), self.limits);
        assert_eq!(
            other.try_extend(self.list.iter().map(|(filter, value)| (filter.as_filter(), *value))),
            Ok(())
        );
        assert_eq!(self.map, other);
        let mut all: Vec<_> = self.map.iter().map(|(filter, value)| (filter.into(), *value)).collect();
        all.sort_unstable();
        let mut owned: Vec<_> = self.map.into_iter().collect();
        owned.sort_unstable();
        let mut list = self.list;
        list.sort_unstable();
        assert_eq!(all, list);
        assert_eq!(owned, list);
    }
}

/// What was found is what was expected, or, if the look-up was ended, a part of it; nothing is found twice.
fn agrees(mut found: Vec<(TopicFilter<'_>, u8)>, expected: &[(TopicFilter<'_>, u8)], complete: bool) {
    found.sort_unstable();
    if complete {
        assert_eq!(found, expected);
    } else {
        assert!(found.iter().all(|entry| expected.binary_search(entry).is_ok()));
        assert!(found.is_sorted_by(|one, next| one.0 < next.0));
    }
}

fn filter(u: &mut Unstructured<'_>) -> Result<TopicFilterBuf> {
    let mut levels = levels(u)?;
    for level in &mut levels {
        if u.ratio(1, 3)? {
            *level = "+";
        }
    }
    if u.ratio(1, 4)? {
        levels.push("#");
    }
    // The only one that is none is empty.
    Ok(levels.join("/").parse().unwrap_or(TopicFilter::from_static("#").into()))
}

fn name(u: &mut Unstructured<'_>) -> Result<TopicNameBuf> {
    Ok(levels(u)?.join("/").parse().unwrap_or(TopicName::from_static("a").into()))
}

/// A few levels as a rule, now and then more than a map takes.
fn levels(u: &mut Unstructured<'_>) -> Result<Vec<&'static str>> {
    let count = match u.arbitrary()? {
        few @ 0..=239 => few % 8 + 1,
        some @ 240..=249_u8 => some - 232,
        _ => u.int_in_range(120..=132)?,
    };
    (0..count).map(|_| u.choose(&LEVELS).copied()).collect()
}

/// Few, so that names and filters meet; of all lengths that are hashed and kept in ways of their own.
const LEVELS: [&str; 16] = [
    "",
    "a",
    "a",
    "a",
    "b",
    "aa",
    "ab",
    "ba",
    "$",
    "$a",
    "\u{e9}",
    "\u{1}",
    "abcdefg",
    "abcdefgh",
    "abcdefghabcdefgh",
    "abcdefghabcdefghabcdefgha",
];

/// With the first all levels of some lengths have the same hash.
const KEYS: [[u64; 2]; 4] =
    [[0, 0], [1, u64::MAX], [0x2f2f_2f2f_2f2f_2f2f, 0], [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344]];
