//! How do I use a proxy, or certificates of my own?

use huaweicloud::dcs::Client;
use huaweicloud::{Config, Credentials};
use test_server::{Server, json};

use crate::{Failure, Kitchen};

pub(crate) async fn run(_: &Kitchen) -> Result<(), Failure> {
    // Without `proxy`, the client uses HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
    let proxy = Server::respond(|_| json("200 OK", r#"{"instance_num": 0}"#)).await;
    let config = Config::new()
        .proxy(proxy.endpoint())
        // This recipe uses plain HTTP so that it needs no certificate.
        .allow_plain_http(true);
    let client = Client::builder()
        .endpoint("http://dcs.internal.example")
        .credentials(Credentials::token("token"))
        .project_id("project")
        .config(config)
        .build()?;
    client.list_instances().await?;
    println!("{}", proxy.seen()[0].lines().next().unwrap_or_default());

    // Custom root certificates, in PEM or DER, can be added to the built-in ones or replace them; client certificates
    // are possible too.
    let broken = Config::new()
        .root_certificate("no certificate")
        .only_given_roots();
    let refused = Client::builder()
        .endpoint("https://dcs.internal.example")
        .credentials(Credentials::token("token"))
        .project_id("project")
        .config(broken)
        .build();
    println!("{}", refused.err().ok_or("it was taken")?);
    Ok(())
}
