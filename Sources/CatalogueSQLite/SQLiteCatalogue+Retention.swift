// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func expiredFiles(at now: WallTime, limit: Int) async throws -> [RecordedFile] {
        let query: SQL = """
            SELECT * FROM recordedFile WHERE expires <= \(now.microseconds) AND \(Self.isSettled)
            ORDER BY expires, id LIMIT \(limit)
            """
        return try await pool.read { try Self.files(query, in: $0) }
    }

    package func oldestFiles(limit: Int) async throws -> [RecordedFile] {
        let query: SQL = """
            SELECT * FROM recordedFile
            WHERE storeURL IS NULL AND \(Self.isSettled)
                AND NOT EXISTS (SELECT * FROM json_each(tags) WHERE value = \(RecordedFile.protectedTag))
            ORDER BY created, id LIMIT \(limit)
            """
        return try await pool.read { try Self.files(query, in: $0) }
    }

    package func localByteCount() async throws -> Int64 {
        let query: SQL = "SELECT COALESCE(SUM(size), 0) FROM recordedFile WHERE storeURL IS NULL"
        return try await pool.read { try SQLRequest<Int64>(literal: query).fetchOne($0) ?? 0 }
    }

    package func deleteTasks(endedBefore horizon: WallTime) async throws {
        let time = horizon.microseconds
        // Asked before it is written: most times there is nothing to do.
        let query: SQL = "SELECT EXISTS (SELECT * FROM task WHERE startTime < \(time) AND endTime < \(time))"
        guard try await pool.read({ try SQLRequest<Bool>(literal: query).fetchOne($0) }) == true else { return }
        try await commits.write { database in
            try database.execute(literal: "DELETE FROM task WHERE startTime < \(time) AND endTime < \(time)")
        }
    }

    /// Neither the store nor a receiver waits for the file: a notification of it tells its id.
    private static let isSettled: SQL = """
        NOT EXISTS (SELECT * FROM fileUpload WHERE fileID = recordedFile.id AND NOT isStored)
        AND NOT EXISTS (
            SELECT * FROM callbackDelivery
            WHERE callbackDelivery.stream = recordedFile.stream AND state = 'pending' AND eventType = 100
                AND instr(body, recordedFile.id) > 0)
        """
}
