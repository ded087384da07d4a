use std::io::Read;

use bytes::Bytes;
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::MultiGzDecoder;

use crate::domain::{Error, Result, wording};

/// What gzip starts with.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// How much of a text is looked at to detect its encoding, in bytes.
const SAMPLE: usize = 1 << 20;

/// An encoding of texts, by a name that the Web knows (`windows-1252`, `macintosh`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The encoding of a label; none for one that is not known.
    pub fn of_label(label: &str) -> Option<Self> {
        Encoding::for_label(label.trim().trim_matches('"').as_bytes()).map(Self)
    }
}

/// A text, and the encoding that it had.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
    pub(super) detected: bool,
}

/// Reads bytes as text: a byte-order mark decides, then what the request declares, then what the bytes can be.
pub(super) fn decode(bytes: &Bytes, charset: Option<Charset>, limit: usize) -> Result<Decoded> {
    let bytes = decompressed(bytes, limit)?;
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return read(&bytes[mark..], encoding, false);
    }
    match charset {
        Some(Charset(encoding)) => read(&bytes, encoding, false),
        None if std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0) => read(&bytes, UTF_8, false),
        None => read(&bytes, detected(&bytes), true),
    }
}

/// The bytes, decompressed where they are gzip.
pub(super) fn decompressed(bytes: &Bytes, limit: usize) -> Result<Bytes> {
    if !bytes.starts_with(GZIP) {
        return Ok(bytes.clone());
    }
    let mut out = Vec::new();
    // One byte more than the limit tells that there is more.
    let mut reader = MultiGzDecoder::new(bytes.as_ref()).take(limit as u64 + 1);
    reader.read_to_end(&mut out).map_err(|cause| {
        Error::bad_input(wording!(
            "le fichier compressé (gzip) est abîmé : {cause}",
            "the compressed file (gzip) is damaged: {cause}"
        ))
    })?;
    if out.len() > limit {
        return Err(Error::PayloadTooLarge { limit });
    }
    Ok(out.into())
}

fn read(bytes: &[u8], encoding: &'static Encoding, detected: bool) -> Result<Decoded> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Decoded {
            text: text.into_owned(),
            encoding: encoding.name(),
            detected,
        }),
        None => Err(not_in(bytes, encoding)),
    }
}

fn not_in(bytes: &[u8], encoding: &'static Encoding) -> Error {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
    let name = encoding.name();
    if encoding == UTF_8 {
        return Error::bad_input(wording!(
            "le fichier n'est pas en UTF-8 (ligne {line}) : enregistrez-le en « CSV UTF-8 », ou déclarez son encodage (Content-Type: text/csv; charset=windows-1252)",
            "the file is not UTF-8 (line {line}): save it as \"CSV UTF-8\", or declare its encoding (Content-Type: text/csv; charset=windows-1252)"
        ));
    }
    Error::bad_input(wording!(
        "le fichier n'est pas en {name}, l'encodage déclaré",
        "the file is not in {name}, the encoding declared"
    ))
}

/// The encoding that bytes without a mark, which are not UTF-8, most likely have.
fn detected(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if sample.len().is_multiple_of(2) && (even + odd) * 4 > sample.len() {
        return if odd > even { UTF_16LE } else { UTF_16BE };
    }
    // Of the two that French offices have used, the one that makes more French letters of it.
    if french(sample, MACINTOSH) > french(sample, WINDOWS_1252) {
        MACINTOSH
    } else {
        WINDOWS_1252
    }
}

/// How many letters and marks of French a text has in an encoding.
fn french(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let high: Vec<u8> = bytes.iter().copied().filter(|byte| *byte >= 0x80).collect();
    let (text, _) = encoding.decode_without_bom_handling(&high);
    let weight = |letter: char| match letter {
        'é' | 'è' | 'ê' | 'ë' | 'à' | 'â' | 'ç' | 'î' | 'ï' | 'ô' | 'ù' | 'û' | 'ü' | 'œ' | '’' => 4,
        'É' | 'È' | 'Ê' | 'À' | 'Ç' | 'Î' | 'Ô' | '«' | '»' | '€' | '\u{a0}' | '–' | '°' => 2,
        letter if letter.is_alphabetic() => 1,
        _ => 0,
    };
    text.chars().map(weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "slug;nom\ncaf-et-pmi;Établissement « numérique » d’Île-de-France, à Évry, l'été : 12 €";

    #[test]
    fn the_encodings_of_offices_are_detected() {
        for encoding in [WINDOWS_1252, MACINTOSH] {
            let (bytes, _, lost) = encoding.encode(TEXT);
            assert!(!lost);
            let read = decode(&bytes.into_owned().into(), None, 10_000).unwrap();
            assert_eq!(
                (read.text.as_str(), read.encoding, read.detected),
                (TEXT, encoding.name(), true)
            );
        }
        for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let units: Vec<u16> = mark.then_some(0xfeff).into_iter().chain(TEXT.encode_utf16()).collect();
            let bytes: Vec<u8> = units
                .iter()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let read = decode(&bytes.into(), None, 10_000).unwrap();
            assert_eq!((read.text.as_str(), read.detected), (TEXT, !mark));
        }
        let read = decode(&TEXT.into(), None, 10_000).unwrap();
        assert_eq!((read.encoding, read.detected), ("UTF-8", false));
    }

    #[test]
    fn a_file_that_grows_beyond_the_limit_is_refused() {
        use std::io::Write;
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(&vec![b'a'; 20_000]).unwrap();
        let bytes: Bytes = writer.finish().unwrap().into();
        assert!(matches!(
            decode(&bytes, None, 10_000),
            Err(Error::PayloadTooLarge { limit: 10_000 })
        ));
    }
}
