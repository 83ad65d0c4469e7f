// SPDX-License-Identifier: Apache-2.0

/// Decides when a program clock reference is due and what it says, in ticks of 90 kHz.
///
/// The clock runs a constant distance behind the decode times, so that packets of two tracks that arrive up
/// to that much out of step still come before they are due (ISO/IEC 13818-1, 2.4.2).
package struct ProgramClock: Hashable, Sendable {
    /// How far decode times are ahead of the clock: 0.7 s, below the second that buffers may hold.
    package static let lead: Int64 = 63_000
    /// The greatest distance of two references: 90 ms, below the 100 ms of 2.7.2.
    package static let interval: Int64 = 8_100
    /// A step of the decode time above 10 s either way is a jump, not a pause to be filled.
    package static let jump: Int64 = 900_000

    /// What to write before or in the packet of a decode time.
    package enum Reference: Hashable, Sendable {
        case none
        case due(Int64)
        /// The clock goes on from another value.
        case discontinuous(Int64)
    }

    private var last: Int64?

    package init() {}

    /// A reference to write on its own, while the last is too far behind a decode time; call until nil.
    package mutating func filler(before decodeTime: Int64) -> Int64? {
        guard let last else { return nil }
        let distance = decodeTime - Self.lead - last
        guard distance > Self.interval, distance <= Self.jump else { return nil }
        self.last = last + Self.interval
        return self.last
    }

    /// The reference that goes with the packet of a decode time; with `isRequired` there always is one.
    ///
    /// A packet that is decoded earlier than those before it can't turn the clock back: none, or when required
    /// one tick more than the last.
    package mutating func reference(at decodeTime: Int64, isRequired: Bool) -> Reference {
        let time = decodeTime - Self.lead
        guard let last else {
            self.last = time
            return .due(time)
        }
        if abs(time - last) > Self.jump {
            self.last = time
            return .discontinuous(time)
        }
        guard isRequired || time > last else { return .none }
        self.last = max(time, last + 1)
        return .due(max(time, last + 1))
    }
}
