// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import Testing

@Suite("Packager's notes")
struct PackagerNoteTests {
    private func facts() throws -> MediaFacts {
        var facts = MediaFacts(begun: .seconds(1_795_392_000))
        facts.note(try makeTrack(.video))
        facts.note(makePacket(.video, at: 40), arrived: WallTime(microseconds: 1_795_392_000_040_001))
        return facts
    }

    @Test("come back from the journal as they were")
    func roundTrip() throws {
        let tracks = [try makeTrack(.video), try makeTrack(.audio)]
        let notes: [PackagerNote] = [
            .fileBegan(
                FileStart(origin: MediaTime(nanoseconds: .max), begun: WallTime(microseconds: -1), tracks: tracks)),
            .trackChanged(TrackChange(tracks[0], after: 3)),
            .fileEnded(FinishedFile(path: "ü.flv", title: "ü", size: 5_000_000_000, facts: try facts())),
            .segmentBegan(
                SegmentStart(
                    name: "00000.m4s", map: "init-00000.mp4", start: .zero, isDiscontinuous: true,
                    programDateTime: .seconds(1), bytesBefore: 7)),
            .segmentBegan(
                SegmentStart(
                    name: "00001.ts", map: nil, start: .seconds(10), isDiscontinuous: false, programDateTime: nil,
                    bytesBefore: 0)),
            .segmentEnded(
                SegmentEnd(
                    name: "00000.m4s", duration: .seconds(1), isIndependent: false, byteCount: 9, facts: try facts())
            ),
        ]
        for note in notes {
            let line = try JSONEncoder().encode(note)
            #expect(!line.contains(UInt8(ascii: "\n")))
            #expect(try JSONDecoder().decode(PackagerNote.self, from: line) == note)
        }
    }

    @Test("refuse a codec that there isn't, and a configuration that is none")
    func refuses() throws {
        for text in [#"{"codec":"h263","bytes":"AA=="}"#, #"{"codec":"aac","bytes":"AA=="}"#] {
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(CodecConfiguration.self, from: Data(text.utf8))
            }
        }
    }
}
