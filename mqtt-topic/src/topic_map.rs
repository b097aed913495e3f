//! A map keyed by topic name, that is asked with filters: for retained messages.

#![forbid(unsafe_code)]

mod arena;
mod bulk;
mod entry;
mod inner;
mod iter;
mod judge;
mod leaf;
mod map;
mod matches;
mod order;
mod tree;

pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use iter::{IntoIter, Iter, IterMut};
pub use map::TopicMap;
pub use matches::{Cursor, Matches};
