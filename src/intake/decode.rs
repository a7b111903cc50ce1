//! The bytes of a document into text: UTF-8, UTF-16 and GB18030.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr3, memmem};

/// The text in `bytes`, without a byte order mark and with line ends as `\n`; `None` if it is no text in an encoding we know.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok()?,
        [0xFF, 0xFE, rest @ ..] => strict(UTF_16LE, rest)?,
        [0xFE, 0xFF, rest @ ..] => strict(UTF_16BE, rest)?,
        _ => match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => without_mark(bytes)?,
        },
    };
    memchr(0, text.as_bytes()).is_none().then(|| unify_line_ends(text))
}

/// Text without a mark that is not UTF-8: UTF-16 betrays itself by the zero bytes of its line ends, the rest is GB18030.
fn without_mark(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) {
        let zero_first =
            bytes.chunks_exact(2).filter(|pair| matches!(pair, [0, byte] if *byte != 0)).count();
        let zero_last =
            bytes.chunks_exact(2).filter(|pair| matches!(pair, [byte, 0] if *byte != 0)).count();
        return strict(if zero_first > zero_last { UTF_16BE } else { UTF_16LE }, bytes);
    }
    strict(GB18030, bytes)
}

fn strict(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

fn unify_line_ends(text: String) -> String {
    const OTHERS: [char; 6] = ['\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}'];
    let wide = ["\u{85}", "\u{2028}", "\u{2029}"];
    if memchr3(b'\r', 0x0B, 0x0C, text.as_bytes()).is_some()
        || wide.iter().any(|end| memmem::find(text.as_bytes(), end.as_bytes()).is_some())
    {
        text.replace("\r\n", "\n").replace(OTHERS, "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "云溪市2026年重点工作\n责任分解";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked(&[0xEF, 0xBB, 0xBF], TEXT.as_bytes()),
            gb,
            marked(&[0xFF, 0xFE], &little),
            marked(&[0xFE, 0xFF], &big),
            little,
            big,
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(TEXT), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"plan\0plan"), None);
        assert_eq!(decode(&[0xFF, 0xFF, 0xFF, 0x80]), None);
    }

    #[test]
    fn line_ends_are_unified() {
        assert_eq!(decode("甲\r\n乙\r丙\u{0C}丁".as_bytes()).as_deref(), Some("甲\n乙\n丙\n丁"));
    }
}
