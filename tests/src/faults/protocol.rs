use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};

/// What is done to a connection at a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It is cut before the message is passed on.
    Before,
    /// It is cut in the middle of the message.
    Within,
    /// It is cut after the message was passed on.
    After,
    /// The server is told to cancel what it does.
    Cancel,
    /// The server is told to end the connection, as its own time limits do.
    Terminate,
}

/// A proxy before PostgreSQL that reads its protocol, message by message, and does something at one of them.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Where it listens.
    pub port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    target: Mutex<u16>,
    /// How many messages pass before the one at which something is done; below 0, nothing is.
    countdown: AtomicI64,
    passed: AtomicI64,
    cut: Mutex<Cut>,
    reached: AtomicBool,
    /// Where backends to be cancelled or ended are told.
    backends: tokio::sync::mpsc::UnboundedSender<(Cut, i32, tokio::sync::oneshot::Sender<()>)>,
    everyone: Notify,
}

/// A backend that is to be told something, and who waits until it is.
pub type Told = (Cut, i32, tokio::sync::oneshot::Sender<()>);

impl Proxy {
    /// Starts one before a server on a port. What is to be told to backends comes out of the channel.
    pub async fn start(target: u16) -> (Self, tokio::sync::mpsc::UnboundedReceiver<Told>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (backends, told) = tokio::sync::mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            target: Mutex::new(target),
            countdown: AtomicI64::new(-1),
            passed: AtomicI64::new(0),
            cut: Mutex::new(Cut::Before),
            reached: AtomicBool::new(false),
            backends,
            everyone: Notify::new(),
        });
        let proxy = Self { port, shared };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().serve(client));
            }
        });
        (proxy, told)
    }

    /// Passes so many messages, then does something at the next.
    pub fn arm(&self, cut: Cut, after: i64) {
        *self.shared.cut.lock().unwrap_or_else(PoisonError::into_inner) = cut;
        self.shared.reached.store(false, Ordering::SeqCst);
        self.shared.passed.store(0, Ordering::SeqCst);
        self.shared.countdown.store(after, Ordering::SeqCst);
    }

    /// Does nothing more: how many messages have passed since it was armed, and whether something was done.
    pub fn disarm(&self) -> (i64, bool) {
        self.shared.countdown.store(-1, Ordering::SeqCst);
        (
            self.shared.passed.load(Ordering::SeqCst),
            self.shared.reached.load(Ordering::SeqCst),
        )
    }

    /// Leads to another server from now on, and cuts every connection.
    pub fn lead_to(&self, port: u16) {
        *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner) = port;
        self.shared.everyone.notify_waiters();
    }

    async fn serve(self, client: TcpStream) {
        let target = *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(server) = TcpStream::connect(("127.0.0.1", target)).await else {
            return;
        };
        // Small messages go at once.
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let backend = Arc::new(AtomicI64::new(0));
        let asked = pass(self.shared.clone(), from_client, to_server, true, backend.clone());
        let answered = pass(self.shared.clone(), from_server, to_client, false, backend);
        tokio::select! {
            _ = asked => {}
            _ = answered => {}
            () = self.shared.everyone.notified() => {}
        }
    }
}

/// Passes messages on in one direction, until the connection ends or is cut.
async fn pass(
    shared: Arc<Shared>,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    is_client: bool,
    backend: Arc<AtomicI64>,
) -> std::io::Result<()> {
    // The first message of a client has no kind.
    let mut has_started = !is_client;
    loop {
        let mut message = Vec::new();
        if has_started {
            message.push(from.read_u8().await?);
        }
        let length = from.read_u32().await?;
        message.extend_from_slice(&length.to_be_bytes());
        let start = message.len();
        message.resize(start + (length as usize).saturating_sub(4), 0);
        from.read_exact(&mut message[start..]).await?;
        if !has_started {
            let code = message
                .get(4..8)
                .map_or(0, |code| u32::from_be_bytes([code[0], code[1], code[2], code[3]]));
            if code == 80_877_103 || code == 80_877_104 {
                return Err(std::io::Error::other(
                    "messages are read in the clear: ask with sslmode=disable",
                ));
            }
            has_started = true;
        }
        if !is_client && message[0] == b'K' {
            let number = i32::from_be_bytes([message[5], message[6], message[7], message[8]]);
            backend.store(i64::from(number), Ordering::SeqCst);
        }
        if shared.countdown.load(Ordering::SeqCst) >= 0 {
            shared.passed.fetch_add(1, Ordering::SeqCst);
            if shared.countdown.fetch_sub(1, Ordering::SeqCst) == 0 {
                shared.reached.store(true, Ordering::SeqCst);
                let cut = *shared.cut.lock().unwrap_or_else(PoisonError::into_inner);
                match cut {
                    Cut::Before => return Ok(()),
                    Cut::Within => {
                        to.write_all(&message[..message.len() / 2]).await?;
                        return Ok(());
                    }
                    Cut::After => {
                        to.write_all(&message).await?;
                        to.flush().await?;
                        return Ok(());
                    }
                    Cut::Cancel | Cut::Terminate => {
                        let (done, waiting) = tokio::sync::oneshot::channel();
                        let number = i32::try_from(backend.load(Ordering::SeqCst)).unwrap_or_default();
                        if shared.backends.send((cut, number, done)).is_ok() {
                            let _ = waiting.await;
                        }
                    }
                }
            }
        }
        to.write_all(&message).await?;
    }
}
