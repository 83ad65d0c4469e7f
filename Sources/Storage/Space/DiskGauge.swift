// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// Judges how much room there is, from what is free and how fast it is used up.
///
/// A state is left only when there is a tenth more room than its mark, so that it doesn't flicker.
package struct DiskGauge: Hashable, Sendable {
    /// From when on there is too little.
    package struct Marks: Hashable, Sendable {
        /// Bytes free, below which old recordings should go.
        package var low: Int64
        /// Bytes free, below which nothing new begins.
        package var critical: Int64
        /// Seconds that the room lasts at the rate of the last minute; less counts as low.
        package var lowSeconds: Int64

        package init(low: Int64 = 2 << 30, critical: Int64 = 256 << 20, lowSeconds: Int64 = 600) {
            self.low = low
            self.critical = critical
            self.lowSeconds = lowSeconds
        }
    }

    private let marks: Marks
    package private(set) var state = DiskState.enough
    /// Bytes a second, over about the last minute.
    package private(set) var rate: Double = 0
    private var lastWritten: Int64?

    package init(marks: Marks) {
        self.marks = marks
    }

    /// Takes what is free and what the store has written in all, `seconds` after the last call.
    package mutating func note(free: Int64, written: Int64, after seconds: Double) {
        if let lastWritten, seconds > 0 {
            let share = min(1, seconds / 60)
            rate += (Double(max(0, written - lastWritten)) / seconds - rate) * share
        }
        lastWritten = written
        if isBelow(marks.critical, free, in: .critical) {
            state = .critical
        } else if isBelow(marks.low, free, in: .low) || isShort(free) {
            state = .low
        } else {
            state = .enough
        }
    }

    /// Seconds until nothing is free; nil while nothing is written.
    package func secondsLeft(of free: Int64) -> Int64? {
        rate >= 1 ? Int64(Double(free) / rate) : nil
    }

    private func isBelow(_ mark: Int64, _ free: Int64, in mine: DiskState) -> Bool {
        let isIn = state == mine || state == .critical
        return free < (isIn ? mark + mark / 10 : mark)
    }

    private func isShort(_ free: Int64) -> Bool {
        secondsLeft(of: free).map { $0 < (state == .enough ? marks.lowSeconds : marks.lowSeconds * 11 / 10) } ?? false
    }
}
