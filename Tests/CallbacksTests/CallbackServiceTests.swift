// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Hummingbird
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite("Delivery of callbacks", .timeLimit(.minutes(30)))
struct CallbackServiceTests {
    private let outbox = TestOutbox()
    /// Nobody listens there: the port is reserved.
    private let deadURL = "http://127.0.0.1:1/dead"

    @Test("posts signed JSON to the URL for the kind of event, and nothing where there is none")
    func posts() async throws {
        try await Receiver.with { receiver in
            let urls = [CallbackKind.streamBegin: receiver.url("/begin?token=1"), .record: receiver.url("/record")]
            try await outbox.bind(urls, key: "demoKey2026")
            await outbox.run { service in
                await outbox.tell(.end("room"), .begin("room"))
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
            #expect(await outbox.rows.isEmpty)
        }
    }

    @Test("leaves out sign and t when the template has no key")
    func unsigned() async throws {
        try await Receiver.with { receiver in
            try await outbox.bind(receiver.url("/a"))
            await outbox.run { _ in
                await outbox.tell(.begin("room"))
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
            try await outbox.bind(receiver.url("/a"), key: "demoKey2026")
            try await outbox.run { _ in
                await outbox.tell(.begin("room"))
                for count in 1...2 {
                    try await outbox.waitForFailures(count)
                    outbox.clock.advance(by: .seconds(59))
                    await outbox.clock.waitForSleepers()
                    outbox.clock.advance(by: .seconds(1))
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
            try await outbox.bind(url)
            try await outbox.run { service in
                await outbox.tell(.begin("room", 1), .begin("room", 2))
                for count in 1...12 {
                    try await outbox.waitForFailures(count)
                    outbox.clock.advance(by: .seconds(60))
                }
                await receiver.wait(for: 14)
                try await outbox.log.wait(for: "info callback delivered")
                // Sent once more when somebody says so, behind the others.
                #expect(await outbox.rows.map(\.state) == [.givenUp])
                #expect(await outbox.catalogue.resendDeliveries(ids: nil) == 1)
                await receiver.wait(for: 15)
                await service.drain(within: .seconds(10))
            }
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == Array(repeating: "1", count: 13) + ["2", "1"])
            #expect(outbox.log.lines.count { $0.hasPrefix("warning callback failed") } == 12)
            let address = receiver.url("/a")
            #expect(
                outbox.log.lines.contains(
                    "error callback given up event=1 reason=status 500 stream=push.example.org/live/room url=\(address)"
                ))
            #expect(outbox.log.lines.allSatisfy { !$0.contains("geheim") })
            #expect(await outbox.rows.isEmpty)
        }
    }

    @Test("finds within a second what another process let wait again")
    func resentElsewhere() async throws {
        try await Receiver.with { receiver in
            try await outbox.bind(receiver.url("/a"))
            let silent = SilentOutbox(catalogue: outbox.catalogue)
            await outbox.run(silent) { service in
                await outbox.clock.waitForSleepers()
                await outbox.tell(.begin("room"))
                outbox.clock.advance(by: .seconds(1))
                await receiver.wait(for: 1)
                await service.drain(within: .seconds(10))
            }
            #expect(receiver.received.count == 1)
        }
    }

    @Test("keeps the order of one stream through failures")
    func order() async throws {
        try await Receiver.with { callback in
            Response(status: callback.number % 3 == 0 ? .ok : .serviceUnavailable)
        } _: { receiver in
            try await outbox.bind(receiver.url("/a"))
            try await outbox.run { _ in
                for sequence: UInt64 in 1...3 { await outbox.tell(.begin("room", sequence), .end("room", sequence)) }
                for count in 1...12 {
                    try await outbox.waitForFailures(count)
                    outbox.clock.advance(by: .seconds(60))
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

    @Test("lets no slow or dead receiver delay other streams and URLs, however many streams it has")
    func independence() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { callback in
            if callback.path.hasPrefix("/slow") { for await _ in never {} }
            return Response(status: .ok)
        } _: { receiver in
            // Of one receiver more than it may take at once, and of one host as well.
            for number in 0..<8 {
                try await outbox.bind(receiver.url("/slow\(number)"), application: "slow\(number)")
            }
            let alias = receiver.url("/quick").replacing("127.0.0.1", with: "localhost")
            try await outbox.bind(alias, application: "quick")
            try await outbox.bind(deadURL, application: "dead")
            await outbox.run { _ in
                for number in 0..<400 {
                    await outbox.tell(.begin("s\(number)", application: "slow\(number % 8)"))
                    await outbox.tell(.begin("s\(number)", application: "dead"))
                }
                await receiver.wait(for: 64)
                await outbox.tell(.begin("room", application: "quick"))
                await receiver.wait(for: 65)
                release.finish()
            }
            #expect(receiver.received[64].path == "/quick")
        }
    }

    @Test("asks one slow URL so often at once that another of its host is still asked")
    func sameHost() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { callback in
            if callback.path == "/slow" { for await _ in never {} }
            return Response(status: .ok)
        } _: { receiver in
            try await outbox.bind([.streamBegin: receiver.url("/slow"), .streamEnd: receiver.url("/quick")])
            await outbox.run { _ in
                for number in 0..<40 { await outbox.tell(.begin("s\(number)")) }
                await receiver.wait(for: 16)
                await outbox.tell(.end("s0"))
                await receiver.wait(for: 17)
                release.finish()
            }
            #expect(receiver.received[16].path == "/quick")
        }
    }

    // MARK: What receivers do

    @Test("counts an answer that doesn't come in time as none")
    func timeout() async throws {
        let (never, release) = AsyncStream.makeStream(of: Void.self)
        try await Receiver.with { callback in
            if callback.number == 1 { for await _ in never {} }
            return Response(status: .ok)
        } _: { receiver in
            try await outbox.bind(receiver.url("/a"))
            try await outbox.run(retryPolicy: RetryPolicy(timeout: .seconds(1))) { _ in
                await outbox.tell(.begin("room"))
                try await outbox.waitForFailures(1)
                outbox.clock.advance(by: .seconds(60))
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
            try await outbox.bind(receiver.url("/a"))
            await outbox.run(retryPolicy: RetryPolicy(timeout: .seconds(5))) { service in
                await outbox.tell(.begin("room", 1), .begin("room", 2))
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            release.finish()
            let sequences = try receiver.received.map { try $0.member("sequence", as: String.self) }
            #expect(sequences == ["1", "2"])
            #expect(await outbox.attempts().allSatisfy { $0.resultCode == 0 && $0.response.utf8.count <= 1_024 })
        }
    }

    @Test(
        "takes what is no HTTP, or none that may be, as no answer", arguments: ["\0\u{1}garbage\r\n\r\n", "HTTP/1.1 2"])
    func garbage(answer: String) async throws {
        let receiver = try await RawReceiver.listen(answering: answer)
        try await outbox.bind(receiver.url)
        try await outbox.run(retryPolicy: RetryPolicy(timeout: .seconds(1))) { _ in
            await outbox.tell(.begin("room"))
            try await outbox.waitForFailures(1)
        }
        try await receiver.close()
        #expect(await outbox.attempts().map(\.resultCode) == [1])
        #expect(await outbox.rows.map(\.attempts) == [1])
    }

    @Test("reaches a receiver that comes up later")
    func comesUp() async throws {
        let port = try await {
            let receiver = try await RawReceiver.listen(answering: "")
            defer { Task { try await receiver.close() } }
            return receiver.port
        }()
        try await outbox.bind("http://127.0.0.1:\(port)/a")
        try await outbox.run { _ in
            await outbox.tell(.begin("room"))
            try await outbox.waitForFailures(1)
            let receiver = try await RawReceiver.listen(
                on: port, answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            outbox.clock.advance(by: .seconds(60))
            try await outbox.log.wait(for: "info callback delivered")
            try await receiver.close()
        }
        #expect(await outbox.attempts().map(\.resultCode) == [0, 1])
    }

    // MARK: History

    @Test("remembers every attempt with the receiver's answer")
    func remembers() async throws {
        try await Receiver.with { callback in
            let text = callback.number == 1 ? "busy" : #"{"code":0}"#
            return Response(
                status: callback.number == 1 ? .serviceUnavailable : .ok,
                body: .init(byteBuffer: ByteBuffer(string: text)))
        } _: { receiver in
            try await outbox.bind([.streamBegin: receiver.url("/a"), .streamEnd: deadURL], key: "k")
            try await outbox.run { service in
                await outbox.tell(.begin("room"))
                try await outbox.waitForFailures(1)
                outbox.clock.advance(by: .seconds(60))
                await receiver.wait(for: 2)
                await service.drain(within: .seconds(10))
            }
            let found = await outbox.attempts()
            #expect(found.map(\.resultCode) == [0, 503])
            #expect(found.map(\.response) == [#"{"code":0}"#, "busy"])
            #expect(found.map(\.responseTime.seconds) == [1_767_225_660, 1_767_225_600])
            #expect(found.allSatisfy { $0.eventType == 1 && $0.eventTime == .seconds(1_767_225_600) })
            #expect(found.map { $0.request.contains(#""t":1767226260"#) } == [true, false])
        }
    }

    @Test("remembers an attempt that nobody answered")
    func remembersSilence() async throws {
        try await outbox.bind(deadURL)
        try await outbox.run(retryPolicy: RetryPolicy(retries: 0)) { _ in
            await outbox.tell(.begin("room"))
            try await outbox.log.wait(for: "error callback given up")
        }
        let found = await outbox.attempts(isDelivered: false)
        #expect(found.map(\.resultCode) == [1])
        #expect(found.allSatisfy { !$0.response.isEmpty })
    }
}
