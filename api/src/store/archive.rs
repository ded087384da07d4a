//! What is kept for ever, and cited: editions and permalinks.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryOrder,
    sea_query::{Expr, Func, OnConflict, Query},
};

use super::Store;
use crate::domain::{Error, Result, Revision};

/// A dated, frozen state of all data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its date: `2026-12-01`.
    pub name: String,
    /// The revision that it freezes.
    pub revision: Revision,
    /// When it was made, in UTC.
    pub created_at: DateTime<Utc>,
    /// Its files, with their rows, sizes and digests, as JSON.
    pub manifest: String,
}

/// A query kept with the answer that it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink {
    /// Its name in addresses.
    pub id: String,
    /// What was asked, as JSON.
    pub request: String,
    /// The revision of which it was asked.
    pub revision: Revision,
    /// When it was kept, in UTC.
    pub created_at: DateTime<Utc>,
    /// The media type of the answer.
    pub media_type: String,
    /// How many rows the answer has, if it has rows.
    pub rows: Option<u64>,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Store {
    /// Every edition, the newest first.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn editions(&self) -> Result<Vec<Edition>> {
        let found = entity::edition::Entity::find()
            .order_by_desc(entity::edition::Column::Name)
            .all(&self.reader)
            .await?;
        Ok(found.into_iter().map(edition).collect())
    }

    /// The newest edition.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn newest_edition(&self) -> Result<Option<Edition>> {
        let found = entity::edition::Entity::find()
            .order_by_desc(entity::edition::Column::Name)
            .one(&self.reader)
            .await?;
        Ok(found.map(edition))
    }

    /// An edition by its date.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn edition(&self, name: &str) -> Result<Option<Edition>> {
        let found = entity::edition::Entity::find_by_id(name).one(&self.reader).await?;
        Ok(found.map(edition))
    }

    /// Keeps an edition, whose files are there. The first of a date stays: whether it is this one.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn keep_edition(&self, kept: &Edition) -> Result<bool> {
        let row = entity::edition::ActiveModel {
            name: Set(kept.name.clone()),
            revision: Set(kept.revision.0),
            created_at: Set(kept.created_at),
            manifest: Set(kept.manifest.clone()),
        };
        let conflict = OnConflict::column(entity::edition::Column::Name)
            .do_nothing()
            .to_owned();
        let write = self.write().await?;
        let inserted = entity::edition::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(write.connection())
            .await?;
        write.commit().await?;
        Ok(inserted > 0)
    }

    /// Every permalink.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn permalinks(&self) -> Result<Vec<Permalink>> {
        let found = entity::permalink::Entity::find().all(&self.reader).await?;
        found.into_iter().map(permalink).collect()
    }

    /// A permalink by its name.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn permalink(&self, id: &str) -> Result<Option<Permalink>> {
        let found = entity::permalink::Entity::find_by_id(id).one(&self.reader).await?;
        found.map(permalink).transpose()
    }

    /// How many bytes the answers of all permalinks take, those that are the same once, and `overhead` for each permalink.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn permalink_bytes(&self, overhead: u64) -> Result<u64> {
        use entity::permalink::{Column, Entity};
        let answers = Query::select()
            .distinct()
            .columns([Column::Sha256, Column::Bytes])
            .from(Entity)
            .to_owned();
        let sum = Func::sum(Expr::col(Column::Bytes)).cast_as("bigint");
        let select = Query::select()
            .expr(Func::coalesce([sum, 0i64.into()]))
            .from_subquery(answers, "answers")
            .to_owned();
        let number = |number: i64| u64::try_from(number).map_err(Error::internal);
        let bytes = match self.reader.query_one(&select).await? {
            Some(row) => number(row.try_get_by_index(0)?)?,
            None => 0,
        };
        let count = Entity::find().count(&self.reader).await?;
        Ok(bytes.saturating_add(count.saturating_mul(overhead)))
    }

    /// Keeps a permalink, whose answer is there.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn keep_permalink(&self, kept: &Permalink) -> Result<()> {
        let number = |number: u64| i64::try_from(number).map_err(Error::internal);
        let row = entity::permalink::ActiveModel {
            id: Set(kept.id.clone()),
            request: Set(kept.request.clone()),
            revision: Set(kept.revision.0),
            created_at: Set(kept.created_at),
            media_type: Set(kept.media_type.clone()),
            rows: Set(kept.rows.map(number).transpose()?),
            bytes: Set(number(kept.bytes)?),
            sha256: Set(kept.sha256.clone()),
        };
        // Kept twice at once, it is kept once.
        let conflict = OnConflict::column(entity::permalink::Column::Id)
            .do_nothing()
            .to_owned();
        let write = self.write().await?;
        entity::permalink::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(write.connection())
            .await?;
        write.commit().await
    }
}

fn edition(row: entity::edition::Model) -> Edition {
    Edition {
        name: row.name,
        revision: Revision(row.revision),
        created_at: row.created_at,
        manifest: row.manifest,
    }
}

fn permalink(row: entity::permalink::Model) -> Result<Permalink> {
    let number = |number: i64| u64::try_from(number).map_err(Error::internal);
    Ok(Permalink {
        id: row.id,
        request: row.request,
        revision: Revision(row.revision),
        created_at: row.created_at,
        media_type: row.media_type,
        rows: row.rows.map(number).transpose()?,
        bytes: number(row.bytes)?,
        sha256: row.sha256,
    })
}
