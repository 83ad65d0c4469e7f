// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import Testing

@Suite struct RecordingWindowTests {
    private static let now: UInt64 = 1_800_000_000
    private static let day: UInt64 = 86_400

    private func window(_ start: UInt64?, _ end: UInt64) throws -> RecordingWindow {
        try RecordingWindow(start: start, end: end, now: .seconds(Int64(Self.now)))
    }

    @Test(
        "takes windows up to a day long that end within a week",
        arguments: [
            (now, now + 1), (now, now + day), (now + 6 * day, now + 7 * day), (now - 3_600, now + 60),
            (now + 1 - day, now + 1),
        ])
    func accepted(start: UInt64, end: UInt64) throws {
        let window = try window(start, end)
        #expect(window.start == .seconds(Int64(start)))
        #expect(window.end == .seconds(Int64(end)))
    }

    @Test("begins now without a start")
    func beginsNow() throws {
        let now = WallTime(microseconds: 1_800_000_000_250_000)
        let window = try RecordingWindow(start: nil, end: Self.now + Self.day, now: now)
        #expect(window.start == now)
    }

    @Test(
        "refuses other windows",
        arguments: [
            (now + 10, now + 10), (now + 10, now + 9), (now - 10, now), (now - 10, now - 5), (nil, now),
            (now, now + day + 1), (now - day, now + 1), (now + 6 * day + 1, now + 7 * day + 1), (0, now + 1),
            (nil, UInt64.max), (UInt64.max, UInt64.max),
        ] as [(UInt64?, UInt64)])
    func refused(start: UInt64?, end: UInt64) {
        #expect {
            try window(start, end)
        } throws: { error in
            (error as? APIFault)?.code == .invalidParameter
        }
    }
}
