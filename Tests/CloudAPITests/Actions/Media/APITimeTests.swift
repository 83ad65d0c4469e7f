// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import Testing

@Suite struct APITimeTests {
    @Test(
        "reads and writes UTC times both ways",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2026-01-01T00:00:00Z", 1_767_225_600),
            ("2000-03-01T00:00:00Z", 951_868_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)])
    func roundTrip(text: String, seconds: Int64) {
        #expect(APITime.time(text) == .seconds(seconds))
        #expect(APITime.text(.seconds(seconds)) == text)
    }

    @Test("reads a distance from UTC")
    func offset() {
        #expect(APITime.time("2026-01-01T08:00:00+08:00") == .seconds(1_767_225_600))
        #expect(APITime.time("2025-12-31T19:30:00-04:30") == .seconds(1_767_225_600))
    }

    @Test(
        "refuses what is no time",
        arguments: [
            "", "2026-01-01", "2026-01-01 00:00:00", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z", "1969-12-31T23:59:59Z", "2026-01-01T00:00:00+8", "2026-01-01T00:00:00*08:00",
            "aaaa-01-01T00:00:00Z", "２０２６-01-01T00:00:00Z",
        ])
    func malformed(text: String) {
        #expect(APITime.time(text) == nil)
    }
}
