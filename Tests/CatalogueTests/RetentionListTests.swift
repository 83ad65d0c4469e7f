// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Catalogue: what may be deleted")
struct RetentionListTests {
    private func file(_ id: String, created: Int64, expires: Int64? = nil, tags: [String] = []) throws -> RecordedFile {
        var file = try RecordedFile.test(id)
        file.created = .seconds(created)
        file.notes.expires = expires.map { .seconds($0) }
        file.notes.tags = tags
        return file
    }

    @Test("is what has expired, and the oldest that is not protected", arguments: CatalogueKind.allCases)
    func lists(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let old = try file("1", created: 100, tags: ["a", "protected"])
            let middle = try file("2", created: 200, expires: 900)
            let new = try file("3", created: 300, expires: 800)
            for file in [new, old, middle] { try await catalogue.insert(file) }
            #expect(try await catalogue.expiredFiles(at: .seconds(799), limit: 9) == [])
            #expect(try await catalogue.expiredFiles(at: .seconds(800), limit: 9) == [new])
            #expect(try await catalogue.expiredFiles(at: .seconds(900), limit: 9) == [new, middle])
            #expect(try await catalogue.expiredFiles(at: .seconds(900), limit: 1) == [new])
            #expect(try await catalogue.oldestFiles(limit: 9) == [middle, new])
            #expect(try await catalogue.localByteCount() == old.size + middle.size + new.size)
        }
    }

    @Test("is not what a receiver has yet to hear of", arguments: CatalogueKind.allCases)
    func announced(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let file = try file("7000000000000000001", created: 100, expires: 200)
            let key = file.publication.key
            let template = try await catalogue.insert(
                CallbackTemplate(name: "t", urls: [.record: "http://receiver.example.org"]))
            _ = try await catalogue.insert(
                CallbackRule(domain: key.domain, application: key.application, templateID: template))
            try await catalogue.insert(
                file,
                announcing: [
                    Announcement(
                        key: key, kind: .record, eventType: 100, time: .seconds(100),
                        body: "{\"file_id\":\"\(file.id)\"}")
                ])
            #expect(try await catalogue.expiredFiles(at: .seconds(300), limit: 9) == [])
            #expect(try await catalogue.oldestFiles(limit: 9) == [])
            let delivery = try #require(await catalogue.pendingDeliveries(after: 0, limit: 9).first)
            try await catalogue.note(
                CallbackAttempt(
                    stream: key.stream, eventType: 100, eventTime: .seconds(100), request: "", response: "",
                    responseTime: .seconds(101), resultCode: 0), ofDelivery: delivery.id, .delivered)
            #expect(try await catalogue.expiredFiles(at: .seconds(300), limit: 9) == [file])
            #expect(try await catalogue.oldestFiles(limit: 9) == [file])
        }
    }

    @Test("are orders that were over three months ago", arguments: CatalogueKind.allCases)
    func orders(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for (id, end) in [("old", 100), ("new", 200)] as [(String, Int64)] {
                let task = RecordingTask(
                    id: id, key: StreamKey(domain: "d", application: "a", stream: "s"), start: .seconds(50),
                    end: .seconds(end), templateID: 0, created: .seconds(1))
                _ = try await catalogue.insert(task, within: .unlimited)
            }
            try await catalogue.deleteTasks(endedBefore: .seconds(150))
            #expect(try await catalogue.task(id: "old") == nil)
            #expect(try await catalogue.task(id: "new") != nil)
        }
    }
}
