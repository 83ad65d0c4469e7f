// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ingest
import Media
import NIOCore
import RTMP
import RecordingModel
import RecordingTesting
import Testing

private struct SystemWallClock: WallClock {
    var now: WallTime { WallTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}

@Suite("RTMP listener", .timeLimit(.minutes(30)))
struct RTMPListenerTests {
    // MARK: Pushes

    @Test("hands on the packets of a push, from its beginning to its proper end")
    func push() async throws {
        try await TestIngest.run { ingest in
            let publisher = try await ingest.publish()
            try await publisher.send(.testVideo())
            try await publisher.send(.testAudio())
            try await publisher.send(.video(at: 0, keyframe: true))
            try await publisher.send(.audio(at: 23))
            try await publisher.send(.video(at: 40))
            try await publisher.finish()
            #expect(await publisher.outcome() == .closed)
            try await ingest.journal.wait(for: "ended room 1")
            #expect(
                ingest.journal.lines.filter { $0 != "passed" } == [
                    "began room", "track video", "track audio", "v0k", "a23", "v40", "over", "ended room 1",
                ])
        }
    }

    @Test("gives a recording nothing that came after its end, though its timestamp is of a time before")
    func boundary() async throws {
        let clock = SystemWallClock()
        try await TestIngest.run(clock: clock) { ingest in
            let publisher = try await ingest.publish()
            try await publisher.send(.testAudio())
            try await publisher.send(.audio(at: 0))
            try await ingest.journal.wait(for: "a0")
            let end = clock.now.advanced(by: .milliseconds(400))
            await ingest.observer.end(at: end)
            while clock.now < end.advanced(by: .milliseconds(20)) { try await Task.sleep(for: .milliseconds(5)) }
            try await publisher.send(.audio(at: 1))
            try await publisher.finish()
            try await ingest.journal.wait(for: "ended room 1")
            #expect(
                ingest.journal.lines.filter { $0 != "passed" } == [
                    "began room", "track audio", "a0", "end", "ended", "ended room 1",
                ])
        }
    }

    @Test("ends a push whose connection is cut, and hands on what came before")
    func cut() async throws {
        try await TestIngest.run { ingest in
            let publisher = try await ingest.publish()
            try await publisher.send(.testAudio())
            try await publisher.send(.audio(at: 0))
            await publisher.close()
            try await ingest.journal.wait(for: "ended room 2")
            #expect(ingest.journal.lines.contains("a0"))
        }
    }

    @Test("ends a push that turns malformed")
    func malformed() async throws {
        try await TestIngest.run { ingest in
            let publisher = try await ingest.publish()
            // Set Chunk Size of zero.
            try await publisher.sendRaw(ByteBuffer(bytes: [2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0]))
            await publisher.waitUntilClosed()
            try await ingest.journal.wait(for: "ended room 6")
        }
    }

    // MARK: The history, and what is announced

    @Test("writes begin and end of a push into the history, each with what is announced of it")
    func announcements() async throws {
        try await TestIngest.run { ingest in
            let urls = [CallbackKind.streamBegin: "http://b", .streamEnd: "http://e"]
            let template = await ingest.catalogue.insert(CallbackTemplate(name: "t", urls: urls), quota: 1) ?? 0
            _ = try await ingest.catalogue.insert(
                CallbackRule(domain: "push.example.org", application: "", templateID: template))
            let publisher = try await ingest.publish()
            let began = await ingest.catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: 9)
            let number = try #require(await ingest.catalogue.pushes.first?.publication.id.number)
            #expect(began.map(\.body) == ["push began \(number)"])
            try await publisher.finish()
            while await ingest.catalogue.pushes.first?.end == nil { try await Task.sleep(for: .milliseconds(2)) }
            let ended = await ingest.catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: 9)
            #expect(ended.map(\.body) == ["push began \(number)", "push ended \(number)"])
            #expect(ended.map(\.head.queue.url) == ["http://b", "http://e"])
        }
    }

    @Test("admits a push that the catalogue has no room for")
    func faultyHistory() async throws {
        struct NoWriter: FactWriter {
            func write(
                announcing announcements: [Announcement],
                _ change: @escaping @Sendable (any Catalogue, [Announcement]) async throws -> Void
            ) async -> Bool { false }
        }
        try await TestIngest.run(facts: NoWriter()) { ingest in
            let publisher = try await ingest.publish()
            try await publisher.finish()
            try await ingest.journal.wait(for: "ended room 1")
        }
    }

    // MARK: Refusals

    @Test(
        "tells a refused publisher why, and closes",
        arguments: [
            ("room", "off.example.org", "NetStream.Publish.Denied"),
            ("a room", "push.example.org", "NetStream.Publish.BadName"),
        ])
    func refusal(name: String, domain: String, code: String) async throws {
        try await TestIngest.run { ingest in
            let publisher = try await ingest.connect(name, domain: domain)
            guard case .refused(code, _)? = await publisher.outcome() else {
                Issue.record("not refused, or otherwise")
                return
            }
            await publisher.waitUntilClosed()
            #expect(ingest.journal.lines.isEmpty)
        }
    }

    @Test("refuses a second publisher of a stream, and lets the first go on")
    func second() async throws {
        try await TestIngest.run { ingest in
            let first = try await ingest.publish()
            let second = try await ingest.connect()
            guard case .refused("NetStream.Publish.BadName", _)? = await second.outcome() else {
                Issue.record("not refused, or otherwise")
                return
            }
            try await first.send(.testAudio())
            try await first.send(.audio(at: 0))
            try await ingest.journal.wait(for: "a0")
        }
    }

    // MARK: Successors

    @Test("replaces a predecessor that has been silent for the takeover time")
    func takeover() async throws {
        try await TestIngest.run(limits: { $0.takeoverSilence = .zero }) { ingest in
            let first = try await ingest.publish()
            let second = try await ingest.publish()
            await first.waitUntilClosed()
            try await second.send(.testAudio())
            try await ingest.journal.wait(for: "track audio")
            let lines = ingest.journal.lines.filter { $0 != "passed" }
            #expect(lines == ["began room", "over", "ended room 21/103", "began room", "track audio"])
        }
    }

    @Test("does not take a publisher for dead that is only held back")
    func heldIsNotDead() async throws {
        let observer = TestObserver(holdsStreams: true)
        try await TestIngest.run(observer: observer, limits: { $0.takeoverSilence = .nanoseconds(1) }) { ingest in
            let first = try await ingest.publish()
            try await first.send(.testAudio())
            try await first.send(.audio(at: 0))
            try await ingest.journal.wait(for: "held")
            let second = try await ingest.connect()
            guard case .refused? = await second.outcome() else {
                Issue.record("not refused")
                return
            }
            observer.release()
        }
    }

    @Test(
        "admits a publisher that comes back at once, whether it ended its push or just closed",
        arguments: [true, false])
    func reconnect(properly: Bool) async throws {
        try await TestIngest.run { ingest in
            let first = try await ingest.publish()
            ingest.observer.endGate.close()
            if properly { try await first.finish() } else { await first.close() }
            try await ingest.journal.wait(for: "over")
            let second = try await ingest.connect()
            try await ingest.domains.journal.wait(for: "asked", count: 2)
            ingest.observer.endGate.open()
            #expect(await second.outcome() == .published)
            let lines = ingest.journal.lines.filter { $0 != "passed" }
            #expect(lines == ["began room", "over", "ended room \(properly ? 1 : 2)", "began room"])
        }
    }

    @Test("cuts the pushes that it is told to, says why, and is done when they are over")
    func drop() async throws {
        try await TestIngest.run { ingest in
            let (first, second) = (try await ingest.publish("a"), try await ingest.publish("b"))
            #expect(await ingest.listener.streams.publications().map(\.key.stream).sorted() == ["a", "b"])
            await ingest.listener.streams.end(where: { $0.stream == "a" }, code: .dropped)
            #expect(ingest.journal.lines.contains("ended a \(StopCode.dropped)"))
            await first.waitUntilClosed()
            try await second.send(.testAudio())
            try await ingest.journal.wait(for: "track audio")
            #expect(await ingest.listener.streams.publications().map(\.key.stream) == ["b"])
        }
    }

    // MARK: Slow admission

    @Test("waits for a slow admission longer than for a handshake")
    func slowAdmission() async throws {
        try await TestIngest.run(limits: { $0.handshakeTime = .seconds(1) }) { ingest in
            ingest.domains.gate.close()
            let publisher = try await ingest.connect()
            try await ingest.domains.journal.wait(for: "asked")
            try await Task.sleep(for: .milliseconds(1_200))
            ingest.domains.gate.open()
            #expect(await publisher.outcome() == .published)
            try await publisher.send(.testAudio())
            try await ingest.journal.wait(for: "track audio")
        }
    }

    @Test("ends at once the push of a publisher that left before it was admitted")
    func leftBeforeAdmission() async throws {
        try await TestIngest.run { ingest in
            ingest.domains.gate.close()
            let publisher = try await ingest.connect()
            try await ingest.domains.journal.wait(for: "asked")
            await publisher.close()
            ingest.domains.gate.open()
            try await ingest.journal.wait(for: "ended room 2")
            // A busy loop may hear of the answer before it hears of the end, and take a turn between them.
            #expect(ingest.journal.lines.filter { $0 != "passed" } == ["began room", "over", "ended room 2"])
            // The stream is free again.
            _ = try await ingest.publish()
        }
    }
}
