// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test(
        "reads instants off the calendar",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_772_323_199, "2026-02-28T23:59:59Z"),
            (1_772_323_200, "2026-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (2_147_483_648, "2038-01-19T03:14:08Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func reads(seconds: Int64, text: String) {
        #expect(CivilTime(.seconds(seconds)).iso8601Seconds == text)
    }

    @Test(
        "reads clocks east and west of UTC",
        arguments: [
            (CivilTime.beijingOffset, "2027-01-01 07:59:59"),
            (-18_000, "2026-12-31 18:59:59"),
            (19_800, "2027-01-01 05:29:59"),
        ] as [(Int64, String)])
    func shifts(offset: Int64, text: String) {
        #expect(CivilTime(.seconds(1_798_761_599), offset: offset).spaced == text)
    }

    @Test("tells milliseconds, rounded down, before 1970 too")
    func tellsMilliseconds() {
        #expect(CivilTime(WallTime(microseconds: 1_999_999)).iso8601Milliseconds == "1970-01-01T00:00:01.999Z")
        #expect(CivilTime(WallTime(microseconds: -1)).iso8601Milliseconds == "1969-12-31T23:59:59.999Z")
    }

    @Test("has each day of four centuries follow the day before")
    func advancesByDays() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var (year, month, day) = (1_900, 1, 1)
        for count in 0..<Int64(146_097) {
            let time = CivilTime(.seconds((count - 25_567) * 86_400))
            guard (time.year, time.month, time.day) == (year, month, day) else {
                Issue.record("\(time) is not \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            day += 1
            if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2_300, 1, 1))
    }

    @Test("pads numbers to a width and never cuts them", arguments: [(7, 2, "07"), (123, 2, "123"), (0, 3, "000")])
    func pads(number: Int, width: Int, text: String) {
        #expect(number.padded(to: width) == text)
    }
}
