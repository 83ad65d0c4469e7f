// SPDX-License-Identifier: Apache-2.0

import HLS
import Media
import NIOCore
import Testing

@Suite("Timeline")
struct TimelineTests {
    /// Places packets given as kind and milliseconds; a placed time is followed by `!` after a jump.
    private func place(_ packets: [(MediaKind, Int64)]) throws -> (places: [String], end: Int64) {
        var timeline = Timeline(largestStep: .seconds(10))
        timeline.note(try Samples.audio())
        let places = packets.map { kind, time in
            var packet = MediaPacket(
                kind: kind, decodeTime: .milliseconds(time), isKeyframe: true, payload: ByteBuffer())
            let isJump = timeline.place(&packet)
            return "\(packet.decodeTime.milliseconds)\(isJump ? "!" : "")"
        }
        return (places, timeline.end.milliseconds)
    }

    @Test("leaves times as they are that go on, pause, or step back a little")
    func steady() throws {
        let times: [(MediaKind, Int64)] = [
            (.video, 1_000), (.audio, 990), (.video, 11_000), (.video, 10_000), (.audio, 9_000),
        ]
        let (places, _) = try place(times)
        #expect(places == ["1000", "990", "11000", "10000", "9000"])
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

    @Test("tells the end from the last frame's length, not from a pause before it")
    func end() throws {
        #expect(try place([(.video, 0)]).end == 40)
        #expect(try place([(.video, 0), (.video, 33), (.video, 5_033)]).end == 5_066)
        #expect(try place([(.audio, 0), (.audio, 5_000)]).end == 5_023)
        #expect(try place([(.video, 0), (.audio, 900), (.video, 33)]).end == 923)
    }
}
