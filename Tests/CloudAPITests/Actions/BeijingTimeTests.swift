// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import Testing

@Suite("BeijingTime")
struct BeijingTimeTests {
    @Test(
        "reads and writes local times",
        arguments: [
            ("1970-01-01 08:00:00", 0), ("2018-09-11 12:04:01", 1_536_638_641), ("2027-01-15 16:00:00", 1_800_000_000),
        ] as [(String, Int64)])
    func bothWays(text: String, seconds: Int64) {
        #expect(BeijingTime.time(text) == .seconds(seconds))
        #expect(BeijingTime.text(.seconds(seconds)) == text)
    }

    @Test(
        "refuses what is no local time",
        arguments: ["", "2018-09-11", "2018-09-11T12:04:01", "2018-09-11 12:04:01Z", "2018-09-31 12:04:01", "a b"])
    func refuses(text: String) {
        #expect(BeijingTime.time(text) == nil)
    }

    @Test("writes ISO 8601 with the distance from UTC")
    func iso8601() {
        #expect(BeijingTime.iso8601(.seconds(1_536_638_641)) == "2018-09-11T12:04:01+08:00")
    }

    @Test("finds the beginning of a day")
    func day() {
        let midnight = WallTime.seconds(1_536_595_200)
        #expect(BeijingTime.text(midnight) == "2018-09-11 00:00:00")
        #expect(BeijingTime.startOfDay(midnight) == midnight)
        #expect(BeijingTime.startOfDay(WallTime(microseconds: midnight.microseconds + 86_399_999_999)) == midnight)
        #expect(BeijingTime.startOfDay(.seconds(midnight.seconds - 1)) == .seconds(midnight.seconds - 86_400))
    }
}
