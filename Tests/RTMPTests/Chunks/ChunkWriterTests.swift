// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP
import RecordingTesting
import Testing

@Suite("Chunk writer")
struct ChunkWriterTests {
    private func message(_ timestamp: UInt32, _ count: Int, typeID: UInt8 = 9, streamID: UInt32 = 1) -> Message {
        Message(
            typeID: typeID, streamID: streamID, timestamp: timestamp, payload: ByteBuffer(repeating: 0xAB, count: count)
        )
    }

    /// The format of the header each message begins with.
    private func formats(_ messages: [Message]) -> [UInt8] {
        var writer = ChunkWriter()
        return messages.compactMap { message in
            var bytes = ByteBuffer()
            writer.write(message, chunkStreamID: 4, into: &bytes)
            return bytes.readInteger(as: UInt8.self).map { $0 >> 6 }
        }
    }

    @Test("says no more than changed, and nothing that is read in two ways")
    func headers() {
        #expect(formats([message(10, 1), message(20, 2)]) == [0, 1])
        #expect(formats([message(10, 1), message(20, 1, typeID: 8)]) == [0, 1])
        #expect(formats([message(10, 1), message(20, 1), message(30, 1)]) == [0, 2, 3])
        #expect(formats([message(10, 1), message(20, 1), message(31, 1)]) == [0, 2, 2])
        #expect(formats([message(10, 1), message(20, 1, streamID: 2)]) == [0, 0])
        #expect(formats([message(10, 1), message(9, 1)]) == [0, 0])
        #expect(formats([message(.max, 1), message(9, 1)]) == [0, 2])
    }

    @Test("repeats the extended timestamp in each chunk")
    func extendedTimestamp() {
        var writer = ChunkWriter()
        var bytes = ByteBuffer()
        writer.setChunkSize(2, into: &bytes)
        bytes.clear()
        writer.write(message(0x0100_0000, 3), chunkStreamID: 4, into: &bytes)
        #expect(bytes == ByteBuffer(hex: "04 FFFFFF 000003 09 01000000 01000000 ABAB C4 01000000 AB"))
    }

    @Test("writes what the reader reads", arguments: 1...20)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var writer = ChunkWriter()
        var reader = ChunkReader(limits: RTMPLimits())
        var bytes = ByteBuffer()
        var written: [String] = []
        for _ in 0..<60 {
            if Int.random(in: 0..<8, using: &random) == 0 {
                writer.setChunkSize(Int.random(in: 1...3_000, using: &random), into: &bytes)
            }
            let base: UInt32 = [0, 0xFF_FFF0, 0x7FFF_FFF0, 0xFFFF_FFF0].randomElement(using: &random) ?? 0
            let message = message(
                base &+ UInt32.random(in: 0..<100, using: &random), Int.random(in: 0...400, using: &random),
                typeID: UInt8.random(in: 8...9, using: &random), streamID: UInt32.random(in: 1...2, using: &random))
            writer.write(
                message, chunkStreamID: [2, 63, 64, 319, 320, 65_599].randomElement(using: &random) ?? 3, into: &bytes)
            written.append(message.summary)
        }
        var read: [String] = []
        while let part = bytes.readSlice(length: min(bytes.readableBytes, Int.random(in: 1...99, using: &random))),
            part.readableBytes > 0
        {
            reader.append(part)
            while let message = try reader.next() { read.append(message.summary) }
        }
        #expect(read == written)
        #expect(reader.bufferedBytes == 0)
    }
}
