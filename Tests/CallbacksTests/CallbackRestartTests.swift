// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Hummingbird
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@Suite("Callbacks over ends and beginnings of the server", .timeLimit(.minutes(30)))
struct CallbackRestartTests {
    private let outbox = TestOutbox()
    private let deadURL = "http://127.0.0.1:1/dead"

    @Test("delivers what is due when it is drained, and keeps the rest for the next start, in order")
    func drain() async throws {
        try await Receiver.with { callback in
            Response(status: callback.number == 1 ? .serviceUnavailable : .ok)
        } _: { receiver in
            try await outbox.bind(receiver.url("/a"))
            try await outbox.bind(receiver.url("/b"), application: "other")
            try await outbox.run { service in
                await outbox.tell(.begin("room", 1), .begin("room", 2), .end("room", 1))
                try await outbox.waitForFailures(1)
                await outbox.tell(.begin("room", 3, application: "other"))
                await service.drain(within: .seconds(10))
                await outbox.tell(.end("room", 2))
            }
            #expect(receiver.received.map(\.path).sorted() == ["/a", "/b"])
            #expect(await outbox.rows.map(\.attempts) == [1, 0, 0, 1, 0])
            #expect(outbox.log.lines.allSatisfy { !$0.hasPrefix("error") })
            outbox.clock.advance(by: .seconds(60))
            await outbox.run { service in
                await receiver.wait(for: 7)
                await service.drain(within: .seconds(10))
            }
            let order = try receiver.received.filter { $0.path == "/a" }.map {
                "\(try $0.member("sequence") ?? "")/\(try $0.member("event_type") ?? -1)"
            }
            #expect(order == ["1/1", "1/1", "2/1", "1/0", "2/0"])
            #expect(await outbox.rows.isEmpty)
        }
    }

    @Test("waits no longer than the limit when it is drained, and an attempt that is broken off doesn't count")
    func drainLimit() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { _ in
            for await _ in never {}
            return Response(status: .ok)
        } _: { receiver in
            try await outbox.bind(receiver.url("/a"))
            await outbox.run { service in
                await outbox.tell(.begin("room", 1), .begin("room", 2))
                await receiver.wait(for: 1)
                async let drained: Void = service.drain(within: .seconds(10))
                // The service's own alarm, and the limit.
                await outbox.clock.waitForSleepers(2)
                outbox.clock.advance(by: .seconds(10))
                await drained
            }
            release.finish()
            #expect(await outbox.rows.map(\.attempts) == [0, 0])
            #expect(await outbox.attempts().isEmpty)
        }
    }

    @Test("waits for a retry no longer than the interval, whatever the clock says by then", arguments: [-3_600, 3_600])
    func clockStep(step: Int64) async throws {
        try await Receiver.with { callback in
            Response(status: callback.number < 3 ? .serviceUnavailable : .ok)
        } _: { receiver in
            try await outbox.bind(receiver.url("/a"), key: "k")
            let wallClock = ManualWallClock(.seconds(1_767_225_600))
            try await outbox.run(wallClock: wallClock) { service in
                await outbox.tell(.begin("room"))
                try await outbox.waitForFailures(1)
                // While it runs.
                wallClock.set(.seconds(1_767_225_600 + step))
                outbox.clock.advance(by: .seconds(60))
                try await outbox.waitForFailures(2)
                await service.drain(within: .seconds(10))
            }
            // While it is down.
            wallClock.set(.seconds(1_767_225_600 - 86_400))
            await outbox.run(wallClock: wallClock) { _ in
                await outbox.clock.waitForSleepers()
                outbox.clock.advance(by: .seconds(59))
                await outbox.clock.waitForSleepers()
                #expect(receiver.received.count == 2)
                outbox.clock.advance(by: .seconds(1))
                await receiver.wait(for: 3)
            }
            let times = try receiver.received.map { try $0.member("t", as: Int64.self) ?? 0 }
            #expect(times == [1_767_226_200, 1_767_226_200 + step, 1_767_226_200 - 86_400])
        }
    }

    @Test("posts once though the catalogue can't note it for a time")
    func lateNote() async throws {
        try await Receiver.with { receiver in
            try await outbox.bind(receiver.url("/a"))
            let faulty = SilentOutbox(catalogue: outbox.catalogue)
            faulty.failNotes(1)
            try await outbox.run(faulty) { service in
                await outbox.tell(.begin("room", 1), .begin("room", 2))
                outbox.clock.advance(by: .seconds(1))
                try await outbox.log.wait(for: "error the outbox fails")
                #expect(receiver.received.count == 1)
                outbox.clock.advance(by: .seconds(5))
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == ["1", "2"])
            #expect(await outbox.rows.isEmpty)
        }
    }

    @Test("posts again what was posted and not noted before the end")
    func atLeastOnce() async throws {
        try await Receiver.with { receiver in
            try await outbox.bind(receiver.url("/a"))
            await outbox.tell(.begin("room", 1))
            let faulty = SilentOutbox(catalogue: outbox.catalogue)
            faulty.failNotes(.max)
            try await outbox.run(faulty) { _ in try await outbox.log.wait(for: "error the outbox fails") }
            await outbox.run { service in
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            #expect(await outbox.rows.isEmpty)
        }
    }
}
