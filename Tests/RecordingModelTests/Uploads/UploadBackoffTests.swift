// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("UploadBackoff")
struct UploadBackoffTests {
    private func delays(_ kind: UploadFault.Kind, failures: Int, seed: UInt64 = 1) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<50).map { _ in
            let due = UploadBackoff().due(
                afterFailures: failures, of: kind, at: .seconds(1_000), using: &generator)
            return Double(due.microseconds) / 1_000_000 - 1_000
        }
    }

    @Test(
        "doubles up to five minutes and never ends",
        arguments: [(0, 1.0), (1, 2), (8, 256), (9, 300), (31, 300), (62, 300), (64, 300), (Int.max, 300)]
            as [(Int, Double)])
    func doubles(failures: Int, longest: Double) {
        for delay in delays(.unavailable, failures: failures) { #expect((longest / 2...longest).contains(delay)) }
    }

    @Test(
        "soon asks seldom for what somebody must mend",
        arguments: [(0, 1.0), (1, 8), (2, 64), (3, 300), (99, 300)] as [(Int, Double)])
    func waits(failures: Int, longest: Double) {
        for delay in delays(.refused, failures: failures) { #expect((longest / 2...longest).contains(delay)) }
    }

    @Test("spreads, as the seed decides")
    func spreads() {
        #expect(Set(delays(.corrupt, failures: 4)).count > 40)
        #expect(delays(.corrupt, failures: 4) == delays(.corrupt, failures: 4))
        #expect(delays(.corrupt, failures: 4) != delays(.corrupt, failures: 4, seed: 2))
    }
}
