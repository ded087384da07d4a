use std::{
    cell::{Cell, RefCell},
    process::Command,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

/// How many connections ask at once.
pub(super) const CONNECTIONS: usize = 16;

/// The number of the next request.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A request, sent again and again.
#[derive(Clone)]
pub(super) struct Asked {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Where eight digits stand that are others each time, so that no two requests are the same.
    pub(super) counter: Option<usize>,
}

/// What was done in a while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    /// Requests answered in a second.
    pub(super) rate: f64,
    /// Microseconds of processor time of each process that was watched, for a request.
    pub(super) cost: [f64; 2],
}

impl Asked {
    pub(super) fn get(path: &str, headers: &str) -> Self {
        Self::of(format!("GET {path} HTTP/1.1\r\nhost: x\r\n{headers}\r\n"))
    }

    pub(super) fn post(path: &str, body: &str) -> Self {
        let length = body.len();
        Self::of(format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    fn of(text: String) -> Self {
        Self {
            counter: text.find("00000000"),
            bytes: text.into_bytes(),
        }
    }

    fn numbered(&mut self, number: u64) {
        if let Some(at) = self.counter {
            self.bytes[at..at + 8].copy_from_slice(format!("{:08}", number % 100_000_000).as_bytes());
        }
    }
}

/// Sends requests in turn, over and over, on several connections, for a while.
pub(super) async fn drive(address: &str, asked: &[Asked], during: Duration, watched: [&[u32]; 2]) -> Done {
    let host = address.trim_start_matches("http://").to_owned();
    let number = Rc::new(Cell::new(NEXT.load(Ordering::Relaxed)));
    let answered = Rc::new(Cell::new(0u64));
    let before = watched.map(processor_time);
    let started = Instant::now();
    let tasks = LocalSet::new();
    for _ in 0..CONNECTIONS {
        let (host, mut asked) = (host.clone(), asked.to_vec());
        let (number, answered) = (number.clone(), answered.clone());
        tasks.spawn_local(async move {
            let mut stream = TcpStream::connect(host).await.expect("a connection");
            stream.set_nodelay(true).expect("no delay");
            let mut buffer = vec![0; 1 << 20];
            while started.elapsed() < during {
                number.set(number.get() + 1);
                let variant = number.get() as usize % asked.len();
                let asked = &mut asked[variant];
                asked.numbered(number.get());
                stream.write_all(&asked.bytes).await.expect("sent");
                read_answer(&mut stream, &mut buffer).await;
                answered.set(answered.get() + 1);
            }
        });
    }
    tasks.await;
    let took = started.elapsed();
    NEXT.store(number.get(), Ordering::Relaxed);
    let count = answered.get() as f64;
    let after = watched.map(processor_time);
    Done {
        rate: count / took.as_secs_f64(),
        cost: [0, 1].map(|at| (after[at] - before[at]) * 1e6 / count),
    }
}

/// How long responses take, the quickest first, where so many requests a second arrive whatever the server does.
pub(super) async fn paced(address: &str, asked: &[Asked], rate: f64, during: Duration) -> Vec<Duration> {
    let host = address.trim_start_matches("http://").to_owned();
    let next = Rc::new(Cell::new(0u32));
    let times = Rc::new(RefCell::new(Vec::new()));
    let started = Instant::now();
    let tasks = LocalSet::new();
    for _ in 0..CONNECTIONS * 4 {
        let (host, asked, next, times) = (host.clone(), asked.to_vec(), next.clone(), times.clone());
        tasks.spawn_local(async move {
            let mut stream = TcpStream::connect(host).await.expect("a connection");
            stream.set_nodelay(true).expect("no delay");
            let mut buffer = vec![0; 1 << 20];
            loop {
                let number = next.replace(next.get() + 1);
                let due = started + Duration::from_secs_f64(f64::from(number) / rate);
                if due > started + during {
                    return;
                }
                let is_early = Instant::now() < due;
                tokio::time::sleep_until(due.into()).await;
                // What waits for a connection waits for the server; what the timer adds is not the server's.
                let since = if is_early { Instant::now() } else { due };
                stream
                    .write_all(&asked[number as usize % asked.len()].bytes)
                    .await
                    .expect("sent");
                read_answer(&mut stream, &mut buffer).await;
                times.borrow_mut().push(since.elapsed());
            }
        });
    }
    tasks.await;
    let mut times = times.take();
    times.sort_unstable();
    times
}

/// Reads one answer to its end; one that is no success ends the bench.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.expect("an answer");
        assert!(read > 0, "the connection was closed");
        filled += read;
        let Some(end) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&buffer[..end]).expect("a head");
        let good = head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 304");
        assert!(good, "{head}");
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse::<usize>().ok())?
        });
        let whole = end + 4 + length.unwrap_or(0);
        while filled < whole {
            let read = stream.read(&mut buffer[filled..]).await.expect("the rest");
            assert!(read > 0, "the connection was closed");
            filled += read;
        }
        return;
    }
}

/// Seconds of processor time that processes have taken, with those of theirs that ended.
pub(super) fn processor_time(processes: &[u32]) -> f64 {
    let one = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/schedstat")).unwrap_or_default();
        let whole: f64 = stat
            .split(' ')
            .next()
            .and_then(|nanoseconds| nanoseconds.parse().ok())
            .unwrap_or(0.0);
        whole / 1e9
    };
    let threads = |process: &u32| {
        let Ok(tasks) = std::fs::read_dir(format!("/proc/{process}/task")) else {
            return one(process);
        };
        let tasks = tasks.flatten().map(|task| {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            stat.split(' ')
                .next()
                .and_then(|nanoseconds| nanoseconds.parse::<f64>().ok())
                .unwrap_or(0.0)
                / 1e9
        });
        tasks.sum()
    };
    processes.iter().map(threads).sum()
}

/// Keeps processes, and what they start, on one core.
pub(super) fn pin(process: u32, core: usize) {
    // Where there is one core only, nothing can be kept apart.
    let _ = Command::new("taskset")
        .args(["-a", "-cp", &core.to_string(), &process.to_string()])
        .output();
}

/// The processes of the cluster that answers at an address: the one that listens, and those that it started.
pub(super) fn cluster(url: &str) -> Vec<u32> {
    let ask = |statement: &str| {
        let output = Command::new("psql")
            .args([
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--dbname",
                url,
                "--command",
                statement,
            ])
            .output();
        String::from_utf8_lossy(&output.expect("psql runs").stdout)
            .trim()
            .to_owned()
    };
    let folder = ask("SHOW data_directory");
    let file = std::fs::read_to_string(format!("{folder}/postmaster.pid")).unwrap_or_default();
    let Some(first) = file.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else {
        return Vec::new();
    };
    let children = std::fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap_or_default();
    let children = children.split(' ').filter_map(|child| child.trim().parse().ok());
    std::iter::once(first).chain(children).collect()
}
