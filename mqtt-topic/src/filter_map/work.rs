//! How much a look-up may still do.

/// How much may still be done.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) left: u32,
    pub(super) complete: bool,
}

impl Work {
    pub(super) const fn new(left: u32) -> Self {
        Self { left, complete: true }
    }

    /// Whether one step more may be done.
    #[inline]
    pub(super) fn spend(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.complete = false,
        }
        self.complete
    }
}
