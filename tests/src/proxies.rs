//! Shared caches in front of a server, as `deploy/` sets them up.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// A cache in front, in a process of its own; stopped with the test.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub address: String,
    process: Child,
    folder: TempDir,
}

/// A port of loopback that is free now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn deployed(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(file);
    fs::read_to_string(&path).expect("a file of deploy/")
}

/// A text with one thing in another's place, which must be there.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "deploy/ no longer says {from}");
    text.replace(from, to)
}

/// Programs of administrators are not on everyone's path.
fn program(name: &str) -> PathBuf {
    let places =
        ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map(|place| Path::new(place).join(name));
    let found = places.into_iter().find(|place| place.is_file());
    found.expect("the proxies are installed: run the tests by tests/run")
}

impl Proxy {
    /// Varnish with `deploy/varnish.vcl`, on a port, in front of a server on another.
    pub fn varnish(port: u16, server: u16) -> Self {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("varnish.vcl");
        let backends = with(&deployed("backends.vcl"), "\"8080\"", &format!("\"{server}\""));
        fs::write(&file, deployed("varnish.vcl")).expect("written");
        fs::write(folder.path().join("backends.vcl"), backends).expect("written");
        let mut command = Command::new(program("varnishd"));
        command
            .args(["-F", "-j", "none", "-s", "malloc,64m", "-T", "127.0.0.1:0"])
            .args(["-a", &format!("127.0.0.1:{port}")])
            .arg("-n")
            .arg(folder.path().join("state"))
            .arg("-f")
            .arg(&file);
        Self::start(command, port, folder)
    }

    /// nginx with `deploy/nginx.conf`, on a port, in front of a server on another.
    pub fn nginx(port: u16, server: u16) -> Self {
        let folder = TempDir::new().expect("a folder");
        let at = folder.path().display();
        let own = deployed("nginx.conf");
        let own = with(&own, "127.0.0.1:8080", &format!("127.0.0.1:{server}"));
        let own = with(&own, "listen 80;", &format!("listen 127.0.0.1:{port};"));
        let own = with(&own, "/var/cache/nginx/segur", &format!("{at}/cache"));
        let user = if is_root() { "user root;" } else { "" };
        let whole = format!(
            "{user} daemon off; worker_processes 1; pid {at}/pid; error_log {at}/errors;\nevents {{}}\nhttp {{ access_log off; client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/a; uwsgi_temp_path {at}/b; scgi_temp_path {at}/c;\n{own}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, whole).expect("written");
        let mut command = Command::new(program("nginx"));
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file);
        Self::start(command, port, folder)
    }

    /// How many times Varnish was purged since it started.
    pub fn purges(&self) -> u64 {
        let told = Command::new(program("varnishstat"))
            .args(["-1", "-f", "MAIN.bans_added", "-n"])
            .arg(self.folder.path().join("state"))
            .output()
            .expect("varnishstat runs");
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let number = told.split_whitespace().nth(1).and_then(|number| number.parse().ok());
        // Varnish has one ban of its own from the start.
        number.unwrap_or(1u64).saturating_sub(1)
    }

    fn start(mut command: Command, port: u16, folder: TempDir) -> Self {
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let process = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the proxy starts");
        let proxy = Self {
            address: format!("http://127.0.0.1:{port}"),
            process,
            folder,
        };
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return proxy;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let told = ["log", "errors"].map(|file| fs::read_to_string(proxy.folder.path().join(file)).unwrap_or_default());
        assert!(told.is_empty(), "the proxy does not listen: {told:?}");
        proxy
    }
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output().expect("id runs");
    told.stdout.trim_ascii() == b"0"
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Asked, so that it ends its workers; it may have ended by itself.
        let _ = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        let _ = self.process.wait();
    }
}
