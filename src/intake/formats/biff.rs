//! The records of an old Excel file, looked through before a library reads them: it makes room for all cells between the
//! first and the last, so that a few bytes could ask for gigabytes.

use std::io::{Cursor, Read};

use super::super::Refused;

/// The most cells between the first and the last of all sheets.
const MOST_PLACES: u64 = 4_000_000;
/// The most sheets.
const MOST_SHEETS: usize = 1_000;

const START: u16 = 0x0809;
const END: u16 = 0x000A;
const PASSWORD: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// Records of cells: each starts with its row and column.
const CELLS: &[u16] = &[0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
/// Several cells in one record, which ends with the last column.
const SEVERAL: u16 = 0x00BD;

/// Refuses a workbook that is locked, damaged, or too wide and long.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refused> {
    let stream = workbook(bytes)?;
    let mut sheets = Vec::new();
    for (kind, data) in Records(&stream) {
        match kind {
            PASSWORD => return Err(Refused::Encrypted),
            SHEET => sheets.push(read_u32(data, 0).ok_or(Refused::Damaged)?),
            END => break,
            _ => {}
        }
    }
    if sheets.len() > MOST_SHEETS {
        return Err(Refused::TooComplex);
    }
    let mut places = 0_u64;
    for start in sheets {
        let start = usize::try_from(start).map_err(|_| Refused::Damaged)?;
        let sheet = stream.get(start..).ok_or(Refused::Damaged)?;
        places = places.saturating_add(places_of(sheet)?);
        if places > MOST_PLACES {
            return Err(Refused::TooComplex);
        }
    }
    Ok(())
}

fn workbook(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let name = if file.exists("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = Vec::new();
    let part = file.open_stream(name).map_err(|_| Refused::Damaged)?;
    let most = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    part.take(most).read_to_end(&mut stream).map_err(|_| Refused::Damaged)?;
    Ok(stream)
}

/// How many cells lie between the first and the last of a sheet, said or found.
fn places_of(sheet: &[u8]) -> Result<u64, Refused> {
    let mut said = 0;
    let (mut top, mut left, mut bottom, mut right) = (u64::MAX, u64::MAX, 0, 0);
    let mut depth = 0_usize;
    for (kind, data) in Records(sheet) {
        match kind {
            START => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            DIMENSIONS => said = said.max(area(data)?),
            _ if CELLS.contains(&kind) => {
                let row = read_u16(data, 0).ok_or(Refused::Damaged)?;
                let column = read_u16(data, 2).ok_or(Refused::Damaged)?;
                let last = data.len().checked_sub(2).filter(|_| kind == SEVERAL);
                let last = last.and_then(|at| read_u16(data, at)).unwrap_or(column);
                (top, bottom) = (top.min(u64::from(row)), bottom.max(u64::from(row)));
                left = left.min(u64::from(column));
                right = right.max(u64::from(column.max(last)));
            }
            _ => {}
        }
    }
    let found = if top > bottom { 0 } else { (bottom - top + 1).saturating_mul(right - left + 1) };
    Ok(said.max(found))
}

/// The area that a sheet says it fills.
fn area(data: &[u8]) -> Result<u64, Refused> {
    let (top, bottom, left, right) = if data.len() >= 12 {
        let wide = |at| read_u32(data, at).map(u64::from);
        (wide(0), wide(4), read_u16(data, 8), read_u16(data, 10))
    } else {
        let narrow = |at| read_u16(data, at).map(u64::from);
        (narrow(0), narrow(2), read_u16(data, 4), read_u16(data, 6))
    };
    let (Some(top), Some(bottom), Some(left), Some(right)) = (top, bottom, left, right) else {
        return Err(Refused::Damaged);
    };
    let rows = bottom.saturating_sub(top);
    let columns = u64::from(right.saturating_sub(left));
    Ok(rows.saturating_mul(columns))
}

fn read_u16(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn read_u32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The records of a stream: what kind, and what they hold.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = read_u16(self.0, 0)?;
        let end = usize::from(read_u16(self.0, 2)?) + 4;
        let data = self.0.get(4..end)?;
        self.0 = self.0.get(end..)?;
        Some((kind, data))
    }
}
