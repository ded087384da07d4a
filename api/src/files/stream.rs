use std::{
    io::{Read, Seek},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arrow_array::RecordBatch;
pub use bytes::Bytes;
use futures::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::mpsc;

use super::{
    Variant,
    encoder::{Encoder, Ending},
    encoder_for::encoder_for,
};
use crate::{
    background,
    datasets::{Dataset, Table},
    domain::{Error, Result},
};

/// How much of a file written whole is sent at a time.
const PIECE: usize = 256 << 10;

/// How many rows bytes hold: known once they have all gone by.
#[derive(Clone, Debug, Default)]
pub struct Rows(Arc<AtomicU64>);

impl Rows {
    /// How many rows have gone by.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// So many more rows go by.
    pub fn add(&self, rows: usize) {
        self.0.fetch_add(rows as u64, Ordering::Release);
    }
}

/// The bytes of a file, as they are made.
pub struct Content {
    /// The bytes; an error means that what went by is not the whole.
    pub bytes: BoxStream<'static, Result<Bytes>>,
    /// How many rows they hold.
    pub rows: Rows,
    /// Whether all rows were read before the bytes began: there are few.
    pub is_small: bool,
}

/// A message of the task that reads ahead. A task that ends without the last message has failed.
enum Step {
    Batch(RecordBatch),
    End,
}

/// The rows of a table in a form. The first are read before this returns, so that an error can still be told as one; later ones are read
/// ahead of the bytes, one batch at most.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn content(mut table: Table, dataset: &'static Dataset, variant: Variant) -> Result<Content> {
    let first = table.next().await?;
    let is_small = table.is_ended();
    let encoder = encoder_for(dataset, &table.schema(), variant)?;
    let (sender, receiver) = mpsc::channel(1);
    if is_small {
        drop(sender.try_send(Ok(Step::End)));
    } else {
        background::spawn(read_ahead(table, sender))?;
    }
    let rows = Rows::default();
    let making = Making {
        encoder: Some(encoder),
        first: Some(first),
        receiver,
        rows: rows.clone(),
        file: None,
    };
    let bytes = if is_small {
        stream::try_unfold(making, Making::next).boxed()
    } else {
        let next = |making: Making| async { background::spawn(making.next())?.await.map_err(Error::internal)? };
        stream::try_unfold(making, next).boxed()
    };
    Ok(Content { bytes, rows, is_small })
}

async fn read_ahead(mut table: Table, sender: mpsc::Sender<Result<Step>>) {
    loop {
        let (read, goes_on) = match table.next().await {
            Ok(Some(batch)) => (Ok(Step::Batch(batch)), true),
            Ok(None) => (Ok(Step::End), false),
            Err(error) => (Err(error), false),
        };
        // No one reads any more: the client is gone.
        if sender.send(read).await.is_err() || !goes_on {
            return;
        }
    }
}

/// Bytes being made.
struct Making {
    encoder: Option<Box<dyn Encoder>>,
    /// The first batch, if there are rows at all; then nothing.
    first: Option<Option<RecordBatch>>,
    receiver: mpsc::Receiver<Result<Step>>,
    rows: Rows,
    /// A file that was written whole, and is being sent.
    file: Option<BoxStream<'static, Result<Bytes>>>,
}

impl Making {
    /// The next bytes, and the rest of the work.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        loop {
            if let Some(pieces) = &mut self.file {
                let piece = pieces.next().await.transpose()?;
                return Ok(piece.map(|piece| (piece, self)));
            }
            let Some(mut encoder) = self.encoder.take() else {
                return Ok(None);
            };
            let mut out = Vec::new();
            let batch = match self.first.take() {
                Some(first) => {
                    encoder.start(&mut out)?;
                    first.map(Step::Batch)
                }
                None => Some(
                    self.receiver
                        .recv()
                        .await
                        .unwrap_or_else(|| Err(Error::internal("the rows stopped before their end")))?,
                ),
            };
            match batch {
                Some(Step::Batch(batch)) => {
                    encoder.batch(&batch, &mut out)?;
                    self.rows.add(batch.num_rows());
                    self.encoder = Some(encoder);
                }
                None => self.encoder = Some(encoder),
                Some(Step::End) => match background::run(|| encoder.finish()).await?? {
                    Ending::Bytes(bytes) => out.extend(bytes),
                    Ending::File(mut file) => {
                        file.rewind().map_err(Error::internal)?;
                        self.file = Some(pieces(file).boxed());
                    }
                },
            }
            if !out.is_empty() {
                return Ok(Some((out.into(), self)));
            }
        }
    }
}

/// The rest of a file, piece by piece.
pub(super) fn pieces(file: std::fs::File) -> impl Stream<Item = Result<Bytes>> {
    stream::try_unfold(file, |file| async {
        let (piece, file) = piece(file).await?;
        Ok((!piece.is_empty()).then_some((piece, file)))
    })
}

/// The next piece of a file; nothing at its end.
async fn piece(mut file: std::fs::File) -> Result<(Bytes, std::fs::File)> {
    let read = background::run(move || {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece)?;
        piece.truncate(length);
        Ok::<_, std::io::Error>((Bytes::from(piece), file))
    });
    read.await?.map_err(Error::internal)
}
