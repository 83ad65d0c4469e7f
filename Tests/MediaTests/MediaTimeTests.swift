// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@Suite("Media time")
struct MediaTimeTests {
    @Test(
        "scales to ticks of the nearest, halves upwards",
        arguments: [
            (0, 90_000, 0),
            (1_000_000, 90_000, 90),
            (33_333_333, 90_000, 3_000),
            (5_555, 90_000, 0),
            (5_556, 90_000, 1),
            (499_999, 1_000, 0),
            (500_000, 1_000, 1),
            (-499_999, 1_000, 0),
            (-500_000, 1_000, 0),
            (-500_001, 1_000, -1),
            (-1_500_000, 1_000, -1),
            (-1_500_001, 1_000, -2),
            (-1_000_000_000, 48_000, -48_000),
            (-1_000_000_001, 1, -1),
        ] as [(Int64, Int64, Int64)])
    func scales(nanoseconds: Int64, timescale: Int64, ticks: Int64) {
        #expect(MediaTime(nanoseconds: nanoseconds).ticks(timescale: timescale) == ticks)
    }

    @Test(
        "scales the whole range without overflow",
        arguments: [
            (Int64.max, 90_000, 830_103_483_316_930),
            (Int64.min, 90_000, -830_103_483_316_930),
            (Int64.max, 1_000_000_000, Int64.max),
        ] as [(Int64, Int64, Int64)])
    func scalesExtremes(nanoseconds: Int64, timescale: Int64, ticks: Int64) {
        #expect(MediaTime(nanoseconds: nanoseconds).ticks(timescale: timescale) == ticks)
    }

    @Test("tells milliseconds and seconds", arguments: [0, 1, -1, 16_777_215, 4_294_967_296, -90_061_001] as [Int64])
    func tellsUnits(milliseconds: Int64) {
        let time = MediaTime.milliseconds(milliseconds)
        #expect(time.milliseconds == milliseconds)
        #expect(time.nanoseconds == milliseconds * 1_000_000)
        #expect(time.seconds == Double(milliseconds) / 1_000)
    }

    @Test(
        "tells how long samples last, exact where a product would overflow",
        arguments: [
            (0, 44_100, 0), (1_024, 48_000, 21_333_333), (3_810_240_000_000, 44_100, 86_400_000_000_000_000),
        ] as [(Int, Int, Int64)])
    func countsSamples(samples: Int, rate: Int, nanoseconds: Int64) {
        #expect(MediaTime.samples(samples, rate: rate).nanoseconds == nanoseconds)
    }

    @Test("adds, subtracts and compares")
    func computes() {
        #expect(MediaTime.seconds(2) + .milliseconds(-500) == .milliseconds(1_500))
        #expect(MediaTime.zero - .seconds(1) < .zero)
    }
}
