// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import Testing

@Suite struct ScrollTokenTests {
    @Test("comes back as it was given out")
    func roundTrip() throws {
        let cursor = TaskCursor(start: WallTime(microseconds: 1_800_000_000_123_456), id: "Uabc-1")
        #expect(try ScrollToken(ScrollToken(cursor: cursor).text).cursor == cursor)
    }

    @Test("refuses tokens of others", arguments: ["-", "x", "-U", "zz-", "-1-U", "!-U", "zzzzzzzzzzzzzzzzzzz-U"])
    func malformed(text: String) {
        #expect {
            try ScrollToken(text)
        } throws: { error in
            (error as? APIFault)?.code == .invalidParameter
        }
    }
}
