// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Media
import RecordingModel

/// A callback that waits or was given up, as the operator sees it: without key, body and the secrets of its URL.
package struct OutboxEntry: Hashable, Sendable, Encodable {
    package var id: Int64
    /// `pending` or `given-up`.
    package var state: String
    package var event: Int
    package var domain: String
    package var app: String
    package var stream: String
    package var url: String
    package var attempts: Int
    /// ISO 8601 in UTC, as is the next.
    package var eventTime: String
    /// When the next attempt is due, or when it was given up; nil before the first.
    package var due: String?

    private enum CodingKeys: String, CodingKey {
        case id, state, event, domain, app, stream, url, attempts
        case eventTime = "event_time"
        case due
    }

    init(_ delivery: Delivery) {
        let (head, key) = (delivery.head, delivery.head.queue.key)
        id = head.id
        state = delivery.state.rawValue
        event = delivery.eventType
        (domain, app, stream) = (key.domain, key.application, key.stream)
        url = head.queue.loggedURL
        attempts = delivery.attempts
        eventTime = CivilTime(head.eventTime).iso8601Milliseconds
        due = head.due.map { CivilTime($0).iso8601Milliseconds }
    }

    /// One line for people.
    package var line: String {
        let tried = due.map { ", \(state == Delivery.State.pending.rawValue ? "next" : "given up") \($0)" } ?? ""
        return "\(id) \(state): event \(event) of \(domain)/\(app)/\(stream) at \(eventTime) to \(url), "
            + "\(attempts) attempts\(tried)"
    }
}
