//! Compares the allocations of a call with those of the same call written by hand on the same library.

use divan::{AllocProfiler, Bencher};
use runtime_bench::*;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 50, sample_size = 100)]
fn through_the_client(bencher: Bencher<'_, '_>) {
    let (runtime, client) = (runtime(), client(server()));
    runtime.block_on(through_client(&client));
    bencher.bench_local(|| runtime.block_on(through_client(&client)));
}

#[divan::bench(sample_count = 50, sample_size = 100)]
fn written_by_hand(bencher: Bencher<'_, '_>) {
    let (runtime, client, address) = (runtime(), plain(), server());
    runtime.block_on(by_hand(&client, address));
    bencher.bench_local(|| runtime.block_on(by_hand(&client, address)));
}
