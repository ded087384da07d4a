//! GraphQL documents that are asked for by their hash.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, QuerySelect, sea_query::OnConflict};

use super::Store;
use crate::domain::Result;

impl Store {
    /// The text of a trusted document, by the SHA-256 of its text in hexadecimal.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn trusted_document(&self, sha256: &str) -> Result<Option<String>> {
        let found = entity::trusted_document::Entity::find_by_id(sha256)
            .one(&self.reader)
            .await?;
        Ok(found.map(|document| document.text))
    }

    /// The SHA-256 of every trusted document, with when it was added, the oldest first.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn trusted_documents(&self) -> Result<Vec<(String, DateTime<Utc>)>> {
        use entity::trusted_document::{Column, Entity};
        let found = Entity::find()
            .select_only()
            .columns([Column::Sha256, Column::AddedAt])
            .order_by_asc(Column::AddedAt)
            .order_by_asc(Column::Sha256)
            .into_tuple()
            .all(&self.reader)
            .await?;
        Ok(found)
    }

    /// Adds documents, each with the SHA-256 of its text: those that are there stay as they are.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn trust_documents(&self, documents: Vec<(String, String)>, at: DateTime<Utc>) -> Result<()> {
        use entity::trusted_document::{ActiveModel, Column, Entity};
        if documents.is_empty() {
            return Ok(());
        }
        let rows = documents.into_iter().map(|(sha256, text)| ActiveModel {
            sha256: Set(sha256),
            text: Set(text),
            added_at: Set(at),
        });
        let again = OnConflict::column(Column::Sha256).do_nothing().to_owned();
        let write = self.write().await?;
        Entity::insert_many(rows)
            .on_conflict(again)
            .exec_without_returning(write.connection())
            .await?;
        write.commit().await
    }

    /// Takes a document away: whether it was there.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn distrust_document(&self, sha256: &str) -> Result<bool> {
        let write = self.write().await?;
        let done = entity::trusted_document::Entity::delete_by_id(sha256)
            .exec(write.connection())
            .await?;
        write.commit().await?;
        Ok(done.rows_affected > 0)
    }
}
