// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// One recording as the service keeps it: the files of one cause, one push and one format.
struct Recording: Sendable, Codable {
    /// Its publication becomes that of the push that goes on with it.
    var id: RecordingID
    let publication: Publication
    /// Another for each attempt after a fault of the destination.
    var sessionID: UInt64
    /// 0 for none.
    let templateID: UInt64
    let settings: FormatSettings
    let content: RecordingContent
    let isDelayLive: Bool
    /// Whether the template asks for a bucket of its own.
    let storesToCOS: Bool
    /// Seconds within which another push goes on with the recording; 0 for never.
    let continueDuration: Int64
    /// When the order's window opens and closes; for a rule it does not.
    var start: WallTime
    var end: WallTime
    /// Of one that goes on after a fault of the destination, up to when the recording before it says what is missing.
    var interrupted: WallTime?
    /// Where its files go in the object store; nil when they stay here.
    var place: ObjectPlace?

    /// By what a later push finds it.
    var continuation: Continuation {
        Continuation(cause: id.cause, key: publication.key, format: id.format)
    }

    /// What two pushes have in common that make one recording.
    struct Continuation: Hashable {
        let cause: RecordingCause
        let key: StreamKey
        let format: RecordingFormat
    }

    /// What the history keeps of it.
    func span(ended: WallTime?) -> RecordingSpan {
        RecordingSpan(
            sessionID: String(sessionID), domain: publication.key.domain, isDelayLive: isDelayLive,
            begun: max(start, publication.begun), ended: ended)
    }

    /// Below the media folder: domain, app and stream, then a folder of its own that begins with the time.
    var folder: [String] {
        let begun = CivilTime(max(start, publication.begun))
        let key = publication.key
        return [key.domain, key.application, key.stream, "\(begun.compact)-\(sessionID)"]
    }
}
