// SPDX-License-Identifier: Apache-2.0

/// Why a push ended or was refused: `errcode` of the push-end callback, with the documented sub-code.
package struct StopCode: Hashable, Sendable {
    package var code: Int
    package var subcode: Int?
    /// A sentence for `errmsg` and the log.
    package var reason: String

    /// A code that was kept; those of this server stand below.
    package init(kept code: Int, subcode: Int?, reason: String) {
        self.init(code, subcode, reason)
    }

    private init(_ code: Int, _ subcode: Int? = nil, _ reason: String) {
        self.code = code
        self.subcode = subcode
        self.reason = reason
    }

    package static let clientEnded = StopCode(1, nil, "the publisher ended the push")
    package static let clientClosed = StopCode(2, nil, "the publisher closed the connection")
    package static let malformed = StopCode(6, nil, "the publisher sent malformed RTMP")
    package static let frameTooLarge = StopCode(7, nil, "a message is larger than the limit")
    package static let idle = StopCode(8, nil, "no data for a time")
    package static let serverStopped = StopCode(5, nil, "the server is stopping")
    package static let serverFailed = StopCode(11, nil, "the server stopped in the middle of the push")
    package static let network = StopCode(12, nil, "the connection broke")

    package static let domainUnknown = StopCode(18, 301, "the domain is not registered")
    package static let domainNotForPush = StopCode(18, 302, "the domain is not a push domain")
    package static let domainDisabled = StopCode(18, 303, "the domain is disabled")
    package static let streamForbidden = StopCode(18, 305, "the stream is forbidden")
    package static let streamNameInvalid = StopCode(
        18, 308, "the stream name has characters or a length that are not allowed")
    package static let applicationNameInvalid = StopCode(
        18, 309, "the app name has characters or a length that are not allowed")
    package static let timeMissing = StopCode(18, 500, "txTime is missing")
    package static let timeExpired = StopCode(18, 501, "txTime has expired")
    package static let secretMissing = StopCode(18, 502, "txSecret is missing")
    package static let secretWrong = StopCode(18, 503, "txSecret does not match")
    package static let alreadyPublished = StopCode(18, 601, "the stream is already being pushed")
    package static let internalFault = StopCode(18, 100, "the server could not decide on the push")

    package static let dropped = StopCode(21, 100, "the push was dropped by an API request")
    package static let forbidden = StopCode(21, 101, "the stream was forbidden by an API request")
    package static let domainForbidden = StopCode(21, 101, "the domain was forbidden by an API request")
    package static let replacedDeadPush = StopCode(21, 103, "a dead push was replaced by a new one")
}

extension StopCode: CustomStringConvertible {
    /// `18/503`, the form of the log.
    package var description: String { subcode.map { "\(code)/\($0)" } ?? "\(code)" }
}
