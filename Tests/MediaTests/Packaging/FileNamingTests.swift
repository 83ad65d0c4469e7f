// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@Suite("File naming")
struct FileNamingTests {
    @Test(
        "makes titles that are one harmless component of a path",
        arguments: [
            ("room", "room"), ("../../etc/passwd", "___.__etc_passwd"), ("a...b", "a.__b"), ("..", "__"),
            (".hidden", "_hidden"),
            ("a/b\\c\u{0}d\u{1F}e\u{7F}f", "a_b_c_d_e_f"), ("v1.2", "v1.2"), ("房间 é🎥", "房间 é🎥"), ("", "_"),
        ])
    func sanitises(streamID: String, title: String) throws {
        let naming = FileNaming(pattern: try FileNamePattern("{StreamID}"), streamID: streamID)
        #expect(naming.title(start: .seconds(0), end: .seconds(0), reserved: 0) == title)
    }

    @Test("uses the API's pattern and Beijing's zone unless told otherwise")
    func defaults() {
        let naming = FileNaming(streamID: "s")
        #expect(
            naming.title(start: .seconds(0), end: .seconds(61), reserved: 4)
                == "s_1970-01-01-08-00-00_1970-01-01-08-01-01")
    }

    @Test("cuts titles to what a file's name may have, never within a character", arguments: [0, 4, 17, 300])
    func cuts(reserved: Int) throws {
        for unit in ["a", "é", "房", "🎥"] {
            let naming = FileNaming(
                pattern: try FileNamePattern("{StreamID}"), streamID: String(repeating: unit, count: 300))
            let title = naming.title(start: .seconds(0), end: .seconds(0), reserved: reserved)
            let room = 255 - reserved
            #expect(title == (room < unit.utf8.count ? "_" : String(repeating: unit, count: room / unit.utf8.count)))
        }
    }
}
