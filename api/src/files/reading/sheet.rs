use super::{
    header,
    table::{Expected, FileRow, FileTable, ReadAs, refuse_long_cell},
};
use crate::{
    domain::{Error, Result, wording},
    files::continued,
};

/// A sheet of a workbook, before its header is looked for.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<FileRow>,
}

impl Sheet {
    /// Appends to cells what follows of their texts: each row has the sheet, the row, the column and the text.
    pub(super) fn go_on(&mut self, rest: &Self) -> Result<()> {
        for row in rest.rows.iter().skip(1) {
            let text = |place: usize| row.cells.get(place).map_or("", |cell| cell.text.as_str());
            let (Ok(line), Ok(column)) = (text(1).parse::<u64>(), text(2).parse::<usize>()) else {
                continue;
            };
            let found = self.rows.iter_mut().find(|own| own.line == line);
            let cell = found.and_then(|own| own.cells.get_mut(column.checked_sub(1)?));
            let Some(cell) = cell.filter(|_| text(0) == self.name) else {
                continue;
            };
            if let Some(kept) = cell.text.strip_suffix(continued::MARK) {
                cell.text.truncate(kept.len());
            }
            cell.text.push_str(text(3));
            refuse_long_cell(line, cell.text.len())?;
        }
        Ok(())
    }

    pub(super) fn table(self, expected: &Expected<'_>) -> FileTable {
        let place = header::place(&self.rows, expected.is_column);
        let mut rows = self.rows.into_iter();
        let mut read_as = ReadAs {
            sheet: Some(self.name),
            sheets: self.names,
            ..Default::default()
        };
        for row in rows.by_ref().take(place) {
            read_as.skip(row.line);
        }
        let Some(header) = rows.next() else {
            return FileTable {
                read_as,
                ..Default::default()
            };
        };
        read_as.header_line = header.line;
        let mut header: Vec<String> = header.cells.into_iter().map(|cell| cell.text).collect();
        while header.last().is_some_and(|name| name.trim().is_empty()) {
            header.pop();
        }
        let width = header.len();
        let rows = rows.map(|row| row.padded(width)).collect();
        FileTable { read_as, header, rows }
    }
}

/// The sheet asked for among those of a workbook, or the first one.
pub(super) fn chosen(names: &[String], wanted: Option<&str>) -> Result<String> {
    let Some(wanted) = wanted else {
        return names
            .first()
            .cloned()
            .ok_or_else(|| Error::bad_input(wording!("le classeur n'a pas de feuille", "the workbook has no sheet")));
    };
    let exact = names.iter().find(|name| name.as_str() == wanted);
    let near = || names.iter().find(|name| name.to_lowercase() == wanted.to_lowercase());
    exact.or_else(near).cloned().ok_or_else(|| {
        let all = names.join(", ");
        Error::bad_input(wording!(
            "le classeur n'a pas de feuille « {wanted} » ; il a : {all}",
            "the workbook has no sheet \"{wanted}\"; it has: {all}"
        ))
    })
}
