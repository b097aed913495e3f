//! All inputs of a kind, one after the other.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use mqtt_codec::Framer;

/// The first bytes that a packet of some version can begin with: Table 2.2 of 3.1.1, Table 2-2 of 5.0. Type 15 is of 5.0
/// alone, and DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE of 3.1, but framing knows no version.
pub const FIRST_BYTES: [u8; 27] = [
    0x10, 0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x3a, 0x3b, 0x3c, 0x3d, 0x40, 0x50, 0x62, 0x6a, 0x70,
    0x82, 0x8a, 0x90, 0xa2, 0xaa, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0,
];

/// Checks that framing refuses the other first bytes, whatever follows.
pub fn a_first_byte_that_begins_no_packet_is_enough_to_refuse() {
    for first in 0..=u8::MAX {
        let refused = Framer::default().split(&[first]).is_err();
        assert_eq!(refused, !FIRST_BYTES.contains(&first), "{first:#04x}");
    }
}

/// Runs `job` for 0 to `jobs` on all cores: the sum of what it gives.
pub fn on_all_cores(jobs: usize, job: impl Fn(usize) -> usize + Sync) -> usize {
    let next = AtomicUsize::new(0);
    let work =
        || (0..).map_while(|_| Some(next.fetch_add(1, Relaxed)).filter(|at| *at < jobs)).map(&job).sum();
    let cores = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| -> usize { thread.join().expect("no panic") }).sum()
    })
}

/// The two bytes that the number `n` is.
pub fn two(n: usize) -> [u8; 2] {
    u16::try_from(n).expect("below 65,536").to_be_bytes()
}
