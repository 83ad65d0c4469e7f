// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A recording in the history, as it is kept.
struct SpanRow: Codable, FetchableRecord {
    var sessionID: String
    var domain: String
    var isDelayLive: Bool
    var begun: Int64
    var ended: Int64?

    var span: RecordingSpan {
        RecordingSpan(
            sessionID: sessionID, domain: domain, isDelayLive: isDelayLive, begun: WallTime(microseconds: begun),
            ended: ended.map { WallTime(microseconds: $0) })
    }
}
