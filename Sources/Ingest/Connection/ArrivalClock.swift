// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Tells when packets arrived that were read together some time after.
///
/// Between two reads the publisher's own timestamps tell the packets apart: what is added to them to get to the time of
/// arrival is what was least between a timestamp and the end of the read that brought it. No packet is placed before
/// the read before, after its own, or before the packet before it, whatever its timestamp says.
struct ArrivalClock {
    /// From a timestamp to the arrival of its packet, microseconds; nil before the first packet.
    private var offset: Int64?
    /// No packet that is still to come arrived before.
    private var earliest = WallTime(microseconds: 0)
    private var now = WallTime(microseconds: 0)

    /// What the publisher's clock may lose against ours: 5 ms a second.
    private static let drift: Int64 = 200
    /// A packet that would have arrived so long before the read before has another clock than those before it.
    private static let jump: Int64 = 1_000_000

    /// Whether it knows of a timestamp when its packet arrived.
    var isSet: Bool { offset != nil }

    /// What is read now begins to be looked at.
    mutating func read(at now: WallTime) {
        if now < self.now {
            // Our own clock was set back.
            offset = nil
            earliest = now
        } else {
            earliest = max(earliest, self.now)
            offset? += (now.microseconds - self.now.microseconds) / Self.drift
        }
        self.now = now
    }

    /// When the packet of this timestamp arrived.
    mutating func arrival(of time: MediaTime) -> WallTime {
        let timestamp = time.nanoseconds / 1_000
        let latest = now.microseconds - timestamp
        var offset = min(offset ?? latest, latest)
        if timestamp + offset < earliest.microseconds - Self.jump { offset = latest }
        self.offset = offset
        earliest = max(earliest, WallTime(microseconds: timestamp + offset))
        return earliest
    }
}
