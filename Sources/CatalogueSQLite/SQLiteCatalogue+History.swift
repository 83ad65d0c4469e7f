// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func note(_ span: RecordingSpan, announcing announcements: [Announcement]) async throws {
        let ended = span.ended?.microseconds
        try await write(announcing: announcements) { database in
            try database.execute(
                literal: """
                    INSERT INTO recordingSpan (sessionID, domain, isDelayLive, begun, ended)
                    VALUES (\(span.sessionID), \(span.domain), \(span.isDelayLive), \(span.begun.microseconds), \(ended))
                    ON CONFLICT (sessionID) DO UPDATE SET ended = COALESCE(ended, excluded.ended)
                    """)
        }
    }

    package func note(
        _ gap: Gap, inSession sessionID: String, announcing announcements: [Announcement]
    ) async throws {
        let row = GapRow(gap, sessionID: sessionID)
        try await write(announcing: announcements) { try row.insert($0) }
    }

    package func gaps(inSession sessionID: String) async throws -> [Gap] {
        let query: SQL = "SELECT * FROM recordingGap WHERE sessionID = \(sessionID) ORDER BY id"
        return try await pool.read { try SQLRequest<GapRow>(literal: query).fetchAll($0).map { try $0.gap() } }
    }

    package func closeSpans(at time: WallTime, forgettingBefore horizon: WallTime) async throws {
        try await commits.write { database in
            try database.execute(
                literal: "UPDATE recordingSpan SET ended = \(time.microseconds) WHERE ended IS NULL")
            try database.execute(literal: "DELETE FROM recordingSpan WHERE ended < \(horizon.microseconds)")
            // Of a recording whose files are still there it is still asked what they lack.
            try database.execute(
                literal: """
                    DELETE FROM recordingGap WHERE ended < \(horizon.microseconds)
                        AND sessionID NOT IN (SELECT sessionID FROM recordedFile)
                    """)
        }
    }

    package func spans(
        within window: ClosedRange<WallTime>, isDelayLive: Bool, domains: [String]
    ) async throws -> [RecordingSpan] {
        let (first, last) = (window.lowerBound.microseconds, window.upperBound.microseconds)
        let domains = domains.map { $0.lowercased() }
        let restriction: SQL = domains.isEmpty ? "TRUE" : "domain IN \(domains)"
        let query: SQL = """
            SELECT * FROM recordingSpan
            WHERE (ended >= \(first) OR ended IS NULL) AND begun <= \(last) AND isDelayLive = \(isDelayLive)
                AND \(restriction)
            """
        return try await pool.read { try SQLRequest<SpanRow>(literal: query).fetchAll($0).map(\.span) }
    }
}
