// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

extension DeliveryQueue {
    /// The URL as it may stand in a log: without user, password, query and fragment, which are often secrets.
    package var loggedURL: String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.firstRange(of: "://") else { return String(path) }
        let authority = path[scheme.upperBound...].prefix { $0 != "/" }
        guard let user = authority.lastIndex(of: "@") else { return String(path) }
        return String(path[..<scheme.upperBound]) + path[authority.index(after: user)...]
    }

    /// Who answers there.
    var receiver: Receiver {
        let address = loggedURL
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        return Receiver(host: String(address[start...].prefix { $0 != "/" }), address: address)
    }
}

/// A place where notifications are taken.
struct Receiver: Hashable, Sendable {
    /// Host and port.
    var host: String
    var address: String
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
