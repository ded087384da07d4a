use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};

use super::{
    answer::{Answer, Form, Payload},
    csv,
    query::Query,
};
use crate::{
    datasets::{Dataset, Node, PageRequest, json, page},
    domain::Result,
    store::Snapshot,
};

/// How many records are read and written at a time: memory holds one such batch, whatever the size of the table.
const BATCH: usize = 1_000;

struct Reading {
    snapshot: Snapshot,
    dataset: &'static Dataset,
    form: Form,
    query: Query,
    /// How many records are still wanted.
    wanted: usize,
    first: bool,
}

/// The records that the query wants, batch by batch. The first batch is read before the answer starts, so that an error can still be told.
pub(super) async fn answer(snapshot: Snapshot, dataset: &'static Dataset, form: Form, query: Query) -> Result<Answer> {
    let reading = Reading {
        wanted: query.limit.unwrap_or(usize::MAX),
        snapshot,
        dataset,
        form,
        query,
        first: true,
    };
    let (start, rest) = reading.batch().await?;
    let rest = stream::try_unfold(rest, |reading| async {
        match reading {
            None => Ok(None),
            Some(reading) => reading.batch().await.map(Some),
        }
    });
    let bytes = stream::once(async { Ok(start) }).chain(rest);
    let name = format!("attachment; filename=\"{}.{}\"", dataset.name, form.ending());
    Ok(Answer {
        media_type: form.media_type(),
        headers: vec![("content-disposition", name)],
        payload: Payload::Stream(bytes.into_stream().boxed()),
    })
}

impl Reading {
    /// The next batch, and what is left to read.
    async fn batch(mut self) -> Result<(Bytes, Option<Self>)> {
        let request = PageRequest {
            limit: self.wanted.min(BATCH),
            ..self.query.page.clone()
        };
        let found = page(&self.snapshot, self.dataset, &request, &self.query.selection()).await?;
        let bytes = self.write(&found.nodes)?;
        self.first = false;
        self.wanted -= found.nodes.len();
        let order = &self.query.page.order;
        let last = found.nodes.last();
        let beyond = last.map(|node| node.position(self.dataset, order));
        let more = found.has_next && self.wanted > 0;
        self.query.page.beyond = beyond;
        Ok((bytes, more.then_some(self)))
    }

    fn write(&self, nodes: &[Node]) -> Result<Bytes> {
        let fields = &self.query.fields;
        let mut bytes = Vec::new();
        if self.form == Form::Csv {
            let mut writer = csv::Writer::new(self.query.dialect);
            if self.first {
                if self.query.dialect.byte_order_mark {
                    bytes.extend_from_slice("\u{feff}".as_bytes());
                }
                writer.header(fields)?;
            }
            for node in nodes {
                writer.record(self.dataset, fields, node)?;
            }
            bytes.extend(writer.finish()?);
        } else {
            for node in nodes {
                bytes.extend(json::record(self.dataset, fields, node).to_string().bytes());
                bytes.push(b'\n');
            }
        }
        Ok(bytes.into())
    }
}
