// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import Testing

@Suite struct MediaPathTests {
    @Test(
        "escapes whatever is no plain name",
        arguments: [
            (["push.example.org", "live", "room_42-a"], "push.example.org/live/room_42-a"),
            (["..", "..", "etc"], "%2E./%2E./etc"),
            ([".", ".hidden", "a..b", "..."], "%2E/%2Ehidden/a.%2Eb/%2E.%2E"),
            (["a/b", "c\\d", "\u{0}"], "a%2Fb/c%5Cd/%00"),
            (["", "x"], "%/x"),
            (["100%", "a b", "ä"], "100%25/a%20b/%C3%A4"),
        ])
    func escape(parts: [String], text: String) {
        #expect(MediaPath(parts).text == text)
    }

    @Test("puts a file below the folder")
    func file() {
        #expect(MediaPath(["a", ".."]).text(ofFile: "index.m3u8") == "a/%2E./index.m3u8")
    }

    @Test("breaks a part that is too long for one name into nested folders")
    func long() {
        let components = MediaPath([String(repeating: "x", count: 600)]).components
        #expect(components.map(\.utf8.count) == [255, 255, 92])
        #expect(components.map { $0.hasSuffix("%") } == [true, true, false])
    }

    @Test(
        "keeps every component a harmless name, wherever a part is broken",
        arguments: 240...260)
    func harmless(prefix: Int) {
        let part = String(repeating: "x", count: prefix) + "...ä/.." + String(repeating: ".", count: 300)
        for component in MediaPath([part]).components {
            #expect((1...255).contains(component.utf8.count))
            #expect(!component.hasPrefix(".") && !component.contains(".."))
            #expect(component.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 < 0x80 })
        }
    }

    @Test("gives different lists of parts different paths")
    func collisionFree() {
        let long = String(repeating: "x", count: 254)
        let names = ["", ".", "..", "%", "%2E", "a", "a/b", "b", long, long + "a", long + ".", long + "%", "A"]
        var seen: [String: [String]] = [:]
        for first in names {
            for parts in [[first]] + names.map({ [first, $0] }) {
                let text = MediaPath(parts).text
                #expect(seen[text] == nil, "\(parts) and \(seen[text] ?? []) share \(text)")
                seen[text] = parts
            }
        }
    }
}
