use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// A resource that clients share: a number of places for one client, and a number in all. When all are taken, the client that holds the most gives
/// its oldest place to one that holds fewer, so that a few clients cannot keep the others out.
#[derive(Clone, Debug)]
pub(crate) struct Places(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    each: usize,
    all: usize,
    /// How long a place is safe from being given to another client.
    grace: Duration,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
    taken: BTreeMap<u64, Taken>,
    held: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Taken {
    client: IpAddr,
    since: Instant,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    busy: AtomicUsize,
    evicted: Notify,
}

/// A place, held until it is dropped, or given to another client.
#[derive(Debug)]
pub(crate) struct Place {
    number: u64,
    state: Arc<State>,
    places: Places,
}

/// No place is free for this client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Places {
    pub(crate) fn new(each: usize, all: usize, grace: Duration) -> Self {
        Self(Arc::new(Shared {
            each: each.clamp(1, all.max(1)),
            all: all.max(1),
            grace,
            table: Mutex::default(),
        }))
    }

    /// Takes a place for a client; `is_exempt` when the bound of one client does not apply to it.
    ///
    /// # Errors
    /// `Full` when the client holds all that one may hold, or no other client has to give one up.
    pub(crate) fn enter(&self, client: IpAddr, is_exempt: bool) -> Result<Place, Full> {
        let mut table = self.table();
        let held = table.held.get(&client).copied().unwrap_or_default();
        if held >= self.0.each && !is_exempt {
            return Err(Full);
        }
        if table.taken.len() >= self.0.all && !table.evict(held, self.0.grace) {
            return Err(Full);
        }
        let number = table.next;
        table.next += 1;
        let state = Arc::<State>::default();
        let taken = Taken {
            client,
            since: Instant::now(),
            state: state.clone(),
        };
        table.taken.insert(number, taken);
        *table.held.entry(client).or_default() += 1;
        Ok(Place {
            number,
            state,
            places: self.clone(),
        })
    }

    /// How many places are taken.
    pub(crate) fn taken(&self) -> usize {
        self.table().taken.len()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Frees the oldest place of the client that holds the most, when a client that holds this many would still hold fewer.
    fn evict(&mut self, held: usize, grace: Duration) -> bool {
        let can_go = |taken: &Taken| taken.since.elapsed() >= grace && taken.state.busy.load(Ordering::Relaxed) == 0;
        let of = |taken: &Taken| self.held.get(&taken.client).copied().unwrap_or_default();
        let candidates = self.taken.iter().filter(|(_, taken)| can_go(taken));
        // The first of the greatest is the oldest.
        let Some((number, most)) = candidates
            .map(|(number, taken)| (*number, of(taken)))
            .rev()
            .max_by_key(|(_, held)| *held)
        else {
            return false;
        };
        // The first place of a client is worth more than the second of another.
        let enough = if held == 0 { 1 } else { held + 2 };
        if most < enough {
            return false;
        }
        if let Some(taken) = self.remove(number) {
            taken.state.evicted.notify_one();
        }
        true
    }

    fn remove(&mut self, number: u64) -> Option<Taken> {
        let taken = self.taken.remove(&number)?;
        if let Some(held) = self.held.get_mut(&taken.client) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&taken.client);
            }
        }
        Some(taken)
    }
}

impl Place {
    /// Waits until the place is given to another client.
    pub(crate) async fn evicted(&self) {
        self.state.evicted.notified().await;
    }

    /// Keeps the place from being given to another client as long as the guard lives.
    pub(crate) fn busy(&self) -> Busy {
        self.state.busy.fetch_add(1, Ordering::Relaxed);
        Busy(self.state.clone())
    }
}

/// A guard of a place in use.
#[derive(Debug)]
pub(crate) struct Busy(Arc<State>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.table().remove(self.number);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn client(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    #[test]
    fn one_client_has_its_share_and_no_more() {
        let places = Places::new(2, 4, Duration::ZERO);
        let held: Vec<_> = (0..2).map(|_| places.enter(client(1), false).unwrap()).collect();
        assert_eq!(places.enter(client(1), false).unwrap_err(), Full);
        assert!(places.enter(client(1), true).is_ok());
        drop(held);
        assert_eq!(places.taken(), 0);
        assert!(places.enter(client(1), false).is_ok());
    }

    #[test]
    fn who_holds_the_most_gives_its_oldest_place() {
        let places = Places::new(3, 4, Duration::ZERO);
        let first: Vec<_> = (0..3).map(|_| places.enter(client(1), false).unwrap()).collect();
        let _second = places.enter(client(2), false).unwrap();
        let _third = places.enter(client(3), false).unwrap();
        assert!(first[0].evicted().now_or_never().is_some() && first[1].evicted().now_or_never().is_none());
        assert_eq!(places.taken(), 4);
        // Those who hold one each keep it from whoever would then hold two.
        let _third = places.enter(client(3), false).err().unwrap();
        let _fourth = places.enter(client(4), false).unwrap();
        assert!(first[1].evicted().now_or_never().is_some());
        let _busy = first[2].busy();
        assert_eq!(places.enter(client(5), false).map(|place| place.number).ok(), Some(6));
    }

    #[test]
    fn a_place_in_use_or_just_taken_is_kept() {
        let places = Places::new(2, 2, Duration::ZERO);
        let busy: Vec<_> = (0..2).map(|_| places.enter(client(1), false).unwrap()).collect();
        let used: Vec<_> = busy.iter().map(Place::busy).collect();
        assert_eq!(places.enter(client(2), false).unwrap_err(), Full);
        drop(used);
        assert!(places.enter(client(2), false).is_ok());
        let young = Places::new(2, 2, Duration::from_secs(60));
        let _held: Vec<_> = (0..2).map(|_| young.enter(client(1), false).unwrap()).collect();
        assert_eq!(young.enter(client(2), false).unwrap_err(), Full);
    }
}
