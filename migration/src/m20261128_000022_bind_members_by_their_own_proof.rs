use sea_orm_migration::prelude::*;

/// Lets several institutions name the same person, who accepts by a token of their own; and lets a membership end.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: [&str; 5] = [
    "ALTER TABLE member ADD COLUMN ends_at {instant}",
    "ALTER TABLE member ADD COLUMN accepted_at {instant}",
    // Those who are members now act already.
    "UPDATE member SET accepted_at = added_at",
    "DROP INDEX member_issuer_subject",
    "CREATE UNIQUE INDEX member_institution_issuer_subject ON member (institution, issuer, subject) WHERE removed_at IS NULL",
];

const DOWN: [&str; 5] = [
    "DROP INDEX member_institution_issuer_subject",
    // A person acted for one institution: the first that named them stays.
    "DELETE FROM member WHERE removed_at IS NULL AND EXISTS (SELECT 1 FROM member AS earlier WHERE earlier.issuer = member.issuer \
     AND earlier.subject = member.subject AND earlier.removed_at IS NULL AND (earlier.added_at, earlier.id) < (member.added_at, member.id))",
    "CREATE UNIQUE INDEX member_issuer_subject ON member (issuer, subject) WHERE removed_at IS NULL",
    "ALTER TABLE member DROP COLUMN accepted_at",
    "ALTER TABLE member DROP COLUMN ends_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let instant = match manager.get_database_backend() {
            sea_orm_migration::sea_orm::DbBackend::Sqlite => "timestamp_with_timezone_text",
            _ => "timestamp with time zone",
        };
        for statement in UP {
            let statement = statement.replace("{instant}", instant);
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in DOWN {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
