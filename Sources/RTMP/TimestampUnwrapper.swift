// SPDX-License-Identifier: Apache-2.0

package import Media

/// Turns the 32-bit timestamps of one message stream into times that never wrap.
///
/// Milliseconds of an arbitrary epoch, compared by serial number arithmetic (RTMP 1.0, section 4; RFC 1982):
/// the step from one to the next is the shorter way around, so 0xFFFFFFFF to 0 goes on by one and a small step
/// backwards stays one. Audio and video share it, or a wrap would come to one of them first and part them.
package struct TimestampUnwrapper: Sendable {
    /// The raw value and the unwrapped milliseconds of the timestamp before.
    private var last: (raw: UInt32, milliseconds: Int64)?
    /// As many milliseconds fit in ``MediaTime`` with room for sums; nobody streams for 139 years, but a peer
    /// that jumps by 24 days with each message gets there soon.
    private static let range: ClosedRange<Int64> = -(1 << 42)...(1 << 42)

    package init() {}

    /// The time of the next timestamp; throws ``RTMPError/timestampOutOfRange``.
    package mutating func unwrap(_ raw: UInt32) throws(RTMPError) -> MediaTime {
        guard let last else {
            self.last = (raw, Int64(raw))
            return .milliseconds(Int64(raw))
        }
        let milliseconds = last.milliseconds + Int64(Int32(bitPattern: raw &- last.raw))
        guard Self.range.contains(milliseconds) else { throw .timestampOutOfRange }
        self.last = (raw, milliseconds)
        return .milliseconds(milliseconds)
    }
}
