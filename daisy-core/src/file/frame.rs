//! What stands around a payload: which format, which build, how long, and a checksum of it all.
//!
//! | bytes | |
//! |---|---|
//! | 11 | `daisy graph` |
//! | 4 | version of the format |
//! | 32 | digest of the build |
//! | 8 | length of the payload |
//! | .. | payload |
//! | 32 | BLAKE3 of all before |
//!
//! Numbers are little-endian. The first two stay what they are in every version.

const MAGIC: &[u8; 11] = b"daisy graph";
const VERSION: u32 = 2;
const CHECKSUM: usize = 32;

/// A payload and the build that wrote it.
#[derive(Debug, PartialEq)]
pub(super) struct Frame<'a> {
    pub(super) build: [u8; 32],
    pub(super) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    pub(super) fn seal(self) -> Vec<u8> {
        let Frame { build, payload } = self;
        let mut bytes = [&MAGIC[..], &VERSION.to_le_bytes(), &build, &(payload.len() as u64).to_le_bytes()].concat();
        bytes.reserve_exact(payload.len() + CHECKSUM);
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(blake3::hash(&bytes).as_bytes());
        bytes
    }

    /// The frame that these bytes are, or what is wrong with them.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Frame<'a>, String> {
        let start = &bytes[..bytes.len().min(MAGIC.len())];
        if !MAGIC.starts_with(start) {
            return Err(format!("not a graph written by daisy: it does not begin with `{}`", MAGIC.escape_ascii()));
        }
        let cut = || format!("cut off: it ends after {} bytes, within its head", bytes.len());
        let (_, rest) = bytes.split_first_chunk::<{ MAGIC.len() }>().ok_or_else(cut)?;
        let (version, rest) = rest.split_first_chunk().ok_or_else(cut)?;
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            let message = format!("in version {version} of the format, and this daisy reads version {VERSION}");
            return Err(message);
        }
        let (build, rest) = rest.split_first_chunk().ok_or_else(cut)?;
        let (length, rest) = rest.split_first_chunk().ok_or_else(cut)?;
        let wanted = u64::from_le_bytes(*length).saturating_add(CHECKSUM as u64);
        let there = rest.len() as u64;
        if there != wanted {
            let what = if there < wanted { "cut off" } else { "longer than written" };
            return Err(format!("{what}: {there} bytes follow its head, and {wanted} should"));
        }
        let (framed, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
        if blake3::hash(framed).as_bytes() != checksum {
            return Err("changed since it was written: its checksum is another".to_owned());
        }
        Ok(Frame { build: *build, payload: &rest[..rest.len() - CHECKSUM] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame<'_> = Frame { build: [7; 32], payload: b"payload" };

    #[test]
    fn a_frame_comes_back() {
        assert_eq!(Frame::open(&FRAME.seal()), Ok(FRAME));
        let empty = Frame { payload: b"", ..FRAME };
        assert_eq!(Frame::open(&Frame { payload: b"", ..FRAME }.seal()), Ok(empty));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |bytes: &[u8]| Frame::open(bytes).expect_err("a broken frame");
        let whole = FRAME.seal();
        assert!(said(b"PNG").contains("not a graph"));
        assert!(said(b"").contains("cut off") && said(b"daisy gr").contains("cut off"));
        assert!(said(&whole[..whole.len() - 1]).contains("38 bytes follow its head, and 39 should"));
        assert!(said(&[&whole[..], b"x"].concat()).contains("longer than written"));

        let mut other = whole.clone();
        other[11] = 9;
        assert!(said(&other).contains("version 9"));
        let mut long = whole.clone();
        long[47..55].fill(0xff);
        assert!(said(&long).contains("cut off"));
        let mut changed = whole;
        changed[56] ^= 1;
        assert!(said(&changed).contains("checksum"));
    }
}
