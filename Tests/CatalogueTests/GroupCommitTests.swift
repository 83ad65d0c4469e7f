// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Media
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@testable import CatalogueSQLite

@Suite("GroupCommit")
struct GroupCommitTests {
    private struct Refusal: Error, Equatable {}

    /// What a catalogue's writer executed, by its first word.
    private final class Trace: Sendable {
        private let statements = Mutex<[String]>([])

        var configuration: Configuration {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                database.trace { [self] event in
                    guard case .statement(let statement) = event else { return }
                    statements.withLock { $0.append(statement.sql) }
                }
            }
            return configuration
        }

        func count(of word: String) -> Int { statements.withLock { $0.count { $0.hasPrefix(word) } } }
    }

    /// Runs a body while the writer is at work on something else, so that what the body begins has to wait.
    private func whileWriterIsBusy(
        _ catalogue: SQLiteCatalogue, _ body: () async throws -> Void
    ) async throws {
        let gate = DispatchSemaphore(value: 0)
        catalogue.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        defer { gate.signal() }
        try await body()
    }

    private func withCatalogue(_ trace: Trace = Trace(), _ body: (SQLiteCatalogue) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let catalogue = try SQLiteCatalogue(
                path: folder + "/catalogue.sqlite", configuration: trace.configuration)
            try await body(catalogue)
            try catalogue.close()
        }
    }

    /// Lets tasks come as far as they can while the writer is busy: until so many changes wait.
    private func wait(for count: Int, in catalogue: SQLiteCatalogue) async {
        while catalogue.commits.waitingCount < count { await Task.yield() }
    }

    @Test("puts changes that waited into one transaction")
    func sharesTransaction() async throws {
        let trace = Trace()
        try await withCatalogue(trace) { catalogue in
            let before = trace.count(of: "COMMIT")
            try await withThrowingTaskGroup { group in
                try await whileWriterIsBusy(catalogue) {
                    for number in 0..<20 {
                        group.addTask { try await catalogue.insert(RecordingTask.test("task\(number)")) }
                    }
                    await wait(for: 20, in: catalogue)
                }
                try await group.waitForAll()
            }
            #expect(trace.count(of: "COMMIT") - before == 1)
            #expect(try await catalogue.unfinishedTasks(at: .seconds(150)).count == 20)
        }
    }

    @Test("lets no change that fails take others with it")
    func keepsOthers() async throws {
        try await withCatalogue { catalogue in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                try await whileWriterIsBusy(catalogue) {
                    for number in 0..<20 {
                        group.addTask {
                            do {
                                try await catalogue.commits.write { database in
                                    try TaskRow(.test("task\(number)")).insert(database)
                                    // After the row, which must not stay.
                                    if number.isMultiple(of: 3) { throw Refusal() }
                                }
                                return false
                            } catch is Refusal {
                                return true
                            }
                        }
                    }
                    await wait(for: 20, in: catalogue)
                }
                let refused = try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                #expect(refused == 7)
            }
            let ids = try await catalogue.unfinishedTasks(at: .seconds(150)).map(\.id)
            #expect(Set(ids) == Set((0..<20).filter { !$0.isMultiple(of: 3) }.map { "task\($0)" }))
        }
    }

    @Test("answers every caller with the fault when the transaction is lost")
    func failsTogether() async throws {
        try await withCatalogue { catalogue in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                try await whileWriterIsBusy(catalogue) {
                    for number in 0..<10 {
                        group.addTask {
                            do {
                                try await catalogue.commits.write { database in
                                    try TaskRow(.test("task\(number)")).insert(database)
                                    // What a full disk or a fault of it does.
                                    if number == 9 { try database.execute(sql: "ROLLBACK") }
                                }
                                return false
                            } catch is DatabaseError {
                                return true
                            }
                        }
                    }
                    await wait(for: 10, in: catalogue)
                }
                let failed = try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                #expect(failed == 10)
            }
            #expect(try await catalogue.unfinishedTasks(at: .seconds(150)) == [])
            // And goes on with the next.
            try await catalogue.insert(RecordingTask.test("after"))
            #expect(try await catalogue.unfinishedTasks(at: .seconds(150)).count == 1)
        }
    }

    @Test("refuses what comes after the file was closed")
    func refusesWhenClosed() async throws {
        try await withTemporaryFolder { folder in
            let catalogue = try SQLiteCatalogue(path: folder + "/catalogue.sqlite")
            try catalogue.close()
            await #expect(throws: DatabaseError.self) { try await catalogue.insert(RecordingTask.test("a")) }
        }
    }
}
