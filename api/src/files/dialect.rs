use crate::domain::{Error, Result, wording};

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// What separates cells.
    pub delimiter: u8,
    /// Whether decimals are written with a comma.
    pub decimal_comma: bool,
    /// Whether the text starts with a byte-order mark.
    pub byte_order_mark: bool,
    /// Whether codes that a spreadsheet would take for numbers or dates (`01`, `2022-04`) are written as texts: `="01"`.
    pub texts_kept: bool,
}

impl Dialect {
    /// RFC 4180.
    pub const PLAIN: Self = Self {
        delimiter: b',',
        decimal_comma: false,
        byte_order_mark: false,
        texts_kept: false,
    };

    /// As French spreadsheets open it, by a double click.
    pub const FRENCH: Self = Self {
        delimiter: b';',
        decimal_comma: true,
        byte_order_mark: true,
        texts_kept: true,
    };

    /// The dialect of a name.
    ///
    /// # Errors
    /// `BadInput` for another name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "fr" => Ok(Self::FRENCH),
            "rfc4180" => Ok(Self::PLAIN),
            _ => Err(Error::bad_input(wording!(
                "dialect : fr (pour un tableur français) ou rfc4180",
                "dialect: fr (for a French spreadsheet) or rfc4180"
            ))),
        }
    }
}

/// What separates cells.
///
/// # Errors
/// `BadInput` for a separator that is not known.
pub fn delimiter(text: &str) -> Result<u8> {
    match text {
        "," | ";" | "\t" => Ok(text.as_bytes()[0]),
        _ => Err(Error::bad_input(wording!(
            "delimiter : une virgule, un point-virgule (%3B) ou une tabulation (%09)",
            "delimiter: a comma, a semicolon (%3B) or a tab (%09)"
        ))),
    }
}

/// Whether decimals have a comma.
///
/// # Errors
/// `BadInput` for another mark.
pub fn decimal(text: &str) -> Result<bool> {
    match text {
        "," => Ok(true),
        "." => Ok(false),
        _ => Err(Error::bad_input(wording!(
            "decimal : un point ou une virgule",
            "decimal: a dot or a comma"
        ))),
    }
}
