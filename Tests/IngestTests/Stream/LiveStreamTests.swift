// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@testable import Ingest

@Suite("Live stream")
struct LiveStreamTests {
    private final class Connection: StreamConnection {
        func hold() {}
        func release() {}
        var catchesUp: () -> Void = {}
        var takesTurn: () -> Void = {}
        func catchUp() { catchesUp() }
        func takeTurn() { takesTurn() }
    }

    private let connection = Connection()

    private let stream: LiveStream

    init() {
        stream = LiveStream(
            publication: Publication(
                id: PublicationID(number: 1),
                key: StreamKey(domain: "push.example.org", application: "live", stream: "r"),
                begun: .seconds(0), clientAddress: "127.0.0.1", parameters: ""),
            cacheByteLimit: 1 << 20, connection: connection)
    }

    private func id(_ taskID: String) -> RecordingID {
        RecordingID(cause: .order(taskID: taskID), publication: stream.publication.id, format: .flv)
    }

    private func time(_ milliseconds: Int64) -> WallTime { WallTime(microseconds: milliseconds * 1_000) }

    /// Feeds a packet that arrives at its own time.
    private func receive(_ packet: MediaPacket) {
        stream.received(.packet(packet), arrived: time(packet.decodeTime.milliseconds))
    }

    private func attach(_ taskID: String = "a", from milliseconds: Int64 = 0) -> Journal {
        let journal = Journal()
        stream.attach(id(taskID), from: time(milliseconds)) { _ in CollectingSink(journal) }
        return journal
    }

    @Test("tells a sink that comes in mid-push the tracks, then the packets since the last keyframe before its start")
    func midPush() throws {
        stream.received(.track(try .testVideo()), arrived: time(0))
        stream.received(.track(try .testAudio()), arrived: time(0))
        for milliseconds in [Int64(0), 400, 800] { receive(.video(at: milliseconds, keyframe: milliseconds != 400)) }
        receive(.audio(at: 810))
        #expect(attach(from: 700).lines == ["track video", "track audio", "v0k", "v400", "v800k", "a810"])
        let late = attach("b", from: 900)
        #expect(late.lines == ["track video", "track audio", "v800k", "a810"])
        receive(.video(at: 840))
        #expect(late.lines.last == "v840")
    }

    @Test("passes a configuration on once, and again when it changes")
    func configurations() throws {
        let journal = attach()
        for level: UInt8 in [30, 30, 31, 31, 30] {
            stream.received(.track(try .testVideo(level: level)), arrived: time(0))
        }
        stream.received(.track(try .testAudio()), arrived: time(0))
        stream.received(.track(try .testAudio()), arrived: time(0))
        #expect(journal.lines == ["track video", "track video", "track video", "track audio"])
    }

    @Test("replays nothing that the newest configuration can't decode")
    func changedConfiguration() throws {
        stream.received(.track(try .testVideo()), arrived: time(0))
        receive(.video(at: 0, keyframe: true))
        stream.received(.track(try .testVideo(level: 31)), arrived: time(40))
        let journal = attach()
        #expect(journal.lines == ["track video"])
        receive(.video(at: 40, keyframe: true))
        #expect(attach("b").lines == ["track video", "v40k"])
    }

    @Test("ends one sink and not the others, and forgets it as time passes")
    func endOfOne() throws {
        let (first, second) = (attach("a"), attach("b"))
        stream.end(id("a"), at: time(10))
        stream.end(id("unknown"), at: time(10))
        stream.passed(time(20))
        stream.passed(time(30))
        stream.ended(at: time(40))
        #expect(first.lines == ["end", "ended"])
        #expect(second.lines == ["passed", "passed", "over"])
    }

    @Test("reads what came before a sink's end, and gives it nothing that came later")
    func endWhileReading() throws {
        let (first, second) = (attach("a"), attach("b"))
        connection.takesTurn = {
            for milliseconds in [Int64(960), 1_000, 1_040] { self.receive(.video(at: milliseconds, keyframe: false)) }
            self.stream.passed(self.time(1_050))
        }
        stream.end(id("a"), at: time(1_000))
        #expect(first.lines == ["end", "v960", "ended"])
        #expect(second.lines == ["v960", "v1000", "v1040", "passed"])
    }

    @Test("knows when the first of its recordings ends, and has what came by now before another begins")
    func nextEnd() throws {
        #expect(stream.nextEnd == nil)
        stream.received(.track(try .testAudio()), arrived: time(0))
        connection.catchesUp = { self.receive(.audio(at: 10)) }
        #expect(attach("a").lines == ["track audio", "a10"])
        _ = attach("b")
        stream.end(id("a"), at: time(90))
        stream.end(id("b"), at: time(70))
        #expect(stream.nextEnd == time(70))
        stream.passed(time(80))
        #expect(stream.nextEnd == time(90))
    }

    @Test("gives a sink that comes as the push ends what there was of it, unless it begins later")
    func endWhileAttaching() throws {
        stream.received(.track(try .testAudio()), arrived: time(0))
        receive(.audio(at: 0))
        stream.ended(at: time(100))
        #expect(attach("a", from: 50).lines == ["track audio", "a0", "over"])
        #expect(attach("b", from: 100).lines == ["track audio", "over"])
        stream.passed(time(200))
    }

    @Test("knows the picture's size from the configuration")
    func resolution() throws {
        #expect(stream.resolution == nil)
        stream.received(.track(try .testAudio()), arrived: time(0))
        stream.received(.track(try .testVideo()), arrived: time(0))
        #expect(stream.resolution == PictureSize(width: 320, height: 240))
    }
}
