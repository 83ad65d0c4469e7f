// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Media
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@testable import CatalogueSQLite

@Suite("SQLiteCatalogue")
struct SQLiteCatalogueTests {
    @Test("holds everything when its file is opened again")
    func reopens() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/catalogue.sqlite"
            let first = try SQLiteCatalogue(path: path)
            try await first.insert(RecordingTask.test("a"))
            let template = try await first.insert(CallbackTemplate.test("c"))
            _ = try await first.insert(CallbackRule(domain: "push.example.com", application: "", templateID: template))
            _ = try await first.insert(RecordTemplate.test)
            _ = try await first.insert(PushDomain.test("push.example.com"))
            try await first.insert(RecordedFile.test("1"), announcing: [.test()])
            try await first.insert(StreamBan(key: .room, created: .seconds(1), resumes: .seconds(200), reason: "r"))
            try await first.insert(PushRecord.test(1, ended: 50))
            try await first.insert(CallbackAttempt.test(60))
            try first.close()

            let second = try SQLiteCatalogue(path: path)
            #expect(try await second.unfinishedTasks(at: .seconds(150)) == [.test("a")])
            #expect(try await second.deliveries(matching: DeliveryFilter(), after: 0, limit: 9).map(\.body) == ["{}"])
            #expect(try await second.recordTemplates().count == 1)
            #expect(try await second.domainCount() == 1)
            #expect(try await second.files(ids: ["1"]) == [.test("1")])
            #expect(try await second.ban(ofStream: "room42", at: .seconds(199))?.reason == "r")
            let filter = PushFilter(window: .seconds(0) ... .seconds(99))
            #expect(try await second.pushes(matching: filter, offset: 0, limit: 9).pushes == [.test(1, ended: 50)])
            let attempts = CallbackAttemptFilter(stream: "room42", window: .seconds(0) ... .seconds(99))
            #expect(try await second.callbackAttempts(matching: attempts, offset: 0, limit: 9).total == 1)
            try second.close()
        }
    }

    @Test("commits to the disk: write-ahead log, synchronous FULL, foreign keys")
    func commitsDurably() async throws {
        try await withTemporaryFolder { folder in
            // Opened twice: the pool sets other values each time that it turns WAL mode on.
            try SQLiteCatalogue(path: folder + "/catalogue.sqlite").close()
            let catalogue = try SQLiteCatalogue(path: folder + "/catalogue.sqlite")
            try await catalogue.insert(RecordingTask.test("a"))
            // The writer's settings: a reader has its own.
            let settings = try await catalogue.pool.writeWithoutTransaction { database in
                try ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map { name in
                    try String.fetchOne(database, sql: "PRAGMA \(name)")
                }
            }
            #expect(settings == ["wal", "2", "1", "5000"])
            try catalogue.close()
        }
    }

    @Test("does not open a catalogue of a newer version")
    func refusesNewer() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/catalogue.sqlite"
            try SQLiteCatalogue(path: path).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
            try queue.close()
            #expect(throws: CatalogueError.newer(path: path)) { try SQLiteCatalogue(path: path) }
        }
    }

    @Test("says that a file is no catalogue, and leaves it as it is")
    func refusesOtherFiles() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/catalogue.sqlite"
            let contents = Data(repeating: 0x41, count: 8_192)
            try contents.write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: CatalogueError.self) { try SQLiteCatalogue(path: path) }
            guard case .damaged(path, _)? = error else { throw try #require(error) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == contents)
        }
    }

    @Test("says that a catalogue's pages are damaged")
    func refusesDamagedPages() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/catalogue.sqlite"
            let catalogue = try SQLiteCatalogue(path: path)
            // Out of the write-ahead log, which would hide the damage.
            _ = try await catalogue.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try catalogue.close()
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            // Behind the header of 100 bytes stands the first page of the schema.
            try file.seek(toOffset: 100)
            try file.write(contentsOf: Data(repeating: 0xFF, count: 3_900))
            try file.close()
            let error = #expect(throws: CatalogueError.self) { try SQLiteCatalogue(path: path) }
            guard case .damaged(path, _)? = error else { throw try #require(error) }
        }
    }

    @Test("says that a file can't be opened")
    func refusesMissingFolder() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: CatalogueError.self) { try SQLiteCatalogue(path: folder + "/no/such/file") }
            guard case .unavailable? = error else { throw try #require(error) }
        }
    }

    @Test("reads no table from end to end where it could grow")
    func usesIndexes() async throws {
        try await withTemporaryFolder { folder in
            let statements = Mutex<[String]>([])
            var configuration = Configuration()
            configuration.publicStatementArguments = true
            configuration.prepareDatabase { database in
                database.trace { event in
                    guard case .statement(let statement) = event else { return }
                    statements.withLock { $0.append(statement.expandedSQL) }
                }
            }
            let path = folder + "/catalogue.sqlite"
            let catalogue = try SQLiteCatalogue(path: path, configuration: configuration)
            statements.withLock { $0 = [] }
            try await runEveryQuery(of: catalogue)
            let queries = statements.withLock { Set($0) }.filter { sql in
                ["SELECT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
            }
            #expect(queries.count > 15)
            let scans = try await catalogue.pool.read { database in
                try queries.flatMap { sql in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql).map { row -> String in row["detail"] }
                        .filter { $0.hasPrefix("SCAN") }
                        .map { "\($0): \(sql)" }
                }
            }
            // Tables of a few rows, which are counted or listed as a whole, a row without a table, and the list of tables.
            let small = [
                "SCAN pushDomain", "SCAN recordRule", "SCAN CONSTANT ROW", "SCAN callbackTemplate", "SCAN callbackURL",
                "SCAN callbackRule",
                "SCAN recordTemplate", "SCAN sqlite_master",
                // Indexes that hold what is unfinished alone.
                "SCAN object USING INDEX uploadObjectUnfinished", "SCAN uploadObject USING INDEX uploadObjectPending",
                "SCAN uploadObject USING COVERING INDEX uploadObjectDeleting",
                "SCAN uploadObject USING INDEX uploadObjectDeleting", "SCAN fileUpload USING INDEX fileUploadStored",
            ]
            let unexpected = scans.filter { scan in !small.contains { scan.hasPrefix($0) } }
            #expect(unexpected == [])
            try catalogue.close()
        }
    }

    private func runEveryUploadQuery(of catalogue: SQLiteCatalogue) async throws {
        let stored = ["0.ts", "index.m3u8"].map { StoredFile(name: $0, size: 1, sha256: "") }
        let order = UploadOrder(
            sessionID: "77", place: ObjectPlace(bucket: "b", region: "r", prefix: ""), folder: MediaPath(["f"]),
            files: stored)
        try await catalogue.insert(
            .test("uploaded", created: 1), uploading: FileUpload(order: order, url: "u", keepsCopy: false))
        for _ in stored {
            for object in try await catalogue.dueUploads(at: .seconds(9), limit: 9).objects {
                try await catalogue.noteMultipart("m", of: object)
                try await catalogue.noteFailure(of: object, until: .seconds(1))
                try await catalogue.noteStored(object)
                try await catalogue.noteDeleted(object)
            }
        }
        _ = try await catalogue.storedCopies(limit: 9)
        try await catalogue.noteCopyRemoved(fileID: "uploaded")
        _ = try await catalogue.uploadFigures()
        _ = try await catalogue.deleteFile(id: "uploaded")
    }

    private func runEveryQuery(of catalogue: SQLiteCatalogue) async throws {
        try await runEveryUploadQuery(of: catalogue)
        try await catalogue.insert(RecordingTask.test("a"))
        _ = try await catalogue.task(id: "a")
        _ = try await catalogue.stopTask(id: "a", at: .seconds(1))
        for stream in ["room42", nil] {
            let filter = TaskFilter(window: .seconds(0) ... .seconds(9), domain: "d", stream: stream)
            for cursor in [TaskCursor(start: .seconds(1), id: "a"), nil] {
                _ = try await catalogue.tasks(matching: filter, after: cursor, limit: 9)
            }
        }
        _ = try await catalogue.unfinishedTasks(at: .seconds(1))
        _ = try await catalogue.deleteTask(id: "a")
        let recordTemplate = try await catalogue.insert(RecordTemplate.test)
        _ = try await catalogue.recordTemplate(id: recordTemplate)
        _ = try await catalogue.recordTemplates()
        _ = try await catalogue.insert(PushDomain.test("d"))
        _ = try await catalogue.domain(named: "d")
        _ = try await catalogue.domainCount()
        _ = try await catalogue.changeAuthentication(ofDomain: "d", purpose: .push) { $0 = .off }
        let callbackTemplate = try await catalogue.insert(CallbackTemplate.test("c"))
        _ = try await catalogue.insert(
            CallbackRule(domain: "push.example.com", application: "live", templateID: callbackTemplate))
        try await catalogue.announce([.test(), .test()])
        _ = try await catalogue.pendingDeliveries(after: 0, limit: 9)
        _ = try await catalogue.delivery(id: 1)
        for outcome in [DeliveryOutcome.retry(due: .seconds(2)), .givenUp, .delivered] {
            try await catalogue.note(.test(1), ofDelivery: 1, outcome)
        }
        for filter in [
            DeliveryFilter(), DeliveryFilter(state: .pending), DeliveryFilter(stream: "room42"),
            DeliveryFilter(state: .givenUp, stream: "room42"),
        ] {
            _ = try await catalogue.deliveries(matching: filter, after: 0, limit: 9)
        }
        for ids in [[1, 2], nil] as [[Int64]?] { _ = try await catalogue.resendDeliveries(ids: ids) }
        try await catalogue.insert(RecordedFile.test("1"))
        _ = try await catalogue.files(ids: ["1", "2"])
        var filters = [RecordedFileFilter](repeating: RecordedFileFilter(), count: 5)
        filters[1].ids = ["1"]
        filters[2].titles = ["a", "b"]
        filters[3].titlePrefixes = ["a", "b"]
        filters[4].streams = ["room42"]
        _ = try await catalogue.changeRecordTemplate(id: recordTemplate) { $0.name = "b" }
        _ = try await catalogue.insert(RecordRule.test(template: recordTemplate), quota: 9)
        _ = try await catalogue.recordRule(for: .room)
        _ = try await catalogue.recordRules()
        _ = try await catalogue.deleteRecordTemplate(id: recordTemplate)
        _ = try await catalogue.deleteRecordRule(domain: "d", application: "", stream: "")
        _ = try await catalogue.insert(RecordingTask.test("q"), within: OrderQuota(running: 9))
        _ = try await catalogue.insert(LiveRecord.test(1), within: OrderQuota(running: 9, made: 9))
        _ = try await catalogue.stopLiveRecord(id: 1, ofStream: "room42", at: .seconds(1))
        _ = try await catalogue.deleteLiveRecord(id: 2, ofStream: "room42")
        _ = try await catalogue.unfinishedLiveRecords(at: .seconds(1))
        _ = try await catalogue.pushDomainNames(limit: 2)
        try await catalogue.note(RecordingSpan(sessionID: "1", domain: "d", isDelayLive: false, begun: .seconds(1)))
        try await catalogue.closeSpans(at: .seconds(2), forgettingBefore: .seconds(1))
        for domains in [[], ["d"]] {
            _ = try await catalogue.spans(within: .seconds(0) ... .seconds(9), isDelayLive: false, domains: domains)
        }
        for filter in filters { _ = try await catalogue.files(matching: filter, offset: 0, limit: 9) }
        try await runQueriesOfStreams(of: catalogue)
    }

    private func runQueriesOfStreams(of catalogue: SQLiteCatalogue) async throws {
        _ = try await catalogue.domains()
        _ = try await catalogue.setDomain(named: "d", isEnabled: true)
        _ = try await catalogue.hasPushes(toDomain: "d", since: .seconds(1))
        _ = try await catalogue.deleteDomain(named: "d", purpose: .play)
        try await catalogue.insert(PushRecord.test(1, ended: nil))
        try await catalogue.endPush(PublicationID(number: 1), with: .test(at: 5))
        try await catalogue.endOpenPushes(with: .test(at: 5))
        var filter = PushFilter(window: .seconds(0) ... .seconds(9))
        for isNewestFirst in [true, false] {
            filter.newestFirst = isNewestFirst
            _ = try await catalogue.pushes(matching: filter, offset: 0, limit: 9)
            (filter.domain, filter.application, filter.stream) = ("d", "a", "s")
        }
        try await catalogue.insert(StreamBan(key: .room, created: .seconds(1), resumes: .seconds(2)))
        _ = try await catalogue.ban(ofStream: "room42", at: .seconds(1))
        try await catalogue.deleteBan(ofStream: "room42")
        _ = try await catalogue.callbackTemplates()
        _ = try await catalogue.modifyCallbackTemplate(id: 1) { $0.name = "x" }
        _ = try await catalogue.callbackRules()
        _ = try await catalogue.deleteCallbackRule(domain: "push.example.com", application: "live")
        _ = try await catalogue.deleteCallbackTemplate(id: 1)
        try await catalogue.insert(CallbackAttempt.test(1))
        for isDelivered in [true, nil] {
            let filter = CallbackAttemptFilter(
                stream: "room42", window: .seconds(0) ... .seconds(9), eventType: 1, isDelivered: isDelivered)
            _ = try await catalogue.callbackAttempts(matching: filter, offset: 0, limit: 9)
        }
        _ = try await catalogue.modifyFile(id: "1") { $0.title = "x" }
        _ = try await catalogue.deleteFile(id: "1")
    }
}
