// SPDX-License-Identifier: Apache-2.0

package import Media

/// How many recordings went on at once, point by point (reference: recording-api, section 10).
package struct ConcurrencyCurve: Hashable, Sendable {
    /// The most recordings at once within the interval that begins at a time.
    package struct Point: Hashable, Sendable {
        package var time: WallTime
        package var count: Int

        package init(time: WallTime, count: Int) {
            self.time = time
            self.count = count
        }
    }

    package let points: [Point]

    /// Counts spans at every multiple of `interval` seconds of unix time from `first`, rounded down, to `last`.
    ///
    /// A recording shorter than the interval counts too: a point is the peak of its interval, not a glance at its
    /// beginning. A span without an end goes on past `last`.
    package init(of spans: [RecordingSpan], from first: WallTime, through last: WallTime, interval: Int64) {
        let steps = Self.steps(of: spans)
        var (points, next, count): ([Point], Int, Int) = ([], 0, 0)
        var second = first.seconds - first.seconds % interval
        while second <= last.seconds {
            while next < steps.count, steps[next].time <= .seconds(second) {
                count += steps[next].change
                next += 1
            }
            var peak = count
            while next < steps.count, steps[next].time < .seconds(second + interval) {
                count += steps[next].change
                peak = max(peak, count)
                next += 1
            }
            points.append(Point(time: .seconds(second), count: peak))
            second += interval
        }
        self.points = points
    }

    private struct Step {
        var time: WallTime
        /// 1 for a beginning, -1 for an end.
        var change: Int
    }

    /// Beginnings and ends by time; of one instant the ends first, so that a successor does not count twice.
    private static func steps(of spans: [RecordingSpan]) -> [Step] {
        let begins = spans.map { Step(time: $0.begun, change: 1) }
        let ends = spans.compactMap { span in span.ended.map { Step(time: max($0, span.begun), change: -1) } }
        return (begins + ends).sorted { ($0.time, $0.change) < ($1.time, $1.change) }
    }
}
