// SPDX-License-Identifier: Apache-2.0

import Push
import Testing

@Suite("A histogram of lateness")
struct LatenessHistogramTests {
    @Test("tells percentiles at most a sixteenth too large, and the maximum exactly")
    func percentiles() {
        var histogram = LatenessHistogram()
        #expect(histogram.percentile(50) == 0)
        let values = (1...10_000).map { UInt64($0) * 12_345 }
        for value in values.reversed() { histogram.record(value) }
        #expect(histogram.count == 10_000)
        #expect(histogram.maximum == 123_450_000)
        #expect(histogram.percentile(100) == 123_450_000)
        for percent in [1.0, 50, 90, 99, 99.9] {
            let exact = values[Int((percent * 100).rounded(.up)) - 1]
            #expect(exact...(exact + exact / 16) ~= histogram.percentile(percent), "\(percent)")
        }
    }

    @Test("holds any value")
    func extremes() {
        var histogram = LatenessHistogram()
        for value in [0, 1, 15, 16, 17, .max - 1, .max] as [UInt64] { histogram.record(value) }
        #expect(histogram.percentile(1) == 0)
        #expect(histogram.percentile(42) == 15)
        #expect(histogram.percentile(57) == 16)
        #expect(histogram.percentile(100) == .max)
    }
}
