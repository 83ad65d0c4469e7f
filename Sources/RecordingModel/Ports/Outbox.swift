// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that keeps notifications until they have been delivered.
///
/// A row is written in the transaction of the fact it tells, for the URL and with the key that the stream's callback
/// template has then. Ids grow, so those of one stream and URL are in the order of what they tell.
package protocol Outbox: Sendable {
    /// Writes rows for announcements of nothing that is kept itself.
    func announce(_ announcements: [Announcement]) async throws
    /// Comes whenever this process has written rows; for one listener.
    var announced: AsyncStream<Void> { get }
    /// What waits to be delivered, by id, above `id`, at most `limit`.
    func pendingDeliveries(after id: Int64, limit: Int) async throws -> [DeliveryHead]
    /// The row of this id, if it is still kept.
    func delivery(id: Int64) async throws -> Delivery?
    /// Writes an attempt into the history, and what it means for its row, in one step.
    func note(_ attempt: CallbackAttempt, ofDelivery id: Int64, _ outcome: DeliveryOutcome) async throws
    /// Rows that match, by id, above `id`, at most `limit`.
    func deliveries(matching filter: DeliveryFilter, after id: Int64, limit: Int) async throws -> [Delivery]
    /// Lets what was given up wait again, behind everything that waits now, so with new ids; nil means all of it.
    /// - Returns: how many there were.
    func resendDeliveries(ids: [Int64]?) async throws -> Int
}

/// The receiver of a stream's notifications, and what keeps its order.
package struct DeliveryQueue: Hashable, Sendable {
    package var key: StreamKey
    package var url: String

    package init(key: StreamKey, url: String) {
        self.key = key
        self.url = url
    }
}

/// As much of a row as is held in memory while it waits.
package struct DeliveryHead: Hashable, Sendable {
    package var id: Int64
    package var queue: DeliveryQueue
    /// When what it tells of happened.
    package var eventTime: WallTime
    /// When the next attempt is due; nil before the first.
    package var due: WallTime?

    package init(id: Int64, queue: DeliveryQueue, eventTime: WallTime, due: WallTime?) {
        self.id = id
        self.queue = queue
        self.eventTime = eventTime
        self.due = due
    }
}

/// A notification that waits, or was given up.
package struct Delivery: Hashable, Sendable {
    /// The raw values are those of the catalogue and the command line.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending
        case givenUp = "given-up"
    }

    package var head: DeliveryHead
    /// `event_type`.
    package var eventType: Int
    /// Signs it; empty when it is not signed.
    package var key: String
    /// The announcement's.
    package var body: String
    /// How often it has been tried.
    package var attempts: Int
    package var state: State

    package init(head: DeliveryHead, eventType: Int, key: String, body: String, attempts: Int, state: State) {
        self.head = head
        self.eventType = eventType
        self.key = key
        self.body = body
        self.attempts = attempts
        self.state = state
    }
}

/// What an attempt means for its row.
package enum DeliveryOutcome: Hashable, Sendable {
    /// It is forgotten.
    case delivered
    /// It is tried again at a time.
    case retry(due: WallTime)
    /// It waits for `resendDeliveries`, for as long as attempts are remembered.
    case givenUp
}

/// Which rows are asked for; nil does not restrict.
package struct DeliveryFilter: Hashable, Sendable {
    package var state: Delivery.State?
    package var stream: String?

    package init(state: Delivery.State? = nil, stream: String? = nil) {
        self.state = state
        self.stream = stream
    }
}
