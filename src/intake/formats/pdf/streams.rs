//! The compressed streams of a PDF, unpacked once without keeping them: the library that reads them knows no limit.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::super::super::Refused;

/// The most that all streams together may take unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// How far before a stream its dictionary is looked at, in bytes.
const DICTIONARY: usize = 512;

/// Refuses a file that is encrypted, or whose streams unpack to more than they may.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refused> {
    const STREAM: &[u8] = b"stream";
    let mut left = MOST_UNPACKED;
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), STREAM) {
        let keyword = at + found;
        at = keyword + STREAM.len();
        let before = bytes.get(keyword.saturating_sub(DICTIONARY)..keyword).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        check_filters(last_dictionary(before))?;
        let data = bytes.get(at..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let [first, second, ..] = data else { break };
        let is_zlib = first & 0x0F == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0;
        if is_zlib {
            let mut decoder = ZlibDecoder::new(data).take(left + 1);
            // What cannot be unpacked to its end counts as far as it could be.
            let taken = unpacked(&mut decoder);
            left = left.checked_sub(taken).ok_or(Refused::TooComplex)?;
        }
    }
    if is_encrypted(bytes) { Err(Refused::Encrypted) } else { Ok(()) }
}

fn unpacked(decoder: &mut impl Read) -> u64 {
    let mut buffer = [0; 16 * 1024];
    let mut sum = 0;
    while let Ok(read @ 1..) = decoder.read(&mut buffer) {
        sum += u64::try_from(read).unwrap_or(u64::MAX);
    }
    sum
}

/// Refuses filters whose output cannot be foreseen: a stream packed twice, and the outdated LZW.
fn check_filters(dictionary: &[u8]) -> Result<(), Refused> {
    let flate = count(dictionary, b"/FlateDecode") + count(dictionary, b"/Fl ");
    if flate > 1 || count(dictionary, b"/LZWDecode") > 0 {
        return Err(Refused::TooComplex);
    }
    Ok(())
}

/// The part of `before` after the object it belongs to was opened.
fn last_dictionary(before: &[u8]) -> &[u8] {
    let start = before.windows(4).rposition(|window| window == b" obj");
    start.and_then(|start| before.get(start..)).unwrap_or(before)
}

/// Whether the trailer names an encryption.
fn is_encrypted(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"/Encrypt";
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), NAME) {
        at += found + NAME.len();
        let rest = bytes.get(at..).unwrap_or_default().trim_ascii_start();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let after = rest.get(digits..).unwrap_or_default();
        if rest.starts_with(b"<<") || (digits > 0 && after.starts_with(b" 0 R")) {
            return true;
        }
    }
    false
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    memchr::memmem::find_iter(bytes, wanted).count()
}
