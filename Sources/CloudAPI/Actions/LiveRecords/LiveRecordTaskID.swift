// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// The ids of the deprecated family.
package enum LiveRecordTaskID {
    /// A new id: clients that keep numbers as doubles read every one below 2^53 exactly.
    package static func mint() -> UInt64 { .random(in: 1_000_000_000...999_999_999_999_999) }

    /// `DeprecatedWarning` of the answers (reference: api3-protocol, section 5).
    package static let warning =
        "CreateLiveRecord, StopLiveRecord and DeleteLiveRecord are deprecated; use CreateRecordTask, StopRecordTask "
        + "and DeleteRecordTask."
}

extension LiveRecordMatch {
    /// Throws `ResourceNotFound.ChannelNotExist` or `.TaskId` when there was no such order.
    package func requireFound() throws(APIFault) {
        switch self {
        case .found: return
        case .noTask: throw APIFault(.taskIDNotFound)
        case .noStream: throw APIFault(.channelNotFound)
        }
    }
}
