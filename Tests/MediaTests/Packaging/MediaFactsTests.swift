// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Media facts")
struct MediaFactsTests {
    @Test("tell nothing of a file without packets")
    func empty() throws {
        var facts = MediaFacts(begun: .seconds(5))
        facts.note(try makeTrack(.video))
        #expect(facts.duration == .zero)
        #expect(facts.firstDecodeTime == nil)
        #expect(facts.ended == .seconds(5))
    }

    @Test("count packets and bytes, and tell the longest track with its offset")
    func counts() throws {
        var facts = MediaFacts(begun: .seconds(5))
        facts.note(try makeTrack(.video))
        facts.note(makePacket(.audio, at: 0), arrived: .seconds(9))  // of no noted track
        facts.note(try makeTrack(.audio))
        for time in [100, 140, 180] as [Int64] { facts.note(makePacket(.video, at: time), arrived: .seconds(6)) }
        for time in [90, 110] as [Int64] { facts.note(makePacket(.audio, at: time), arrived: .seconds(7)) }
        #expect(facts.video?.packets == 3)
        #expect(facts.video?.duration == .milliseconds(120))
        #expect(facts.audio?.packets == 2)
        #expect(facts.audio?.bytes == Int64("a90a110".utf8.count))
        #expect(facts.firstDecodeTime == .milliseconds(90))
        #expect(facts.duration == .milliseconds(130))
        #expect(facts.ended == .seconds(9))
    }

    @Test("keep the counts of a track whose configuration changes")
    func keepsCounts() throws {
        var facts = MediaFacts(begun: .seconds(0))
        facts.note(try makeTrack(.audio))
        facts.note(makePacket(.audio, at: 0), arrived: .seconds(0))
        let changed = try makeTrack(.audio, variant: 1)
        facts.note(changed)
        #expect(facts.audio?.packets == 1)
        #expect(facts.audio?.track == changed)
    }
}
