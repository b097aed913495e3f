//! Prints what indexes of topics hold in memory, for the bench `topic`.

use std::env;

use mqtt_benches::topic::{Scale, memory};

fn main() {
    let scale = if env::args().any(|arg| arg == "--small") { Scale::Small } else { Scale::Full };
    let mut count = |run: &mut dyn FnMut()| allocation_counter::measure(run).bytes_current;
    memory::all(scale, &mut count, &mut |memory| println!("{}", memory.to_line()));
}
