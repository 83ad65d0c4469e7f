// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ push: PushRecord, announcing announcements: [Announcement]) async throws {
        let oldest = push.publication.begun.microseconds - HistoryLimits.pushes
        try await write { database in
            try database.execute(literal: "DELETE FROM push WHERE ended < \(oldest)")
            let row = PushRow(push)
            let isKnown: SQL = "SELECT EXISTS (SELECT 1 FROM push WHERE id = \(row.id))"
            guard try SQLRequest<Bool>(literal: isKnown).fetchOne(database) == false else { return false }
            try row.insert(database)
            return try Self.insert(announcements, into: database)
        }
    }

    package func endPush(
        _ id: PublicationID, with end: PushRecord.End, announcing announcements: [Announcement]
    ) async throws {
        try await write(announcing: announcements) {
            try Self.end("id = \(Int64(bitPattern: id.number)) AND ended IS NULL", end, in: $0)
        }
    }

    package func endOpenPushes(
        with end: PushRecord.End, announcing announcement: @escaping @Sendable (Publication) -> Announcement?
    ) async throws {
        let isAnnounced = try await commits.write { database in
            let open: SQL = "SELECT * FROM push WHERE ended IS NULL ORDER BY begun, id"
            let announcements = try SQLRequest<PushRow>(literal: open).fetchAll(database).compactMap {
                announcement($0.push.publication)
            }
            try Self.end("ended IS NULL", end, in: database)
            return try Self.insert(announcements, into: database)
        }
        if isAnnounced { announcing.yield() }
    }

    private static func end(_ condition: SQL, _ end: PushRecord.End, in database: Database) throws {
        try database.execute(
            literal: """
                UPDATE push SET ended = \(end.time.microseconds), code = \(end.code.code),
                    subcode = \(end.code.subcode), reason = \(end.code.reason),
                    width = \(end.resolution?.width), height = \(end.resolution?.height)
                WHERE \(condition)
                """)
    }

    package func pushes(
        matching filter: PushFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, pushes: [PushRecord]) {
        let (first, last) = (filter.window.lowerBound.microseconds, filter.window.upperBound.microseconds)
        var conditions: [SQL] = ["ended BETWEEN \(first) AND \(last)"]
        if let domain = filter.domain { conditions.append("domain = \(domain.lowercased())") }
        if let application = filter.application { conditions.append("application = \(application)") }
        if let stream = filter.stream {
            conditions.append(filter.isStreamExact ? "stream = \(stream)" : "instr(stream, \(stream)) > 0")
        }
        if filter.isAdmittedOnly { conditions.append("isAdmitted") }
        let condition = conditions.joined(separator: " AND ")
        let order: SQL = filter.newestFirst ? "ended DESC, begun DESC, id DESC" : "ended, begun, id"
        let count: SQL = "SELECT COUNT(*) FROM push WHERE \(condition)"
        let query: SQL = "SELECT * FROM push WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)"
        return try await pool.read { database in
            let total = try SQLRequest<Int>(literal: count).fetchOne(database) ?? 0
            return (total, try SQLRequest<PushRow>(literal: query).fetchAll(database).map(\.push))
        }
    }

    package func hasPushes(toDomain name: String, since time: WallTime) async throws -> Bool {
        // Two queries, since an index serves either half of the "or" alone.
        let name = name.lowercased()
        let live: SQL = "SELECT 1 FROM push WHERE isAdmitted AND domain = \(name) AND ended IS NULL LIMIT 1"
        let over: SQL = """
            SELECT 1 FROM push WHERE isAdmitted AND domain = \(name) AND ended >= \(time.microseconds) LIMIT 1
            """
        return try await pool.read { database in
            try [live, over].contains { try SQLRequest<Int>(literal: $0).fetchOne(database) != nil }
        }
    }
}
