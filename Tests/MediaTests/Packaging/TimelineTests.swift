// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("Timeline")
struct TimelineTests {
    /// Places packets given as kind and milliseconds; a placed time is followed by `!` after a jump.
    private func place(_ packets: [(MediaKind, Int64)]) throws -> (places: [String], end: Int64) {
        var timeline = Timeline()
        timeline.note(try makeTrack(.audio))
        let places = packets.map { kind, time in
            var packet = MediaPacket(
                kind: kind, decodeTime: .milliseconds(time), isKeyframe: true, payload: ByteBuffer())
            let isJump = timeline.place(&packet) != nil
            return "\(packet.decodeTime.milliseconds)\(isJump ? "!" : "")"
        }
        return (places, timeline.end.milliseconds)
    }

    @Test("leaves times as they are that go on, pause, or step back a little")
    func steady() throws {
        let times: [(MediaKind, Int64)] = [
            (.video, 1_000), (.audio, 990), (.video, 3_990), (.video, 2_990), (.audio, 2_000),
            // Without audio a picture may stand for ten seconds.
            (.video, 13_990), (.video, 12_990),
        ]
        let (places, _) = try place(times)
        #expect(places == ["1000", "990", "3990", "2990", "2000", "13990", "12990"])
    }

    @Test("continues after the last frame where the clock jumps ahead")
    func forwards() throws {
        let (places, end) = try place([(.video, 0), (.video, 40), (.video, 90_000), (.audio, 90_010), (.video, 90_040)])
        #expect(places == ["0", "40", "80!", "90", "120"])
        #expect(end == 160)
    }

    @Test("continues after the last frame of the longer track where the clock starts anew")
    func backwards() throws {
        let (places, _) = try place([
            (.video, 5_000), (.video, 5_040), (.audio, 5_060), (.audio, 3), (.video, 0), (.video, 40),
        ])
        #expect(places == ["5000", "5040", "5060", "5083!", "5080", "5120"])
    }

    @Test("takes three seconds without packets for a jump when audio had been coming")
    func missingAudio() throws {
        let (places, _) = try place([(.video, 0), (.audio, 0), (.video, 3_000), (.audio, 3_001), (.video, 6_002)])
        #expect(places == ["0", "0", "3000", "3001", "3040!"])
    }

    @Test("leaves late packets of the clock before a jump on that clock")
    func stragglers() throws {
        let (places, _) = try place([
            (.video, 50_000), (.audio, 50_000), (.video, 50_040), (.video, 0), (.audio, 50_023), (.video, 40),
            (.audio, 10), (.audio, 33),
        ])
        #expect(places == ["50000", "50000", "50040", "50080!", "50023", "50120", "50090", "50113"])
    }

    @Test("continues with another clock after an interruption, near as it may be")
    func interruption() throws {
        var timeline = Timeline()
        var places: [Int64] = []
        for (time, isFirst) in [(1_000, false), (1_040, false), (1_041, true), (1_081, false)] as [(Int64, Bool)] {
            if isFirst { timeline.interrupt() }
            var packet = makePacket(.video, at: time)
            let jump = timeline.place(&packet)
            #expect((jump != nil) == isFirst)
            places.append(packet.decodeTime.milliseconds)
        }
        #expect(places == [1_000, 1_040, 1_080, 1_120])
    }

    @Test("tells the end from the last frame's length, not from a pause before it")
    func end() throws {
        #expect(try place([(.video, 0)]).end == 40)
        #expect(try place([(.video, 0), (.video, 33), (.video, 5_033)]).end == 5_066)
        #expect(try place([(.audio, 0), (.audio, 2_900)]).end == 2_923)
        #expect(try place([(.video, 0), (.audio, 900), (.video, 33)]).end == 923)
    }
}
