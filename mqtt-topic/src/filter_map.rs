//! A map keyed by topic filter, whose look-up takes a topic name: the subscriptions that a message is for.

mod bucket;
mod cover;
mod entry;
mod hash;
mod item;
mod iter;
mod map;
mod matches;
mod node;
mod shapes;
mod slab;
mod store;
mod table;
mod trie;
mod walk;
#[cfg(test)]
mod walk_tests;

pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use hash::HashKey;
pub use iter::{IntoIter, Iter, IterMut};
pub use map::FilterMap;
pub use matches::Matches;
