// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingTesting
import Testing

@Suite struct RateLimiterTests {
    @Test("admits as many calls of an action in a second as the limit says")
    func limit() throws {
        var limiter = RateLimiter()
        for _ in 0..<20 { try limiter.admit("A", region: "", limit: 20, at: .seconds(100)) }
        #expect(
            throws: APIFault(
                .requestLimitExceeded,
                "Your current request times equals to `21` in a second, which exceeds the frequency limit `20` for a "
                    + "second. Please reduce the frequency of calls.")
        ) {
            try limiter.admit("A", region: "", limit: 20, at: WallTime(microseconds: 100_999_999))
        }
        try limiter.admit("B", region: "", limit: 20, at: .seconds(100))
        try limiter.admit("A", region: "", limit: 20, at: .seconds(101))
    }

    @Test("counts each region by itself")
    func regions() throws {
        var limiter = RateLimiter()
        try limiter.admit("A", region: "ap-guangzhou", limit: 1, at: .seconds(100))
        try limiter.admit("A", region: "ap-tokyo", limit: 1, at: .seconds(100))
        #expect(throws: APIFault.self) {
            try limiter.admit("A", region: "ap-tokyo", limit: 1, at: .seconds(100))
        }
    }

    @Test("begins anew when the clock is set back")
    func clockSetBack() throws {
        var limiter = RateLimiter()
        try limiter.admit("A", region: "", limit: 1, at: .seconds(100))
        try limiter.admit("A", region: "", limit: 1, at: .seconds(50))
    }
}
