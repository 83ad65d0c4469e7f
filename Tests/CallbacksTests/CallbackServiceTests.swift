// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Hummingbird
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct CallbackServiceTests {
    private let clock = ManualClock()
    private let log = LogRecorder()
    private let history = MemoryCatalogue()
    /// Nobody listens there: the port is reserved.
    private let deadURL = "http://127.0.0.1:1/dead"

    private func makeService(
        _ rules: TestRules, retryPolicy: RetryPolicy = RetryPolicy(), limits: QueueLimits = QueueLimits()
    ) -> CallbackService {
        CallbackService(
            catalogue: rules, history: history,
            origin: CallbackOrigin(node: "10.0.0.7", publicURL: "http://127.0.0.1:8080"),
            wallClock: TestWallClock(clock: clock), clock: clock, retryPolicy: retryPolicy, limits: limits,
            logger: log.logger)
    }

    /// Runs a service for the time of `body`.
    private func run(_ service: CallbackService, _ body: () async throws -> Void) async rethrows {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            try await body()
            group.cancelAll()
        }
    }

    @Test("posts signed JSON to the URL for the kind of event, and nothing where there is none")
    func posts() async throws {
        try await Receiver.with { receiver in
            let urls = [CallbackKind.streamBegin: receiver.url("/begin?token=1"), .record: receiver.url("/record")]
            let service = makeService(TestRules(urls: urls, key: "demoKey2026"))
            await run(service) {
                await service.notify(.end("room"))
                await service.notify(.begin("room"))
                await receiver.wait(for: 1)
                await service.drain(within: .seconds(10))
            }
            let callback = try #require(receiver.received.first)
            #expect(receiver.received.count == 1)
            #expect(callback.path == "/begin")
            #expect(callback.contentType == "application/json")
            #expect(try callback.member("event_type") == 1)
            #expect(try callback.member("t") == 1_767_226_200)
            #expect(try callback.member("sign") == "78bf4a14e05747eab8a73d574331835d")
        }
    }

    @Test("leaves out sign and t when the template has no key")
    func unsigned() async throws {
        try await Receiver.with { receiver in
            let service = makeService(TestRules(urls: [.streamBegin: receiver.url("/a")]))
            await run(service) {
                await service.notify(.begin("room"))
                await receiver.wait(for: 1)
            }
            let callback = try #require(receiver.received.first)
            #expect(try callback.member("t", as: Int.self) == nil)
            #expect(try callback.member("sign", as: String.self) == nil)
        }
    }

    @Test("tries again after a minute, signed anew, until the answer is 200", arguments: [500, 404, 201, 204, 302])
    func retry(status: Int) async throws {
        try await Receiver.with { callback in
            guard callback.number < 3 else { return Response(status: .ok) }
            return Response(status: .init(code: status), headers: [.location: "/elsewhere"])
        } _: { receiver in
            let service = makeService(TestRules(urls: [.streamBegin: receiver.url("/a")], key: "demoKey2026"))
            await run(service) {
                await service.notify(.begin("room"))
                for _ in 1...2 {
                    await clock.waitForSleepers()
                    clock.advance(by: .seconds(59))
                    await clock.waitForSleepers()
                    clock.advance(by: .seconds(1))
                }
                await receiver.wait(for: 3)
            }
            #expect(receiver.received.map(\.path) == ["/a", "/a", "/a"])
            let times = try receiver.received.map { try $0.member("t", as: Int.self) }
            #expect(times == [1_767_226_200, 1_767_226_260, 1_767_226_320])
            let signs = try receiver.received.compactMap { try $0.member("sign", as: String.self) }
            #expect(Set(signs).count == 3)
        }
    }

    @Test("gives up after twelve retries, says so without secrets, and goes on with the next")
    func giveUp() async throws {
        try await Receiver.with { callback in
            Response(status: callback.number <= 13 ? .internalServerError : .ok)
        } _: { receiver in
            let url = receiver.url("/a?token=geheim#geheim").replacing("http://", with: "http://user:geheim@")
            let service = makeService(TestRules(urls: [.streamBegin: url]))
            await run(service) {
                await service.notify(.begin("room", 1))
                await service.notify(.begin("room", 2))
                for _ in 1...12 {
                    await clock.waitForSleepers()
                    clock.advance(by: .seconds(60))
                }
                await receiver.wait(for: 14)
                await service.drain(within: .seconds(10))
            }
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == Array(repeating: "1", count: 13) + ["2"])
            #expect(log.lines.count { $0.hasPrefix("warning callback failed") } == 12)
            let address = receiver.url("/a")
            #expect(
                log.lines.contains(
                    "error callback given up event=1 reason=status 500 stream=push.example.org/live/room url=\(address)"
                ))
            #expect(log.lines.allSatisfy { !$0.contains("geheim") })
        }
    }

    @Test("keeps the order of one stream through failures")
    func order() async throws {
        try await Receiver.with { callback in
            Response(status: callback.number % 3 == 0 ? .ok : .serviceUnavailable)
        } _: { receiver in
            let service = makeService(TestRules(urls: [:], ofStream: ["room": receiver.url("/a")]))
            await run(service) {
                for sequence: UInt64 in 1...3 {
                    await service.notify(.begin("room", sequence))
                    await service.notify(.end("room", sequence))
                }
                for _ in 1...12 {
                    await clock.waitForSleepers()
                    clock.advance(by: .seconds(60))
                }
                await receiver.wait(for: 18)
            }
            let order = try receiver.received.map {
                "\(try $0.member("sequence") ?? "")/\(try $0.member("event_type") ?? -1)"
            }
            let expected = ["1/1", "1/0", "2/1", "2/0", "3/1", "3/0"].flatMap { [$0, $0, $0] }
            #expect(order == expected)
        }
    }

    @Test("lets no slow or dead receiver delay other streams and URLs")
    func independence() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { callback in
            if callback.path == "/slow" { for await _ in never {} }
            return Response(status: .ok)
        } _: { receiver in
            let slow = Dictionary(uniqueKeysWithValues: (0..<20).map { ("slow\($0)", receiver.url("/slow")) })
            let rules = TestRules(
                urls: [.streamBegin: receiver.url("/slow"), .streamEnd: receiver.url("/quick")],
                ofStream: slow.merging(["dead": deadURL, "quick": receiver.url("/quick")]) { first, _ in first })
            let service = makeService(rules)
            await run(service) {
                for stream in slow.keys { await service.notify(.begin(stream)) }
                await service.notify(.begin("room"))
                await service.notify(.begin("dead"))
                await receiver.wait(for: 21)
                await clock.waitForSleepers()
                await service.notify(.begin("quick"))
                await service.notify(.end("room"))
                await receiver.wait(for: 23)
                release.finish()
            }
            #expect(receiver.received.count { $0.path == "/slow" } == 21)
            #expect(receiver.received.suffix(2).map(\.path) == ["/quick", "/quick"])
        }
    }

    @Test("counts an answer that doesn't come in time as none")
    func timeout() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { callback in
            if callback.number == 1 { for await _ in never {} }
            return Response(status: .ok)
        } _: { receiver in
            let policy = RetryPolicy(timeout: .seconds(1))
            let service = makeService(TestRules(urls: [.streamBegin: receiver.url("/a")]), retryPolicy: policy)
            await run(service) {
                await service.notify(.begin("room"))
                await clock.waitForSleepers()
                clock.advance(by: .seconds(60))
                await receiver.wait(for: 2)
                release.finish()
            }
            #expect(receiver.received.count == 2)
        }
    }

    @Test("takes status 200 as the answer, however much text comes with it", arguments: [true, false])
    func answerBody(isEndless: Bool) async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    repeat {
                        try await writer.write(ByteBuffer(repeating: UInt8(ascii: "x"), count: 16_384))
                    } while isEndless
                    for await _ in never {}
                })
        } _: { receiver in
            let policy = RetryPolicy(timeout: .seconds(5))
            let service = makeService(TestRules(urls: [.streamBegin: receiver.url("/a")]), retryPolicy: policy)
            await run(service) {
                await service.notify(.begin("room", 1))
                await service.notify(.begin("room", 2))
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            release.finish()
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == ["1", "2"])
        }
    }

    @Test("refuses the newest when too many wait")
    func limits() async throws {
        let service = makeService(
            TestRules(urls: [.streamBegin: deadURL]), limits: QueueLimits(perQueue: 2, total: 3))
        for sequence: UInt64 in 1...3 { await service.notify(.begin("a", sequence)) }
        #expect(log.lines.count == 1)
        for sequence: UInt64 in 1...2 { await service.notify(.begin("b", sequence)) }
        #expect(log.lines.count == 2)
        #expect(log.lines.allSatisfy { $0.hasPrefix("error callback refused") })
    }

    @Test("tries what waits once more when it is drained, and nothing after that")
    func drain() async throws {
        try await Receiver.with { callback in
            Response(status: callback.number == 1 ? .serviceUnavailable : .ok)
        } _: { receiver in
            let rules = TestRules(urls: [.streamBegin: receiver.url("/a")], ofStream: ["dead": deadURL])
            let service = makeService(rules)
            await withTaskGroup { group in
                group.addTask { await service.run() }
                await service.notify(.begin("dead", 1))
                await service.notify(.begin("room", 1))
                await service.notify(.begin("room", 2))
                await clock.waitForSleepers(2)
                await service.drain(within: .seconds(10))
                // `run` ends without being cancelled.
                await group.waitForAll()
            }
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == ["1", "1", "2"])
            #expect(log.lines.count { $0.hasPrefix("error callback given up") } == 1)
            await service.notify(.begin("room", 3))
            #expect(log.lines.last?.hasPrefix("error callback refused") == true)
        }
    }

    @Test("remembers every attempt with the receiver's answer")
    func remembers() async throws {
        try await Receiver.with { callback in
            let text = callback.number == 1 ? "busy" : #"{"code":0}"#
            return Response(
                status: callback.number == 1 ? .serviceUnavailable : .ok,
                body: .init(byteBuffer: ByteBuffer(string: text)))
        } _: { receiver in
            let service = makeService(
                TestRules(urls: [.streamBegin: receiver.url("/a"), .streamEnd: deadURL], key: "k"))
            await run(service) {
                await service.notify(.begin("room"))
                await clock.waitForSleepers()
                clock.advance(by: .seconds(60))
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            let window = WallTime.seconds(1_767_225_600) ... .seconds(1_767_225_700)
            let all = CallbackAttemptFilter(stream: "room", window: window)
            let found = await history.callbackAttempts(matching: all, offset: 0, limit: 9).attempts
            #expect(found.map(\.resultCode) == [0, 503])
            #expect(found.map(\.response) == [#"{"code":0}"#, "busy"])
            #expect(found.map(\.responseTime.seconds) == [1_767_225_660, 1_767_225_600])
            #expect(found.allSatisfy { $0.eventType == 1 && $0.eventTime == .seconds(1_767_225_600) })
            #expect(found.map { $0.request.contains(#""t":1767226260"#) } == [true, false])
        }
    }

    @Test("remembers an attempt that nobody answered")
    func remembersSilence() async throws {
        let service = makeService(TestRules(urls: [.streamBegin: deadURL]), retryPolicy: RetryPolicy(retries: 0))
        await run(service) {
            await service.notify(.begin("room"))
            await service.drain(within: .seconds(10))
        }
        let window = WallTime.seconds(1_767_225_600) ... .seconds(1_767_225_700)
        let failed = CallbackAttemptFilter(stream: "room", window: window, isDelivered: false)
        let found = await history.callbackAttempts(matching: failed, offset: 0, limit: 9).attempts
        #expect(found.map(\.resultCode) == [1])
        #expect(found.allSatisfy { !$0.response.isEmpty })
    }

    @Test(
        "tells of exceptions of the levels that the template names",
        arguments: [([], 1), (["error"], 1), (["warning", "info"], 0)] as [([String], Int)])
    func levels(levels: [String], count: Int) async throws {
        try await Receiver.with { receiver in
            var rules = TestRules(urls: [.recordException: receiver.url("/e"), .recordStatus: receiver.url("/s")])
            rules.levels = levels
            let service = makeService(rules)
            await run(service) {
                await service.notify(.recordingException(.test))
                await service.notify(.recordingStatus(.test))
                await service.drain(within: .seconds(10))
            }
            #expect(receiver.received.count { $0.path == "/e" } == count)
            #expect(receiver.received.count { $0.path == "/s" } == 1)
        }
    }

    @Test("waits no longer than the limit when it is drained")
    func drainLimit() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { _ in
            for await _ in never {}
            return Response(status: .ok)
        } _: { receiver in
            let service = makeService(TestRules(urls: [.streamBegin: receiver.url("/a")]))
            await withTaskGroup { group in
                group.addTask { await service.run() }
                await service.notify(.begin("room", 1))
                await service.notify(.begin("room", 2))
                await receiver.wait(for: 1)
                group.addTask { await service.drain(within: .seconds(10)) }
                await clock.waitForSleepers()
                clock.advance(by: .seconds(10))
                await group.waitForAll()
            }
            release.finish()
            #expect(log.lines.count { $0.hasPrefix("error callback given up") } == 2)
        }
    }
}
