// SPDX-License-Identifier: Apache-2.0

package import Media

/// Something went wrong while recording: event 341 (reference: callbacks, section 6).
package struct RecordingException: Hashable, Sendable {
    /// How bad it is; the raw values are those of `exception_level`.
    package enum Level: String, Sendable {
        case info
        case warning
        case error
    }

    /// What went wrong; the raw values are those of `exception.type`.
    package enum Kind: Int, Sendable, CaseIterable {
        case audioTimeJump = -8
        case videoTimeJump = -9
        case outOfSync = -10
        case videoTimeInvalid = -11
        /// An audio recording without audio that it could record.
        case noAudio = -17
        case noVideo = -18
        case audioTimeUnchanged = -22
        case videoTimeUnchanged = -23
        case audioTimeInvalid = -24
        case pictureSizeChanged = -100
        /// The file can't be written.
        case writeError = -104
        /// Another codec, for which a new file was begun.
        case codecChanged = -120
        case audioDropped = -130
        case videoDropped = -131
        case keyframesFarApart = -132
        case audioUneven = -200
        case videoUneven = -201

        /// The documents don't say; what loses something is an error, what was only odd is not.
        package var level: Level {
            switch self {
            case .writeError, .noAudio, .noVideo: .error
            case .audioTimeJump, .videoTimeJump, .audioDropped, .videoDropped: .warning
            case .pictureSizeChanged, .codecChanged, .outOfSync, .videoTimeInvalid, .audioTimeInvalid,
                .audioTimeUnchanged, .videoTimeUnchanged, .keyframesFarApart, .audioUneven, .videoUneven:
                .info
            }
        }
    }

    package var kind: Kind
    /// How often it happened since the last time it was told.
    package var occurrences: Int
    /// In words.
    package var detail: String
    package var key: StreamKey
    /// The recording session, a decimal string.
    package var sessionID: String
    package var format: RecordingFormat
    package var time: WallTime

    package init(
        _ kind: Kind, occurrences: Int = 1, detail: String, key: StreamKey, sessionID: String,
        format: RecordingFormat, time: WallTime
    ) {
        self.kind = kind
        self.occurrences = occurrences
        self.detail = detail
        self.key = key
        self.sessionID = sessionID
        self.format = format
        self.time = time
    }

    package var level: Level { kind.level }
}
