// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

/// Tells events in short lines instead of JSON: `push began 1`, `push ended 1`, `file order1 flv`, `flv record_ended`,
/// `exception`.
package struct PlainAnnouncer: Announcer {
    package init() {}

    package func announcement(of event: RecordingEvent) -> Announcement? {
        let (type, line) =
            switch event {
            case .pushBegan(let publication): (1, "push began \(publication.id.number)")
            case .pushEnded(let publication, at: _, code: _, resolution: _):
                (0, "push ended \(publication.id.number)")
            case .fileRecorded(let file): (100, "file \(file.cause) \(file.format)")
            case .recordingStatus(let status): (332, "\(status.format) \(status.change.rawValue)")
            case .recordingException: (341, "exception")
            }
        return Announcement(key: event.key, kind: event.kind, eventType: type, time: event.time, body: line)
    }
}
