// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP
import Testing

@Suite("Chunk header")
struct ChunkHeaderTests {
    struct Vector: CustomTestStringConvertible {
        var testDescription: String
        var header: ChunkHeader
        var bytes: ByteBuffer

        init(_ name: String, _ header: ChunkHeader, _ hex: String) {
            testDescription = name
            self.header = header
            bytes = ByteBuffer(hex: hex)
        }
    }

    static let vectors: [Vector] = [
        Vector(
            "type 0",
            ChunkHeader(
                format: .full, chunkStreamID: 3, timestamp: 0x010203, messageLength: 0x0A0B0C, messageTypeID: 9,
                messageStreamID: 1),
            "03 010203 0A0B0C 09 01000000"),
        Vector(
            "type 0 with extended timestamp",
            ChunkHeader(
                format: .full, chunkStreamID: 3, timestamp: 0xFFFFFF, messageLength: 1, messageTypeID: 8,
                messageStreamID: 0x01020304),
            "03 FFFFFF 000001 08 04030201 00FFFFFF"),
        Vector(
            "type 1",
            ChunkHeader(
                format: .sameMessageStream, chunkStreamID: 63, timestamp: 40, messageLength: 5, messageTypeID: 8),
            "7F 000028 000005 08"),
        Vector("type 2", ChunkHeader(format: .timestampOnly, chunkStreamID: 2, timestamp: 0xFFFFFE), "82 FFFFFE"),
        Vector(
            "type 2 with extended delta",
            ChunkHeader(format: .timestampOnly, chunkStreamID: 2, timestamp: 0xFFFF_FFFF), "82 FFFFFF FFFFFFFF"),
        Vector("type 3", ChunkHeader(format: .none, chunkStreamID: 4), "C4"),
        Vector("two bytes, least", ChunkHeader(format: .none, chunkStreamID: 64), "C0 00"),
        Vector("two bytes, most", ChunkHeader(format: .none, chunkStreamID: 319), "C0 FF"),
        Vector("three bytes, least", ChunkHeader(format: .none, chunkStreamID: 320), "C1 00 01"),
        Vector("three bytes, most", ChunkHeader(format: .none, chunkStreamID: 65_599), "C1 FF FF"),
        Vector("three bytes, in order", ChunkHeader(format: .none, chunkStreamID: 0x1234 + 64), "C1 34 12"),
    ]

    @Test("reads what stands on the wire", arguments: vectors)
    func reads(vector: Vector) {
        var bytes = vector.bytes
        #expect(bytes.readChunkHeader() == vector.header)
        #expect(bytes.readableBytes == 0)
    }

    @Test("writes what stands on the wire, and says how much", arguments: vectors)
    func writes(vector: Vector) {
        var bytes = ByteBuffer()
        #expect(bytes.writeChunkHeader(vector.header) == vector.bytes.readableBytes)
        #expect(bytes == vector.bytes)
    }

    @Test("reads nothing while bytes are missing", arguments: vectors)
    func dripFed(vector: Vector) {
        for count in 0..<vector.bytes.readableBytes {
            var bytes = vector.bytes.prefix(count)
            #expect(bytes.readChunkHeader() == nil)
            #expect(bytes.readableBytes == count)
        }
    }

    @Test("repeats an extended timestamp where no other field is")
    func extendedContinuation() {
        var bytes = ByteBuffer()
        bytes.writeChunkHeader(ChunkHeader(format: .none, chunkStreamID: 4, timestamp: 0x0100_0000))
        #expect(bytes == ByteBuffer(hex: "C4 01000000"))
    }
}
