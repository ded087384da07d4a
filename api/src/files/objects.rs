use std::{fmt::Write, ops::Range, sync::Arc};

use bytes::Bytes;
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
use crate::domain::{Error, Result, wording};

/// How much of a local file is read at a time.
const PIECE: usize = 256 << 10;

/// Files that do not change, by name: in a folder, or in an object store that speaks S3. All of them can be made again from the database.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    root: Path,
}

/// What is told of a file before its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How many rows it holds, if it holds rows.
    pub rows: Option<u64>,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Objects {
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
            });
        };
        let (store, root) = parse_url_opts(&url, std::env::vars()).map_err(|cause| refused(&cause))?;
        Ok(Self {
            store: store.into(),
            root,
        })
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.root.clone(), Path::join)
    }

    /// Keeps the bytes under a name, all of them or none, and tells of them.
    ///
    /// # Errors
    /// That of the bytes; `Unavailable` when they cannot be kept.
    pub async fn keep(&self, name: &str, content: Content, with_rows: bool) -> Result<Told> {
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
        Ok(Told {
            rows: with_rows.then(|| rows.count()),
            bytes: length,
            sha256: hexadecimal(&digest.finalize()),
        })
    }

    /// Keeps a few bytes under a name.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be kept.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<Told> {
        let told = Told {
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
    /// `Unavailable` when they cannot be read.
    pub async fn read(&self, name: &str, range: Range<u64>) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())).filter(|_| !range.is_empty()),
            ..Default::default()
        };
        let found = match self.store.get_opts(&self.path(name), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(unavailable(error)),
        };
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

    /// Whether there is a file.
    ///
    /// # Errors
    /// `Unavailable` when that cannot be known.
    pub async fn has(&self, name: &str) -> Result<bool> {
        match self.store.head(&self.path(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
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

fn unavailable(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Unavailable { cause: Box::new(cause) }
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
