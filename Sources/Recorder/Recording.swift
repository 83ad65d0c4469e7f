// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// One recording as the service keeps it: an order's files of one format from one push.
struct Recording: Sendable {
    let id: RecordingID
    let publication: Publication
    let sessionID: UInt64
    let templateID: UInt64
    let settings: FormatSettings
    /// When the order's window opens and closes.
    let start: WallTime
    let end: WallTime

    /// Below the media folder: domain, app and stream, then a folder of its own that begins with the time.
    var folder: [String] {
        let begun = CivilTime(max(start, publication.begun))
        let key = publication.key
        return [key.domain, key.application, key.stream, "\(begun.compact)-\(sessionID)"]
    }
}
