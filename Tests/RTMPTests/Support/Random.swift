// SPDX-License-Identifier: Apache-2.0

/// Random numbers that a failing test can repeat (a linear congruential generator by Donald Knuth's constants).
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        var result: UInt64 = 0
        for _ in 0..<2 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            result = result << 32 | state >> 32
        }
        return result
    }
}
