//! Groups that are made when their turn comes.

use crate::row::Group;

/// How large everything is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scale {
    /// As the names of the groups say.
    Full,
    /// A hundredth of it, to see whether all works.
    Small,
}

/// A group that is made when it is asked for.
pub struct Pending {
    /// The group's name.
    pub name: String,
    make: Box<dyn FnOnce(&str) -> Group>,
}

impl Scale {
    /// So many things, or less of them.
    #[must_use]
    pub fn of(self, things: u32) -> u32 {
        match self {
            Self::Full => things,
            Self::Small => (things / 100).max(8),
        }
    }
}

impl Pending {
    pub(super) fn new(name: impl Into<String>, make: impl FnOnce(&str) -> Group + 'static) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    /// Fills the indexes.
    ///
    /// # Panics
    ///
    /// If an index does not find what is there to be found, so that nobody is measured on an error path.
    #[must_use]
    pub fn make(self) -> Group {
        (self.make)(&self.name)
    }
}
