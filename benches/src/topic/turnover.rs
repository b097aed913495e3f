//! Insertion and removal among a million filters.

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;
use mqtt_topic::FilterMap;

use super::index::Index;
use super::pending::{Pending, Scale};
use super::workload::{Kind, Workload};
use crate::row::{Group, Row};

pub(super) fn groups(scale: Scale) -> Vec<Pending> {
    let (there, more) = (scale.of(1_000_000), scale.of(100_000));
    vec![
        Pending::new("insert at 1M", move |name| group(name, Order::InsertFirst, there, more)),
        Pending::new("remove at 1M", move |name| group(name, Order::RemoveFirst, there, more)),
    ]
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Order {
    /// Insertions are measured, removals make room for more of them.
    InsertFirst,
    /// The other way round.
    RemoveFirst,
}

fn group(name: &str, order: Order, there: u32, more: u32) -> Group {
    #[cfg_attr(not(feature = "topic-peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows =
        vec![row::<FilterMap<u32>>(order, there, more), row::<HashMap<String, u32>>(order, there, more)];
    #[cfg(feature = "topic-peers")]
    {
        use super::peers::{Engine, Quill, Tree};
        rows.push(row::<Engine>(order, there, more));
        rows.push(row::<Quill>(order, there, more));
        // It never takes a filter out of its trie, only the subscriber out of the filter.
        rows.push(row::<Tree>(order, there, more));
        #[cfg(feature = "rmqtt")]
        rows.push(row::<super::peers::Rmqtt>(order, there, more));
    }
    Group::new(name.into(), 1, 34, rows)
}

/// An index and what is put into it and taken out of it again.
struct Turnover<I> {
    index: I,
    /// Filters and their values; how many of them have gone the first way.
    filters: Vec<(String, u32)>,
    gone: usize,
    order: Order,
}

fn row<I: Index>(order: Order, there: u32, more: u32) -> Row {
    let workload = Workload { kind: Kind::Exact, filters: there + more };
    let (mut index, mut filters) = (I::default(), Vec::new());
    // These come anywhere among the others, and in an order of their own.
    workload.each(|filter, value| {
        if value % 11 == 0 && filters.len() < more as usize {
            filters.push((filter.to_owned(), value));
        } else {
            index.insert(filter, value);
        }
    });
    if order == Order::RemoveFirst {
        for (filter, value) in &filters {
            index.insert(filter, *value);
        }
    }
    let batch = u64::from(more);
    let turnover = Rc::new(RefCell::new(Turnover { index, filters, gone: 0, order }));
    let fill = move || {
        turnover.borrow_mut().back();
        Rc::clone(&turnover)
    };
    Row::batches(I::NAME, batch, fill, |turnover| turnover.borrow_mut().go())
}

impl<I: Index> Turnover<I> {
    fn go(&mut self) {
        let (filter, value) = self.filters.get(self.gone).unwrap();
        self.gone += 1;
        match self.order {
            Order::InsertFirst => self.index.insert(filter, *value),
            Order::RemoveFirst => self.index.remove(filter, *value),
        }
    }

    fn back(&mut self) {
        for (filter, value) in self.filters.iter().take(self.gone) {
            match self.order {
                Order::InsertFirst => self.index.remove(filter, *value),
                Order::RemoveFirst => self.index.insert(filter, *value),
            }
        }
        self.gone = 0;
    }
}
