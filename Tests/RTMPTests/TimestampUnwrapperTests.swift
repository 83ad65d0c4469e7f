// SPDX-License-Identifier: Apache-2.0

import Media
import RTMP
import Testing

@Suite("Timestamp unwrapper")
struct TimestampUnwrapperTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var raw: [UInt32]
        var milliseconds: [Int64]

        init(_ name: String, _ raw: [UInt32], _ milliseconds: [Int64]) {
            testDescription = name
            self.raw = raw
            self.milliseconds = milliseconds
        }
    }

    static let cases: [Case] = [
        Case("goes on at 2^24", [0xFF_FFFE, 0xFF_FFFF, 0x100_0000], [16_777_214, 16_777_215, 16_777_216]),
        Case(
            "goes on at 2^31", [0x7FFF_FFFF, 0x8000_0000, 0x8000_0001], [2_147_483_647, 2_147_483_648, 2_147_483_649]),
        Case("goes on at 2^32", [0xFFFF_FFFE, 0, 40], [4_294_967_294, 4_294_967_296, 4_294_967_336]),
        Case(
            "wraps twice", [0xFFFF_FFFF, 0x7000_0000, 0xE000_0000, 0x5000_0000],
            [4_294_967_295, 6_174_015_488, 8_053_063_680, 9_932_111_872]),
        Case("takes any epoch", [3_000_000_000, 3_000_000_040], [3_000_000_000, 3_000_000_040]),
        Case("a small step backwards is one", [1_000, 960, 1_040], [1_000, 960, 1_040]),
        Case("a step backwards over the wrap is one", [0, 0xFFFF_FFFF, 1], [0, -1, 1]),
        Case("a restart of the clock is a step backwards", [1_000_000, 0, 40], [1_000_000, 0, 40]),
        Case("repeats", [7, 7], [7, 7]),
    ]

    @Test("unwraps", arguments: cases)
    func unwraps(example: Case) throws {
        var unwrapper = TimestampUnwrapper()
        let times = try example.raw.map { try unwrapper.unwrap($0).milliseconds }
        #expect(times == example.milliseconds)
    }

    @Test("refuses a clock that runs away, long before it overflows")
    func runsAway() throws {
        var unwrapper = TimestampUnwrapper()
        var raw: UInt32 = 0
        var steps = 0
        #expect(throws: RTMPError.timestampOutOfRange) {
            while true {
                _ = try unwrapper.unwrap(raw)
                raw &+= 0x7FFF_FFFF
                steps += 1
            }
        }
        #expect(steps > 2_000)
    }
}
