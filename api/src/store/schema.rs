use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, TransactionOptions, sea_query::Query};

use super::{Engine, Store};
use crate::domain::{Error, Result, wording};

/// The advisory lock of PostgreSQL by which nodes take turns to migrate: any number, the same in every node.
const TURN: i64 = 5_364_737_572;

impl Store {
    /// Brings the database to this program's schema. Nodes that start together wait for one another.
    ///
    /// # Errors
    /// `Conflict` when the database was made by a newer program.
    pub async fn migrate_up(&self) -> Result<()> {
        self.refuse_newer().await?;
        let lease = self.writers.lease().await?;
        if self.engine() == Engine::Sqlite {
            Migrator::up(lease.connection()?, None).await?;
            lease.give_back();
            return Ok(());
        }
        // Held until this transaction ends, whatever happens meanwhile: the nodes that wait then find nothing left to do.
        let turn = self.writers.begin(TransactionOptions::default()).await?;
        turn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})"))
            .await?;
        Migrator::up(lease.connection()?, None).await?;
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
        let table = "seaql_migrations";
        if !self.has_table(table).await? {
            return Ok(0);
        }
        let select = Query::select().column("version").from(table).to_owned();
        let mut applied = 0;
        for row in self.reader.query_all(&select).await? {
            let version: String = row.try_get_by_index(0)?;
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

    async fn has_table(&self, name: &str) -> Result<bool> {
        let select = match self.engine() {
            Engine::Sqlite => format!("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{name}'"),
            Engine::Postgres => format!(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '{name}'"
            ),
        };
        let statement = sea_orm::Statement::from_string(self.reader.get_database_backend(), select);
        Ok(self.reader.query_one_raw(statement).await?.is_some())
    }
}
