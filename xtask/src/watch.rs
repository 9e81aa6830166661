//! Waits until one of the files of a description is saved.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// How often the files are looked at: looking at a hundred of them takes less than a millisecond.
const INTERVAL: Duration = Duration::from_millis(20);

/// What a file is like, without reading it; `None` where it is not there.
type State = Option<(SystemTime, u64)>;

/// How far the clock of a file system may be behind.
const CLOCK: Duration = Duration::from_millis(10);

/// The files that a run has read, as they were after it.
pub(crate) struct Watch {
    files: Vec<(PathBuf, State)>,
    has_changed: bool,
}

impl Watch {
    /// Notes how files are that a run has read which began at a time.
    pub(crate) fn of(files: impl IntoIterator<Item = PathBuf>, began: SystemTime) -> Watch {
        let mut paths: Vec<PathBuf> = files.into_iter().collect();
        paths.sort();
        paths.dedup();
        let files: Vec<_> = paths
            .into_iter()
            .map(|path| (path.clone(), state(&path)))
            .collect();
        // Saved while they were read: who knows what was read.
        let mut states = files.iter().filter_map(|(_, state)| *state);
        Watch {
            has_changed: states.any(|(at, _)| is_late(at, began)),
            files,
        }
    }

    /// Returns when one of them is another one, and has not changed for an interval: editors write in several steps.
    pub(crate) fn wait(mut self) {
        loop {
            let mut is_changing = false;
            for (path, before) in &mut self.files {
                let now = state(path);
                is_changing |= now != *before;
                *before = now;
            }
            if self.has_changed && !is_changing {
                return;
            }
            self.has_changed |= is_changing;
            sleep(INTERVAL);
        }
    }
}

/// Whether what was saved at a time may have been saved after a run began.
pub(crate) fn is_late(at: SystemTime, began: SystemTime) -> bool {
    at >= began || began.duration_since(at).is_ok_and(|age| age < CLOCK)
}

fn state(path: &Path) -> State {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}
