// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func note(_ span: RecordingSpan) async throws {
        let ended = span.ended?.microseconds
        try await pool.write { database in
            try database.execute(
                literal: """
                    INSERT INTO recordingSpan (sessionID, domain, isDelayLive, begun, ended)
                    VALUES (\(span.sessionID), \(span.domain), \(span.isDelayLive), \(span.begun.microseconds), \(ended))
                    ON CONFLICT (sessionID) DO UPDATE SET ended = COALESCE(ended, excluded.ended)
                    """)
        }
    }

    package func closeSpans(at time: WallTime, forgettingBefore horizon: WallTime) async throws {
        try await pool.write { database in
            try database.execute(
                literal: "UPDATE recordingSpan SET ended = \(time.microseconds) WHERE ended IS NULL")
            try database.execute(literal: "DELETE FROM recordingSpan WHERE ended < \(horizon.microseconds)")
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
