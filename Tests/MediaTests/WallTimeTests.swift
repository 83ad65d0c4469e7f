// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@Suite("Wall time")
struct WallTimeTests {
    @Test(
        "splits into seconds, rounded down, and what is above them",
        arguments: [
            (0, 0, 0), (1_999_999, 1, 999_999), (-1, -1, 999_999), (-1_000_000, -1, 0), (-1_000_001, -2, 999_999),
        ] as [(Int64, Int64, Int64)])
    func splits(microseconds: Int64, seconds: Int64, rest: Int64) {
        let time = WallTime(microseconds: microseconds)
        #expect(time.seconds == seconds)
        #expect(time.microsecondOfSecond == rest)
    }

    @Test("moves by media time")
    func moves() {
        #expect(WallTime.seconds(10).advanced(by: .milliseconds(-1)) == WallTime(microseconds: 9_999_000))
        #expect(WallTime.seconds(1).advanced(by: MediaTime(nanoseconds: 999)) == .seconds(1))
        #expect(WallTime.seconds(1) < WallTime(microseconds: 1_000_001))
    }
}
