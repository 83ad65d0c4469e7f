// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// What is missing from a recording, as it is kept.
struct GapRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordingGap"

    var id: Int64?
    var sessionID: String
    var reason: String
    var kind: String?
    var begun: Int64
    var ended: Int64
    var position: Int64
    var step: Int64
    var packets: Int64
    var detail: String

    init(_ gap: Gap, sessionID: String) {
        self.sessionID = sessionID
        reason = gap.reason.rawValue
        kind = gap.kind?.name
        begun = gap.begun.microseconds
        ended = gap.ended.microseconds
        position = gap.position.nanoseconds
        step = gap.step.nanoseconds
        packets = gap.packets
        detail = gap.detail
    }

    func gap() throws -> Gap {
        guard let reason = Gap.Reason(rawValue: reason) else {
            throw CatalogueError.invalid(column: "recordingGap.reason")
        }
        return Gap(
            reason, of: MediaKind.allCases.first { $0.name == kind }, begun: WallTime(microseconds: begun),
            ended: WallTime(microseconds: ended), position: MediaTime(nanoseconds: position),
            step: MediaTime(nanoseconds: step), packets: packets, detail: detail)
    }
}
