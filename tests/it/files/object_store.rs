use std::process::{Child, Command, Stdio};

use segur_tests::{Database, Engine, Server, audits, program};

/// An object store that speaks S3, on loopback, in a process of its own.
struct S3 {
    process: Child,
    address: String,
}

impl S3 {
    async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let program = audits::folder().join("audits/.venv/bin/moto_server");
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto runs: run the tests by tests/run, which installs it");
        let s3 = Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        };
        let bucket = format!("{}/segur", s3.address);
        let mut made = false;
        for _ in 0..200 {
            let answer = reqwest::Client::new().put(&bucket).send().await;
            made = answer.is_ok_and(|answer| answer.status().is_success());
            if made {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(made, "the object store does not start");
        s3
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn files_are_kept_in_an_object_store_that_speaks_s3() {
    let s3 = S3::start().await;
    let database = Database::new(Engine::Sqlite);
    let arguments = [
        "--database-url",
        database.url.as_str(),
        "--log",
        "off",
        "--files",
        "s3://segur/essai",
    ];
    let variables = [
        ("AWS_ACCESS_KEY_ID", "essai"),
        ("AWS_SECRET_ACCESS_KEY", "essai"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ENDPOINT", s3.address.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
    ];
    let serving = program::serve_with(&arguments, &variables);
    let server = Server::at(&serving.address);
    server.wait_for_files().await;
    let first = server.bytes("/v1/observations.csv").await.unwrap();
    let answer = server
        .send(
            server
                .request(reqwest::Method::GET, "/v1/observations.csv")
                .header("range", "bytes=5-9"),
        )
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_bytes()),
        (206, &first[5..10]),
        "ranges come from the store"
    );
    let made = program::command(&[&["edition", "create"], &arguments[..]].concat())
        .envs(variables)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = String::from_utf8_lossy(&made.stdout).into_owned();
    let date = told.split([' ', ':']).nth(1).unwrap().to_owned();
    drop(serving);
    // Another node finds there what the first one kept.
    let serving = program::serve_with(&arguments, &variables);
    let server = Server::at(&serving.address);
    assert_eq!(
        server
            .bytes(&format!("/editions/{date}/observations.csv"))
            .await
            .unwrap(),
        first
    );
}
