use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use reqwest::Method;
use segur_tests::{Server, on_both_engines};
use tokio::io::AsyncReadExt;

/// The bytes at an address in an encoding, with how they are encoded and their ETag.
async fn encoded(server: &Server, path: &str, accepted: &str) -> (Vec<u8>, String, String) {
    let request = server.request(Method::GET, path).header("accept-encoding", accepted);
    let response = request.send().await.unwrap();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    assert!(
        header("vary").split(", ").any(|name| name == "accept-encoding"),
        "{path}: {}",
        header("vary")
    );
    let (encoding, tag) = (header("content-encoding"), header("etag"));
    (response.bytes().await.unwrap().to_vec(), encoding, tag)
}

async fn decoded(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let read = match encoding {
        "br" => BrotliDecoder::new(bytes).read_to_end(&mut out).await,
        "zstd" => ZstdDecoder::new(bytes).read_to_end(&mut out).await,
        other => {
            assert_eq!(other, "gzip");
            GzipDecoder::new(bytes).read_to_end(&mut out).await
        }
    };
    read.unwrap();
    out
}

on_both_engines! {
    texts_are_sent_compressed_as_the_client_prefers,
    files_whose_digest_is_told_are_sent_as_they_are,
}

async fn texts_are_sent_compressed_as_the_client_prefers(server: &Server) {
    for path in [
        "/v1/couloirs?limit=5",
        "/v1/couloirs.csv?limit=8",
        "/openapi.json",
        "/graphql?query=%7Bcouloirs%7Bnodes%7Bslug%20name%7D%7D%7D",
        "/schema.graphql",
    ] {
        let (plain, none, tag) = encoded(server, path, "identity").await;
        assert_eq!(none, "", "{path}");
        let mut tags = vec![tag];
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("zstd, gzip", "zstd"),
            ("gzip", "gzip"),
            ("br;q=0.1, gzip", "gzip"),
        ] {
            for _ in 0..2 {
                let (bytes, encoding, tag) = encoded(server, path, accepted).await;
                assert_eq!(encoding, expected, "{path}: {accepted}");
                assert!(bytes.len() < plain.len(), "{path}");
                assert_eq!(decoded(&encoding, &bytes).await, plain, "{path}: {accepted}");
                tags.push(tag);
            }
        }
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), 4, "{path}: one ETag for each encoding: {tags:?}");
    }
}

async fn files_whose_digest_is_told_are_sent_as_they_are(server: &Server) {
    let request = server
        .request(Method::GET, "/v1/couloirs.parquet")
        .header("accept-encoding", "br");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers().get("content-encoding"), None);
    let request = server
        .request(Method::GET, "/v1/couloirs.csv")
        .header("accept-encoding", "br")
        .header("range", "bytes=0-9");
    let answer = request.send().await.unwrap();
    if answer.status() == 206 {
        assert_eq!(answer.headers().get("content-encoding"), None);
        assert_eq!(answer.bytes().await.unwrap().len(), 10);
    }
}
