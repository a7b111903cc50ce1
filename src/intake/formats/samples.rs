//! Files for the tests, written from their parts.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A table of tasks: a title, heads, and rows of which the second column of the first two is merged.
pub(in crate::intake) const TITLE: &str = "云溪市2026年重点工作责任分解表";
pub(in crate::intake) const ROWS: [[&str; 6]; 4] = [
    ["序号", "类别", "重点任务", "牵头单位", "配合单位", "完成时限"],
    [
        "1",
        "产业",
        "新建云溪算力中心1座，开放应用场景20个以上。",
        "市发改委",
        "市财政局、市数据局",
        "2026年6月底前",
    ],
    [
        "2",
        "产业",
        "新增规上工业企业16家以上。",
        "市经信局",
        "松岗区政府、柳湾区政府",
        "2026年12月底前",
    ],
    ["3", "民生", "新改扩建幼儿园5所。", "市教育局", "市自然资源和规划局", "2026年9月底前"],
];

pub(in crate::intake) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new part");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("an archive").into_inner()
}

/// The parts that point to each other in a Word file.
pub(in crate::intake) fn docx(body: &str, numbering: &str, styles: &str) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        format!(r#"<Relationship Id="{kind}" Type="http://example.org/{kind}" Target="{target}"/>"#)
    };
    let relations =
        |inner: String| format!("<?xml version=\"1.0\"?><Relationships>{inner}</Relationships>");
    zip(&[
        ("_rels/.rels", &relations(relation("officeDocument", "word/document.xml"))),
        (
            "word/_rels/document.xml.rels",
            &relations(
                relation("numbering", "numbering.xml") + &relation("styles", "/word/styles.xml"),
            ),
        ),
        (
            "word/document.xml",
            &format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>"),
        ),
        ("word/numbering.xml", &format!("<w:numbering>{numbering}</w:numbering>")),
        ("word/styles.xml", &format!("<w:styles>{styles}</w:styles>")),
    ])
}

/// A paragraph of a Word file.
pub(in crate::intake) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

pub(in crate::intake) fn plain_docx(text: &str) -> Vec<u8> {
    docx(&text.lines().map(paragraph).collect::<String>(), "", "")
}

pub(in crate::intake) fn table_docx() -> Vec<u8> {
    let mut body = paragraph(TITLE) + "<w:tbl>";
    for (n, row) in ROWS.iter().enumerate() {
        body.push_str("<w:tr>");
        for (m, cell) in row.iter().enumerate() {
            let (merge, text) = match (n, m) {
                (1, 1) => ("<w:vMerge w:val=\"restart\"/>", *cell),
                (2, 1) => ("<w:vMerge/>", ""),
                _ => ("", *cell),
            };
            let _ = write!(body, "<w:tc><w:tcPr>{merge}</w:tcPr>{}</w:tc>", paragraph(text));
        }
        body.push_str("</w:tr>");
    }
    docx(&(body + "</w:tbl>"), "", "")
}

pub(in crate::intake) fn table_xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, TITLE, &plain).expect("a region");
    for (n, row) in ROWS.iter().enumerate() {
        let line = u32::try_from(n).expect("a row") + 1;
        for (m, cell) in row.iter().enumerate() {
            let column = u16::try_from(m).expect("a column");
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(line, column, number).expect("a cell"),
                Err(_) => sheet.write(line, column, *cell).expect("a cell"),
            };
        }
    }
    sheet.merge_range(2, 1, 3, 1, "产业", &plain).expect("a region");
    book.save_to_buffer().expect("memory")
}

pub(in crate::intake) fn table_csv() -> String {
    let rows: Vec<String> = ROWS.iter().map(|row| row.join(",")).collect();
    format!("{TITLE},,,,,\n{}\n", rows.join("\n"))
}

pub(in crate::intake) fn table_text() -> String {
    let rows: Vec<String> = ROWS.iter().map(|row| row.join("\t")).collect();
    format!("{TITLE}\n{}\n", rows.join("\n"))
}

pub(in crate::intake) fn table_markdown() -> String {
    let rows: Vec<String> = ROWS.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    let rule = format!("|{}", "---|".repeat(6));
    format!("# {TITLE}\n\n{}\n{rule}\n{}\n", rows[0], rows[1..].join("\n"))
}

/// The records of an old Excel file.
fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(data.len()).expect("a short record").to_le_bytes());
    out.extend(data);
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut data: Vec<u8> = [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    data.extend(u16::try_from(units.len()).expect("a short text").to_le_bytes());
    data.push(1);
    data.extend(units.into_iter().flat_map(u16::to_le_bytes));
    data
}

pub(in crate::intake) fn xls(
    cells: &[(u16, u16, &str)],
    merged: &[[u16; 4]],
    locked: bool,
) -> Vec<u8> {
    let mut globals = Vec::new();
    let start = |kind: u16| -> Vec<u8> {
        [0x0600, kind, 0, 0, 0, 0, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect()
    };
    record(&mut globals, 0x0809, &start(5));
    if locked {
        record(&mut globals, 0x002F, &[1, 0, 1, 0, 1, 0]);
    }
    let mut sheet = Vec::new();
    record(&mut sheet, 0x0809, &start(0x10));
    for (row, column, text) in cells {
        record(&mut sheet, 0x0204, &label(*row, *column, text));
    }
    let mut regions: Vec<u8> = u16::try_from(merged.len()).expect("few").to_le_bytes().to_vec();
    regions.extend(merged.iter().flatten().flat_map(|n| n.to_le_bytes()));
    record(&mut sheet, 0x00E5, &regions);
    record(&mut sheet, 0x000A, &[]);
    // The sheet stands after the globals: this record, six bytes of it before the name, and the end.
    let at = u32::try_from(globals.len() + 4 + 4 + 2 + 2 + 2 + 4).expect("a short stream");
    let mut bound = at.to_le_bytes().to_vec();
    bound.extend([0, 0, 2, 0, b'S', b'1']);
    record(&mut globals, 0x0085, &bound);
    record(&mut globals, 0x000A, &[]);
    globals.extend(sheet);
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
            .expect("a file");
    let mut stream = file.create_stream("/Workbook").expect("a stream");
    // A stream of less than 4096 bytes would stand elsewhere.
    globals.resize(globals.len().max(4096), 0);
    stream.write_all(&globals).expect("memory");
    drop(stream);
    file.into_inner().into_inner()
}

pub(in crate::intake) fn table_xls() -> Vec<u8> {
    let mut cells = vec![(0, 0, TITLE)];
    for (n, row) in ROWS.iter().enumerate() {
        for (m, cell) in row.iter().enumerate().filter(|(m, _)| (n, *m) != (2, 1)) {
            cells.push((u16::try_from(n).expect("few") + 1, u16::try_from(m).expect("few"), *cell));
        }
    }
    xls(&cells, &[[0, 0, 0, 5], [2, 3, 1, 1]], false)
}

/// A page of a PDF.
#[derive(Default)]
pub(in crate::intake) struct Page(String);

impl Page {
    /// Writes a line of text; a character is as wide as the size.
    pub(in crate::intake) fn line(mut self, left: f64, up: f64, size: f64, text: &str) -> Self {
        let hex: String = text.encode_utf16().fold(String::new(), |mut out, unit| {
            let _ = write!(out, "{unit:04X}");
            out
        });
        let _ = writeln!(self.0, "BT /F1 {size} Tf {left} {up} Td <{hex}> Tj ET");
        self
    }

    pub(in crate::intake) fn rule(mut self, from: (f64, f64), to: (f64, f64)) -> Self {
        let _ = writeln!(self.0, "{} {} m {} {} l S", from.0, from.1, to.0, to.1);
        self
    }
}

/// A PDF in a Chinese font that is not embedded, as offices print them.
pub(in crate::intake) fn pdf(pages: &[Page]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 10 + 2 * n)).collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "))),
        (3, "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".to_owned()),
        (4, "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 5 0 R>>".to_owned()),
        (5, "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>".to_owned()),
    ];
    for (n, page) in pages.iter().enumerate() {
        objects.push((10 + 2 * n, format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>", 11 + 2 * n)));
        objects.push((
            11 + 2 * n,
            format!("<</Length {}>>\nstream\n{}\nendstream", page.0.len(), page.0),
        ));
    }
    file_of(&objects, "")
}

pub(in crate::intake) fn file_of(objects: &[(usize, String)], trailer: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (id, object) in objects {
        places.push((*id, out.len()));
        let _ = write!(out, "{id} 0 obj\n{object}\nendobj\n");
    }
    let start = out.len();
    out.push_str("xref\n0 1\n0000000000 65535 f \n");
    for (id, place) in places {
        let _ = write!(out, "{id} 1\n{place:010} 00000 n \n");
    }
    let _ = write!(out, "trailer<</Size 100/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

/// The table of tasks on a page, ruled, with the long task wrapped.
pub(in crate::intake) fn table_pdf() -> Vec<u8> {
    const COLUMNS: [f64; 7] = [40.0, 75.0, 115.0, 305.0, 375.0, 470.0, 560.0];
    /// How many characters fit in each.
    const FITS: [usize; 6] = [2, 3, 18, 6, 8, 8];
    let mut page = Page::default().line(165.0, 780.0, 16.0, TITLE);
    let mut top = 740.0;
    for (n, row) in ROWS.iter().enumerate() {
        let height = 50.0;
        for (m, cell) in row.iter().enumerate() {
            let characters: Vec<char> = cell.chars().collect();
            let fits = FITS[m];
            let mut down = top - 14.0;
            for part in characters.chunks(fits) {
                let text: String = part.iter().collect();
                let merged = (n, m) == (2, 1);
                if !merged {
                    page = page.line(COLUMNS[m] + 4.0, down, 10.0, &text);
                }
                down -= 12.0;
            }
            let right = COLUMNS[m + 1];
            if (n, m) != (2, 1) {
                page = page.rule((COLUMNS[m], top), (right, top));
            }
            page = page.rule((COLUMNS[m], top), (COLUMNS[m], top - height));
        }
        page = page.rule((560.0, top), (560.0, top - height));
        top -= height;
    }
    pdf(&[page.rule((40.0, top), (560.0, top))])
}
