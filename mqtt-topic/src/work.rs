//! The budget of a lookup: steps that find nothing.

/// How many steps may still find nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) left: u64,
    /// Whether nothing was left out for want of steps.
    pub(crate) complete: bool,
    /// All bits, or none if what is found gives back no steps.
    credit: u64,
}

/// Each entry that is found gives back so many steps.
///
/// What lies between two matches is part of finding them: a lookup that finds something now and then goes on, and its work
/// stays in proportion to what it finds.
pub(crate) const CREDIT: u32 = 16;

impl Work {
    pub(crate) const fn new(max_work: u32) -> Self {
        Self { left: max_work as u64, complete: true, credit: u64::MAX }
    }

    /// A budget of steps that count whether they find something or not.
    pub(crate) const fn of_all_steps(max_work: u32) -> Self {
        Self { credit: 0, ..Self::new(max_work) }
    }

    /// Whether a step more may be done; otherwise the lookup is not complete.
    #[inline]
    pub(crate) fn goes_on(&mut self) -> bool {
        if self.left == 0 {
            self.complete = false;
        }
        self.left > 0
    }

    /// Counts work that found nothing. The last step may cost more than is left, so that each budget gets on.
    #[inline]
    pub(crate) fn spend(&mut self, steps: u64) {
        self.left = self.left.saturating_sub(steps);
    }

    /// Counts an entry that was found, and to which so many levels led.
    #[inline]
    pub(crate) fn found(&mut self, levels: u32) {
        self.left += (u64::from(CREDIT) + u64::from(levels)) & self.credit;
    }
}

/// What it costs to look at so many bytes beyond what is looked at anyway.
#[inline]
pub(crate) const fn cost_of(bytes: usize) -> u64 {
    bytes as u64 / 64
}
