// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("24-bit integers")
struct ByteBufferMediaTests {
    @Test(
        "are read and written in network order, signed and not",
        arguments: [
            ([0, 0, 0], 0, 0), ([1, 2, 3], 0x01_0203, 0x01_0203), ([0x7F, 0xFF, 0xFF], 0x7F_FFFF, 8_388_607),
            ([0x80, 0, 0], 0x80_0000, -8_388_608), ([0xFF, 0xFF, 0xFF], 0xFF_FFFF, -1),
        ] as [([UInt8], UInt32, Int32)])
    func roundTrip(bytes: [UInt8], unsigned: UInt32, signed: Int32) {
        var (first, second) = (ByteBuffer(bytes: bytes), ByteBuffer(bytes: bytes))
        #expect(first.readUInt24() == unsigned)
        #expect(second.readInt24() == signed)
        var written = ByteBuffer()
        #expect(written.writeUInt24(unsigned | 0xAB00_0000) == 3)
        #expect(written == ByteBuffer(bytes: bytes))
    }

    @Test("leave a buffer alone that is too short", arguments: 0..<3)
    func tooShort(count: Int) {
        var bytes = ByteBuffer(repeating: 1, count: count)
        #expect(bytes.readUInt24() == nil)
        #expect(bytes.readInt24() == nil)
        #expect(bytes.readableBytes == count)
    }
}
