//! The shapes of filters: how many levels, which are `+`, and whether `#` follows.
//!
//! The filter of a given shape that matches a name is known: the name's levels, but where the shape has wildcards. So
//! each shape costs a look-up one probe of the table, however many filters have it.

use alloc::vec::Vec;

use super::hash::{HashKey, finalize};
use crate::filter::TopicFilter;

/// Which levels of a filter are wildcards.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Shape {
    /// How many levels there are, a `#` not counted.
    levels: u8,
    /// Bit n is set if level n is `+`.
    wild: u16,
    /// Whether `#` follows.
    multi: bool,
}

impl Shape {
    /// The shape of a filter; `None` if it has too many levels to be probed.
    pub(super) fn of(filter: TopicFilter<'_>) -> Option<Self> {
        let (levels, multi) = match filter.as_bytes() {
            [b'#'] => return Some(Self { multi: true, ..Self::default() }),
            [levels @ .., b'/', b'#'] => (levels, true),
            levels => (levels, false),
        };
        if !levels.contains(&b'+') {
            let slashes: u32 = levels.iter().map(|byte| u32::from(*byte == b'/')).sum();
            let levels = u8::try_from(slashes + 1).ok().filter(|levels| *levels <= MAX_PROBED_LEVELS)?;
            return Some(Self { levels, wild: 0, multi });
        }
        let (mut count, mut wild) = (1_u32, 0_u32);
        for byte in levels {
            match byte {
                b'/' => count += 1,
                b'+' => wild |= 1 << ((count - 1) % u32::BITS),
                _ => {}
            }
        }
        let levels = u8::try_from(count).ok().filter(|levels| *levels <= MAX_PROBED_LEVELS)?;
        Some(Self { levels, wild: u16::try_from(wild).ok()?, multi })
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
const _: () = assert!(MAX_PROBED_LEVELS as u32 <= u16::BITS);

impl Probed {
    fn new(key: HashKey, id: ShapeId, shape: Shape) -> Self {
        let Shape { levels, wild, multi } = shape;
        let mut wildcards = if multi { key.level(usize::from(levels), b"#") } else { 0 };
        for position in (0..levels).filter(|position| wild >> position & 1 != 0) {
            wildcards = wildcards.wrapping_add(key.level(usize::from(position), b"+"));
        }
        let begins_wild = wild & 1 != 0 || levels == 0;
        Self { id, begins_wild, levels, wild, wildcards, filters: 1 }
    }

    fn is(&self, shape: Shape) -> bool {
        self.levels == shape.levels && self.wild == shape.wild
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
    pub(super) fn add(&mut self, key: HashKey, shape: Option<Shape>) -> ShapeId {
        let Some(shape) = shape else { return RARE };
        if let Some(probed) =
            self.list(shape).and_then(|list| list.iter_mut().find(|probed| probed.is(shape)))
        {
            probed.filters += 1;
            return probed.id;
        }
        let Ok(id) = u8::try_from(self.taken.trailing_ones()) else { return RARE };
        if self.taken == u64::MAX {
            return RARE;
        }
        let probed = Probed::new(key, id, shape);
        self.taken |= 1 << id;
        while self.by_levels.len() <= usize::from(probed.levels) {
            self.by_levels.push(LevelShapes { exact: Vec::new(), multi: self.multi.len() });
        }
        if let Some(list) = self.list(shape) {
            let at = list.partition_point(|before| before.levels <= probed.levels);
            list.insert(at, probed);
        }
        self.count_multi();
        id
    }

    /// One filter less has this shape.
    pub(super) fn remove(&mut self, shape: Option<Shape>) {
        let Some(shape) = shape else { return };
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
        self.by_levels.get_mut(usize::from(shape.levels)).map(|level| &mut level.exact)
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
            assert_eq!(shape, Some(Shape { levels, wild, multi }), "{filter}");
        }
        let deepest = "a/".repeat(15) + "+/#";
        let shape = Shape { levels: 16, wild: 1 << 15, multi: true };
        assert_eq!(Shape::of(TopicFilter::new(&deepest).unwrap()), Some(shape));
        for deeper in ["/".repeat(16), "+/".repeat(16) + "a", "+/".repeat(17) + "#", "/".repeat(65_535)] {
            assert_eq!(Shape::of(TopicFilter::new(&deeper).unwrap()), None);
        }
    }
}
