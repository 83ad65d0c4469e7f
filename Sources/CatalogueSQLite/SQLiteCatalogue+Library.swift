// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(
        _ file: RecordedFile, announcing announcements: [Announcement], uploading upload: FileUpload?
    ) async throws {
        try await write { database in
            try FileRow(file).insert(database)
            for facts in [file.facts.video, file.facts.audio].compactMap({ $0 }) {
                try TrackRow(facts, fileID: file.id).insert(database)
            }
            guard let upload else { return try Self.insert(announcements, into: database) }
            return try Self.insert(upload, of: file, announcing: announcements, in: database)
        }
    }

    package func files(ids: [String]) async throws -> [RecordedFile] {
        try await pool.read { database in
            let query: SQL = "SELECT * FROM recordedFile WHERE id IN \(ids)"
            let files = try Self.files(query, in: database)
            let byID = Dictionary(files.map { ($0.id, $0) }) { first, _ in first }
            return ids.compactMap { byID[$0] }
        }
    }

    package func files(
        matching filter: RecordedFileFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, files: [RecordedFile]) {
        let conditions = Self.conditions(of: filter).joined(separator: " AND ")
        let order: SQL = filter.newestFirst ? "created DESC, id DESC" : "created, id"
        let count: SQL = "SELECT COUNT(*) FROM recordedFile WHERE \(conditions)"
        let query: SQL = """
            SELECT * FROM recordedFile WHERE \(conditions) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        return try await pool.read { database in
            let total = try SQLRequest<Int>(literal: count).fetchOne(database) ?? 0
            return (total: total, files: try Self.files(query, in: database))
        }
    }

    private static func conditions(of filter: RecordedFileFilter) -> [SQL] {
        // A condition on `created` stands always, so that its index serves a search for everything.
        let first = filter.createdAfter?.microseconds ?? .min
        let last = filter.createdBefore?.microseconds ?? .max
        var conditions: [SQL] = ["created BETWEEN \(first) AND \(last)"]
        if !filter.ids.isEmpty { conditions.append("id IN \(filter.ids)") }
        if !filter.titles.isEmpty { conditions.append("title IN \(filter.titles)") }
        if !filter.titlePrefixes.isEmpty {
            // A range, which the index serves: no character sorts behind the last code point.
            let ranges = filter.titlePrefixes.map { "title BETWEEN \($0) AND \($0 + "\u{10FFFF}")" as SQL }
            conditions.append("(\(ranges.joined(separator: " OR ")))")
        }
        if !filter.streams.isEmpty { conditions.append("stream IN \(filter.streams)") }
        if !filter.domains.isEmpty { conditions.append("domain IN \(filter.domains.map { $0.lowercased() })") }
        if !filter.applications.isEmpty { conditions.append("application IN \(filter.applications)") }
        return conditions
    }

    static func files(_ query: SQL, in database: Database) throws -> [RecordedFile] {
        try SQLRequest<FileRow>(literal: query).fetchAll(database).map { row in
            let tracks: SQL = "SELECT * FROM recordedTrack WHERE fileID = \(row.id)"
            return try row.file(tracks: SQLRequest<TrackRow>(literal: tracks).fetchAll(database))
        }
    }
}
