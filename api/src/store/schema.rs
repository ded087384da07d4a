use migration::{Migrator, MigratorTrait, SchemaManager, seaql_migrations};
use sea_orm::{ConnectionTrait, EntityName, EntityTrait, TransactionOptions};

use super::{Engine, Store};
use crate::domain::{Error, Progress, Result, wording};

/// The advisory lock of PostgreSQL by which nodes take turns to migrate: any number, the same in every node.
const TURN: i64 = 5_364_737_572;

impl Store {
    /// Brings the database to this program's schema. Nodes that start together wait for one another.
    ///
    /// # Errors
    /// `Conflict` when the database was made by a newer program.
    pub async fn migrate_up(&self, progress: &dyn Progress) -> Result<()> {
        self.refuse_newer().await?;
        let pending = self.pending_migrations().await?;
        progress.expect(pending);
        let lease = self.writers.lease().await?;
        if self.engine() == Engine::Sqlite {
            for migration in Migrator::migrations().iter().rev().take(pending).rev() {
                progress.step(migration.name());
                Migrator::up(lease.connection()?, Some(1)).await?;
            }
            lease.give_back();
            return Ok(());
        }
        // Held until this transaction ends, whatever happens meanwhile: the nodes that wait then find nothing left to do.
        let turn = self.writers.begin(TransactionOptions::default()).await?;
        // A step may read millions of rows, and a node waits for another's steps.
        for limit in ["statement_timeout", "idle_in_transaction_session_timeout"] {
            turn.execute_unprepared(&format!("SET LOCAL {limit} = 0")).await?;
        }
        turn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})"))
            .await?;
        let steps = lease.connection()?;
        steps.execute_unprepared("SET statement_timeout = 0").await?;
        // One transaction of all steps.
        progress.step("all steps together");
        Migrator::up(steps, None).await?;
        steps.execute_unprepared("RESET statement_timeout").await?;
        lease.give_back();
        turn.commit(self.commit_patience).await
    }

    /// Takes back the last `steps` steps; their data is lost.
    ///
    /// # Errors
    /// `Conflict` when the database was made by a newer program.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        self.refuse_newer().await?;
        let lease = self.writers.lease().await?;
        Migrator::down(lease.connection()?, Some(steps)).await?;
        lease.give_back();
        Ok(())
    }

    /// How many steps are still to apply.
    ///
    /// # Errors
    /// `Conflict` when the database was made by a newer program; `Unavailable` when it cannot be reached.
    pub async fn pending_migrations(&self) -> Result<usize> {
        let applied = self.refuse_newer().await?;
        Ok(Migrator::migrations().len() - applied)
    }

    /// The number of applied steps, if this program knows them all.
    async fn refuse_newer(&self) -> Result<usize> {
        let known: Vec<String> = Migrator::migrations()
            .iter()
            .map(|step| step.name().to_owned())
            .collect();
        // A new database has no such table yet.
        let has_steps = SchemaManager::new(&self.reader.0)
            .has_table(seaql_migrations::Entity.table_name())
            .await?;
        if !has_steps {
            return Ok(0);
        }
        let mut applied = 0;
        for seaql_migrations::Model { version, .. } in seaql_migrations::Entity::find().all(&self.reader).await? {
            if !known.contains(&version) {
                return Err(Error::Conflict {
                    message: wording!(
                        "la base a été faite par un segur plus récent (elle a l'étape {version}, que celui-ci ne connaît pas) : lancez cette version ou une plus récente",
                        "the database was made by a newer segur (it has step {version}, which this one does not know): run that version or newer"
                    ),
                });
            }
            applied += 1;
        }
        Ok(applied)
    }
}
