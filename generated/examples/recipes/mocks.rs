//! How do I test my code without a service?

use huaweicloud::Credentials;
use huaweicloud::dcs::models::{ErrorResponse, InstanceListInfo, QueryInstanceListResp};
use huaweicloud::dcs::operations::{ListInstances, ShowInstance};
use huaweicloud::dcs::{Client, test_responses};
use huaweicloud::transport::ScriptedTransport;

use crate::{Failure, Kitchen};

pub(crate) async fn run(_: &Kitchen) -> Result<(), Failure> {
    let list = QueryInstanceListResp::new()
        .instance_num(1)
        .instances(vec![InstanceListInfo::new().name("cache")]);
    let broken = ErrorResponse::new()
        .error_code("DCS.5000")
        .error_msg("broken");
    // The responses of the service, by operation. An unexpected request is an error that names it.
    let script = ScriptedTransport::new()
        .on::<ListInstances>(move |request| {
            assert_eq!(request.query_parameter("limit").as_deref(), Some("100"));
            test_responses::list_instances::ok(&list)
        })
        .times(1)
        .on::<ShowInstance>(move |_| test_responses::show_instance::bad_request(&broken));
    let client = Client::builder()
        .endpoint("https://dcs.test")
        .credentials(Credentials::token("token"))
        .project_id("project")
        .transport(script.clone())
        .build()?;

    // The code under test.
    assert_eq!(names(&client).await?, ["cache"]);
    let error = client.show_instance("id").await.unwrap_err();
    assert_eq!(error.code(), Some("DCS.5000"));

    // Checks that each rule was used as often as it says.
    script.verify()?;
    println!(
        "{} requests, none of which left this program",
        script.requests().len()
    );
    Ok(())
}

async fn names(client: &Client) -> Result<Vec<String>, Failure> {
    let list = client.list_instances().limit(100).await?.into_body();
    Ok(list
        .instances
        .into_iter()
        .flatten()
        .filter_map(|one| one.name)
        .collect())
}
