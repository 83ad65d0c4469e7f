// SPDX-License-Identifier: Apache-2.0

/// The checksum that ends each section of a program table (ISO/IEC 13818-1, annex A).
///
/// Polynomial 0x04C11DB7, all ones to begin with, most significant bit first, nothing inverted at the end: not
/// the CRC-32 of zip. Over a section with its checksum it is zero.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { remainder, _ in
            remainder & 0x8000_0000 != 0 ? remainder << 1 ^ 0x04C1_1DB7 : remainder << 1
        }
    }

    /// The checksum of some bytes.
    package static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0xFFFF_FFFF) { remainder, byte in
            remainder << 8 ^ table[Int(UInt8(truncatingIfNeeded: remainder >> 24) ^ byte)]
        }
    }
}
