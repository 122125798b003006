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
