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
        var sql = "SELECT * FROM task WHERE startTime BETWEEN ? AND ? AND endTime <= ?"
        var arguments: [(any DatabaseValueConvertible)?] = [first, last, last]
        func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
            sql += " AND " + condition
            arguments += values
        }
        if let stream = filter.stream { add("stream = ?", stream) }
        if let domain = filter.domain { add("domain = ?", domain.lowercased()) }
        if let application = filter.application { add("application = ?", application) }
        if let cursor { add("(startTime, id) > (?, ?)", cursor.start.microseconds, cursor.id) }
        sql += " ORDER BY startTime, id LIMIT ?"
        arguments.append(limit)
        return try pages.read { [sql, arguments] database in
            let statement = try database.cachedStatement(sql: sql)
            return try TaskRow.fetchAll(statement, arguments: StatementArguments(arguments)).map(\.task)
        }
    }

    package func unfinishedTasks<Value: Sendable>(
        at now: WallTime, into initial: @escaping @Sendable (_ count: Int) -> Value,
        _ add: @escaping @Sendable (inout Value, RecordingTask) -> Void
    ) async throws -> Value {
        let condition: SQL = "stopped IS NULL AND endTime > \(now.microseconds)"
        return try await pool.read { database in
            let count: SQL = "SELECT COUNT(*) FROM task WHERE \(condition)"
            let unfinished = try SQLRequest<Int>(literal: count).fetchOne(database) ?? 0
            let all = try SQLRequest<Int>(literal: "SELECT MAX(rowid) FROM task").fetchOne(database) ?? 0
            // Rows are read in the order of the table: in that of the index, each of a million would be a page that is not
            // in the cache. Where many of them may still record, to read them all is quicker than to put their numbers in
            // order first.
            let query: SQL =
                unfinished > all / 4
                ? "SELECT * FROM task NOT INDEXED WHERE \(condition)"
                : "SELECT * FROM task WHERE rowid IN (SELECT rowid FROM task WHERE \(condition))"
            var value = initial(unfinished)
            let rows = try SQLRequest<TaskRow>(literal: query).fetchCursor(database)
            while let row = try rows.next() { add(&value, row.task) }
            return value
        }
    }
}
