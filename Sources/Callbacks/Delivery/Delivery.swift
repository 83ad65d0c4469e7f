// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// A notification on its way.
struct Delivery: Hashable, Sendable {
    /// What keeps its order: the notifications of one stream to one URL.
    struct Queue: Hashable, Sendable {
        var stream: StreamKey
        var url: String

        /// The URL as it may stand in a log: without user, password, query and fragment, which are often secrets.
        var loggedURL: String {
            let path = url.prefix { $0 != "?" && $0 != "#" }
            guard let scheme = path.firstRange(of: "://") else { return String(path) }
            let authority = path[scheme.upperBound...].prefix { $0 != "/" }
            guard let user = authority.lastIndex(of: "@") else { return String(path) }
            return String(path[..<scheme.upperBound]) + path[authority.index(after: user)...]
        }
    }

    var queue: Queue
    /// `event_type`.
    var eventType: Int
    /// When what it tells of happened.
    var eventTime: WallTime
    var body: CallbackBody
    /// What it is signed with; empty when it is not.
    var key: String
}

extension RecordingEvent {
    /// `event_type` of the callback.
    var eventType: Int {
        switch self {
        case .pushBegan: 1
        case .pushEnded: 0
        case .fileRecorded: 100
        case .recordingStatus: 332
        case .recordingException: 341
        }
    }
}
