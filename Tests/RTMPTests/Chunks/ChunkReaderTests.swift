// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP
import RecordingTesting
import Testing

@Suite("Chunk reader")
struct ChunkReaderTests {
    /// All messages of some bytes, which come `step` at a time.
    private func read(
        _ hex: String, step: Int = .max, limits: RTMPLimits = RTMPLimits()
    ) throws -> [Message] {
        var reader = ChunkReader(limits: limits)
        return try read(ByteBuffer(hex: hex), step: step, reader: &reader)
    }

    private func read(_ bytes: ByteBuffer, step: Int = .max, reader: inout ChunkReader) throws -> [Message] {
        var bytes = bytes
        var messages: [Message] = []
        while let part = bytes.readSlice(length: min(step, bytes.readableBytes)), part.readableBytes > 0 {
            reader.append(part)
            while let message = try reader.next() { messages.append(message) }
        }
        return messages
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var hex: String
        /// Type, stream, timestamp and payload of each message.
        var messages: [String]

        init(_ name: String, _ hex: String, _ messages: [String]) {
            testDescription = name
            self.hex = hex
            self.messages = messages
        }
    }

    private static let eightBytes = "02 000000 000004 01 00000000 00000008"  // Set Chunk Size 8

    static let cases: [Case] = [
        Case("a message in one chunk", "03 000005 000002 08 01000000 AABB", ["8 1 5 aabb"]),
        Case("a message without bytes", "03 000005 000000 08 01000000", ["8 1 5 "]),
        Case(
            "types 1, 2 and 3 add deltas, and 3 repeats the one before",
            "04 000064 000001 09 01000000 AA 44 000028 000002 09 BBBB 84 000021 CCCC C4 DDDD",
            ["9 1 100 aa", "9 1 140 bbbb", "9 1 173 cccc", "9 1 206 dddd"]),
        Case(
            "type 3 after type 0 takes the timestamp for the delta",
            "04 000017 000001 09 01000000 AA C4 BB C4 CC", ["9 1 23 aa", "9 1 46 bb", "9 1 69 cc"]),
        Case(
            "a first header of type 1 belongs to message stream 0",
            "42 000000 000006 04 000600000007", ["4 0 0 000600000007"]),
        Case(
            "chunks of 8 bytes",
            eightBytes + "04 000001 00000A 09 01000000 0001020304050607 C4 0809", ["9 1 1 00010203040506070809"]),
        Case(
            "chunk streams interleave",
            eightBytes + "04 000001 00000A 09 01000000 0001020304050607 06 000002 00000A 08 01000000 1011121314151617"
                + "C4 0809 C6 1819", ["9 1 1 00010203040506070809", "8 1 2 10111213141516171819"]),
        Case(
            "the chunk size changes inside a message",
            eightBytes + "04 000001 00000E 09 01000000 0001020304050607 02 000000 000004 01 00000000 00000003"
                + "C4 08090A C4 0B0C0D", ["9 1 1 000102030405060708090a0b0c0d"]),
        Case(
            "Abort drops what there is",
            eightBytes + "04 000001 00000A 09 01000000 0001020304050607 02 000000 000004 02 00000000 00000004"
                + "84 000009 AAAAAAAAAAAAAAAA C4 AAAA", ["9 1 10 aaaaaaaaaaaaaaaaaaaa"]),
        Case("Abort of a chunk stream nobody used", "02 000000 000004 02 00000000 0000FFFF", []),
        Case(
            "the extended timestamp is repeated",
            eightBytes + "04 FFFFFF 00000A 09 01000000 01000000 0001020304050607 C4 01000000 0809",
            ["9 1 16777216 00010203040506070809"]),
        Case(
            "the extended timestamp is not repeated",
            eightBytes + "04 FFFFFF 00000A 09 01000000 01000000 0001020304050607 C4 0809",
            ["9 1 16777216 00010203040506070809"]),
        Case(
            "the extended timestamp is not repeated, and the payload begins alike",
            eightBytes + "04 FFFFFF 00000E 09 01000000 01000000 0001020304050607 C4 010000FF0C0D",
            ["9 1 16777216 0001020304050607010000ff0c0d"]),
        Case(
            "an extended delta, and a new message without fields that repeats it",
            "04 000001 000001 09 01000000 AA 84 FFFFFF 01000000 BB C4 01000000 CC",
            ["9 1 1 aa", "9 1 16777217 bb", "9 1 33554433 cc"]),
        Case(
            "timestamps wrap", "04 FFFFFF 000001 09 01000000 FFFFFFF0 AA 84 000020 BB",
            ["9 1 4294967280 aa", "9 1 16 bb"]),
        Case(
            "chunk streams of two and three bytes",
            "00 00 000001 000001 09 01000000 AA 01 FFFF 000001 000001 09 01000000 BB", ["9 1 1 aa", "9 1 1 bb"]),
        Case("a chunk size above the largest message", "02 000000 000004 01 00000000 7FFFFFFF", []),
    ]

    @Test("puts messages together", arguments: cases)
    func reads(example: Case) throws {
        #expect(try read(example.hex).map(\.summary) == example.messages)
    }

    @Test("puts messages together byte by byte, and keeps nothing", arguments: cases)
    func dripFed(example: Case) throws {
        var reader = ChunkReader(limits: RTMPLimits())
        let messages = try read(ByteBuffer(hex: example.hex), step: 1, reader: &reader)
        #expect(messages.map(\.summary) == example.messages)
        #expect(reader.bufferedBytes == 0)
    }

    @Test("messages that come together share storage, no larger than what came, and keep no other")
    func sharedStorage() throws {
        var bytes = ByteBuffer()
        for _ in 0..<100 {
            bytes.writeImmutableBuffer(ByteBuffer(hex: "03 000005 000040 08 01000000"))
            bytes.writeRepeatingByte(1, count: 64)
        }
        // One more that has only begun.
        bytes.writeImmutableBuffer(ByteBuffer(hex: "03 000005 000040 08 01000000 01"))
        var reader = ChunkReader(limits: RTMPLimits())
        let messages = try read(bytes, reader: &reader)
        #expect(messages.count == 100)
        #expect(reader.bufferedBytes == 1)
        #expect(messages.allSatisfy { (1_024...bytes.readableBytes).contains($0.payload.storageCapacity) })
        #expect(messages.allSatisfy { $0.payload.readableBytesView.allSatisfy { $0 == 1 } })
    }

    @Test("gives back messages whose chunks interleave, in reads of any size", arguments: 1...20 as ClosedRange<UInt64>)
    func interleaved(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (bytes, ended): (ByteBuffer, [String]) = (ByteBuffer(), [])
        // What is left of the message of each chunk stream.
        var open: [UInt32: (message: Message, rest: ByteBuffer)] = [:]
        while ended.count < 200 {
            let identifier = UInt32.random(in: 3...8, using: &generator)
            var header = ChunkHeader(format: .none, chunkStreamID: identifier)
            if open[identifier] == nil {
                let length = Int.random(in: 0...(Bool.random(using: &generator) ? 200 : 4_000), using: &generator)
                let payload = ByteBuffer(
                    bytes: (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
                let message = Message(.video, streamID: 1, timestamp: UInt32(ended.count), payload: payload)
                open[identifier] = (message, payload)
                header = ChunkHeader(
                    format: .full, chunkStreamID: identifier, timestamp: message.timestamp,
                    messageLength: UInt32(length), messageTypeID: message.typeID, messageStreamID: 1)
            }
            guard case (let message, var rest)? = open[identifier] else { continue }
            bytes.writeChunkHeader(header)
            if var chunk = rest.readSlice(length: min(128, rest.readableBytes)) { bytes.writeBuffer(&chunk) }
            open[identifier] = rest.readableBytes > 0 ? (message, rest) : nil
            if rest.readableBytes == 0 { ended.append(message.summary) }
        }
        var reader = ChunkReader(limits: RTMPLimits())
        var messages: [String] = []
        while bytes.readableBytes > 0 {
            let count = min(Int.random(in: 1...30_000, using: &generator), bytes.readableBytes)
            guard let part = bytes.readSlice(length: count) else { break }
            reader.append(part)
            while let message = try reader.next() { messages.append(message.summary) }
        }
        #expect(messages == ended)
        let unfinished = open.values.map { $0.message.payload.readableBytes - $0.rest.readableBytes }
        #expect(reader.bufferedBytes == unfinished.reduce(0, +))
    }

    @Test(
        "refuses what no peer may do",
        arguments: [
            ("83 000001", RTMPError.missingHeader(chunkStreamID: 3)), ("C3", .missingHeader(chunkStreamID: 3)),
            ("02 000000 000004 01 00000000 00000000", .chunkSizeOutOfRange(0)),
            ("02 000000 000004 01 00000000 80000000", .chunkSizeOutOfRange(0x8000_0000)),
            ("02 000000 000004 01 00000000 FFFFFFFF", .chunkSizeOutOfRange(0xFFFF_FFFF)),
            ("02 000000 000003 01 00000000 000000", .malformedControl(typeID: 1)),
            ("02 000000 000000 02 00000000", .malformedControl(typeID: 2)),
            ("03 000000 FFFFFF 09 00000000", .messageTooLong(0xFFFFFF)),
            (eightBytes + "04 000001 00000A 09 01000000 0001020304050607 44", .interruptedMessage(chunkStreamID: 4)),
        ])
    func refuses(hex: String, error: RTMPError) {
        // A header of seven bytes completes the last example.
        #expect(throws: error) { try read(hex + (hex.hasSuffix(" 44") ? "000001 00000A 09" : "")) }
    }

    @Test("refuses a chunk size above its limit")
    func chunkSizeLimit() throws {
        let limits = RTMPLimits(chunkSize: 65_536)
        #expect(try read("02 000000 000004 01 00000000 00010000", limits: limits).isEmpty)
        #expect(throws: RTMPError.chunkSizeOutOfRange(65_537)) {
            try read("02 000000 000004 01 00000000 00010001", limits: limits)
        }
    }

    @Test("refuses a message above its limit before a byte of it is there")
    func messageLimit() throws {
        let limits = RTMPLimits(messageLength: 100)
        #expect(try read("03 000000 000064 09 00000000", limits: limits).isEmpty)
        #expect(throws: RTMPError.messageTooLong(101)) {
            try read("03 000000 000065 09 00000000", limits: limits)
        }
    }

    @Test("refuses the 65th of 65,598 chunk streams")
    func chunkStreamLimit() throws {
        var reader = ChunkReader(limits: RTMPLimits())
        var opened = 0
        #expect(throws: RTMPError.tooManyChunkStreams) {
            for identifier in UInt32(2)...65_599 {
                var bytes = ByteBuffer()
                bytes.writeChunkHeader(
                    ChunkHeader(
                        format: .full, chunkStreamID: identifier, messageLength: 1_000, messageTypeID: 9))
                bytes.writeRepeatingByte(0, count: 128)
                _ = try read(bytes, reader: &reader)
                opened += 1
            }
        }
        #expect(opened == 64)
        #expect(reader.bufferedBytes <= 65 * 128)
    }

    @Test("holds no more bytes of messages without end than its limit")
    func bufferLimit() throws {
        let limits = RTMPLimits(messageLength: 1_000, bufferedBytes: 3_000)
        var reader = ChunkReader(limits: limits)
        var most = 0
        #expect(throws: RTMPError.tooManyBufferedBytes) {
            for identifier in UInt32(3)...66 {
                var bytes = ByteBuffer()
                bytes.writeChunkHeader(
                    ChunkHeader(format: .full, chunkStreamID: identifier, messageLength: 1_000, messageTypeID: 9))
                for part in 0..<7 {
                    if part > 0 { bytes.writeChunkHeader(ChunkHeader(format: .none, chunkStreamID: identifier)) }
                    bytes.writeRepeatingByte(0, count: 128)
                }
                _ = try read(bytes, reader: &reader)
                most = max(most, reader.bufferedBytes)
            }
        }
        #expect(most > 2_000 && most <= 3_000)
    }
}

extension Message {
    /// One line for comparisons.
    var summary: String {
        let hex = payload.readableBytesView.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "\(typeID) \(streamID) \(timestamp) \(hex.joined())"
    }
}
