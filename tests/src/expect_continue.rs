use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a server says when it begins to read the body of a request that waits for it (RFC 9110, section 10.1.1).
pub const CONTINUE: &str = "HTTP/1.1 100 Continue";

/// Sends the head of a request, and waits until the server takes it up: the first line of what it says, `CONTINUE` when it wants the body.
///
/// # Panics
/// When the connection ends before.
pub async fn begin(stream: &mut TcpStream, method_and_path: &str, headers: &str) -> String {
    let head = format!("{method_and_path} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n{headers}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut said = Vec::new();
    while !said.ends_with(b"\r\n\r\n") {
        said.push(stream.read_u8().await.expect("an answer"));
    }
    let said = String::from_utf8_lossy(&said);
    said.lines().next().unwrap_or_default().to_owned()
}
