// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@Suite("File name pattern")
struct FileNamePatternTests {
    private static let start = WallTime(microseconds: 1_767_196_805_007_999)  // 2026-01-01 00:00:05.007 in Beijing
    private static let end = WallTime(microseconds: 1_767_283_199_999_000)

    @Test(
        "is filled in",
        arguments: [
            ("{StreamID}", "room42"), ("plain", "plain"), ("a{StreamID}b{StreamID}", "aroom42broom42"),
            (
                "{StartYear}{StartMonth}{StartDay}T{StartHour}{StartMinute}{StartSecond}.{StartMillisecond}",
                "20260101T000005.007"
            ),
            (
                "{EndYear}/{EndMonth}/{EndDay}_{EndHour}.{EndMinute}.{EndSecond}.{EndMillisecond}",
                "2026/01/01_23.59.59.999"
            ),
        ])
    func fills(text: String, title: String) throws {
        let pattern = try FileNamePattern(text)
        #expect(
            pattern.title(
                streamID: "room42", start: Self.start, end: Self.end, offset: CivilTime.beijingOffset) == title)
    }

    @Test("has the API's default, in the zone that is asked for")
    func standard() throws {
        let written = try FileNamePattern(
            "{StreamID}_{StartYear}-{StartMonth}-{StartDay}-{StartHour}-{StartMinute}-{StartSecond}"
                + "_{EndYear}-{EndMonth}-{EndDay}-{EndHour}-{EndMinute}-{EndSecond}")
        #expect(FileNamePattern.standard == written)
        #expect(
            written.title(streamID: "s", start: Self.start, end: Self.end, offset: 0)
                == "s_2025-12-31-16-00-05_2026-01-01-15-59-59")
    }

    @Test(
        "is refused when it can't be filled in",
        arguments: [
            ("", FileNamePatternError.empty), ("{StreamID", .unbalancedBraces), ("StreamID}", .unbalancedBraces),
            ("{{StreamID}}", .unbalancedBraces), ("{", .unbalancedBraces), ("{}", .unknownPlaceholder("")),
            ("{streamid}", .unknownPlaceholder("streamid")), ("{StartWeek}", .unknownPlaceholder("StartWeek")),
            ("{Start}", .unknownPlaceholder("Start")), ("x{EndYears}", .unknownPlaceholder("EndYears")),
        ])
    func refuses(text: String, error: FileNamePatternError) {
        #expect(throws: error) { try FileNamePattern(text) }
    }
}
