// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import Testing

@Suite("CRC-32 of MPEG-2")
struct CRC32Tests {
    @Test(
        "gives the known checksums",
        arguments: [
            ([], 0xFFFF_FFFF),
            (Array("123456789".utf8), 0x0376_E6E7),
            // A program association section: one program, whose map is on PID 0x1000.
            ([0x00, 0xB0, 0x0D, 0x00, 0x01, 0xC1, 0x00, 0x00, 0x00, 0x01, 0xF0, 0x00], 0x2AB1_04B2),
        ] as [([UInt8], UInt32)])
    func vectors(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32.checksum(of: bytes) == checksum)
    }

    @Test("is zero over bytes with their checksum")
    func residue() {
        let bytes: [UInt8] = Array("123456789".utf8) + [0x03, 0x76, 0xE6, 0xE7]
        #expect(CRC32.checksum(of: bytes) == 0)
    }
}
