//! Waits until a file of a description is saved.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// The least time between two checks of the files.
const INTERVAL: Duration = Duration::from_millis(5);

/// The time between two checks is this many times the duration of one, which is a millisecond for a thousand files.
const REST: u32 = 20;

/// How long a file may be empty or missing before this counts as a change: some editors save in this way.
const UNFINISHED: Duration = Duration::from_millis(200);

/// How long after a save an error in a file may be due to a part that has not been written yet.
const SETTLED: Duration = Duration::from_millis(60);

/// How far the clock of a file system may be behind.
const CLOCK: Duration = Duration::from_millis(10);

/// The state of a file without its content: time and size; `None` if it does not exist.
type State = Option<(SystemTime, u64)>;

/// A file, with its state after the run and its state at the last check.
struct Watched {
    path: PathBuf,
    before: State,
    last: State,
}

/// The files that a run has read.
pub(crate) struct Watch {
    files: Vec<Watched>,
    has_changed: bool,
}

impl Watch {
    /// Returns the watch for files that a run has read; `began` is when the run began.
    pub(crate) fn of(files: &[PathBuf], began: SystemTime) -> Watch {
        let mut paths = files.to_vec();
        paths.sort();
        paths.dedup();
        let watched = |path: PathBuf| {
            let state = state(&path);
            Watched {
                path,
                before: state,
                last: state,
            }
        };
        let files: Vec<_> = paths.into_iter().map(watched).collect();
        // A file that was saved during the run may not be what the run has read. A time in the future says nothing.
        let mut saves = files.iter().filter_map(|file| file.last);
        let is_late = |at: SystemTime| is_late(at, began) && at <= SystemTime::now();
        Watch {
            has_changed: saves.any(|(at, _)| is_late(at)),
            files,
        }
    }

    /// States that the run has read all files, so a missing file has been removed since.
    pub(crate) fn of_what_was_there(mut self) -> Self {
        self.has_changed |= self.files.iter().any(|file| file.last.is_none());
        self
    }

    /// Returns when a file has changed, and none has changed for a short time: editors write in several steps.
    pub(crate) fn wait(mut self) {
        let mut since = Instant::now();
        loop {
            let looked = Instant::now();
            if self.look() {
                self.has_changed = true;
                since = looked;
            }
            let quiet = looked.duration_since(since);
            let is_quiet = match self.files.iter().any(Watched::is_unfinished) {
                true => quiet >= UNFINISHED,
                // A second save so soon after the first could have the same time.
                false => quiet >= INTERVAL && self.age() >= CLOCK,
            };
            if self.has_changed && is_quiet {
                return;
            }
            sleep(INTERVAL.max(looked.elapsed() * REST));
        }
    }

    /// Waits until some time after the last save; returns whether a file has changed since the run began.
    pub(crate) fn changes(mut self) -> bool {
        loop {
            if self.has_changed || self.look() {
                return true;
            }
            if self.age() >= SETTLED {
                return false;
            }
            sleep(INTERVAL);
        }
    }

    /// Returns the time since the last save.
    fn age(&self) -> Duration {
        let saves = self.files.iter().filter_map(|file| file.last);
        let ages = saves.filter_map(|(at, _)| at.elapsed().ok());
        ages.min().unwrap_or(Duration::MAX)
    }

    /// Checks the files; returns whether one has changed since the last check.
    fn look(&mut self) -> bool {
        let mut has_changed = false;
        for file in &mut self.files {
            let now = state(&file.path);
            has_changed |= now != file.last;
            file.last = now;
        }
        has_changed
    }
}

impl Watched {
    /// Whether it is missing or empty, and was not before.
    fn is_unfinished(&self) -> bool {
        let has_text = |state: State| state.is_some_and(|(_, length)| length > 0);
        has_text(self.before) && !has_text(self.last)
    }
}

/// Whether a file with this time may have been saved after a run began.
pub(crate) fn is_late(at: SystemTime, began: SystemTime) -> bool {
    at >= began || began.duration_since(at).is_ok_and(|age| age < CLOCK)
}

fn state(path: &Path) -> State {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::slice::from_ref;

    /// Returns a file that was saved a minute ago, and when the run that read it began.
    fn read() -> (tempfile::TempDir, PathBuf, SystemTime) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "openapi: 3.1.1").unwrap();
        let began = SystemTime::now();
        set_time(&path, began - Duration::from_secs(60));
        (folder, path, began)
    }

    fn set_time(path: &Path, at: SystemTime) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(at).unwrap();
    }

    #[test]
    fn what_was_saved_while_it_was_read_has_changed() {
        let (_folder, path, began) = read();
        let has_changed = || Watch::of(from_ref(&path), began).has_changed;
        assert!(!has_changed());
        set_time(&path, began);
        assert!(has_changed());
        // The clock of another machine, or a file that was copied with its time.
        set_time(&path, began + Duration::from_secs(60));
        assert!(!has_changed());
    }

    #[test]
    fn what_is_gone_since_it_was_read_has_changed() {
        let (_folder, path, began) = read();
        let has_changed = |watch: Watch| watch.of_what_was_there().has_changed;
        assert!(!has_changed(Watch::of(from_ref(&path), began)));
        fs::remove_file(&path).unwrap();
        // Only the run knows whether the file ever existed.
        assert!(!Watch::of(from_ref(&path), began).has_changed);
        assert!(has_changed(Watch::of(from_ref(&path), began)));
    }

    #[test]
    fn a_file_that_is_empty_or_gone_is_not_written_yet() {
        let (_folder, path, began) = read();
        let absent = path.with_extension("json");
        let mut watch = Watch::of(&[path.clone(), absent], began);
        let mut is_unfinished = || {
            watch.look();
            watch.files.iter().any(Watched::is_unfinished)
        };
        assert!(!is_unfinished());
        fs::write(&path, "").unwrap();
        assert!(is_unfinished());
        fs::remove_file(&path).unwrap();
        assert!(is_unfinished());
        fs::write(&path, "openapi: 3.1.0").unwrap();
        assert!(!is_unfinished());
    }

    #[test]
    fn a_save_after_the_run_began_is_a_change() {
        let (_folder, path, began) = read();
        assert!(!Watch::of(from_ref(&path), began).changes());
        let watch = Watch::of(from_ref(&path), began);
        fs::write(&path, "openapi: 3.1.1\ninfo: {}\n").unwrap();
        assert!(watch.changes());
    }
}
