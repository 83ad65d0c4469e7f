// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RTMP
import RecordingTesting
import Testing

@Suite("Hostile sessions")
struct HostileSessionTests {
    private static let limits = RTMPLimits(messageLength: 20_000, bufferedBytes: 30_000)

    /// The bytes of a whole session as a publisher sends them.
    private func session(chunkSize: Int) throws -> ByteBuffer {
        var publisher = Publisher(handshake: .digestFirst, chunkSize: chunkSize)
        try publisher.open()
        try publisher.send(.video, Samples.videoHeader, at: 0)
        try publisher.send(.audio, Samples.audioHeader, at: 0)
        for index in 0..<20 {
            let timestamp = 0xFF_FFF0 + UInt32(index) * 40
            let size = 200 + index * 37
            try publisher.send(
                .video, index % 8 == 0 ? Samples.keyframe(size: size) : Samples.frame(size: size), at: timestamp)
            try publisher.send(.audio, Samples.audio(size: 60), at: timestamp + 3)
        }
        try publisher.deliver(publisher.client.finish())
        return publisher.sent
    }

    /// Feeds bytes in parts of any size; returns how many media events came out.
    private func run(_ bytes: ByteBuffer, random: inout SeededGenerator) throws -> Int {
        var bytes = bytes
        var server = ServerSession(limits: Self.limits, seed: 1)
        var events = 0
        while let part = bytes.readSlice(length: min(bytes.readableBytes, Int.random(in: 1...2_000, using: &random))),
            part.readableBytes > 0
        {
            server.append(part)
            while let action = try server.next() {
                if case .publish = action { _ = server.accept() }
                if case .media = action { events += 1 }
            }
            try #require(server.bufferedBytes <= Self.limits.bufferedBytes + 2_000)
        }
        return events
    }

    @Test("an unchanged session comes through", arguments: [128, 4_096])
    func unchanged(chunkSize: Int) throws {
        var random = SeededGenerator(seed: 1)
        #expect(try run(try session(chunkSize: chunkSize), random: &random) == 42)
    }

    @Test("a mutated session ends with an error or goes on, and never holds much", arguments: 1...40)
    func mutated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = try session(chunkSize: seed.isMultiple(of: 2) ? 128 : 4_096)
        for _ in 0..<25 {
            var bytes = Array(original.readableBytesView)
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                // Past the handshake, whose filler may be anything.
                let index = Int.random(in: 3_073..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
                case 2: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...40, using: &random)))
                case _: bytes.insert(contentsOf: bytes[3_073..<min(bytes.count, 3_073 + index % 300)], at: index)
                }
            }
            do {
                _ = try run(ByteBuffer(bytes: bytes), random: &random)
            } catch is RTMPError {
                // What it is for.
            }
        }
    }

    @Test("garbage ends with an error or goes on, and never holds much", arguments: 1...40)
    func garbage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = ByteBuffer(integer: UInt8(3))
        bytes.writeBytes((0..<100_000).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        do {
            #expect(try run(bytes, random: &random) == 0)
        } catch is RTMPError {
            // What it is for.
        }
    }
}
