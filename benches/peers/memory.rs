//! Memory: a counting allocator, which counts only where asked to, as counting on two threads costs time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering::Relaxed};

static COUNTS: AtomicBool = AtomicBool::new(false);
static NOW: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);

struct Counting;

fn add(bytes: isize) {
    let now = NOW.fetch_add(bytes, Relaxed) + bytes;
    if bytes > 0 {
        PEAK.fetch_max(now, Relaxed);
    }
}

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Relaxed) {
            add(layout.size() as isize);
        }
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Relaxed) {
            add(layout.size() as isize);
        }
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if COUNTS.load(Relaxed) {
            add(size as isize - layout.size() as isize);
        }
        // SAFETY: as the caller promises.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        if COUNTS.load(Relaxed) {
            add(-(layout.size() as isize));
        }
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(old, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Has glibc keep what is freed, here and in the programs started from here: else whoever holds most pays the kernel most, for
/// clearing pages anew in every round. The program begins anew for it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn keep_what_is_freed() {
    use std::os::unix::process::CommandExt;
    use std::{env, process::Command};

    const NAME: &str = "GLIBC_TUNABLES";
    const KEEP: &str = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=100000000000";
    if env::var_os(NAME).is_none() {
        let mut again = Command::new(env::current_exe().expect("a program that runs"));
        let error = again.args(env::args_os().skip(1)).env(NAME, KEEP).exec();
        println!("Memory that is freed goes back to the kernel: {error}.");
    }
}

/// Other allocators keep it, or can't be told.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_what_is_freed() {}

/// What `work` gives, counting what it holds.
pub fn counted<T>(work: impl FnOnce() -> T) -> T {
    COUNTS.store(true, Relaxed);
    let result = work();
    COUNTS.store(false, Relaxed);
    result
}

/// Whether it counts now.
pub fn counts() -> bool {
    COUNTS.load(Relaxed)
}

/// Starts a count: bytes held from now on count, and the peak is that of now.
pub fn start() {
    NOW.store(0, Relaxed);
    PEAK.store(0, Relaxed);
}

/// Bytes that are held now, and the most since the start. Nothing outside of [`counted`].
pub fn held() -> (usize, usize) {
    (NOW.load(Relaxed).max(0) as usize, PEAK.load(Relaxed).max(0) as usize)
}
