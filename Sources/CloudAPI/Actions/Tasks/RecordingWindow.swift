// SPDX-License-Identifier: Apache-2.0

package import Media

/// The window that an order asks for (reference: recording-api, section 1).
package struct RecordingWindow: Hashable, Sendable {
    /// Seconds that a window may span.
    package static let maximumSpan: Int64 = 24 * 3_600
    /// Seconds that its end may lie ahead.
    package static let maximumAhead: Int64 = 7 * 24 * 3_600

    package let start: WallTime
    package let end: WallTime

    /// Checks `StartTime` and `EndTime`; without a start the window begins now.
    ///
    /// A start in the past is taken as it is. Throws `InvalidParameter`: the codes of this family have nothing finer.
    package init(start: UInt64?, end: UInt64, now: WallTime) throws(APIFault) {
        if let start {
            self.start = try .parameter(start, "StartTime")
        } else {
            self.start = now
        }
        self.end = try .parameter(end, "EndTime")
        guard self.end > now else { throw APIFault(.invalidParameter, "EndTime must be later than now.") }
        guard self.start < self.end else {
            throw APIFault(.invalidParameter, "StartTime must less than EndTime!")
        }
        guard self.end.seconds <= now.seconds + Self.maximumAhead else {
            throw APIFault(.invalidParameter, "EndTime must be within 7 days from now.")
        }
        guard self.end.seconds - self.start.seconds <= Self.maximumSpan else {
            throw APIFault(.invalidParameter, "EndTime must be within 24 hours from StartTime.")
        }
    }
}
