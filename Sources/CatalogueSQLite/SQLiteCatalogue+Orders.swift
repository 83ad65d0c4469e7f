// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func task(id: String) async throws -> RecordingTask? {
        try await pool.read { try TaskRow.fetchOne($0, key: id)?.task }
    }

    package func stopTask(id: String, at time: WallTime) async throws -> RecordingTask? {
        try await commits.write { database in
            try database.execute(
                sql: "UPDATE task SET stopped = ? WHERE id = ? AND stopped IS NULL",
                arguments: [time.microseconds, id])
            return try TaskRow.fetchOne(database, key: id)?.task
        }
    }

    package func deleteTask(id: String) async throws -> Bool {
        try await commits.write { try TaskRow.deleteOne($0, key: id) }
    }

    package func tasks(
        matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int
    ) async throws -> [RecordingTask] {
        let (first, last) = (filter.window.lowerBound.microseconds, filter.window.upperBound.microseconds)
        // An order that ends within the window starts before the window's end: that bounds the index on both sides.
        var conditions: [SQL] = ["startTime BETWEEN \(first) AND \(last)", "endTime <= \(last)"]
        if let stream = filter.stream { conditions.append("stream = \(stream)") }
        if let domain = filter.domain { conditions.append("domain = \(domain.lowercased())") }
        if let application = filter.application { conditions.append("application = \(application)") }
        if let cursor { conditions.append("(startTime, id) > (\(cursor.start.microseconds), \(cursor.id))") }
        let query: SQL = """
            SELECT * FROM task WHERE \(conditions.joined(separator: " AND ")) ORDER BY startTime, id LIMIT \(limit)
            """
        return try page(of: SQLRequest<TaskRow>(literal: query, cached: true))
    }

    /// Reads without leaving the caller's thread: for a page by an index the way to the pool's own queue and back costs
    /// more than the page.
    private func page(of request: SQLRequest<TaskRow>) throws -> [RecordingTask] {
        try pool.read { try request.fetchAll($0).map(\.task) }
    }

    package func unfinishedTasks<Value: Sendable>(
        at now: WallTime, into initial: Value, _ add: @escaping @Sendable (inout Value, RecordingTask) -> Void
    ) async throws -> Value {
        // The inner query goes through the index and gives rows in the order of the table: read in the order of the
        // index, each of a million rows would be a page that is not in the cache.
        let query: SQL = """
            SELECT * FROM task WHERE rowid IN (
                SELECT rowid FROM task WHERE stopped IS NULL AND endTime > \(now.microseconds))
            """
        return try await pool.read { database in
            var value = initial
            let rows = try SQLRequest<TaskRow>(literal: query).fetchCursor(database)
            while let row = try rows.next() { add(&value, row.task) }
            return value
        }
    }
}
