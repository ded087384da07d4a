/// What is wrong with files.
mod faults;
/// Files built ahead, verified, and forgotten.
mod upkeep;

use std::{collections::HashMap, ops::Range, sync::Arc};

use bytes::Bytes;
use faults::Faults;
use futures::stream::BoxStream;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::{Content, FileFacts, Objects, Variant, content, everything::everything, objects::hexadecimal};
use crate::{
    datasets::{
        Dataset, PageRequest, Table,
        changes::touched::{DOCUMENTS, State, states},
        model::fields::fields,
        registry,
    },
    domain::{Error, Result, Revision},
    error_log,
    store::Snapshot,
};

/// The place of the fault that files cannot be written, and what operators are told of it.
const ROOM: &str = "room";
const NOT_KEPT: &str =
    "files cannot be kept: their volume is full, or their store is out of reach; the log has the cause";

/// Raised when the same rows are written otherwise: files written before are then built again.
const LAYOUT: u32 = 2;

/// How many answers about files are remembered.
const MOST_REMEMBERED: u64 = 4_096;

/// How many revisions' states are remembered.
const MOST_REVISIONS: u64 = 256;

/// Files of whole datasets, each built once for a state of its dataset: every download of a state is the same file, whose rows and digest are
/// known before its bytes.
#[derive(Clone)]
pub struct Shelf {
    objects: Objects,
    told: Cache<String, Arc<FileFacts>>,
    states: Cache<Revision, Arc<HashMap<&'static str, State>>>,
    /// Files whose digest was found right since this process started.
    verified: Cache<String, ()>,
    /// The faults of the shelf, by file.
    faults: Faults,
    /// Held while a file is built for a client that waits.
    turn: Arc<Mutex<()>>,
}

/// A file on the shelf.
#[derive(Clone)]
pub struct BuiltFile {
    objects: Objects,
    name: String,
    /// Its rows, size and digest.
    pub facts: Arc<FileFacts>,
    /// The state of the data that it holds.
    pub state: State,
}

impl BuiltFile {
    /// A stored file with these facts.
    pub fn new(objects: Objects, name: String, told: FileFacts, state: State) -> Self {
        Self {
            objects,
            name,
            facts: Arc::new(told),
            state,
        }
    }

    /// Keeps the same bytes under another name.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be kept.
    pub async fn copy_to(&self, name: &str) -> Result<()> {
        self.objects.copy(&self.name, name).await
    }

    /// Its bytes, or a range of them.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be read.
    pub async fn read(&self, range: Range<u64>) -> Result<BoxStream<'static, Result<Bytes>>> {
        let found = self.objects.read(&self.name, self.facts.bytes, range).await?;
        found.ok_or_else(|| Error::internal(format!("the file {} is gone", self.name)))
    }
}

/// The file of a dataset, as it is given out.
pub enum DatasetFile {
    /// Built, and stored.
    Built(BuiltFile),
    /// Its bytes as they are made: it is too large to be built at once, or there is no room to keep it.
    Made(Content),
}

impl Shelf {
    /// A shelf among objects.
    pub fn new(objects: Objects) -> Self {
        Self {
            objects,
            told: Cache::new(MOST_REMEMBERED),
            states: Cache::new(MOST_REVISIONS),
            verified: Cache::new(MOST_REMEMBERED),
            faults: Faults::default(),
            turn: Arc::new(Mutex::new(())),
        }
    }

    /// Where the files are kept.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// The states of all datasets, as a snapshot has them.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn states(&self, snapshot: &Snapshot) -> Result<Arc<HashMap<&'static str, State>>> {
        snapshot.depends_on_everything();
        self.remembered(snapshot).await
    }

    async fn remembered(&self, snapshot: &Snapshot) -> Result<Arc<HashMap<&'static str, State>>> {
        if let Some(known) = self.states.get(&snapshot.revision()) {
            return Ok(known);
        }
        let found = Arc::new(states(snapshot).await?);
        self.states.insert(snapshot.revision(), found.clone());
        Ok(found)
    }

    async fn state(&self, snapshot: &Snapshot, dataset: &Dataset) -> Result<State> {
        let all = self.remembered(snapshot).await?;
        for name in [dataset.name, DOCUMENTS] {
            registry()
                .dataset(name)?
                .tables()
                .for_each(|table| snapshot.depends_on(&table));
        }
        Ok(all.get(dataset.name).copied().unwrap_or_default())
    }

    /// A file that is built already.
    ///
    /// # Errors
    /// `Unavailable` when the store or the files cannot be reached.
    pub async fn find(&self, snapshot: &Snapshot, dataset: &Dataset, variant: Variant) -> Result<Option<BuiltFile>> {
        let state = self.state(snapshot, dataset).await?;
        self.kept(name(dataset, state, variant), state).await
    }

    /// Whether a file is still stored, and whole: another node may have removed it.
    async fn is_there(&self, kept: &BuiltFile) -> Result<bool> {
        let is_there = self.objects.has(&kept.name, kept.facts.bytes).await?;
        if !is_there {
            self.told.invalidate(&kept.name);
            self.verified.invalidate(&kept.name);
        }
        Ok(is_there)
    }

    /// Whether the digest of a file is right: computed once in the life of this process.
    async fn is_right(&self, kept: &BuiltFile) -> Result<bool> {
        if self.verified.contains_key(&kept.name) {
            return Ok(true);
        }
        let found = self.objects.digest(&kept.name).await?;
        let is_right = found.as_ref() == Some(&kept.facts.sha256);
        if is_right {
            self.verified.insert(kept.name.clone(), ());
        } else if found.is_some() {
            self.condemn(kept).await?;
        }
        Ok(is_right)
    }

    /// Removes a damaged file; its label stays, so that the file built in its place must equal it.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be removed.
    pub async fn condemn(&self, kept: &BuiltFile) -> Result<()> {
        tracing::error!(file = kept.name, "a file is not as it is told: it is built again");
        self.verified.invalidate(&kept.name);
        self.told.invalidate(&kept.name);
        self.objects.remove(&kept.name).await
    }

    /// The faults of the shelf, for operators.
    pub fn faults(&self) -> Vec<String> {
        self.faults.all()
    }

    async fn kept(&self, name: String, state: State) -> Result<Option<BuiltFile>> {
        let told = match self.told.get(&name) {
            Some(told) => told,
            None => {
                let Some(told) = self.label_of(&name).await? else {
                    return Ok(None);
                };
                let told = Arc::new(told);
                self.told.insert(name.clone(), told.clone());
                told
            }
        };
        Ok(Some(BuiltFile {
            objects: self.objects.clone(),
            name,
            facts: told,
            state,
        }))
    }

    /// The file of a dataset: from the shelf, or built now when the dataset is small; else its bytes, as they are made.
    ///
    /// # Errors
    /// `Unavailable` when the store or the files cannot be reached.
    pub async fn offer(&self, snapshot: &Snapshot, dataset: &'static Dataset, variant: Variant) -> Result<DatasetFile> {
        if let Some(kept) = self.find(snapshot, dataset, variant).await?
            && self.is_there(&kept).await?
        {
            return Ok(DatasetFile::Built(kept));
        }
        let made = whole(snapshot, dataset, variant).await?;
        if !made.is_small {
            return Ok(DatasetFile::Made(made));
        }
        let _turn = self.turn.lock().await;
        let state = self.state(snapshot, dataset).await?;
        let name = name(dataset, state, variant);
        if let Some(kept) = self.kept(name.clone(), state).await?
            && self.is_there(&kept).await?
        {
            return Ok(DatasetFile::Built(kept));
        }
        match self.keep(name, state, made).await {
            Ok(kept) => Ok(DatasetFile::Built(kept)),
            // Without room to keep it, it is sent as it is made.
            Err(Error::NoSpace { .. } | Error::Unavailable { .. }) => {
                Ok(DatasetFile::Made(whole(snapshot, dataset, variant).await?))
            }
            Err(error) => Err(error),
        }
    }

    async fn keep(&self, name: String, state: State, content: Content) -> Result<BuiltFile> {
        let before = self.kept(name.clone(), state).await?;
        let written = self.write(&name, content).await;
        match &written {
            Err(error) if error.is_temporary() => {
                if self.faults.note(ROOM, NOT_KEPT.to_owned()) {
                    error_log::warn(error, "files cannot be kept");
                }
            }
            _ => self.faults.mended(ROOM),
        }
        let told = written?;
        if let Some(before) = before.filter(|before| *before.facts != told) {
            // Someone has the digest that was published: what differs from it is never served under it.
            self.objects.remove(&name).await?;
            let what = format!(
                "{name} was published with the digest {} and is now built with {}",
                before.facts.sha256, told.sha256
            );
            tracing::error!("{what}");
            self.faults.note(&name, what.clone());
            return Err(Error::internal(what));
        }
        self.faults.mended(&name);
        self.verified.insert(name.clone(), ());
        let told = Arc::new(told);
        self.told.insert(name.clone(), told.clone());
        Ok(BuiltFile {
            objects: self.objects.clone(),
            name,
            facts: told,
            state,
        })
    }

    /// Writes a file, then its label: a file without a label does not count.
    async fn write(&self, name: &str, content: Content) -> Result<FileFacts> {
        let told = self.objects.keep(name, content, true).await?;
        let bytes = serde_json::to_vec(&told).map_err(Error::internal)?;
        // What was told before stays told.
        if self.label_of(name).await?.is_none() {
            self.objects.put(&label(name), bytes.into()).await?;
        }
        Ok(told)
    }

    /// The label of a file, if it can be read.
    async fn label_of(&self, name: &str) -> Result<Option<FileFacts>> {
        let label = self.objects.get(&label(name)).await?;
        Ok(label.and_then(|bytes| {
            serde_json::from_slice::<FileFacts>(&bytes)
                .ok()
                .filter(FileFacts::is_whole)
        }))
    }

    /// The file of a dataset, built now if it is not there.
    ///
    /// # Errors
    /// `Unavailable` when the store or the files cannot be reached.
    pub async fn build(&self, snapshot: &Snapshot, dataset: &'static Dataset, variant: Variant) -> Result<BuiltFile> {
        if let Some(kept) = self.find(snapshot, dataset, variant).await?
            && self.is_there(&kept).await?
        {
            return Ok(kept);
        }
        let state = self.state(snapshot, dataset).await?;
        let made = whole(snapshot, dataset, variant).await?;
        self.keep(name(dataset, state, variant), state, made).await
    }

    /// Everything as one SQLite file, if it is built already, or if it is to be built now.
    ///
    /// # Errors
    /// `Unavailable` when the store or the files cannot be reached.
    pub async fn everything(&self, snapshot: &Snapshot, build: bool) -> Result<Option<BuiltFile>> {
        let states = self.states(snapshot).await?;
        let state = states
            .values()
            .max_by_key(|state| state.revision)
            .copied()
            .unwrap_or_default();
        let name = format!(
            "{}/{}.sqlite",
            folder_of(EVERYTHING, registry().datasets()),
            state.revision
        );
        let found = match self.kept(name.clone(), state).await? {
            Some(kept) if self.is_there(&kept).await? => Some(kept),
            _ => None,
        };
        match found {
            None if build => {
                let _turn = self.turn.lock().await;
                if let Some(kept) = self.kept(name.clone(), state).await?
                    && self.is_there(&kept).await?
                {
                    return Ok(Some(kept));
                }
                let content = everything(snapshot).await?;
                self.keep(name, state, content).await.map(Some)
            }
            kept => Ok(kept),
        }
    }
}

/// The ending of a label's name.
const LABEL: &str = ".told";

fn label(name: &str) -> String {
    format!("{name}{LABEL}")
}

/// The name of the file of everything.
const EVERYTHING: &str = "everything";

/// The folder of a dataset's files.
fn folder(dataset: &Dataset) -> String {
    folder_of(dataset.name, std::iter::once(dataset))
}

/// The folder of files of some datasets. Another program, which gives other columns, has another.
fn folder_of<'a>(name: &str, datasets: impl Iterator<Item = &'a Dataset>) -> String {
    let mut digest = Sha256::new();
    for field in datasets.flat_map(fields) {
        digest.update(field.name);
        digest.update([0]);
    }
    let columns = &hexadecimal(&digest.finalize())[..8];
    format!("files/{LAYOUT}-{columns}-{name}")
}

fn name(dataset: &Dataset, state: State, variant: Variant) -> String {
    format!("{}/{}.{}", folder(dataset), state.revision, variant.ending())
}

/// All rows of a dataset, with all fields.
async fn whole(snapshot: &Snapshot, dataset: &'static Dataset, variant: Variant) -> Result<Content> {
    let table = Table::new(snapshot.clone(), dataset, fields(dataset), PageRequest::default(), None);
    content(table, dataset, variant).await
}
