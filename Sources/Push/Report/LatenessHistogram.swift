// SPDX-License-Identifier: Apache-2.0

/// How late packets left, counted in steps of a sixteenth of their size, so that no packet takes memory.
package struct LatenessHistogram: Hashable, Sendable {
    /// Steps in which a value doubles.
    private static let steps: UInt64 = 16

    /// By step; the first 16 are the values themselves.
    private var counts = [UInt64](repeating: 0, count: 61 * 16)
    package private(set) var count: UInt64 = 0
    /// The largest value, exactly; 0 without any.
    package private(set) var maximum: UInt64 = 0

    package init() {}

    /// Counts one value.
    package mutating func record(_ value: UInt64) {
        counts[Self.step(of: value)] += 1
        count += 1
        maximum = max(maximum, value)
    }

    /// The value that `percent` of all values, 0 to 100, don't exceed, at most a sixteenth too large; 0 without any.
    package func percentile(_ percent: Double) -> UInt64 {
        let wanted = max(1, UInt64((Double(count) * percent / 100).rounded(.up)))
        var seen: UInt64 = 0
        for (step, count) in counts.enumerated() {
            seen += count
            if seen >= wanted { return min(Self.largest(in: step), maximum) }
        }
        return maximum
    }

    private static func step(of value: UInt64) -> Int {
        guard value >= steps else { return Int(value) }
        let shift = UInt64(59 - value.leadingZeroBitCount)
        return Int((shift + 1) * steps + (value >> shift & (steps - 1)))
    }

    private static func largest(in step: Int) -> UInt64 {
        guard step >= steps else { return UInt64(step) }
        let shift = UInt64(step) / steps - 1
        let lowest = (steps + UInt64(step) % steps) << shift
        return lowest + (1 << shift - 1)
    }
}
