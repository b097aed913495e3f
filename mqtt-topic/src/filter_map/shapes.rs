//! The shapes of filters: how many levels, which are `+`, and whether `#` follows.
//!
//! The filter of a given shape that matches a name is known: the name's levels, but where the shape has wildcards. So
//! each shape costs a look-up one probe of the table, however many filters have it.

use alloc::vec::Vec;

use super::hash::{HashKey, finalize};
use crate::filter::TopicFilter;

/// What a filter looks like from afar.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Shape {
    /// How many levels there are, a `#` not counted.
    pub(super) levels: u32,
    /// Bit n is set if level n is `+`.
    pub(super) wild: u128,
    /// Whether `#` follows.
    pub(super) multi: bool,
}

impl Shape {
    /// The shape of a filter of at most 128 levels.
    pub(super) fn of(filter: TopicFilter<'_>) -> Self {
        let (levels, multi) = match filter.as_bytes() {
            [b'#'] => return Self { multi: true, ..Self::default() },
            [levels @ .., b'/', b'#'] => (levels, true),
            levels => (levels, false),
        };
        if !levels.contains(&b'+') {
            let slashes: u32 = levels.iter().map(|byte| u32::from(*byte == b'/')).sum();
            return Self { levels: slashes + 1, wild: 0, multi };
        }
        let mut shape = Self { levels: 1, wild: 0, multi };
        for byte in levels {
            match byte {
                b'/' => shape.levels += 1,
                b'+' => shape.wild |= 1 << ((shape.levels - 1) % u128::BITS),
                _ => {}
            }
        }
        shape
    }
}

/// A shape's number.
pub(super) type ShapeId = u8;

/// The number of all shapes that are not probed: their filters are rare.
pub(super) const RARE: ShapeId = ShapeId::MAX;

/// The shapes that are probed for each name.
#[derive(Clone)]
pub(super) struct Shapes {
    /// By the number of a name's levels.
    by_levels: Vec<LevelShapes>,
    /// With `#`, the shortest first.
    multi: Vec<Probed>,
    /// Which numbers are taken.
    taken: u64,
}

/// The shapes for names of so many levels.
#[derive(Clone, Default)]
struct LevelShapes {
    /// Those without `#`.
    exact: Vec<Probed>,
    /// How many of those with `#`, from the first on.
    multi: usize,
}

/// A shape that is probed.
#[derive(Clone, Copy)]
pub(super) struct Probed {
    pub(super) id: ShapeId,
    /// Whether its first level is a wildcard.
    pub(super) begins_wild: bool,
    levels: u8,
    wild: u16,
    /// The hashes of its wildcards.
    wildcards: u64,
    /// How many filters have it.
    filters: usize,
}

/// Room for the sums of as many levels as a probed shape may have.
pub(super) type Sums = [u64; MAX_PROBED_LEVELS as usize + 1];

/// The sums of no level.
pub(super) const NO_SUMS: Sums = [0; MAX_PROBED_LEVELS as usize + 1];

/// A shape of more levels is not probed.
const MAX_PROBED_LEVELS: u8 = 16;

impl Probed {
    fn new(key: HashKey, id: ShapeId, shape: Shape) -> Option<Self> {
        let levels = u8::try_from(shape.levels).ok().filter(|levels| *levels <= MAX_PROBED_LEVELS)?;
        let wild = u16::try_from(shape.wild).ok()?;
        let mut wildcards = if shape.multi { key.level(usize::from(levels), b"#") } else { 0 };
        for position in (0..levels).filter(|position| wild >> position & 1 != 0) {
            wildcards = wildcards.wrapping_add(key.level(usize::from(position), b"+"));
        }
        let begins_wild = wild & 1 != 0 || (levels == 0 && shape.multi);
        Some(Self { id, begins_wild, levels, wild, wildcards, filters: 0 })
    }

    fn is(&self, shape: Shape) -> bool {
        u32::from(self.levels) == shape.levels && u128::from(self.wild) == shape.wild
    }

    /// The hash of the filter of this shape that matches the name of which these are the sums.
    #[inline]
    pub(super) fn hash(&self, sums: &Sums) -> u64 {
        let sum = |levels: usize| sums.get(levels).copied().unwrap_or(0);
        let mut all = sum(usize::from(self.levels)).wrapping_add(self.wildcards);
        let mut wild = self.wild;
        while wild != 0 {
            let position = wild.trailing_zeros() as usize;
            all = all.wrapping_sub(sum(position + 1)).wrapping_add(sum(position));
            wild &= wild - 1;
        }
        finalize(all)
    }
}

impl Shapes {
    pub(super) const fn new() -> Self {
        Self { by_levels: Vec::new(), multi: Vec::new(), taken: 0 }
    }

    /// One more filter has this shape: its number.
    pub(super) fn add(&mut self, key: HashKey, shape: Shape) -> ShapeId {
        if let Some(probed) =
            self.list(shape).and_then(|list| list.iter_mut().find(|probed| probed.is(shape)))
        {
            probed.filters += 1;
            return probed.id;
        }
        let Ok(id) = u8::try_from(self.taken.trailing_ones()) else { return RARE };
        let (true, Some(probed)) = (self.taken != u64::MAX, Probed::new(key, id, shape)) else {
            return RARE;
        };
        self.taken |= 1 << id;
        while self.by_levels.len() <= usize::from(probed.levels) {
            self.by_levels.push(LevelShapes { exact: Vec::new(), multi: self.multi.len() });
        }
        if let Some(list) = self.list(shape) {
            let at = list.partition_point(|before| before.levels <= probed.levels);
            list.insert(at, Probed { filters: 1, ..probed });
        }
        self.count_multi();
        id
    }

    /// One filter less has this shape.
    pub(super) fn remove(&mut self, shape: Shape) {
        let Some(list) = self.list(shape) else { return };
        let Some(at) = list.iter().position(|probed| probed.is(shape)) else { return };
        let Some(probed) = list.get_mut(at) else { return };
        probed.filters -= 1;
        if probed.filters == 0 {
            let id = list.remove(at).id;
            self.taken &= !(1 << id);
            self.count_multi();
        }
    }

    fn list(&mut self, shape: Shape) -> Option<&mut Vec<Probed>> {
        if shape.multi {
            return Some(&mut self.multi);
        }
        self.by_levels.get_mut(usize::try_from(shape.levels).ok()?).map(|level| &mut level.exact)
    }

    fn count_multi(&mut self) {
        for (levels, level) in self.by_levels.iter_mut().enumerate() {
            level.multi = self.multi.partition_point(|probed| usize::from(probed.levels) <= levels);
        }
    }

    /// How many levels of a name are looked at, at the most.
    #[inline]
    pub(super) fn deepest(&self) -> usize {
        self.by_levels.len().saturating_sub(1)
    }

    /// Those without and those with `#` for a name of so many levels, or of more.
    #[inline]
    pub(super) fn probed(&self, levels: usize, more: bool) -> [&[Probed]; 2] {
        let Some(level) = self.by_levels.get(levels) else { return [&[]; 2] };
        let exact = if more { &[] } else { &level.exact[..] };
        [exact, self.multi.get(..level.multi).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_filters() {
        let table = [
            ("a", 1, 0b0, false),
            ("/", 2, 0b0, false),
            ("+", 1, 0b1, false),
            ("#", 0, 0b0, true),
            ("+/#", 1, 0b1, true),
            ("a/+//+/b/#", 5, 0b1010, true),
        ];
        for (filter, levels, wild, multi) in table {
            let shape = Shape::of(TopicFilter::new(filter).unwrap());
            assert_eq!(shape, Shape { levels, wild, multi }, "{filter}");
        }
    }
}
