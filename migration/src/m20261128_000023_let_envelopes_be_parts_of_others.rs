use sea_orm_migration::prelude::*;

/// Lets an envelope say of which other its money is a part, so that no sum adds both.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = "ALTER TABLE regional_envelope ADD COLUMN part_of_id bigint REFERENCES record (id)";
        manager.get_connection().execute_unprepared(add).await?;
        crate::tables::create_index(manager, "regional_envelope", &["part_of_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "DROP INDEX regional_envelope_part_of_id";
        manager.get_connection().execute_unprepared(index).await?;
        let drop = "ALTER TABLE regional_envelope DROP COLUMN part_of_id";
        manager.get_connection().execute_unprepared(drop).await?;
        Ok(())
    }
}
