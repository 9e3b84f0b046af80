//! Which number stands for a text? FNV-1a, the same in every run, on every machine and in every
//! version: what is written into files and names of folders is found again.

/// The number of `bytes`, from 0 to all 64 bits. Of a million texts two have the same by one
/// chance in forty million.
///
/// # Cost
///
/// A multiplication for each byte.
pub fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The same folded to 32 bits, for what stands in files by the million and may be taken for another.
pub fn folded(bytes: impl IntoIterator<Item = u8>) -> u32 {
    let hash = hash(bytes);
    ((hash >> 32) ^ hash) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_are_published() {
        for (text, number) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(hash(text.bytes()), number, "{text}");
        }
        assert_eq!(folded("a".bytes()), 0xaf63_dc4c ^ 0x8601_ec8c);
    }
}
