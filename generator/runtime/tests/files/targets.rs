//! Where responses are saved.

use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::time::Duration;

use apiruntime::body::TransportErrorKind;
use apiruntime::client::{Download, Saved};
use apiruntime::codegen::{Call, NoError};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};

use super::{Any, Folder, GET, client};

fn server() -> ScriptedTransport {
    let text = ScriptedResponse::new(200).body("text/plain", "new");
    ScriptedTransport::new().when(|_| true, text)
}

async fn save(path: impl Into<PathBuf>) -> Result<Saved, apiruntime::Error<NoError>> {
    Download::new::<Any>(Call::new(&client(server()), &GET), path.into()).await
}

#[tokio::test]
async fn what_cannot_become_a_file_is_refused_before_anything_is_sent() {
    let folder = Folder::new("no-target");
    let inside = |name: &str| folder.0.join(name);
    let targets = [
        folder.0.clone(),
        inside("new/"),
        inside(".."),
        PathBuf::new(),
    ];
    for path in targets
        .into_iter()
        .chain(Some(PathBuf::from("/dev/null")).filter(|path| path.exists()))
    {
        let transport = server();
        let call = Call::new(&client(transport.clone()), &GET);
        let error = Download::<NoError>::new::<Any>(call, path.clone()).await;
        let error = error.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(&*path.to_string_lossy()), "{error}");
        assert!(transport.requests().is_empty(), "{error}");
    }
    assert!(folder.names().is_empty());
}

#[tokio::test]
async fn a_name_may_be_as_long_as_names_can_be() {
    let folder = Folder::new("long");
    for name in ["x".repeat(255), "é".repeat(127)] {
        let saved = save(folder.0.join(&name)).await.unwrap();
        assert_eq!(std::fs::read(saved.path()).unwrap(), b"new");
    }
    assert_eq!(folder.names().len(), 2);
}

#[tokio::test]
async fn files_that_another_process_left_behind_are_in_nobodys_way() {
    let folder = Folder::new("left-behind");
    for number in 0..1_000 {
        folder.file(&format!("saved.{}-{number}.part", std::process::id()), b"");
    }
    save(folder.0.join("saved")).await.unwrap();
    assert_eq!(folder.names().len(), 1_001);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_stays_one_and_the_file_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new("links");
    let real = folder.file("real", b"old");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("real", folder.0.join("link")).unwrap();
    symlink(folder.0.join("link"), folder.0.join("link-of-link")).unwrap();
    symlink("later", folder.0.join("link-to-later")).unwrap();
    symlink("circle", folder.0.join("circle")).unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.0.join(name)).unwrap();
    let is_link = |name: &str| folder.0.join(name).symlink_metadata().unwrap().is_symlink();
    let saved = save(folder.0.join("link-of-link")).await.unwrap();
    assert_eq!(saved.path(), folder.0.join("link-of-link"));
    assert_eq!(read("real"), "new");
    assert!(is_link("link") && is_link("link-of-link"));
    assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    save(folder.0.join("link-to-later")).await.unwrap();
    assert!(is_link("link-to-later"));
    assert_eq!(read("later"), "new");
    let error = save(folder.0.join("circle")).await.unwrap_err();
    assert_eq!(error.transport().unwrap().kind(), TransportErrorKind::File);
    assert!(is_link("circle"));
    let mut names = folder.names();
    names.sort();
    assert_eq!(
        names,
        [
            "circle",
            "later",
            "link",
            "link-of-link",
            "link-to-later",
            "real"
        ]
    );
}

#[test]
fn a_download_that_is_given_up_at_any_moment_leaves_nothing() {
    let folder = Folder::new("moments");
    let parts = |folder: &Path| {
        let names = std::fs::read_dir(folder).unwrap().flatten();
        names
            .filter(|name| name.path().extension().is_some_and(|end| end == "part"))
            .count()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let core = client(server());
        for moment in 0..300 {
            let download =
                Download::<NoError>::new::<Any>(Call::new(&core, &GET), folder.0.join("saved"));
            let given_up =
                tokio::time::timeout(Duration::from_micros(moment), download.into_future());
            let _ = given_up.await;
        }
    });
    // The threads that create files end with the runtime.
    drop(runtime);
    assert_eq!(parts(&folder.0), 0);
}
