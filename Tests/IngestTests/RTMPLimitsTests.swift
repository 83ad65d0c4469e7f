// SPDX-License-Identifier: Apache-2.0

import Ingest
import Media
import NIOCore
import RTMP
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

/// What a listener bears with, and how it stops.
@Suite("RTMP listener's limits", .timeLimit(.minutes(30)))
struct RTMPLimitsTests {
    // MARK: Time and number

    @Test("closes a connection beyond the limit as it comes, and takes the next when there is room")
    func connections() async throws {
        try await TestIngest.run(limits: { $0.connections = 1 }) { ingest in
            let first = try await ingest.publish()
            let second = try await ingest.connect("other")
            #expect(await second.outcome() == nil)
            await first.close()
            try await ingest.journal.wait(for: "ended room 2")
            while try await ingest.connect("other").outcome() != .published {}
        }
    }

    @Test("closes a connection that says nothing for the handshake time")
    func silentConnection() async throws {
        try await TestIngest.run(limits: { $0.handshakeTime = .milliseconds(50) }) { ingest in
            let channel = try await ingest.connectSilently()
            try await channel.closeFuture.get()
        }
    }

    @Test("closes a connection that does nothing for the handshake time after its push")
    func silentAfterPush() async throws {
        try await TestIngest.run(limits: { $0.handshakeTime = .seconds(1) }) { ingest in
            let publisher = try await ingest.publish()
            try await publisher.finish()
            await publisher.waitUntilClosed()
            #expect(ingest.journal.lines.contains("over"))
        }
    }

    @Test("ends a push that brings no data for the idle time")
    func idle() async throws {
        try await TestIngest.run(limits: { $0.idleTime = .milliseconds(50) }) { ingest in
            let publisher = try await ingest.publish()
            await publisher.waitUntilClosed()
            try await ingest.journal.wait(for: "ended room 8")
        }
    }

    // MARK: Flow control

    @Test("does not read a stream that is held, and hands on every packet when it goes on")
    func hold() async throws {
        let observer = TestObserver(holdsStreams: true)
        try await TestIngest.run(observer: observer) { ingest in
            let publisher = try await ingest.publish()
            try await publisher.send(.testVideo())
            // More than the sockets of both sides hold.
            let total = 512
            let sent = Mutex(0)
            async let sending: Void = {
                for number in 0..<total {
                    try await publisher.send(Self.picture(number, size: 64 << 10))
                    sent.withLock { $0 += 1 }
                }
            }()
            try await ingest.journal.wait(for: "held")
            var last = -1
            while sent.withLock({ $0 }) != last {
                last = sent.withLock { $0 }
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(last < total)
            #expect(packets(ingest) == ["v0k"])
            observer.release()
            try await sending
            try await ingest.journal.wait(for: "v\(total - 1)k")
            #expect(packets(ingest) == (0..<total).map { "v\($0)k" })
        }
    }

    @Test("hands on what a held stream sent before it closed, and ends the push then")
    func closedWhileHeld() async throws {
        let observer = TestObserver(holdsStreams: true)
        try await TestIngest.run(observer: observer, limits: { $0.connections = 1 }) { ingest in
            let publisher = try await ingest.publish()
            try await publisher.send(.testVideo())
            // So little that it fits the sockets, and the closing is seen behind it.
            for number in 0..<40 { try await publisher.send(Self.picture(number, size: 512)) }
            try await ingest.journal.wait(for: "held")
            await publisher.close()
            async let second: Void = {
                while try await ingest.connect().outcome() != .published { try Task.checkCancellation() }
            }()
            // Another is let in when the server has seen the closing, and waits for this push's end.
            try await ingest.domains.journal.wait(for: "asked", count: 2)
            #expect(packets(ingest) == ["v0k"])
            #expect(!ingest.journal.lines.contains("over"))
            observer.release()
            try await ingest.journal.wait(for: "ended room 2")
            #expect(packets(ingest) == (0..<40).map { "v\($0)k" })
            try await second
        }
    }

    // MARK: The end

    @Test("ends every push and every wait when it stops")
    func stop() async throws {
        try await TestIngest.run { ingest in
            let live = [try await ingest.publish("a"), try await ingest.publish("b")]
            let silent = try await ingest.connectSilently()
            ingest.domains.gate.close()
            let pending = try await ingest.connect("c")
            try await ingest.domains.journal.wait(for: "asked", count: 3)
            async let stopped: Void = ingest.listener.stop()
            for publisher in live { await publisher.waitUntilClosed() }
            await pending.waitUntilClosed()
            try await silent.closeFuture.get()
            ingest.domains.gate.open()
            await stopped
            let lines = ingest.journal.lines.filter { $0 != "passed" && $0 != "over" }
            #expect(
                lines.sorted() == ["began a", "began b", "began c", "ended a 5", "ended b 5", "ended c 5"])
        }
    }

    @Test("lets nothing begin once it has stopped", arguments: 0..<5)
    func stopAmongArrivals(round: Int) async throws {
        try await TestIngest.run { ingest in
            await withTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        let publisher = try? await ingest.connect("room\(number)")
                        await publisher?.waitUntilClosed()
                    }
                }
                try? await ingest.journal.wait { $0.count > 3 * round }
                await ingest.listener.stop()
                let lines = ingest.journal.lines
                #expect(lines.count { $0.hasPrefix("began") } == lines.count { $0.hasPrefix("ended") })
                await group.waitForAll()
                #expect(ingest.journal.lines == lines)
            }
        }
    }

    private func packets(_ ingest: TestIngest) -> [String] {
        ingest.journal.lines.filter { $0.hasPrefix("v") }
    }

    private static func picture(_ number: Int, size: Int) -> MediaPacket {
        let nalUnit = [0x65] + [UInt8](repeating: 0x5A, count: size - 1)
        let length = [0, UInt8(size >> 16), UInt8(size >> 8 & 0xFF), UInt8(size & 0xFF)]
        return .video(at: Int64(number), keyframe: true, payload: length + nalUnit)
    }
}
