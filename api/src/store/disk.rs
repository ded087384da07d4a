use std::path::{Path, PathBuf};

/// The most that is left free for what must be written, in bytes.
const RESERVE: u64 = 1 << 30;

/// The room of the disk under a folder, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What this program may still write.
    pub free: u64,
    /// All of it.
    pub all: u64,
}

impl Room {
    /// That of the disk under a path, or under the nearest folder above it that exists; none where the system does not say.
    pub fn under(path: &Path) -> Option<Self> {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let found = path.ancestors().find_map(|above| {
            let above = if above.as_os_str().is_empty() {
                Path::new(".")
            } else {
                above
            };
            rustix::fs::statvfs(above).ok()
        })?;
        Some(Self {
            free: found.f_bavail.saturating_mul(found.f_frsize),
            all: found.f_blocks.saturating_mul(found.f_frsize),
        })
    }

    /// Whether only what must be written still has room: the last tenth, or the last gibibyte of a large disk.
    pub fn is_nearly_full(self) -> bool {
        self.free < (self.all / 10).min(RESERVE)
    }
}

/// Why a disk is nearly full, if it is.
pub fn warning(what: &str, path: &Path) -> Option<String> {
    let room = Room::under(path).filter(|room| room.is_nearly_full())?;
    let mebibytes = |bytes: u64| bytes >> 20;
    Some(format!(
        "the disk of {what} is nearly full: {} MiB are free of {}",
        mebibytes(room.free),
        mebibytes(room.all)
    ))
}

/// The folder that holds a file.
pub fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_tenth_or_gibibyte_is_nearly_full() {
        let small = |free| Room { free, all: 1_000 };
        assert!(small(99).is_nearly_full() && !small(100).is_nearly_full());
        let large = |free| Room { free, all: 1 << 40 };
        assert!(large(RESERVE - 1).is_nearly_full() && !large(RESERVE).is_nearly_full());
        assert!(Room::under(Path::new("/no/such/folder")).is_some_and(|room| room.all > 0));
        assert!(Room::under(Path::new("")).is_some_and(|room| room.all > 0));
    }
}
