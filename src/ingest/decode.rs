//! The bytes of a file as text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at to tell text from anything else.
const PROBE_BYTES: usize = 8 * 1024;

/// The text of a file, and how it was come by.
#[derive(Debug, PartialEq)]
pub struct Decoded {
    /// The text, without its byte order mark.
    pub text: String,
    /// A phrase for a person where the encoding was guessed: `read as windows-1252 (guessed)`.
    pub note: Option<String>,
}

/// Decodes `bytes` by their byte order mark, else as UTF-8, but for single bytes where most is, else by the look of
/// them. Where no line
/// ends otherwise, a carriage return alone ends one, as old Macs write it, and is given as a line
/// feed: whatever counts lines counts those.
///
/// # Errors
///
/// The reason, as a phrase, where they are no text.
///
/// # Cost
///
/// One pass over UTF-8, without a copy; a few over anything else.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, String> {
    let mut decoded = as_written(bytes)?;
    if !decoded.text.contains('\n') && decoded.text.contains('\r') {
        decoded.text = decoded.text.replace('\r', "\n");
    }
    Ok(decoded)
}

fn as_written(bytes: Vec<u8>) -> Result<Decoded, String> {
    // Before the mark of UTF-16, with which one of these begins.
    if let Some(text) = utf32(&bytes) {
        return Ok(Decoded { text, note: None });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == UTF_8 {
            return Ok(from_utf8_bytes(bytes, mark));
        }
        return Ok(by(encoding, &bytes, None));
    }
    let probe = &bytes[..bytes.len().min(PROBE_BYTES)];
    if let Some(encoding) = utf16(probe) {
        return Ok(by(encoding, &bytes, Some(guessed(encoding))));
    }
    if is_binary(probe) {
        return Err("binary file".to_owned());
    }
    Ok(from_utf8_bytes(bytes, 0))
}

/// Decodes what is meant as UTF-8 from byte `from` on, by detection where it is not.
pub(super) fn from_utf8_bytes(mut bytes: Vec<u8>, from: usize) -> Decoded {
    bytes.drain(..from);
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, note: None },
        Err(error) => {
            let bytes = error.into_bytes();
            if let Some(decoded) = mostly_utf8(&bytes) {
                return decoded;
            }
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&bytes, true);
            let encoding = detector.guess(None, Utf8Detection::Deny);
            by(encoding, &bytes, Some(guessed(encoding)))
        }
    }
}

/// UTF-8 in which somebody put lines that are none, and these as windows-1252, as most are; `None` where fewer
/// characters beyond ASCII are UTF-8 than bytes are not.
fn mostly_utf8(bytes: &[u8]) -> Option<Decoded> {
    let beyond = |text: &str| text.chars().filter(|one| !one.is_ascii()).count();
    let good: usize = bytes.utf8_chunks().map(|chunk| beyond(chunk.valid())).sum();
    let bad: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    if good < bad {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    let mut line = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        line =
            line.or_else(|| (!chunk.invalid().is_empty()).then(|| 1 + text.matches('\n').count()));
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let none = match bad {
        1 => "1 byte that is none".to_owned(),
        _ => format!("{bad} bytes that are none"),
    };
    let from = line.filter(|_| text.contains('\n'));
    let from = from.map_or(String::new(), |line| format!(", from line {line} on,"));
    let note = format!("read as UTF-8, and {none}{from} as windows-1252 (guessed)");
    Some(Decoded { text, note: Some(note) })
}

fn by(encoding: &'static Encoding, bytes: &[u8], note: Option<String>) -> Decoded {
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Decoded { text: text.into_owned(), note }
}

fn guessed(encoding: &'static Encoding) -> String {
    format!("read as {} (guessed)", encoding.name())
}

/// The byte order marks of UTF-32.
const UTF_32LE_MARK: [u8; 4] = [0xff, 0xfe, 0, 0];
pub(super) const UTF_32BE_MARK: [u8; 4] = [0, 0, 0xfe, 0xff];

/// UTF-32 behind its mark, with a sign in the place of what is no character; encoding_rs does without it, as the web
/// does. No text of UTF-16 begins with a NUL, as the one mark would have it.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let (mark, units) = units.split_first()?;
    let number = match *mark {
        UTF_32LE_MARK => u32::from_le_bytes,
        UTF_32BE_MARK => u32::from_be_bytes,
        _ => return None,
    };
    let read =
        |unit: &[u8; 4]| char::from_u32(number(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let cut_off = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    Some(units.iter().map(read).chain(cut_off).collect())
}

/// The byte order of UTF-16 without a mark: text of most scripts has a NUL in nearly every second
/// byte for its blanks, digits and line breaks, and always in the same half.
pub(super) fn utf16(probe: &[u8]) -> Option<&'static Encoding> {
    let pairs = probe.len() / 2;
    let (mut low, mut high) = (0, 0);
    for pair in probe.chunks_exact(2) {
        // The character NUL is in no text.
        if pair == [0, 0] {
            return None;
        }
        low += usize::from(pair[0] == 0 && pair[1] != 0);
        high += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let many = |nuls: usize| 2 <= nuls && pairs <= nuls * 3;
    match (many(low), many(high)) {
        (true, false) if high == 0 => Some(UTF_16BE),
        (false, true) if low == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether these are no characters: a NUL, or more than one control character in fifty.
pub(super) fn is_binary(probe: &[u8]) -> bool {
    let control = probe
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    probe.contains(&0) || probe.len() < control * 50
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, note: Option<&str>) {
        let decoded = decode(bytes.to_vec()).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.note.as_deref()), (text, note));
    }

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_mark_names_the_encoding_and_is_no_text() {
        check(b"\xef\xbb\xbfcaf\xc3\xa9", "café", None);
        check(&utf16_bytes("\u{feff}café", u16::to_le_bytes), "café", None);
        check(&utf16_bytes("\u{feff}café", u16::to_be_bytes), "café", None);
    }

    /// It was taken for UTF-16, with a NUL behind each letter.
    #[test]
    fn utf32_is_no_utf16() {
        let of = |text: &str, unit: fn(u32) -> [u8; 4]| -> Vec<u8> {
            text.chars().flat_map(|one| unit(one.into())).collect()
        };
        for unit in [u32::to_le_bytes, u32::to_be_bytes] {
            check(&of("\u{feff}café 🤖\r", unit), "café 🤖\n", None);
            check(&of("\u{feff}", unit), "", None);
            check(
                &[of("\u{feff}a", unit), unit(0xd800).to_vec(), vec![0]].concat(),
                "a\u{fffd}\u{fffd}",
                None,
            );
        }
        check(&utf16_bytes("\u{feff}", u16::to_le_bytes), "", None);
    }

    #[test]
    fn without_a_mark_utf8_comes_first_and_a_guess_is_said() {
        check("café – ok".as_bytes(), "café – ok", None);
        check(b"", "", None);
        let latin = b"Le caf\xe9 est tr\xe8s bon, il a \xe9t\xe9 pr\xe9par\xe9 hier.";
        let text = "Le café est très bon, il a été préparé hier.";
        check(latin, text, Some("read as windows-1252 (guessed)"));
        let little = utf16_bytes("Plain words here.\n", u16::to_le_bytes);
        check(&little, "Plain words here.\n", Some("read as UTF-16LE (guessed)"));
        let big = utf16_bytes("Plain words here.\n", u16::to_be_bytes);
        check(&big, "Plain words here.\n", Some("read as UTF-16BE (guessed)"));
    }

    #[test]
    fn a_line_that_is_no_utf8_spoils_no_others() {
        let note =
            "read as UTF-8, and 1 byte that is none, from line 2 on, as windows-1252 (guessed)";
        check(b"Gr\xc3\xbc\xc3\x9fe\ncaf\xe9\n\xe2\x80\x93", "Grüße\ncafé\n–", Some(note));
        let note = "read as UTF-8, and 2 bytes that are none as windows-1252 (guessed)";
        check(b"\x93a\x94 \xc3\xa9\xc3\xa8", "“a” éè", Some(note));
    }

    /// What is in another encoding throughout has bytes that look like UTF-8, but fewer.
    #[test]
    fn no_other_encoding_is_taken_for_utf8_with_slips() {
        for (encoding, text) in [
            ("gbk", "图书馆每天上午九点开门,下午六点关门。请带好您的借书证,谢谢合作。"),
            ("big5", "圖書館每天上午九點開門,下午六點關門。請帶好您的借書證,謝謝合作。"),
            (
                "euc-jp",
                "図書館は毎日午前九時に開き、午後六時に閉まります。カードをお持ちください。",
            ),
            (
                "shift_jis",
                "図書館は毎日午前九時に開き、午後六時に閉まります。カードをお持ちください。",
            ),
            (
                "euc-kr",
                "도서관은 매일 오전 아홉 시에 열고 오후 여섯 시에 닫습니다. 카드를 가져오세요.",
            ),
            ("windows-1251", "Библиотека открыта каждый день с девяти до шести. Возьмите билет."),
            ("windows-1253", "Η βιβλιοθήκη ανοίγει κάθε μέρα στις εννέα. Φέρτε την κάρτα σας."),
        ] {
            let known = Encoding::for_label(encoding.as_bytes()).unwrap();
            assert_eq!(mostly_utf8(&known.encode(text).0), None, "{encoding}");
        }
    }

    #[test]
    fn a_carriage_return_ends_a_line_where_nothing_else_does() {
        check(b"# Mac\r\rIt boils.\r", "# Mac\n\nIt boils.\n", None);
        check(&utf16_bytes("\u{feff}a\rb", u16::to_le_bytes), "a\nb", None);
        check(b"a\r\nb\r", "a\r\nb\r", None);
        check(b"a\rb\nc", "a\rb\nc", None);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
            Err("binary file".to_owned())
        );
        assert_eq!(decode(vec![1, 2, 3, 4, 5, b'a', b'b']), Err("binary file".to_owned()));
        check(b"\x1b[1mbold\x1b[0m", "\u{1b}[1mbold\u{1b}[0m", None);
    }
}
