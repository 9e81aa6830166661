//! How do I download a file without holding all of it in memory?

use std::io::Write as _;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let (client, instance) = (&kitchen.client, &kitchen.instance);
    let analysis = client.create_hotkey_scan_task(instance).await?.into_body();
    let id = analysis.id.ok_or("no analysis was started")?;
    kitchen.dcs.advance(std::time::Duration::from_secs(60));

    let path = std::env::temp_dir().join(format!("hot-keys-{}.csv", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    // The body is a stream: each piece is written as it comes.
    let mut body = client.download_hot_key(instance, &id).await?.into_body();
    while let Some(piece) = body.chunk().await? {
        file.write_all(&piece)?;
    }
    println!("{}", std::fs::read_to_string(&path)?.trim_end());
    std::fs::remove_file(path)?;
    Ok(())
}
