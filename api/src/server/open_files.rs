use super::settings::HttpSettings;
use crate::domain::{Error, Result, wording};

/// How many files the process may have open.
pub(crate) struct OpenFiles(u64);

impl OpenFiles {
    /// Files that are not connections of clients: the database's, those being read or written, and room for operators.
    const OTHERS: u64 = 256;

    /// What a connection may take of memory before its request is read, in bytes.
    const OF_A_CONNECTION: u64 = 32 << 10;

    /// The most that clients are given, unless a setting says so.
    const MOST: u64 = 10_000;

    /// The fewest connections that are worth serving.
    const FEWEST: u64 = 64;

    /// The limit of this process, raised as far as it may raise it.
    pub(crate) fn read() -> Self {
        let raised = rlimit::increase_nofile_limit(Self::MOST + Self::OTHERS);
        let limit = raised.or_else(|_| rlimit::Resource::NOFILE.get().map(|(soft, _)| soft));
        Self(limit.unwrap_or(Self::OTHERS * 4))
    }

    /// How many connections may be open at once: as many as the settings say, or as the files and the memory allow.
    ///
    /// # Errors
    /// `BadInput` when the files are too few for them.
    pub(crate) fn connections(&self, settings: &HttpSettings) -> Result<usize> {
        let (limit, possible) = (self.0, self.0.saturating_sub(Self::OTHERS));
        let wanted = settings.connections.map(|wanted| wanted as u64);
        let least = wanted.unwrap_or(Self::FEWEST);
        if possible < least.max(Self::FEWEST) {
            let needed = least + Self::OTHERS;
            return Err(Error::bad_input(wording!(
                "ce processus peut ouvrir {limit} fichiers, et il lui en faut {needed} : relevez la limite (ulimit -n, ou LimitNOFILE de systemd), ou donnez moins de --connections",
                "this process may open {limit} files, and needs {needed}: raise the limit (ulimit -n, or LimitNOFILE of systemd), or give fewer --connections"
            )));
        }
        let usual = Self::MOST
            .min(settings.memory / 4 / Self::OF_A_CONNECTION)
            .min(possible);
        Ok(usize::try_from(wanted.unwrap_or(usual)).unwrap_or(usize::MAX))
    }
}
