//! SHA3-256 (FIPS 202), for the checksum of onion addresses alone: one short message at a time.

const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];
const TURNS: [u32; 24] =
    [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const LANES: [usize; 24] =
    [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

/// The digest of a message of at most 135 bytes: one block. Longer messages are cut.
pub(crate) fn sha3_256_short(message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 136];
    let length = message.len().min(135);
    block[..length].copy_from_slice(&message[..length]);
    block[length] = 0x06;
    block[135] |= 0x80;
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    permute(&mut state);
    let mut digest = [0; 32];
    for (bytes, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = lane.to_le_bytes();
    }
    digest
}

/// Keccak-f[1600]. Every index below is taken modulo 5 or 25 of a state of 25 lanes.
fn permute(state: &mut [u64; 25]) {
    for round in ROUNDS {
        let columns: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            *lane ^= columns[(at + 4) % 5] ^ columns[(at + 1) % 5].rotate_left(1);
        }
        let mut carried = state[1];
        for (to, turn) in LANES.into_iter().zip(TURNS) {
            carried = std::mem::replace(&mut state[to], carried.rotate_left(turn));
        }
        for row in state.as_chunks_mut::<5>().0 {
            let was = *row;
            for x in 0..5 {
                row[x] = was[x] ^ (!was[(x + 1) % 5] & was[(x + 2) % 5]);
            }
        }
        state[0] ^= round;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::digest::Hash;

    #[test]
    fn known_answers_of_fips_202() {
        let hex = |message: &[u8]| Hash::from_bytes(sha3_256_short(message)).to_string();
        assert_eq!(hex(b""), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
        assert_eq!(hex(b"abc"), "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
    }
}
