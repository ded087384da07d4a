use std::{fmt::Write, ops::Range, path::PathBuf, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt, PutPayload, buffered::BufWriter,
    local::LocalFileSystem, parse_url_opts, path::Path,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;

use super::Content;
use crate::{
    background,
    domain::{Error, Result, wording},
    store::disk::Room,
};

/// How much of a local file is read at a time.
const PIECE: usize = 256 << 10;

/// Files that do not change, by name: in a folder, or in an object store that speaks S3. All of them can be made again from the database.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    root: Path,
    /// The folder, where it is one of this machine.
    folder: Option<PathBuf>,
}

/// The rows, the size and the digest of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// How many rows it holds, if it holds rows.
    pub rows: Option<u64>,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl FileFacts {
    /// Whether the facts are plausible: a digest is 64 hexadecimal digits.
    pub fn is_whole(&self) -> bool {
        self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl Objects {
    /// The folder of objects being written; what is left there is removed.
    pub const BEGUN: &str = "begun";

    /// Opens a folder, made when there is none, or an address such as `s3://bucket/prefix`, whose credentials are in the usual `AWS_*` variables.
    ///
    /// # Errors
    /// `BadInput` for an address that is not understood.
    pub fn open(address: &str) -> Result<Self> {
        let refused = |cause: &dyn std::fmt::Display| {
            Error::bad_input(wording!(
                "les fichiers ne peuvent pas être gardés à « {address} » : {cause}",
                "files cannot be kept at \"{address}\": {cause}"
            ))
        };
        let Ok(url) = address.parse::<url::Url>() else {
            std::fs::create_dir_all(address).map_err(|cause| refused(&cause))?;
            let folder = LocalFileSystem::new_with_prefix(address).map_err(|cause| refused(&cause))?;
            return Ok(Self {
                store: Arc::new(folder.with_automatic_cleanup(true)),
                root: Path::default(),
                folder: Some(PathBuf::from(address)),
            });
        };
        let (store, root) = parse_url_opts(&url, std::env::vars()).map_err(|cause| refused(&cause))?;
        Ok(Self {
            store: store.into(),
            root,
            folder: None,
        })
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.root.clone(), Path::join)
    }

    /// Stores the bytes under a name, all of them or none, and gives their facts.
    ///
    /// # Errors
    /// That of the bytes; `Unavailable` when they cannot be kept.
    pub async fn keep(&self, name: &str, content: Content, with_rows: bool) -> Result<FileFacts> {
        let Content { mut bytes, rows, .. } = content;
        let mut writer = BufWriter::new(self.store.clone(), self.path(name)).with_max_concurrency(1);
        let mut digest = Sha256::new();
        let mut length = 0;
        loop {
            match bytes.try_next().await {
                Ok(Some(piece)) => {
                    digest.update(&piece);
                    length += piece.len() as u64;
                    writer.put(piece).await.map_err(unavailable)?;
                }
                Ok(None) => break,
                Err(error) => {
                    // What was sent of it is no file until it is whole; this only makes room.
                    let _ = writer.abort().await;
                    return Err(error);
                }
            }
        }
        writer.shutdown().await.map_err(unavailable)?;
        Ok(FileFacts {
            rows: with_rows.then(|| rows.count()),
            bytes: length,
            sha256: hexadecimal(&digest.finalize()),
        })
    }

    /// Keeps a few bytes under a name.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be kept.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<FileFacts> {
        let told = FileFacts {
            rows: None,
            bytes: bytes.len() as u64,
            sha256: hexadecimal(&Sha256::digest(&bytes)),
        };
        let payload = PutPayload::from_bytes(bytes);
        self.store.put(&self.path(name), payload).await.map_err(unavailable)?;
        Ok(told)
    }

    /// A few bytes by their name; none when there are none.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be read.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(unavailable)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// The bytes of a file, or a range of them; none when there is no such file.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be read, or the file is not of the size that is told of it.
    pub async fn read(
        &self,
        name: &str,
        size: u64,
        range: Range<u64>,
    ) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())).filter(|_| !range.is_empty()),
            ..Default::default()
        };
        let found = match self.store.get_opts(&self.path(name), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(unavailable(error)),
        };
        if found.meta.size != size {
            let cause = format!("{name} has {} bytes, and is told to have {size}", found.meta.size);
            return Err(Error::Unavailable { cause: cause.into() });
        }
        Ok(Some(match found.payload {
            GetResultPayload::File(file, _) => {
                let mut file = tokio::fs::File::from_std(file);
                tokio::io::AsyncSeekExt::seek(&mut file, std::io::SeekFrom::Start(range.start))
                    .await
                    .map_err(Error::internal)?;
                let part = tokio::io::AsyncReadExt::take(file, range.end - range.start);
                ReaderStream::with_capacity(part, PIECE).map_err(unavailable).boxed()
            }
            GetResultPayload::Stream(stream) => stream.map_err(unavailable).boxed(),
        }))
    }

    /// Whether there is a file of a size.
    ///
    /// # Errors
    /// `Unavailable` when that cannot be known.
    pub async fn has(&self, name: &str, size: u64) -> Result<bool> {
        match self.store.head(&self.path(name)).await {
            Ok(found) => Ok(found.size == size),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// The room of the disk that files are kept on, where it is one of this machine.
    pub fn room(&self) -> Option<Room> {
        Room::under(self.folder.as_deref()?)
    }

    /// The folder that files are kept in, where it is one of this machine.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    /// The SHA-256 of the bytes of a file, in hexadecimal; none when there is no such file.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be read.
    pub async fn digest(&self, name: &str) -> Result<Option<String>> {
        let found = match self.store.get(&self.path(name)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(unavailable(error)),
        };
        let mut bytes = found.into_stream();
        let mut digest = Sha256::new();
        while let Some(piece) = bytes.try_next().await.map_err(unavailable)? {
            digest.update(&piece);
        }
        Ok(Some(hexadecimal(&digest.finalize())))
    }

    /// Keeps the bytes of a file under another name too.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be kept.
    pub async fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.store
            .copy(&self.path(from), &self.path(to))
            .await
            .map_err(unavailable)
    }

    /// The names below a folder, and when each was kept.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be listed.
    pub async fn list(&self, folder: &str) -> Result<Vec<(String, chrono::DateTime<chrono::Utc>)>> {
        let path = self.path(folder);
        let found: Vec<_> = self.store.list(Some(&path)).try_collect().await.map_err(unavailable)?;
        let named = found.into_iter().filter_map(|object| {
            let name = object.location.filename()?.to_owned();
            Some((format!("{folder}/{name}"), object.last_modified))
        });
        Ok(named.collect())
    }

    /// The names of the folders in a folder.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be listed.
    pub async fn folders(&self, folder: &str) -> Result<Vec<String>> {
        let path = self.path(folder);
        let found = self.store.list_with_delimiter(Some(&path)).await.map_err(unavailable)?;
        let names = found
            .common_prefixes
            .iter()
            .filter_map(|folder| folder.parts().next_back());
        Ok(names.map(|name| name.as_ref().to_owned()).collect())
    }

    /// Removes files whose writing was interrupted an hour ago or more, and gives their number.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be removed.
    pub async fn tidy(&self, now: DateTime<Utc>) -> Result<usize> {
        let mut removed = 0;
        for (name, written_at) in self.list(Self::BEGUN).await? {
            if now - written_at >= INTERRUPTED {
                self.remove(&name).await?;
                removed += 1;
            }
        }
        let Some(folder) = self.folder.clone() else {
            // Stores that speak S3 forget uploads that were not ended by their own rules.
            return Ok(removed);
        };
        Ok(removed + background::run(move || tidy(&folder, now)).await?)
    }

    /// Keeps a file under another name instead.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be.
    pub async fn rename(&self, from: &str, to: &str) -> Result<()> {
        let renamed = self.store.rename(&self.path(from), &self.path(to)).await;
        renamed.map_err(unavailable)
    }

    /// Forgets a file.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be.
    pub async fn remove(&self, name: &str) -> Result<()> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }
}

/// How old an interrupted file must be to be removed.
const INTERRUPTED: TimeDelta = TimeDelta::hours(1);

/// Removes, below a folder, the files to which the library writes before they have their names: `name#1`.
fn tidy(folder: &std::path::Path, now: DateTime<Utc>) -> usize {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(found) = entry.metadata() else {
            continue;
        };
        if found.is_dir() {
            removed += tidy(&path, now);
            continue;
        }
        let name = entry.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.rsplit_once('#'))
            .map(|(_, number)| number);
        let is_unfinished = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        let modified = found.modified().map(DateTime::<Utc>::from);
        let is_old = modified.is_ok_and(|modified| now - modified >= INTERRUPTED);
        if is_unfinished && is_old && std::fs::remove_file(&path).is_ok() {
            removed += 1;
        }
    }
    removed
}

fn unavailable(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    let cause: Box<dyn std::error::Error + Send + Sync> = Box::new(cause);
    if is_of_space(&*cause) {
        return Error::NoSpace { cause };
    }
    Error::Unavailable { cause }
}

/// Whether something failed for want of room on a disk.
fn is_of_space(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && matches!(io.kind(), StorageFull | QuotaExceeded)
        {
            return true;
        }
        cause = one.source();
    }
    false
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // A String takes all that is written to it.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
