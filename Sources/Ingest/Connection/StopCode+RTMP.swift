// SPDX-License-Identifier: Apache-2.0

import RTMP
import RecordingModel

extension RTMPError {
    /// What the log and the end of the push say of it.
    var stopCode: StopCode {
        switch self {
        case .messageTooLong, .tooManyBufferedBytes: .frameTooLarge
        case .unsupportedVersion, .handshakeMismatch, .missingHeader, .interruptedMessage, .chunkSizeOutOfRange,
            .tooManyChunkStreams, .malformedControl, .unreadableCommand, .malformedCommand, .notConnected,
            .timestampOutOfRange, .tooManyFaults:
            .malformed
        }
    }
}

extension StopCode {
    /// The status that tells a publisher it was refused: what OBS's and ffmpeg's clients take for final.
    var publishStatus: String {
        switch self {
        case .alreadyPublished, .streamNameInvalid, .applicationNameInvalid: "NetStream.Publish.BadName"
        default: "NetStream.Publish.Denied"
        }
    }
}
