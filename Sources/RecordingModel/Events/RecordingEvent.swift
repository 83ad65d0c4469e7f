// SPDX-License-Identifier: Apache-2.0

package import Media

/// What happened that somebody outside wants to be told.
package enum RecordingEvent: Hashable, Sendable {
    /// Event 1.
    case pushBegan(Publication)
    /// Event 0.
    case pushEnded(Publication, at: WallTime, code: StopCode, resolution: PictureSize?)
    /// Event 100.
    case fileRecorded(RecordedFile)
    /// Event 332.
    case recordingStatus(RecordingStatus)
    /// Event 341.
    case recordingException(RecordingException)

    /// Whose callback rule decides where it goes.
    package var key: StreamKey {
        switch self {
        case .pushBegan(let publication): publication.key
        case .pushEnded(let publication, _, _, _): publication.key
        case .fileRecorded(let file): file.publication.key
        case .recordingStatus(let status): status.key
        case .recordingException(let exception): exception.key
        }
    }

    /// Which URL of the template it goes to.
    package var kind: CallbackKind {
        switch self {
        case .pushBegan: .streamBegin
        case .pushEnded: .streamEnd
        case .fileRecorded: .record
        case .recordingStatus: .recordStatus
        case .recordingException: .recordException
        }
    }

    /// When it happened.
    package var time: WallTime {
        switch self {
        case .pushBegan(let publication): publication.begun
        case .pushEnded(_, let time, _, _): time
        case .fileRecorded(let file): file.created
        case .recordingStatus(let status): status.time
        case .recordingException(let exception): exception.time
        }
    }
}
