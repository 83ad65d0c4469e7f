// SPDX-License-Identifier: Apache-2.0

package import Media

/// A recording begins, pauses, fails or ends: event 332 (reference: callbacks, section 5).
package struct RecordingStatus: Hashable, Sendable {
    /// What happened; the raw values are those of `record_event`.
    package enum Change: String, Sendable {
        case started = "record_start_succeeded"
        case startFailed = "record_start_failed"
        /// Its push broke off, and another may go on with it.
        case paused = "record_paused"
        case resumed = "record_resumed"
        case failed = "record_error"
        case ended = "record_ended"
    }

    package var change: Change
    package var key: StreamKey
    package var cause: RecordingCause
    /// The recording session, a decimal string.
    package var sessionID: String
    package var format: RecordingFormat
    package var time: WallTime
    /// The number of the message, by which receivers know one that came twice.
    package var sequence: UInt64

    package init(
        _ change: Change, key: StreamKey, cause: RecordingCause, sessionID: String, format: RecordingFormat,
        time: WallTime,
        sequence: UInt64
    ) {
        self.change = change
        self.key = key
        self.cause = cause
        self.sessionID = sessionID
        self.format = format
        self.time = time
        self.sequence = sequence
    }
}
