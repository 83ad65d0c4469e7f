// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await commits.write { database in
            if let refusal = try Self.refusal(by: quota, table: "task", at: task.created, in: database) {
                return refusal
            }
            try TaskRow(task).insert(database)
            return nil
        }
    }

    package func insert(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await commits.write { database in
            if let refusal = try Self.refusal(by: quota, table: "liveRecord", at: record.created, in: database) {
                return refusal
            }
            try LiveRecordRow(record).insert(database)
            return nil
        }
    }

    private static func refusal(
        by quota: OrderQuota, table: String, at now: WallTime, in database: Database
    ) throws -> OrderRefusal? {
        for (limit, tables) in [(quota.running, [table]), (quota.runningInAll, ["task", "liveRecord"])] {
            guard let limit else { continue }
            let running = try tables.map { try runningCount(in: $0, at: now, of: database) }
            guard running.reduce(0, +) < limit else { return .tooManyRunning }
        }
        if let made = quota.made {
            let query: SQL = "SELECT COUNT(*) FROM \(sql: table) WHERE created >= \(quota.dayBegan.microseconds)"
            guard try SQLRequest<Int>(literal: query).fetchOne(database) ?? 0 < made else { return .tooManyMade }
        }
        return nil
    }

    private static func runningCount(in table: String, at now: WallTime, of database: Database) throws -> Int {
        let query: SQL = """
            SELECT COUNT(*) FROM \(sql: table)
            WHERE stopped IS NULL AND endTime > \(now.microseconds) AND startTime <= \(now.microseconds)
            """
        return try SQLRequest<Int>(literal: query).fetchOne(database) ?? 0
    }

    package func stopLiveRecord(id: UInt64, ofStream stream: String, at time: WallTime) async throws -> LiveRecordMatch
    {
        try await commits.write { database in
            let match = try Self.match(id: id, stream: stream, in: database)
            guard match == .found else { return match }
            try database.execute(
                literal: """
                    UPDATE liveRecord SET stopped = \(time.microseconds)
                    WHERE id = \(Int64(bitPattern: id)) AND stopped IS NULL
                    """)
            return .found
        }
    }

    package func deleteLiveRecord(id: UInt64, ofStream stream: String) async throws -> LiveRecordMatch {
        try await commits.write { database in
            let match = try Self.match(id: id, stream: stream, in: database)
            if match == .found { try LiveRecordRow.deleteOne(database, key: Int64(bitPattern: id)) }
            return match
        }
    }

    private static func match(id: UInt64, stream: String, in database: Database) throws -> LiveRecordMatch {
        if try LiveRecordRow.fetchOne(database, key: Int64(bitPattern: id))?.stream == stream { return .found }
        let query: SQL = "SELECT EXISTS (SELECT * FROM liveRecord WHERE stream = \(stream))"
        return try SQLRequest<Bool>(literal: query).fetchOne(database) ?? false ? .noTask : .noStream
    }

    package func unfinishedLiveRecords(at now: WallTime) async throws -> [LiveRecord] {
        let query: SQL = "SELECT * FROM liveRecord WHERE stopped IS NULL AND endTime > \(now.microseconds)"
        return try await pool.read {
            try SQLRequest<LiveRecordRow>(literal: query).fetchAll($0).map { try $0.record() }
        }
    }

    package func pushDomainNames(limit: Int) async throws -> [String] {
        let purpose = PushDomain.Purpose.push.rawValue
        let query: SQL = "SELECT name FROM pushDomain WHERE purpose = \(purpose) ORDER BY name LIMIT \(limit)"
        return try await pool.read { try SQLRequest<String>(literal: query).fetchAll($0) }
    }
}
