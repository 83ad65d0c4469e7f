// SPDX-License-Identifier: Apache-2.0

package import Media

/// Remembers for 14 days what was posted to receivers; the oldest are forgotten as new ones come.
package protocol CallbackHistory: Sendable {
    /// Attempts that match, newest event first, from `offset`, at most `limit`, and how many match in all.
    func callbackAttempts(
        matching filter: CallbackAttemptFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, attempts: [CallbackAttempt])
}

/// One attempt to deliver a notification, and the receiver's answer.
package struct CallbackAttempt: Hashable, Sendable {
    package var stream: String
    /// `event_type` of the notification.
    package var eventType: Int
    package var eventTime: WallTime
    /// The text that was posted.
    package var request: String
    /// The beginning of the text of the answer, or what went wrong where none came.
    package var response: String
    /// When the answer came, or was given up.
    package var responseTime: WallTime
    /// 0 when it was delivered, else the status of the answer, or 1 where none came.
    package var resultCode: Int

    package init(
        stream: String, eventType: Int, eventTime: WallTime, request: String, response: String,
        responseTime: WallTime, resultCode: Int
    ) {
        self.stream = stream
        self.eventType = eventType
        self.eventTime = eventTime
        self.request = request
        self.response = response
        self.responseTime = responseTime
        self.resultCode = resultCode
    }
}

/// Which attempts are asked for; nil does not restrict.
package struct CallbackAttemptFilter: Hashable, Sendable {
    package var stream: String
    /// By the time of the event.
    package var window: ClosedRange<WallTime>
    package var eventType: Int?
    /// Whether the attempt succeeded.
    package var isDelivered: Bool?

    package init(
        stream: String, window: ClosedRange<WallTime>, eventType: Int? = nil, isDelivered: Bool? = nil
    ) {
        self.stream = stream
        self.window = window
        self.eventType = eventType
        self.isDelivered = isDelivered
    }
}
