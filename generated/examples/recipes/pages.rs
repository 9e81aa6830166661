//! How do I read a list that has pages?

use huaweicloud::Position;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    for number in 0..24 {
        kitchen.dcs.add_instance(&format!("cache-{number}"));
    }
    // Reads the items one after the other; the next page is requested when it is needed.
    let mut count = 0;
    let mut instances = kitchen.client.list_instances().limit(10).items();
    while let Some(instance) = instances.next().await {
        count += usize::from(instance?.name.is_some());
    }
    println!(
        "{count} instances in {} pages",
        kitchen.dcs.requests().len()
    );

    // Reads the pages one after the other, each as a whole response. The position can be stored, to continue from there
    // later.
    let mut pages = kitchen.client.list_instances().limit(10).pages();
    let first = pages.next().await.ok_or("no page")??;
    println!("of {:?} instances", first.instance_num);
    let stored = pages.position().ok_or("no further page")?.to_string();

    let position: Position = stored.parse()?;
    let mut rest = kitchen
        .client
        .list_instances()
        .limit(10)
        .items()
        .resume_at(&position);
    let next = rest.next().await.ok_or("no further instance")??;
    println!("goes on with {:?}", next.name);
    Ok(())
}
