// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Outbox of the catalogue")
struct OutboxTests {
    /// Binds a template with the URLs of `CallbackTemplate.test` to a domain, or to an app of it.
    private func bind(
        _ catalogue: any Catalogue, domain: String = "push.example.com", application: String = "",
        change: (inout CallbackTemplate) -> Void = { _ in }
    ) async throws {
        var template = CallbackTemplate.test("t")
        change(&template)
        let id = try await catalogue.insert(template)
        #expect(try await catalogue.insert(CallbackRule(domain: domain, application: application, templateID: id)))
    }

    private func all(_ catalogue: any Catalogue, after id: Int64 = 0) async throws -> [Delivery] {
        try await catalogue.deliveries(matching: DeliveryFilter(), after: id, limit: 99)
    }

    @Test("goes by the rule of the domain and app, else by that of the domain", arguments: CatalogueKind.allCases)
    func rules(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let show = StreamKey(domain: "PUSH.example.com", application: "show", stream: "x")
            let elsewhere = StreamKey(domain: "other.example.com", application: "live", stream: "x")
            func announce() async throws -> [String] {
                let last = try await all(catalogue).last?.head.id ?? 0
                try await catalogue.announce([.test(), .test(key: show), .test(key: elsewhere)])
                return try await all(catalogue, after: last).map(\.head.queue.url)
            }
            #expect(try await announce() == [])
            try await bind(catalogue, domain: "PUSH.example.com") { $0.urls = [.record: "http://domain"] }
            #expect(try await announce() == ["http://domain", "http://domain"])
            try await bind(catalogue, application: "live") { $0.urls = [.record: "http://app"] }
            #expect(try await announce() == ["http://app", "http://domain"])
            // The closer rule holds alone, also for the kinds it has no URL for.
            _ = try await catalogue.deleteCallbackRule(domain: "push.example.com", application: "live")
            try await bind(catalogue, application: "live") { $0.urls = [.streamEnd: "http://app"] }
            #expect(try await announce() == ["http://domain"])
        }
    }

    @Test(
        "keeps URL, key and body of the time, for kinds with a URL and levels that are asked for",
        arguments: CatalogueKind.allCases)
    func contents(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue) { $0.urls = [.record: "http://r", .recordException: "http://e", .streamEnd: ""] }
            try await catalogue.announce([
                .test(body: "{\"a\":\"甲\"}"), .test(.streamBegin), .test(.streamEnd),
                .test(.recordException, at: 20, level: "error"), .test(.recordException, level: "info"),
            ])
            let found = try await all(catalogue)
            #expect(found.map(\.head.queue.url) == ["http://r", "http://e"])
            let first = try #require(found.first)
            let head = DeliveryHead(
                id: first.head.id, queue: DeliveryQueue(key: .room, url: "http://r"), eventTime: .seconds(10), due: nil)
            let expected = Delivery(
                head: head, eventType: 100, key: "k", body: "{\"a\":\"甲\"}", attempts: 0, state: .pending)
            #expect(first == expected)
            _ = try await catalogue.modifyCallbackTemplate(id: 1) { template in
                (template.key, template.urls) = ("k2", [:])
            }
            #expect(try await catalogue.delivery(id: first.head.id) == expected)
            #expect(try await catalogue.delivery(id: 99) == nil)
            #expect(try await catalogue.pendingDeliveries(after: 0, limit: 9) == found.map(\.head))
            #expect(try await catalogue.pendingDeliveries(after: 0, limit: 1) == [head])
            #expect(try await catalogue.pendingDeliveries(after: head.id, limit: 9) == [found[1].head])
        }
    }

    @Test("writes each fact with what is announced of it, or neither", arguments: CatalogueKind.allCases)
    func facts(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            func told() async throws -> [String] { try await all(catalogue).map(\.body) }
            try await catalogue.insert(PushRecord.test(1, ended: nil), announcing: [.test(body: "begin")])
            try await catalogue.endPush(
                PublicationID(number: 1), with: .test(at: 20), announcing: [.test(body: "end")])
            try await catalogue.insert(RecordedFile.test("1"), announcing: [.test(body: "file")])
            let span = RecordingSpan(sessionID: "77", domain: "d", isDelayLive: false, begun: .seconds(1))
            try await catalogue.note(span, announcing: [.test(body: "span 1"), .test(body: "span 2")])
            let gap = Gap(.pushLost, begun: .seconds(1), ended: .seconds(2))
            try await catalogue.note(gap, inSession: "77", announcing: [.test(body: "gap")])
            let expected = ["begin", "end", "file", "span 1", "span 2", "gap"]
            #expect(try await told() == expected)
            await #expect(throws: (any Error).self) {
                try await catalogue.insert(RecordedFile.test("1"), announcing: [.test(body: "twice")])
            }
            try await catalogue.insert(PushRecord.test(1, ended: nil), announcing: [.test(body: "twice")])
            #expect(try await told() == expected)
        }
    }

    @Test("announces the end of the pushes that a predecessor left open", arguments: CatalogueKind.allCases)
    func openPushes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            try await catalogue.insert(PushRecord.test(9, begun: 11, ended: nil))
            try await catalogue.insert(PushRecord.test(.max, begun: 10, ended: nil))
            try await catalogue.insert(PushRecord.test(3, ended: 20))
            for _ in 1...2 {
                try await catalogue.endOpenPushes(with: .test(at: 30)) { publication in
                    .test(.streamEnd, key: publication.key, body: "\(publication)")
                }
            }
            let expected = [PushRecord.test(.max, begun: 10, ended: nil), .test(9, begun: 11, ended: nil)]
            #expect(try await all(catalogue).map(\.body) == expected.map { "\($0.publication)" })
            let pushes = try await catalogue.pushes(
                matching: PushFilter(window: .seconds(30) ... .seconds(30)), offset: 0, limit: 9)
            #expect(pushes.total == 2)
        }
    }

    @Test("notes an attempt and what it means for its row", arguments: CatalogueKind.allCases)
    func attempts(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            try await catalogue.announce([.test(body: "1"), .test(body: "2"), .test(body: "3")])
            let ids = try await all(catalogue).map(\.head.id)
            #expect(ids == ids.sorted())
            try await catalogue.note(.test(10), ofDelivery: ids[0], .delivered)
            try await catalogue.note(.test(11, resultCode: 500), ofDelivery: ids[1], .retry(due: .seconds(72)))
            try await catalogue.note(.test(12, resultCode: 1), ofDelivery: ids[2], .givenUp)
            #expect(try await catalogue.delivery(id: ids[0]) == nil)
            let retried = try #require(try await catalogue.delivery(id: ids[1]))
            #expect(retried.head.due == .seconds(72))
            #expect((retried.attempts, retried.state) == (1, .pending))
            let givenUp = try #require(try await catalogue.delivery(id: ids[2]))
            #expect((givenUp.attempts, givenUp.state) == (1, .givenUp))
            #expect(try await catalogue.pendingDeliveries(after: 0, limit: 9).map(\.id) == [ids[1]])
            let filter = CallbackAttemptFilter(stream: "room42", window: .seconds(0) ... .seconds(99))
            let history = try await catalogue.callbackAttempts(matching: filter, offset: 0, limit: 9).attempts
            #expect(history.map(\.resultCode) == [1, 500, 0])
        }
    }

    @Test("lists rows by state and stream, page by page", arguments: CatalogueKind.allCases)
    func lists(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            let other = StreamKey(domain: "push.example.com", application: "live", stream: "other")
            try await catalogue.announce([.test(body: "1"), .test(key: other, body: "2"), .test(body: "3")])
            let ids = try await all(catalogue).map(\.head.id)
            try await catalogue.note(.test(10), ofDelivery: ids[0], .givenUp)
            func list(_ state: Delivery.State?, _ stream: String?, limit: Int = 9) async throws -> [String] {
                let filter = DeliveryFilter(state: state, stream: stream)
                return try await catalogue.deliveries(matching: filter, after: 0, limit: limit).map(\.body)
            }
            #expect(try await list(nil, nil) == ["1", "2", "3"])
            #expect(try await list(nil, nil, limit: 2) == ["1", "2"])
            #expect(try await all(catalogue, after: ids[1]).map(\.body) == ["3"])
            #expect(try await list(.givenUp, nil) == ["1"])
            #expect(try await list(.pending, "room42") == ["3"])
            #expect(try await list(nil, "other") == ["2"])
        }
    }

    @Test(
        "lets what was given up wait again behind the rest, from the first attempt", arguments: CatalogueKind.allCases)
    func resends(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            try await catalogue.announce((1...4).map { .test(body: "\($0)") })
            let ids = try await all(catalogue).map(\.head.id)
            for id in ids.prefix(3) { try await catalogue.note(.test(10), ofDelivery: id, .givenUp) }
            #expect(try await catalogue.resendDeliveries(ids: [ids[1], ids[3], 99]) == 1)
            #expect(try await catalogue.pendingDeliveries(after: ids[3], limit: 9).count == 1)
            let resent = try #require(try await all(catalogue).last)
            #expect((resent.body, resent.attempts, resent.state, resent.head.due) == ("2", 0, .pending, nil))
            #expect((resent.key, resent.eventType, resent.head.eventTime) == ("k", 100, .seconds(10)))
            #expect(try await catalogue.resendDeliveries(ids: nil) == 2)
            #expect(try await catalogue.resendDeliveries(ids: nil) == 0)
            #expect(try await all(catalogue).map(\.body) == ["4", "2", "1", "3"])
            // No id comes twice, even when the last row is gone.
            let last = try #require(try await all(catalogue).last?.head.id)
            try await catalogue.note(.test(10), ofDelivery: last, .delivered)
            try await catalogue.announce([.test(body: "5")])
            #expect(try await all(catalogue).last?.head.id ?? 0 > last)
        }
    }

    @Test("forgets what was given up two weeks ago, and nothing that waits", arguments: CatalogueKind.allCases)
    func forgets(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await bind(catalogue)
            try await catalogue.announce((1...4).map { .test(body: "\($0)") })
            let ids = try await all(catalogue).map(\.head.id)
            let fortnight = HistoryLimits.callbacks / 1_000_000
            try await catalogue.note(.test(10), ofDelivery: ids[0], .givenUp)
            try await catalogue.note(.test(12), ofDelivery: ids[1], .givenUp)
            try await catalogue.note(.test(fortnight + 11), ofDelivery: ids[2], .givenUp)
            #expect(try await all(catalogue).map(\.body) == ["2", "3", "4"])
        }
    }

    @Test("says when rows were written, and only then", arguments: CatalogueKind.allCases)
    func signals(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let signals = Task { await catalogue.announced.first { _ in true } != nil }
            try await catalogue.announce([.test()])
            try await bind(catalogue)
            try await catalogue.announce([.test()])
            #expect(await signals.value)
        }
    }
}
