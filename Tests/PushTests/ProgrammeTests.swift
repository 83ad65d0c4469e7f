// SPDX-License-Identifier: Apache-2.0

import FLV
import NIOCore
import Push
import RTMP
import Testing

@Suite("A programme")
struct ProgrammeTests {
    /// Two seconds: a picture each 40 ms of 100 to 9,900 bytes, sound each 23 ms.
    private static let tags: [TestTag] = {
        let pictures = (0..<50).map { TestTag.picture(at: $0 * 40, count: 100 + Int($0) * 200) }
        let sounds = (0..<87).map { TestTag.sound(at: $0 * 23) }
        return [.metadata, .videoConfiguration(), .audioConfiguration()]
            + (pictures + sounds).sorted { ($0.time, $0.kind.rawValue) < ($1.time, $1.kind.rawValue) }
    }()

    /// All that leaves in so many passes.
    private func wires(_ programme: Programme, passes: Int, streamID: UInt32 = 1) -> [ByteBuffer] {
        var programme = programme
        var place = Programme.Place()
        var wires: [ByteBuffer] = []
        while place.pass < passes {
            programme.address(place, streamID: streamID, microseconds: 0x0102_0304_0506_0708)
            let range = programme.wire(at: place)
            if let wire = programme.bytes.getSlice(at: range.lowerBound, length: range.count) { wires.append(wire) }
            programme.advance(&place)
        }
        return wires
    }

    /// What a server makes of it.
    private func received(_ programme: Programme, passes: Int, chunkSize: Int = 4_096, streamID: UInt32 = 1) throws
        -> [Message]
    {
        var bytes = ByteBuffer()
        var writer = ChunkWriter()
        writer.setChunkSize(chunkSize, into: &bytes)
        for var wire in wires(programme, passes: passes, streamID: streamID) { bytes.writeBuffer(&wire) }
        var reader = ChunkReader(limits: RTMPLimits())
        reader.append(bytes)
        var messages: [Message] = []
        while let message = try reader.next() {
            if message.typeID >= MessageType.audio.rawValue { messages.append(message) }
        }
        #expect(reader.bufferedBytes == 0)
        return messages
    }

    @Test("is what a chunk writer makes of the file's messages, pass after pass", arguments: [128, 4_096, 65_536])
    func chunks(chunkSize: Int) throws {
        let programme = try Programme(makeFile(Self.tags), form: .init(chunkSize: chunkSize))
        #expect(programme.duration == 2_001)
        var expected: [ByteBuffer] = []
        var writer = ChunkWriter()
        var setting = ByteBuffer()
        writer.setChunkSize(chunkSize, into: &setting)
        for pass in 0..<5 {
            for tag in Self.tags.dropFirst(pass == 0 ? 0 : 3) {
                let (type, chunkStream): (MessageType, UInt32) =
                    switch tag.kind {
                    case .audio: (.audio, 4)
                    case .scriptData: (.dataAMF0, 5)
                    case .video: (.video, 6)
                    }
                let name = tag.kind == .scriptData ? [2, 0, 13] + Array("@setDataFrame".utf8) : []
                let message = Message(
                    type, streamID: 1, timestamp: UInt32(tag.time) + UInt32(pass * 2_001),
                    payload: ByteBuffer(bytes: name + tag.body))
                var wire = ByteBuffer()
                writer.write(message, chunkStreamID: chunkStream, into: &wire)
                expected.append(wire)
            }
        }
        #expect(wires(programme, passes: 5) == expected)
    }

    @Test("keeps its messages once for all passes")
    func size() throws {
        let file = makeFile(Self.tags)
        #expect(try Programme(file).bytes.readableBytes < file.readableBytes)
    }

    @Test("tells configurations and metadata once, and frames in each pass with times that go on")
    func passes() throws {
        let tags =
            [.metadata, .videoConfiguration()] + [0, 40, 80, 120].map { TestTag.picture(at: $0) } + [.endOfSequence]
        let programme = try Programme(makeFile(tags))
        // The end of sequence has neither time nor length.
        #expect(programme.duration == 160)
        let messages = try received(programme, passes: 3)
        #expect(messages.filter { $0.typeID == MessageType.dataAMF0.rawValue }.count == 1)
        #expect(messages.dropFirst().map(\.timestamp) == [0] + stride(from: 0, to: 480, by: 40))
        #expect(
            messages.dropFirst(2).map(\.payload)
                == (0..<3).flatMap { _ in tags[2...5] }.map { ByteBuffer(bytes: $0.body) })

        var place = Programme.Place()
        var times: [Int64] = []
        while place.pass < 2 {
            times.append(programme.time(at: place))
            programme.advance(&place)
        }
        #expect(times == [0, 0, 0, 40, 80, 120, 160, 200, 240, 280])
    }

    @Test("tells configurations again where the file changes them")
    func changes() throws {
        let tags: [TestTag] = [
            .videoConfiguration(1), .picture(at: 0), .videoConfiguration(2, at: 40), .picture(at: 40),
            .videoConfiguration(2, at: 80), .picture(at: 80),
        ]
        let messages = try received(try Programme(makeFile(tags)), passes: 3)
        let marks = messages.map {
            $0.payload.getInteger(at: 1, as: UInt8.self) == 0 ? $0.payload.readableBytesView.last : nil
        }
        // What is in force by then is not said again, but in the first pass the file is sent as it is.
        #expect(marks == [1, nil, 2, nil, 2, nil] + [1, nil, 2, nil, nil] + [1, nil, 2, nil, nil])
    }

    @Test("has extended timestamps beyond 0xFFFFFF, in first headers and as distances")
    func extendedTimestamps() throws {
        let tags: [TestTag] = [
            .videoConfiguration(at: 0xFF_FFFF), .picture(at: 0x100_0010, count: 10_000),
            .picture(at: 0x240_0000, count: 10_000), .sound(at: 0x240_0010),
        ]
        let programme = try Programme(makeFile(tags), form: .init(chunkSize: 1_000))
        let messages = try received(programme, passes: 4, chunkSize: 1_000)
        let duration = UInt32(programme.duration)
        let second = (1..<4).flatMap { pass in tags.dropFirst().map { UInt32($0.time) &+ UInt32(pass) &* duration } }
        #expect(messages.map(\.timestamp) == tags.map { UInt32($0.time) } + second)
        #expect(messages.prefix(4).map(\.payload) == tags.map { ByteBuffer(bytes: $0.body) })
    }

    @Test("lets time stand still where it goes back")
    func backwards() throws {
        let tags: [TestTag] = [
            .picture(at: 100), .picture(at: 140), .picture(at: 20), .picture(at: 180), .sound(at: 60),
        ]
        let programme = try Programme(makeFile(tags))
        // The pictures' mean distance is 27 ms.
        #expect(programme.duration == 180 + 27 - 60)
        let messages = try received(programme, passes: 2)
        #expect(messages.map(\.timestamp) == [100, 140, 140, 180, 60, 247, 287, 287, 327, 207])
    }

    @Test("goes on behind a lone frame after 40 ms")
    func loneFrame() throws {
        let programme = try Programme(makeFile([.sound(at: 7)]))
        #expect(programme.duration == 40)
        #expect(try received(programme, passes: 5).map(\.timestamp) == [7, 47, 87, 127, 167])
    }

    @Test("carries the message stream that the server gave")
    func messageStream() throws {
        let messages = try received(try Programme(makeFile(Self.tags)), passes: 2, streamID: 7)
        #expect(messages.allSatisfy { $0.streamID == 7 })
    }

    @Test("writes the time of sending into the ends of pictures, and nowhere else")
    func stamps() throws {
        let tags: [TestTag] = [
            .videoConfiguration(), .picture(at: 0, count: 200), .picture(at: 40, count: 50),
            .picture(at: 80, count: 130),
            .sound(at: 90, count: 200),
        ]
        let programme = try Programme(makeFile(tags), form: .init(chunkSize: 128, isStamped: true))
        for message in try received(programme, passes: 2, chunkSize: 128).filter({ $0.payload.readableBytes == 205 }) {
            #expect(
                message.payload.readableBytesView.suffix(16).elementsEqual(
                    Array("AIRCHECK".utf8) + [1, 2, 3, 4, 5, 6, 7, 8]))
            #expect(message.payload.readableBytesView.dropLast(16).elementsEqual(tags[1].body.dropLast(16)))
        }
        // The third picture has 7 bytes in its last chunk, the second is too short.
        let others = try received(programme, passes: 1, chunkSize: 128).enumerated().filter { $0.offset != 1 }
        #expect(others.map { Array($0.element.payload.readableBytesView) } == [0, 2, 3, 4].map { tags[$0].body })
    }

    @Test("is made of as much as a cut-off file has")
    func cutOff() throws {
        let file = makeFile([.picture(at: 0), .picture(at: 40)])
        let cut = try #require(file.getSlice(at: 0, length: file.readableBytes - 20))
        #expect(try received(try Programme(cut), passes: 1).count == 1)
    }

    @Test("refuses what can't be pushed")
    func errors() {
        #expect(throws: ProgrammeError.empty) { try Programme(ByteBuffer()) }
        #expect(throws: ProgrammeError.notFLV) { try Programme(ByteBuffer(string: "FLV")) }
        #expect(throws: ProgrammeError.notFLV) { try Programme(ByteBuffer(repeating: 0x47, count: 188)) }
        #expect(throws: ProgrammeError.empty) { try Programme(makeFile([])) }
        #expect(throws: ProgrammeError.empty) { try Programme(makeFile([.metadata, .videoConfiguration()])) }
        #expect(throws: ProgrammeError.malformed(offset: 13)) {
            try Programme(makeFile([.picture(at: -40), .picture(at: 0)]))
        }
        var file = makeFile([.picture(at: 0), .picture(at: 40)])
        file.setInteger(7 as UInt8, at: 13 + 11 + 105 + 4)
        let changed = file
        #expect(throws: ProgrammeError.malformed(offset: 133)) { try Programme(changed) }
    }
}
