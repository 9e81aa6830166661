//! How do I record what a service responds, and test with it later?

use huaweicloud::transport::{DefaultTransport, Recording};
use huaweicloud::{Config, Credentials};

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let name = format!("recording-{}.json", std::process::id());
    let file = std::env::temp_dir().join(name);

    // Responses are written to a file, without credentials, signed links and passwords.
    let transport = Recording::create(&file, DefaultTransport::new(Config::new())?);
    let client = kitchen.dcs.client().transport(transport).build()?;
    let recorded = client.show_instance(&kitchen.instance).await?.into_body();

    // A test reads the file: it needs neither a service nor an account.
    let replay = Recording::open(&file)?;
    let client = kitchen
        .dcs
        .client()
        .credentials(Credentials::token("any"))
        .transport(replay.clone())
        .build()?;
    let replayed = client.show_instance(&kitchen.instance).await?.into_body();
    assert_eq!(replayed.name, recorded.name);
    assert_eq!(replay.remaining(), 0);

    // A request that is not in the file is an error that names it.
    let error = client.list_flavors().await.unwrap_err();
    println!("{error}");
    std::fs::remove_file(file)?;
    Ok(())
}
