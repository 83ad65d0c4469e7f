// SPDX-License-Identifier: Apache-2.0

import Media

/// What of one kind of packets is being left out, until it is known how much.
struct OpenGap: Hashable, Sendable {
    private let reason: Gap.Reason
    private let kind: MediaKind
    private let position: MediaTime
    private let detail: String
    private var begun: WallTime?
    private var ended = WallTime(microseconds: .min)
    private var packets: Int64 = 0

    init(_ reason: Gap.Reason, of kind: MediaKind, position: MediaTime, detail: String = "") {
        self.reason = reason
        self.kind = kind
        self.position = position
        self.detail = detail
    }

    /// Counts a packet that was left out.
    mutating func count(at time: WallTime) {
        begun = begun ?? time
        ended = max(ended, time)
        packets += 1
    }

    /// The gap, which ends where the first packet after it arrived; nil when nothing was left out.
    func closed(at time: WallTime?) -> Gap? {
        guard let begun else { return nil }
        return Gap(
            reason, of: kind, begun: begun, ended: max(ended, time ?? ended), position: position, packets: packets,
            detail: detail)
    }
}
