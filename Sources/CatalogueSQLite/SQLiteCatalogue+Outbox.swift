// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func announce(_ announcements: [Announcement]) async throws {
        try await write(announcing: announcements) { _ in }
    }

    package func pendingDeliveries(after id: Int64, limit: Int) async throws -> [DeliveryHead] {
        let query: SQL = """
            SELECT id, domain, application, stream, url, eventTime, due FROM callbackDelivery
            WHERE state = \(Delivery.State.pending.rawValue) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
        return try await pool.read { try SQLRequest<DeliveryHeadRow>(literal: query).fetchAll($0).map(\.head) }
    }

    package func delivery(id: Int64) async throws -> Delivery? {
        try await pool.read { try DeliveryRow.fetchOne($0, key: id)?.delivery() }
    }

    package func note(_ attempt: CallbackAttempt, ofDelivery id: Int64, _ outcome: DeliveryOutcome) async throws {
        let now = attempt.responseTime.microseconds
        let oldest = now - HistoryLimits.callbacks
        try await commits.write { database in
            try database.execute(literal: "DELETE FROM callbackAttempt WHERE responseTime < \(oldest)")
            try CallbackAttemptRow(attempt).insert(database)
            switch outcome {
            case .delivered:
                _ = try DeliveryRow.deleteOne(database, key: id)
            case .retry(let due):
                try database.execute(
                    literal: """
                        UPDATE callbackDelivery SET attempts = attempts + 1, due = \(due.microseconds) WHERE id = \(id)
                        """)
            case .givenUp:
                let givenUp = Delivery.State.givenUp.rawValue
                try database.execute(
                    literal: """
                        UPDATE callbackDelivery SET attempts = attempts + 1, due = \(now), state = \(givenUp)
                        WHERE id = \(id)
                        """)
                try database.execute(
                    literal: "DELETE FROM callbackDelivery WHERE state = \(givenUp) AND due < \(oldest)")
            }
        }
    }

    package func deliveries(
        matching filter: DeliveryFilter, after id: Int64, limit: Int
    ) async throws -> [Delivery] {
        var conditions: [SQL] = ["id > \(id)"]
        if let state = filter.state { conditions.append("state = \(state.rawValue)") }
        if let stream = filter.stream { conditions.append("stream = \(stream)") }
        let query: SQL = """
            SELECT * FROM callbackDelivery WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT \(limit)
            """
        return try await pool.read {
            try SQLRequest<DeliveryRow>(literal: query).fetchAll($0).map { try $0.delivery() }
        }
    }

    package func resendDeliveries(ids: [Int64]?) async throws -> Int {
        let (pending, givenUp) = (Delivery.State.pending.rawValue, Delivery.State.givenUp.rawValue)
        let chosen: SQL = ids.map { "state = \(givenUp) AND id IN \($0)" } ?? "state = \(givenUp)"
        let count = try await commits.write { database in
            try database.execute(
                literal: """
                    INSERT INTO callbackDelivery
                        (domain, application, stream, url, key, eventType, eventTime, body, attempts, due, state)
                    SELECT domain, application, stream, url, key, eventType, eventTime, body, 0, NULL, \(pending)
                    FROM callbackDelivery WHERE \(chosen) ORDER BY id
                    """)
            try database.execute(literal: "DELETE FROM callbackDelivery WHERE \(chosen)")
            return database.changesCount
        }
        if count > 0 { announcing.yield() }
        return count
    }

    /// Writes a fact and, in the same transaction, the rows of what is announced of it.
    func write(announcing announcements: [Announcement], _ change: @escaping @Sendable (Database) throws -> Void)
        async throws
    {
        try await write { database in
            try change(database)
            return try Self.insert(announcements, into: database)
        }
    }

    /// Makes a change that tells whether anything was announced in it.
    func write(_ change: @escaping @Sendable (Database) throws -> Bool) async throws {
        if try await commits.write(change) { announcing.yield() }
    }

    /// - Returns: whether anybody asked for any of them.
    static func insert(_ announcements: [Announcement], into database: Database) throws -> Bool {
        var isAnnounced = false
        for announcement in announcements {
            guard let template = try callbackTemplate(for: announcement.key, in: database),
                let url = template.target(of: announcement)
            else { continue }
            try DeliveryRow(announcement, to: url, key: template.key).insert(database)
            isAnnounced = true
        }
        return isAnnounced
    }

    private static func callbackTemplate(for key: StreamKey, in database: Database) throws -> CallbackTemplate? {
        // The empty application, which stands for all, sorts before every other.
        let query: SQL = """
            SELECT templateID FROM callbackRule
            WHERE domain = \(key.domain) AND application IN (\(key.application), '')
            ORDER BY application DESC LIMIT 1
            """
        guard let id = try SQLRequest<Int64>(literal: query).fetchOne(database) else { return nil }
        return try callbackTemplate(id: id, in: database)
    }
}
