//! Makes the packed table that [`Table`](super::Table) reads in place.

use super::{DIMENSIONS, HEADER_BYTES, MAGIC, piece_hash};

/// Packs `vocabulary`, one word piece a line, and `table`: 8 bytes `IBIDVEC1`, u32 rows, u32
/// dimensions, rows × f32 scale, rows × dimensions × i8, all little-endian, a row a piece.
///
/// # Errors
///
/// What is wrong with the two, as a sentence.
pub fn pack(vocabulary: &str, table: &[u8]) -> Result<Vec<u8>, String> {
    let pieces: Vec<&str> = vocabulary.lines().collect();
    let number = |at: usize| -> Result<usize, String> {
        let bytes = table.get(at..at + 4).ok_or("the table is cut short")?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    };
    if table.get(..8) != Some(b"IBIDVEC1".as_slice()) {
        return Err("the table does not start with IBIDVEC1".to_owned());
    }
    let (rows, dimensions) = (number(8)?, number(12)?);
    if dimensions != DIMENSIONS {
        return Err(format!("the table has {dimensions} dimensions, not {DIMENSIONS}"));
    }
    if rows != pieces.len() {
        return Err(format!("{rows} rows but {} pieces", pieces.len()));
    }
    let rest = table.get(16..16 + rows * (4 + dimensions)).ok_or("the table is cut short")?;

    let slots = (rows * 2).next_power_of_two();
    let mut slot_of = vec![0_u32; slots];
    for (row, piece) in pieces.iter().enumerate() {
        let mut at = piece_hash(piece.as_bytes()) as usize & (slots - 1);
        while slot_of[at] != 0 {
            at = (at + 1) & (slots - 1);
        }
        slot_of[at] = row as u32 + 1;
    }
    let mut packed = Vec::with_capacity(HEADER_BYTES + slots * 4 + rest.len() + vocabulary.len());
    packed.extend(MAGIC);
    packed.extend((rows as u32).to_le_bytes());
    packed.extend((slots as u32).to_le_bytes());
    packed.extend(slot_of.iter().flat_map(|row| row.to_le_bytes()));
    let mut end = 0_u32;
    packed.extend(end.to_le_bytes());
    for piece in &pieces {
        end += piece.len() as u32;
        packed.extend(end.to_le_bytes());
    }
    packed.extend(rest);
    packed.extend(pieces.iter().flat_map(|piece| piece.bytes()));
    Ok(packed)
}
