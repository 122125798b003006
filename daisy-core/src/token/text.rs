//! Strings of all kinds. Each kind has a tag: a path and a string of the same letters differ.

use std::ffi::{CStr, CString, OsStr, OsString};
use std::path::{Path, PathBuf};

use super::{Tokenize, Tokenizer, tag};

macro_rules! text {
    ($($borrowed:ty, $owned:ty: $tag:ident = $bytes:expr;)+) => {$(
        impl Tokenize for $borrowed {
            #[inline]
            fn tokenize(&self, to: &mut Tokenizer) {
                to.lengthed(tag::$tag, $bytes(self));
            }
        }

        impl Tokenize for $owned {
            #[inline]
            fn tokenize(&self, to: &mut Tokenizer) {
                <$borrowed>::tokenize(self, to);
            }
        }
    )+};
}

text! {
    str, String: STR = str::as_bytes;
    OsStr, OsString: OS_STR = OsStr::as_encoded_bytes;
    Path, PathBuf: PATH = path_bytes;
    CStr, CString: C_STR = CStr::to_bytes;
}

fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
