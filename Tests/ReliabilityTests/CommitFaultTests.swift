// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Media
import RecordingModel
import StorageTesting
import Synchronization
import Testing

@testable import CatalogueSQLite

/// One commit of the catalogue fails, and what it was to keep gets there all the same.
@Suite("A fault at each commit", .timeLimit(.minutes(30)))
struct CommitFaultTests {
    @Test("of a recording of two files", arguments: [.flv, .hls] as [RecordingFormat])
    func sweep(format: RecordingFormat) async throws {
        let count = try await record(format, failing: nil)
        #expect(count > 4)
        for number in 1...count { _ = try await record(format, failing: number) }
        print("commit faults, \(format): \(count) commits")
    }

    /// Records with one commit failing; answers how many there were.
    private func record(_ format: RecordingFormat, failing number: Int?) async throws -> Int {
        let path = NSTemporaryDirectory() + "aircheck-commits-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let gate = CommitGate()
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            database.add(transactionObserver: gate, extent: .databaseLifetime)
        }
        let catalogue = try SQLiteCatalogue(path: path + "/catalogue.sqlite", configuration: configuration)
        var laboratory = try await Laboratory(format, catalogue: catalogue)
        let disk = SimulatedDisk()
        gate.open(failing: number)
        // A server that can't read its orders doesn't start, and says so.
        do { try await laboratory.run(on: disk, ticks: 12) } catch is CommitGate.Failure {}
        let count = gate.count
        gate.open(failing: nil)
        laboratory.wait(.seconds(3))
        try await laboratory.run(on: disk, ticks: 0)
        let remains = try await Remains(disk, catalogue)
        let faults = remains.faults(given: laboratory.given)
        #expect(
            faults.isEmpty, "\(format), commit \(number ?? 0) of \(count): \(faults.prefix(5)), \(remains.description)")
        try catalogue.close()
        return count
    }
}

/// Counts commits, and lets one fail.
private final class CommitGate: TransactionObserver, Sendable {
    struct Failure: Error {}

    private let state = Mutex<(count: Int, failing: Int?)>((0, nil))

    var count: Int { state.withLock { $0.count } }

    func open(failing number: Int?) {
        state.withLock { $0 = (0, number) }
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ database: Database) {}
    func databaseDidRollback(_ database: Database) {}

    func databaseWillCommit() throws {
        let fails = state.withLock { state in
            state.count += 1
            return state.count == state.failing
        }
        if fails { throw Failure() }
    }
}
