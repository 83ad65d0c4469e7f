// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Bit reader")
struct BitReaderTests {
    @Test("reads numbers across bytes from the reader index on")
    func readsBits() throws {
        var bytes = ByteBuffer(bytes: [0xFF, 0b1010_0101, 0b1100_0011, 1, 2, 3, 4])
        bytes.moveReaderIndex(forwardBy: 1)
        var bits = BitReader(bytes)
        #expect(try bits.readFlag())
        #expect(try bits.readBits(0) == 0)
        #expect(try bits.readBits(9) == 0b010_0101_11)
        #expect(bits.position == 10)
        bits.alignToByte()
        #expect(try bits.readBits(32) == 0x0102_0304)
        #expect(bits.remaining == 0)
        bits.alignToByte()
        #expect(throws: CodecError.truncated) { try bits.readFlag() }
    }

    @Test(
        "reads Exp-Golomb numbers",
        arguments: [
            ([0x80], 0, 0), ([0b0100_0000], 1, 1), ([0b0110_0000], 2, -1), ([0b0010_0000], 3, 2),
            ([0b0011_1000], 6, -3), ([0b0001_0000], 7, 4),
            ([0, 0, 0, 0x01, 0, 0, 0, 0], 0x7FFF_FFFF, 0x4000_0000),
            ([0, 0, 0, 0x01, 0xFF, 0xFF, 0xFF, 0xFF], 0xFFFF_FFFE, -0x7FFF_FFFF),
        ] as [([UInt8], UInt32, Int64)])
    func readsExpGolomb(bytes: [UInt8], unsigned: UInt32, signed: Int64) throws {
        var (first, second) = (BitReader(ByteBuffer(bytes: bytes)), BitReader(ByteBuffer(bytes: bytes)))
        #expect(try first.readExpGolomb() == unsigned)
        #expect(try second.readSignedExpGolomb() == signed)
    }

    @Test("refuses codes without end and reads past the end")
    func refuses() {
        var endless = BitReader(ByteBuffer(repeating: 0, count: 64))
        #expect(throws: CodecError.invalid(field: "Exp-Golomb code")) { try endless.readExpGolomb() }
        var short = BitReader(ByteBuffer(bytes: [0b0001_0000]))
        #expect(throws: CodecError.truncated) { try short.skip(9) }
        #expect(throws: CodecError.truncated) { try short.readBits(9) }
        #expect(short.position == 0)
        var cut = BitReader(ByteBuffer(bytes: [0b0000_0001]))
        #expect(throws: CodecError.truncated) { try cut.readExpGolomb() }
    }
}
