// SPDX-License-Identifier: Apache-2.0

package import Media

/// Something went wrong while recording: event 341 (reference: callbacks, section 6).
package struct RecordingException: Hashable, Sendable {
    /// How bad it is; the raw values are those of `exception_level`.
    package enum Level: String, Sendable {
        case error
    }

    /// What went wrong; the raw values are those of `exception.type`.
    package enum Kind: Int, Sendable {
        /// The file can't be written.
        case writeError = -104
    }

    package var kind: Kind
    package var level: Level
    /// In words.
    package var detail: String
    package var key: StreamKey
    /// The recording session, a decimal string.
    package var sessionID: String
    package var format: RecordingFormat
    package var time: WallTime

    package init(
        _ kind: Kind, level: Level, detail: String, key: StreamKey, sessionID: String, format: RecordingFormat,
        time: WallTime
    ) {
        self.kind = kind
        self.level = level
        self.detail = detail
        self.key = key
        self.sessionID = sessionID
        self.format = format
        self.time = time
    }
}
