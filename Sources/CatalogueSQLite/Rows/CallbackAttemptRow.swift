// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// An attempt to deliver a notification, as it is kept.
struct CallbackAttemptRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "callbackAttempt"

    /// Nil until the database has numbered it.
    var id: Int64?
    var stream: String
    var eventType: Int
    var eventTime: Int64
    var request: String
    var response: String
    var responseTime: Int64
    var resultCode: Int

    init(_ attempt: CallbackAttempt) {
        stream = attempt.stream
        eventType = attempt.eventType
        eventTime = attempt.eventTime.microseconds
        request = attempt.request
        response = attempt.response
        responseTime = attempt.responseTime.microseconds
        resultCode = attempt.resultCode
    }

    var attempt: CallbackAttempt {
        CallbackAttempt(
            stream: stream, eventType: eventType, eventTime: WallTime(microseconds: eventTime), request: request,
            response: response, responseTime: WallTime(microseconds: responseTime), resultCode: resultCode)
    }
}
