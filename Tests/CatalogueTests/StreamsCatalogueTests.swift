// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Catalogue of streams, callbacks and media")
struct StreamsCatalogueTests {
    private struct Refusal: Error {}

    // MARK: Domains

    @Test("lists, closes, opens and forgets domains", arguments: CatalogueKind.allCases)
    func domains(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            var late = PushDomain(
                name: "a.example.com", purpose: .push, created: .seconds(9), isDelayLive: true,
                isMiniProgramLive: true, authentication: .off)
            let early = PushDomain.test("b.example.com")
            _ = try await catalogue.insert(late)
            _ = try await catalogue.insert(early)
            #expect(try await catalogue.domains() == [early, late])
            #expect(try await catalogue.setDomain(named: "A.example.com", isEnabled: false))
            late.isEnabled = false
            #expect(try await catalogue.domains() == [early, late])
            #expect(try await catalogue.setDomain(named: "b.example.com", isEnabled: true))
            #expect(try await catalogue.domain(named: "b.example.com")?.isEnabled == true)
            #expect(try await !catalogue.setDomain(named: "c.example.com", isEnabled: true))
            #expect(try await !catalogue.deleteDomain(named: "a.example.com", purpose: .play))
            #expect(try await catalogue.deleteDomain(named: "A.example.com", purpose: .push))
            #expect(try await !catalogue.deleteDomain(named: "a.example.com", purpose: .push))
            #expect(try await catalogue.domains().map(\.name) == ["b.example.com"])
        }
    }

    // MARK: Pushes and bans

    @Test("keeps a push from its begin to its first end, without its secrets", arguments: CatalogueKind.allCases)
    func pushes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let all = PushFilter(window: .seconds(0) ... .seconds(100))
            try await catalogue.insert(PushRecord.test(.max, ended: nil))
            try await catalogue.insert(PushRecord.test(2, ended: nil))
            #expect(try await catalogue.pushes(matching: all, offset: 0, limit: 9).total == 0)
            try await catalogue.endPush(PublicationID(number: .max), with: .test(at: 50))
            try await catalogue.endPush(PublicationID(number: .max), with: .test(at: 60))
            try await catalogue.endPush(PublicationID(number: 7), with: .test(at: 60))
            var found = try await catalogue.pushes(matching: all, offset: 0, limit: 9)
            #expect(found.pushes == [.test(.max, ended: 50)])
            #expect(found.pushes.first?.publication.parameters == "")
            #expect(found.pushes.first?.seconds == 40)
            let crash = PushRecord.End(time: .seconds(70), code: .serverFailed)
            try await catalogue.endOpenPushes(with: crash)
            found = try await catalogue.pushes(matching: all, offset: 0, limit: 9)
            #expect(found.pushes.map(\.end) == [crash, .test(at: 50)])
            // Who had no answer asks again.
            try await catalogue.insert(PushRecord.test(2, ended: nil))
            #expect(try await catalogue.pushes(matching: all, offset: 0, limit: 9) == found)
        }
    }

    @Test(
        "finds pushes by window, stream and outcome, in either order, page by page", arguments: CatalogueKind.allCases)
    func findsPushes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let other = StreamKey(domain: "other.example.com", application: "show", stream: "a%room_42b")
            for push in [
                PushRecord.test(1, ended: 20), .test(2, ended: 30, key: other), .test(3, ended: 30, isAdmitted: false),
                .test(4, begun: 11, ended: 30), .test(5, ended: 41),
            ] {
                try await catalogue.insert(push)
            }
            func find(
                offset: Int = 0, limit: Int = 9, _ change: (inout PushFilter) -> Void = { _ in }
            ) async throws -> [UInt64] {
                var filter = PushFilter(window: .seconds(20) ... .seconds(40))
                change(&filter)
                let found = try await catalogue.pushes(matching: filter, offset: offset, limit: limit)
                if limit == 9 && offset == 0 { #expect(found.total == found.pushes.count) }
                return found.pushes.map(\.publication.id.number)
            }
            #expect(try await find() == [4, 3, 2, 1])
            #expect(try await find { $0.newestFirst = false } == [1, 2, 3, 4])
            #expect(try await find(offset: 1, limit: 2) == [3, 2])
            #expect(try await find { $0.domain = "OTHER.example.com" } == [2])
            #expect(try await find { $0.application = "live" } == [4, 3, 1])
            #expect(try await find { $0.stream = "room" } == [4, 3, 2, 1])
            #expect(try await find { $0.stream = "room_" } == [2])
            #expect(try await find { $0.stream = "Room" } == [])
            #expect(try await find { ($0.stream, $0.isStreamExact) = ("room", true) } == [])
            #expect(try await find { ($0.stream, $0.isStreamExact) = ("room42", true) } == [4, 3, 1])
            #expect(try await find { $0.isAdmittedOnly = true } == [4, 2, 1])
        }
    }

    @Test("knows whether a domain was pushed to lately", arguments: CatalogueKind.allCases)
    func recentPushes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let live = StreamKey(domain: "live.example.com", application: "a", stream: "s")
            let refused = StreamKey(domain: "refused.example.com", application: "a", stream: "s")
            try await catalogue.insert(PushRecord.test(1, ended: 20))
            try await catalogue.insert(PushRecord.test(2, ended: nil, key: live))
            try await catalogue.insert(PushRecord.test(3, ended: 99, key: refused, isAdmitted: false))
            #expect(try await catalogue.hasPushes(toDomain: "PUSH.example.com", since: .seconds(20)))
            #expect(try await !catalogue.hasPushes(toDomain: "push.example.com", since: .seconds(21)))
            #expect(try await catalogue.hasPushes(toDomain: "live.example.com", since: .seconds(1_000)))
            #expect(try await !catalogue.hasPushes(toDomain: "refused.example.com", since: .seconds(0)))
        }
    }

    @Test("forgets pushes after two months, live ones never", arguments: CatalogueKind.allCases)
    func forgetsPushes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let twoMonths = HistoryLimits.pushes / 1_000_000
            try await catalogue.insert(PushRecord.test(1, ended: 20))
            try await catalogue.insert(PushRecord.test(2, ended: 21))
            try await catalogue.insert(PushRecord.test(3, ended: nil))
            try await catalogue.insert(PushRecord.test(4, begun: twoMonths + 21, ended: twoMonths + 30))
            try await catalogue.endOpenPushes(with: .test(at: twoMonths + 40))
            let all = PushFilter(window: .seconds(0) ... .seconds(2 * twoMonths))
            let found = try await catalogue.pushes(matching: all, offset: 0, limit: 9).pushes
            #expect(found.map(\.publication.id.number) == [3, 4, 2])
        }
    }

    @Test("forbids a stream's name until it resumes, by the newest ban", arguments: CatalogueKind.allCases)
    func bans(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let first = StreamBan(key: .room, created: .seconds(1), resumes: .seconds(10), reason: "吵")
            try await catalogue.insert(first)
            #expect(try await catalogue.ban(ofStream: "room42", at: .seconds(9)) == first)
            #expect(try await catalogue.ban(ofStream: "room42", at: .seconds(10)) == nil)
            #expect(try await catalogue.ban(ofStream: "ROOM42", at: .seconds(9)) == nil)
            let second = StreamBan(
                key: StreamKey(domain: "d", application: "a", stream: "room42"), created: .seconds(2),
                resumes: .seconds(5))
            try await catalogue.insert(second)
            #expect(try await catalogue.ban(ofStream: "room42", at: .seconds(4)) == second)
            try await catalogue.deleteBan(ofStream: "room42")
            try await catalogue.deleteBan(ofStream: "room42")
            #expect(try await catalogue.ban(ofStream: "room42", at: .seconds(4)) == nil)
        }
    }

    // MARK: Callbacks

    @Test("changes a template whole or not at all, and numbers none anew", arguments: CatalogueKind.allCases)
    func callbackTemplates(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let (one, two) = (
                try await catalogue.insert(CallbackTemplate.test("a")),
                try await catalogue.insert(CallbackTemplate.test("b"))
            )
            #expect(try await catalogue.callbackTemplates().map(\.name) == ["a", "b"])
            let isKnown = try await catalogue.modifyCallbackTemplate(id: one) { template in
                template.name = "c"
                template.urls = [.recordStatus: "http://127.0.0.1/s"]
                (template.description, template.key, template.recordExceptionLevels) = ("", "k2", [])
            }
            #expect(isKnown)
            let changed = CallbackTemplate(
                id: one, name: "c", urls: [.recordStatus: "http://127.0.0.1/s"], key: "k2")
            #expect(try await catalogue.callbackTemplate(id: one) == changed)
            await #expect(throws: Refusal.self) {
                try await catalogue.modifyCallbackTemplate(id: one) { template in
                    template.name = "d"
                    throw Refusal()
                }
            }
            #expect(try await catalogue.callbackTemplates().first == changed)
            #expect(try await !catalogue.modifyCallbackTemplate(id: 99) { $0.name = "x" })
            #expect(try await catalogue.deleteCallbackTemplate(id: two) == .deleted)
            #expect(try await catalogue.deleteCallbackTemplate(id: two) == .unknown)
            #expect(try await catalogue.insert(CallbackTemplate.test("e")) > two)
        }
    }

    @Test("lists and forgets rules, and keeps a template that one binds", arguments: CatalogueKind.allCases)
    func callbackRules(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let id = try await catalogue.insert(CallbackTemplate.test("a"))
            let rules = [
                CallbackRule(domain: "a.example.com", application: "", templateID: id, created: .seconds(1)),
                CallbackRule(domain: "a.example.com", application: "live", templateID: id, created: .seconds(0)),
            ]
            for rule in rules.reversed() { _ = try await catalogue.insert(rule) }
            #expect(try await catalogue.callbackRules() == rules)
            #expect(try await catalogue.deleteCallbackTemplate(id: id) == .inUse)
            #expect(try await catalogue.deleteCallbackRule(domain: "A.example.com", application: ""))
            #expect(try await !catalogue.deleteCallbackRule(domain: "a.example.com", application: ""))
            #expect(try await catalogue.callbackRules() == [rules[1]])
            #expect(try await catalogue.deleteCallbackRule(domain: "a.example.com", application: "live"))
            #expect(try await catalogue.deleteCallbackTemplate(id: id) == .deleted)
        }
    }

    @Test("finds attempts by stream, window, event and outcome, newest first", arguments: CatalogueKind.allCases)
    func callbackAttempts(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for attempt in [
                CallbackAttempt.test(10, resultCode: 500), .test(10), .test(20, eventType: 100), .test(30),
                .test(15, stream: "other"),
            ] {
                try await catalogue.insert(attempt)
            }
            func find(
                type: Int? = nil, isDelivered: Bool? = nil, offset: Int = 0, limit: Int = 9
            ) async throws -> [CallbackAttempt] {
                let filter = CallbackAttemptFilter(
                    stream: "room42", window: .seconds(10) ... .seconds(20), eventType: type, isDelivered: isDelivered)
                return try await catalogue.callbackAttempts(matching: filter, offset: offset, limit: limit).attempts
            }
            let all: [CallbackAttempt] = [.test(20, eventType: 100), .test(10), .test(10, resultCode: 500)]
            #expect(try await find() == all)
            #expect(try await find(offset: 1, limit: 1) == [all[1]])
            #expect(try await find(type: 100) == [all[0]])
            #expect(try await find(isDelivered: true) == [all[0], all[1]])
            #expect(try await find(isDelivered: false) == [all[2]])
            let fortnight = HistoryLimits.callbacks / 1_000_000
            try await catalogue.insert(.test(fortnight + 10))
            #expect(try await find() == all)
            try await catalogue.insert(.test(fortnight + 12))
            #expect(try await find() == [all[0]])
        }
    }

    // MARK: Media library

    @Test(
        "changes what is said of a file whole or not at all, and finds it by its new name",
        arguments: CatalogueKind.allCases)
    func modifiesFile(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordedFile.test("1"))
            var expected = try RecordedFile.test("1")
            expected.title = "新"
            expected.notes.description = "d"
            expected.notes.classID = 7
            expected.notes.expires = .seconds(900)
            expected.notes.tags = ["a", "\"b"]
            expected.notes.cover = "1.7.png"
            expected.notes.marks = [MediaMark(offset: 0, content: "甲\""), MediaMark(offset: 0.1, content: "b")]
            expected.notes.subtitles = ["en", "zh"].map {
                MediaSubtitle(id: $0, name: "n", language: $0, file: "1.8.vtt")
            }
            expected.notes.updated = .seconds(800)
            let notes = expected.notes
            let file = try await catalogue.modifyFile(id: "1") { ($0.title, $0.notes) = ("新", notes) }
            #expect(try file?.before == .test("1"))
            #expect(file?.after == expected)
            #expect(try await catalogue.files(ids: ["1"]) == [expected])
            await #expect(throws: Refusal.self) {
                try await catalogue.modifyFile(id: "1") { file in
                    file.title = "x"
                    throw Refusal()
                }
            }
            var filter = RecordedFileFilter()
            filter.titles = ["新"]
            #expect(try await catalogue.files(matching: filter, offset: 0, limit: 9).files == [expected])
            #expect(try await catalogue.modifyFile(id: "2") { $0.title = "x" } == nil)
        }
    }

    @Test("forgets a deleted file", arguments: CatalogueKind.allCases)
    func deletesFile(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordedFile.test("1"))
            #expect(try await catalogue.deleteFile(id: "1"))
            #expect(try await !catalogue.deleteFile(id: "1"))
            #expect(try await catalogue.files(ids: ["1"]) == [])
            // Its tracks are gone with it.
            try await catalogue.insert(RecordedFile.test("1"))
        }
    }
}
