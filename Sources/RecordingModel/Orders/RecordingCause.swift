// SPDX-License-Identifier: Apache-2.0

/// Why a recording is made; one stream may be recorded for several causes at once, each with files of its own.
package enum RecordingCause: Hashable, Sendable, Codable {
    /// An order, of CreateRecordTask or of CreateLiveRecord, by its id.
    case order(taskID: String)
    /// The rule that matched the push when it began.
    case rule
}

extension RecordingCause: CustomStringConvertible {
    /// The form of the log.
    package var description: String {
        switch self {
        case .order(let taskID): taskID
        case .rule: "rule"
        }
    }
}
