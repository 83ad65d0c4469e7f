// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A notification of the outbox, as it is kept.
struct DeliveryRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "callbackDelivery"

    /// Nil until the database has numbered it.
    var id: Int64?
    var domain: String
    var application: String
    var stream: String
    var url: String
    var key: String
    var eventType: Int
    var eventTime: Int64
    var body: String
    var attempts: Int
    /// When the next attempt is due, nil before the first; of what was given up, when that was.
    var due: Int64?
    var state: String

    init(_ announcement: Announcement, to url: String, key: String) {
        domain = announcement.key.domain
        application = announcement.key.application
        stream = announcement.key.stream
        self.url = url
        self.key = key
        eventType = announcement.eventType
        eventTime = announcement.time.microseconds
        body = announcement.body
        attempts = 0
        state = Delivery.State.pending.rawValue
    }

    func delivery() throws -> Delivery {
        guard let state = Delivery.State(rawValue: state) else {
            throw CatalogueError.invalid(column: "callbackDelivery.state")
        }
        let head = DeliveryHeadRow(
            id: id ?? 0, domain: domain, application: application, stream: stream, url: url, eventTime: eventTime,
            due: due)
        return Delivery(
            head: head.head, eventType: eventType, key: key, body: body, attempts: attempts, state: state)
    }
}

/// As much of it as is read of all that wait.
struct DeliveryHeadRow: Codable, FetchableRecord {
    var id: Int64
    var domain: String
    var application: String
    var stream: String
    var url: String
    var eventTime: Int64
    var due: Int64?

    var head: DeliveryHead {
        let key = StreamKey(domain: domain, application: application, stream: stream)
        return DeliveryHead(
            id: id, queue: DeliveryQueue(key: key, url: url), eventTime: WallTime(microseconds: eventTime),
            due: due.map(WallTime.init(microseconds:)))
    }
}
