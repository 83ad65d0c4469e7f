// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingTesting
import Testing

@testable import RecordingModel

@Suite("PaceWatch")
struct PaceWatchTests {
    private var watch = PaceWatch()

    private mutating func findings(in packets: [MediaPacket]) -> [RecordingNotice] {
        for packet in packets { watch.note(packet) }
        watch.close()
        return watch.take()
    }

    @Test("has nothing to say of an even stream")
    mutating func even() {
        let packets = (0..<500 as Range<Int64>).flatMap { index -> [MediaPacket] in
            [.video(at: index * 40, keyframe: index % 250 == 0), .audio(at: index * 40), .audio(at: index * 40 + 20)]
        }
        #expect(findings(in: packets) == [])
        #expect(!watch.isDue)
    }

    @Test(
        "finds what is odd",
        arguments: [
            ([.video(at: 0, keyframe: true), .video(at: 40), .video(at: 20)], .videoTimeInvalid, 1),
            ([.audio(at: 0), .audio(at: 40), .audio(at: 20), .audio(at: 10)], .audioTimeInvalid, 2),
            ([.video(at: 0, keyframe: true), .video(at: 0), .video(at: 0)], .videoTimeUnchanged, 2),
            ([.audio(at: 20), .audio(at: 20)], .audioTimeUnchanged, 1),
            ([.video(at: 0, keyframe: true), .video(at: 1_001)], .videoUneven, 1),
            ([.audio(at: 0), .audio(at: 1_001)], .audioUneven, 1),
            ([.video(at: 0, keyframe: true), .audio(at: 3_001), .audio(at: 3_020)], .outOfSync, 1),
        ] as [([MediaPacket], RecordingException.Kind, Int)])
    mutating func odd(packets: [MediaPacket], kind: RecordingException.Kind, count: Int) {
        #expect(findings(in: packets) == [.odd(kind, count: count)])
    }

    @Test("finds keyframes that are too far apart for a cut in time")
    mutating func keyframes() {
        let packets = (0...26 as ClosedRange<Int64>).map { index -> MediaPacket in
            .video(at: index * 400, keyframe: index % 26 == 0)
        }
        #expect(findings(in: packets) == [.odd(.keyframesFarApart, count: 1)])
    }

    @Test("tells the first at once, and what follows after ten seconds together")
    mutating func together() {
        watch.note(.audio(at: 0))
        watch.note(.audio(at: 0))
        #expect(watch.isDue)
        #expect(watch.take() == [.odd(.audioTimeUnchanged, count: 1)])
        for time in 1...9 as ClosedRange<Int64> {
            watch.note(.audio(at: time * 1_000))
            watch.note(.audio(at: time * 1_000))
            #expect(!watch.isDue)
        }
        watch.note(.audio(at: 10_000))
        #expect(watch.isDue)
        #expect(watch.take() == [.odd(.audioTimeUnchanged, count: 9)])
    }

    @Test("compares nothing over a new beginning")
    mutating func restarts() {
        watch.note(.video(at: 50_000, keyframe: true))
        watch.note(.audio(at: 50_000))
        watch.restart()
        #expect(findings(in: [.audio(at: 20), .video(at: 0, keyframe: true)]) == [])
    }
}
