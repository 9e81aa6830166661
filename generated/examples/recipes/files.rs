//! How do I send and download files?

use std::path::Path;

use huaweicloud::body::Upload;
use huaweicloud::http::Method;
use huaweicloud::{Config, dcs};
use indicatif::ProgressBar;

use crate::store::Store;
use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("recipe-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = within(kitchen, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    done
}

async fn within(kitchen: &Kitchen, folder: &Path) -> Result<(), Failure> {
    let (client, instance) = (&kitchen.client, &kitchen.instance);
    let analysis = client.create_hotkey_scan_task(instance).await?.into_body();
    let id = analysis.id.ok_or("no analysis was started")?;
    kitchen.dcs.advance(std::time::Duration::from_secs(60));

    // A response that is a file can be saved: completely, or not at all.
    let csv = folder.join("hot-keys.csv");
    let saved = client.download_hot_key(instance, &id).save_to(&csv).await?;
    println!("{} bytes of {}", saved.length(), saved.path().display());
    // Or it can be read as a stream, which need not fit into memory.
    let mut body = client.download_hot_key(instance, &id).await?.into_body();
    while let Some(piece) = body.chunk().await? {
        println!("{} bytes came", piece.len());
    }

    // An upload is read from the disk, and starts again from the beginning if the connection breaks; a download
    // continues where it stopped. The connections of this server break twice.
    let store = Store::start().await;
    let client = dcs::Client::builder()
        .endpoint(&store.endpoint())
        .credentials(huaweicloud::Credentials::token("token"))
        .project_id("project")
        .config(Config::new().retry(huaweicloud::RetryPolicy::default().attempts(3)))
        .build()?;
    let (path, sent) = ("/v2/{project_id}/files/keys", folder.join("keys.txt"));
    std::fs::write(&sent, "a key\n".repeat(50_000))?;
    let bar = ProgressBar::new(0);
    let shown = bar.clone();
    let file = Upload::open(&sent).await?.on_progress(move |sent| {
        shown.set_length(sent.total().unwrap_or_default());
        shown.set_position(sent.done());
    });
    let request = client.request(Method::PUT, path).body("text/plain", file);
    request.await?;
    let (got, shown) = (folder.join("got.txt"), bar.clone());
    let saved = client
        .request(Method::GET, path)
        .save_to(&got)
        .on_progress(move |saved| shown.set_position(saved.done()))
        .await?;
    bar.finish_and_clear();
    assert_eq!(std::fs::read(&sent)?, std::fs::read(&got)?);
    println!(
        "{} bytes came back, {} connections broke",
        saved.length(),
        store.broken()
    );
    Ok(())
}
