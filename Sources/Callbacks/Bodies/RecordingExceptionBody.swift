// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Event 341: something went wrong while recording (callbacks.md, section 6).
struct RecordingExceptionBody: Hashable, Encodable {
    private struct Exception: Hashable, Encodable {
        var type: Int
        /// How often it happened since it was last told.
        var occurs: Int
        var desc: String
    }

    private var interface = "general_callback"
    private var eventType = 341
    private var appid: Int
    private var domain: String
    /// The push path, AppName.
    private var path: String
    private var streamID: String
    private var sessionID: String
    private var fileFormat: String
    private var timestamp: Int64
    private var exceptionLevel: String
    private var exception: Exception

    private enum CodingKeys: String, CodingKey {
        case interface
        case eventType = "event_type"
        case appid, domain, path
        case streamID = "stream_id"
        case sessionID = "session_id"
        case fileFormat = "file_format"
        case timestamp
        case exceptionLevel = "exception_level"
        case exception
    }

    init(_ exception: RecordingException, from origin: CallbackOrigin) {
        appid = origin.appID
        domain = exception.key.domain
        path = exception.key.application
        streamID = exception.key.stream
        sessionID = exception.sessionID
        // Of HLS the file that can't be written is a segment.
        fileFormat = exception.format == .hls ? "ts" : exception.format.rawValue
        timestamp = exception.time.seconds
        exceptionLevel = exception.level.rawValue
        self.exception = Exception(
            type: exception.kind.rawValue, occurs: exception.occurrences, desc: exception.detail)
    }
}
