// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func callbackAttempts(
        matching filter: CallbackAttemptFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, attempts: [CallbackAttempt]) {
        let (first, last) = (filter.window.lowerBound.microseconds, filter.window.upperBound.microseconds)
        var conditions: [SQL] = ["stream = \(filter.stream)", "eventTime BETWEEN \(first) AND \(last)"]
        if let type = filter.eventType { conditions.append("eventType = \(type)") }
        switch filter.isDelivered {
        case true?: conditions.append("resultCode = 0")
        case false?: conditions.append("resultCode <> 0")
        case nil: break
        }
        let condition = conditions.joined(separator: " AND ")
        let count: SQL = "SELECT COUNT(*) FROM callbackAttempt WHERE \(condition)"
        let query: SQL = """
            SELECT * FROM callbackAttempt WHERE \(condition) ORDER BY eventTime DESC, id DESC
            LIMIT \(limit) OFFSET \(offset)
            """
        return try await pool.read { database in
            let total = try SQLRequest<Int>(literal: count).fetchOne(database) ?? 0
            return (total, try SQLRequest<CallbackAttemptRow>(literal: query).fetchAll(database).map(\.attempt))
        }
    }
}
