//! How long encoding takes.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn encode(criterion: &mut Criterion) {
    for mut group in mqtt_benches::encode() {
        let mut timed = criterion.benchmark_group(&group.name);
        timed.throughput(Throughput::ElementsAndBytes { elements: group.packets, bytes: group.bytes });
        for row in &mut group.rows {
            timed.bench_function(row.name.clone(), |bencher| bencher.iter_custom(|n| row.run(n)));
        }
        timed.finish();
    }
}

/// Short, so that the rows of a group see the same machine.
fn short() -> Criterion {
    Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2))
}

criterion_group! { name = benches; config = short(); targets = encode }
criterion_main!(benches);
