//! How do I make many calls in parallel, but not too many at once?

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{Failure, Kitchen};

/// The number of calls that run at the same time.
const AT_ONCE: usize = 8;

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let ids: Vec<_> = (0..50)
        .map(|number| kitchen.dcs.add_instance(&format!("cache-{number}")))
        .collect();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    for id in ids {
        // A client is cheap to clone: clones share their connections.
        let (client, place) = (
            kitchen.client.clone(),
            Arc::clone(&places).acquire_owned().await?,
        );
        calls.spawn(async move {
            let shown = client.show_instance(&id).await;
            drop(place);
            shown
        });
    }
    let mut memory = 0;
    while let Some(shown) = calls.join_next().await {
        memory += shown??.max_memory.unwrap_or_default();
    }
    println!("{memory} MB in all");
    Ok(())
}
