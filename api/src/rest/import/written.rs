/// How a file is written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// What separates the cells of CSV; found from the header when the request does not say.
    pub delimiter: Option<u8>,
    /// Whether decimals are written with a comma; when the request does not say, they may be where cells are not separated by commas.
    pub decimal_comma: Option<bool>,
    /// Whether it is written as `dialect=fr` files are, with marks before texts that a spreadsheet would change; when the request does not say, it may
    /// be in workbooks, and where cells are separated by semicolons.
    pub french: Option<bool>,
    /// The sheet of a workbook; the first one when the request does not say.
    pub sheet: Option<String>,
}
