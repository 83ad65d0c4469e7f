// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingTesting
import Testing

/// Each attack runs beside a live recording, which has to come out whole, while the server's memory stays bounded.
@Suite("Hostile clients", .sharedMachine, .timeLimit(.minutes(60)))
struct HostileClientTests {
    /// Bytes that say something wrong on a new connection.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: @Sendable () -> ByteBuffer

        static let all: [Attack] = [
            Attack(testDescription: "garbage") {
                var generator = SeededGenerator(seed: 7)
                return ByteBuffer(bytes: (0..<65_536).map { _ in UInt8.random(in: 0...2, using: &generator) })
            },
            Attack(testDescription: "garbage behind a good handshake") {
                var generator = SeededGenerator(seed: 11)
                var bytes = Self.handshake
                bytes.writeBytes((0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
                return bytes
            },
            Attack(testDescription: "an HTTP request") { ByteBuffer(string: "GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
            Attack(testDescription: "a message of 16 MiB, the longest its header can say") {
                var bytes = Self.handshake
                bytes.writeBytes([0x03, 0, 0, 0, 0xFF, 0xFF, 0xFF, 9, 1, 0, 0, 0])
                bytes.writeRepeatingByte(0, count: 128)
                return bytes
            },
            Attack(testDescription: "a string of 4 GiB in a command") {
                var bytes = Self.handshake
                let command: [UInt8] = [0x0C, 0xFF, 0xFF, 0xFF, 0xFF, 0x61, 0x62, 0x63]
                bytes.writeBytes([0x03, 0, 0, 0, 0, 0, UInt8(command.count), 20, 0, 0, 0, 0] + command)
                return bytes
            },
            Attack(testDescription: "a chunk size of 0") {
                var bytes = Self.handshake
                bytes.writeBytes([0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0])
                return bytes
            },
            Attack(testDescription: "65,599 chunk streams, each with the beginning of a message") {
                var bytes = Self.handshake
                for id in 2...65_600 {
                    switch id {
                    case ...63: bytes.writeInteger(UInt8(id))
                    case ...319: bytes.writeBytes([0, UInt8(id - 64)])
                    default: bytes.writeBytes([1, UInt8(truncatingIfNeeded: id - 64), UInt8((id - 64) >> 8 & 0xFF)])
                    }
                    bytes.writeBytes([0, 0, 0, 0, 4, 0, 9, 1, 0, 0, 0])
                    bytes.writeRepeatingByte(0, count: 128)
                }
                return bytes
            },
        ]

        /// C0, C1 and C2; the server takes any C2.
        private static var handshake: ByteBuffer {
            var bytes = ByteBuffer(bytes: [3])
            bytes.writeRepeatingByte(0, count: 2 * 1536)
            return bytes
        }
    }

    @Test("are closed", arguments: Attack.all)
    func malformed(attack: Attack) async throws {
        try await Self.besideRecording { server in
            // Sooner than the handshake time of 10 s would do it.
            _ = try await RawConnection.expectClosed(by: server.ready.rtmp, within: 8) { outbound in
                try await outbound.write(attack.bytes())
            }
        }
    }

    @Test("again and again leave no memory behind")
    func repeated() async throws {
        try await Self.besideRecording { server in
            for _ in 1...20 {
                for attack in Attack.all {
                    _ = try await RawConnection.expectClosed(by: server.ready.rtmp, within: 8) { outbound in
                        try await outbound.write(attack.bytes())
                    }
                }
            }
        }
    }

    @Test("that stop in the handshake, or drip a byte at a time, are closed when the handshake time is over")
    func slow() async throws {
        try await Self.besideRecording(["--rtmp-handshake-timeout", "2"]) { server in
            async let truncated = RawConnection.expectClosed(by: server.ready.rtmp, within: 10) { outbound in
                try await outbound.write(ByteBuffer(bytes: [3] + [UInt8](repeating: 0, count: 700)))
            }
            async let silent = RawConnection.expectClosed(by: server.ready.rtmp, within: 10) { _ in }
            async let dripping = RawConnection.expectClosed(by: server.ready.rtmp, within: 10) { outbound in
                try await outbound.write(ByteBuffer(bytes: [3]))
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(250))
                    try await outbound.write(ByteBuffer(bytes: [0]))
                }
            }
            for (said, after) in try await [truncated, silent, dripping] {
                #expect(said.readableBytes == 0)
                #expect(after > .seconds(1.5) && after < .seconds(4), "\(after)")
            }
        }
    }

    @Test("beyond the number of connections are turned away, and leave room when they go")
    func flood() async throws {
        try await Self.besideRecording(["--rtmp-max-connections", "8", "--rtmp-handshake-timeout", "30"]) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...7 {
                    group.addTask {
                        try await RawConnection.open(server.ready.rtmp) { _, _ in
                            try await Task.sleep(for: .seconds(60))
                        }
                    }
                }
                _ = try await eventually("a full house") {
                    try await server.metric("aircheck_rtmp_connections") >= 8 ? true : nil
                }
                for _ in 1...50 {
                    let (said, after) = try await RawConnection.expectClosed(by: server.ready.rtmp, within: 5) { _ in }
                    #expect(said.readableBytes == 0)
                    #expect(after < .seconds(3))
                }
                group.cancelAll()
                while let result = await group.nextResult() { _ = result }
            }
            _ = try await eventually("room for a publisher") {
                try? await Publisher.ffmpeg.push(.audioOnly, to: server.push("afterwards"))
            }
        }
    }

    @Test("publishers that fall silent are ended, and their recordings sealed")
    func idle() async throws {
        try await ServerProcess.run(["--rtmp-idle-timeout", "2"]) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            let source = try await SourceMedia.noBFrames.file()
            try await LivePublisher.run(server.push("room")) { publisher in
                try await publisher.send(FLVFile(path: source).tags, paced: false)
                let recordings = try await server.recordings(of: "room", count: 1, within: 10)
                #expect(recordings.first?.packets.videoHashes == (try await PacketList(of: source)).videoHashes)
                try await server.logs("push ended", "stop.code=8")
            }
        }
    }

    /// Attacks while a stream is recorded from its first half to its second.
    private static func besideRecording(
        _ settings: [String] = [], _ attack: @escaping @Sendable (ServerProcess) async throws -> Void
    ) async throws {
        try await ServerProcess.run(settings) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 120)
            let source = try await SourceMedia.bFrames.file()
            let tags = try FLVFile(path: source).tags
            try await LivePublisher.run(server.push("room")) { publisher in
                let half = tags.prefix(tags.count / 2)
                try await publisher.send(half, paced: false)
                try await server.hasReceived(half)
                let before = try server.residentMemory()
                try await attack(server)
                let after = try server.residentMemory()
                #expect(after - before < 64 << 20, "\(before) bytes became \(after)")
                try await publisher.send(tags.dropFirst(half.count), paced: false)
            }
            let recordings = try await server.recordings(of: "room", count: 1)
            let packets = try await PacketList(of: source)
            #expect(recordings.first?.packets.videoHashes == packets.videoHashes)
            #expect(recordings.first?.packets.audioHashes == packets.audioHashes)
        }
    }
}
