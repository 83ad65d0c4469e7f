// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("ConcurrencyCurve")
struct ConcurrencyCurveTests {
    private func counts(_ spans: [(Int64, Int64?)], from first: Int64, through last: Int64) -> [Int] {
        let spans = spans.enumerated().map { index, span in
            RecordingSpan(
                sessionID: "\(index)", domain: "d", isDelayLive: false, begun: .seconds(span.0),
                ended: span.1.map { .seconds($0) })
        }
        return ConcurrencyCurve(of: spans, from: .seconds(first), through: .seconds(last), interval: 10)
            .points.map(\.count)
    }

    @Test("has a point at every multiple of the interval, from the one at or before the beginning")
    func points() {
        let curve = ConcurrencyCurve(of: [], from: .seconds(15), through: .seconds(40), interval: 10)
        #expect(curve.points.map(\.time) == [.seconds(10), .seconds(20), .seconds(30), .seconds(40)])
        #expect(curve.points.allSatisfy { $0.count == 0 })
    }

    @Test("counts what begins before, within and at the edges")
    func edges() {
        #expect(counts([(0, 30)], from: 10, through: 40) == [1, 1, 0, 0])
        #expect(counts([(20, nil)], from: 10, through: 40) == [0, 1, 1, 1])
        #expect(counts([(19, 20)], from: 10, through: 20) == [1, 0])
    }

    @Test("gives the peak within an interval, and counts a successor once")
    func peaks() {
        #expect(counts([(11, 13), (12, 14), (15, 16)], from: 10, through: 20) == [2, 0])
        #expect(counts([(11, 13), (13, 15)], from: 10, through: 10) == [1])
        #expect(counts([(5, 10), (10, 20)], from: 10, through: 20) == [1, 0])
    }

    @Test("agrees with a count of every second", arguments: 1...50 as ClosedRange<UInt64>)
    func agreesWithSlowCount(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spans = (0..<40).map { _ -> (Int64, Int64?) in
            let begun = Int64.random(in: 0..<200, using: &random)
            let isOpen = Int.random(in: 0..<10, using: &random) == 0
            return (begun, isOpen ? nil : begun + Int64.random(in: 0..<60, using: &random))
        }
        let slow = (0...18).map { point -> Int in
            (0..<10).map { second in
                let now = Int64(point * 10 + second)
                return spans.count { $0.0 <= now && now < ($0.1 ?? .max) }
            }.max() ?? 0
        }
        #expect(counts(spans, from: 0, through: 189) == slow)
    }
}
