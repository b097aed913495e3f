//! What is measured, and the one function inside which it happens.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::BytesMut;

/// One operation on one sample, and the ways to do it.
pub struct Group {
    /// What is done, to which version's packet: `decode v3 PUBLISH 16`.
    pub name: String,
    /// How many packets one iteration handles.
    pub packets: u64,
    /// How many bytes these packets are.
    pub bytes: u64,
    /// Ours first.
    pub rows: Vec<Row>,
}

/// One way to do what its group is about.
pub struct Row {
    /// Who does it, and how if there are several ways. Ours begin with [`OURS`].
    pub name: String,
    run: Box<dyn FnMut(u64) -> Duration>,
}

/// How the names of our own rows begin.
pub const OURS: &str = "mqtt-codec";

/// The row that cuts packets off and does not look into them. No peer does this alone.
pub const FRAMING_ONLY: &str = "mqtt-codec, framing only";

impl Group {
    pub(crate) fn new(name: String, packets: usize, bytes: usize, rows: Vec<Row>) -> Self {
        let count = |n| u64::try_from(n).unwrap();
        Self { name, packets: count(packets), bytes: count(bytes), rows }
    }
}

impl Row {
    /// `op`, again and again.
    pub(crate) fn repeat(name: impl Into<String>, mut op: impl FnMut() + 'static) -> Self {
        let run = move |n| {
            measured(&mut || {
                for _ in 0..n {
                    op();
                }
            })
        };
        Self { name: name.into(), run: Box::new(run) }
    }

    /// `op` on something that it uses up: `fill` makes enough for `batch` times, outside what is measured.
    pub(crate) fn batches<T: 'static>(
        name: impl Into<String>,
        batch: u64,
        mut fill: impl FnMut() -> T + 'static,
        mut op: impl FnMut(&mut T) + 'static,
    ) -> Self {
        let run = move |n: u64| {
            let mut left = n;
            let mut taken = Duration::ZERO;
            while left > 0 {
                let now = left.min(batch);
                let mut filled = fill();
                taken += measured(&mut || {
                    for _ in 0..now {
                        op(&mut filled);
                    }
                });
                left -= now;
            }
            taken
        };
        Self { name: name.into(), run: Box::new(run) }
    }

    /// `op` takes one packet off a read buffer, which holds `packet` many times over.
    pub(crate) fn one_by_one(
        name: impl Into<String>,
        packet: &'static [u8],
        op: impl FnMut(&mut BytesMut) + 'static,
    ) -> Self {
        Self::batches(name, BATCH, move || read_buffer(packet, BATCH), op)
    }

    /// `op` takes all packets off a read buffer, which holds `stream`.
    pub(crate) fn whole_stream(
        name: impl Into<String>,
        stream: &'static [u8],
        op: impl FnMut(&mut BytesMut) + 'static,
    ) -> Self {
        Self::batches(name, 1, move || read_buffer(stream, 1), op)
    }

    /// Encodes into a buffer that is emptied each time and keeps its capacity.
    pub(crate) fn reused<B: 'static>(
        name: impl Into<String>,
        mut out: B,
        mut op: impl FnMut(&mut B) + 'static,
    ) -> Self {
        Self::repeat(name, move || op(black_box(&mut out)))
    }

    /// Runs `n` iterations: the time they took.
    pub fn run(&mut self, n: u64) -> Duration {
        (self.run)(n)
    }
}

/// Large enough that reading the clock does not count, small enough to stay in the first cache.
pub(crate) const BATCH: u64 = 128;

/// Room for each sample, so that no output grows.
pub(crate) const CAPACITY: usize = 1024;

/// A read buffer with room left at its end: some decoders reserve after each packet, and would copy.
fn read_buffer(bytes: &[u8], times: u64) -> BytesMut {
    let times = usize::try_from(times).unwrap();
    let mut buf = BytesMut::with_capacity(bytes.len() * times + 1024);
    for _ in 0..times {
        buf.extend_from_slice(bytes);
    }
    buf
}

/// All that is timed runs in here, and the bench `instructions` counts what runs in here, by this name.
#[inline(never)]
fn measured(section: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    section();
    start.elapsed()
}
