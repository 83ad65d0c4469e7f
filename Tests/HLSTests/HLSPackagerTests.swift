// SPDX-License-Identifier: Apache-2.0

import HLS
import Media
import NIOCore
import Testing

@Suite("HLS packager")
struct HLSPackagerTests {
    /// A recording run step by step into a folder; packets arrive a day and their own time after 1970.
    private struct Recording {
        var packager = TimedPackager(HLSPackager(muxer: NotingMuxer()) { "\($0.seconds)-\($1.seconds)" })
        var folder = RecordingFolder()
        var batch = FileBatch()
        private static let day = WallTime.seconds(86_400)

        mutating func start(_ tracks: [Track], origin: MediaTime = .zero) throws {
            try packager.start(tracks: tracks, origin: origin, wall: Self.day, into: &batch)
            try folder.run(&batch)
        }

        mutating func write(_ packets: [MediaPacket], delay: MediaTime = .zero) throws {
            for packet in packets {
                let arrived = Self.day.advanced(by: packet.decodeTime + delay)
                #expect(try packager.write(packet, arrived: arrived, into: &batch) == nil)
                try folder.run(&batch)
            }
        }

        mutating func change(_ track: Track) throws {
            try packager.change(track, into: &batch)
            try folder.run(&batch)
        }

        mutating func finish() throws -> FinishedFile? {
            defer { #expect(!folder.hasOpenFile) }
            let file = try packager.finish(into: &batch)
            try folder.run(&batch)
            return file
        }

        /// What the muxer wrote to each segment.
        var segments: [String] {
            folder.files.filter { $0.key.hasSuffix(".ts") }.sorted { $0.key < $1.key }
                .map { String(buffer: $0.value) }
        }

        var playlist: PlaylistReader? { folder.playlists.last }
    }

    @Test("cuts at keyframes, and publishes each segment when it is sealed")
    func cuts() throws {
        var recording = Recording()
        try recording.start([Samples.video(), Samples.audio()])
        try recording.write([Samples.keyframe(0), Samples.sound(10), Samples.frame(3_000), Samples.keyframe(8_000)])
        #expect(recording.playlist == nil)
        try recording.write([Samples.sound(9_990), Samples.keyframe(10_000), Samples.sound(9_999)])
        #expect(recording.playlist?.segments.map(\.microseconds) == [10_000_000])
        try recording.write([Samples.frame(10_040), Samples.frame(13_000), Samples.keyframe(20_020)])
        let file = try #require(try recording.finish())
        #expect(
            recording.segments == [
                "S2 K0 a10 v3000 K8000 a9990 E", "S2 K10000 a9999 v10040 v13000 E", "S2 K20020 E",
            ])
        let playlist = try #require(recording.playlist)
        #expect(playlist.isSealed && playlist.isIndependent)
        #expect(playlist.targetDuration == 10)
        #expect(playlist.segments.map(\.uri) == ["00000.ts", "00001.ts", "00002.ts"])
        #expect(playlist.segments.map(\.microseconds) == [10_000_000, 10_020_000, 40_000])
        #expect(playlist.segments.map(\.programDateTime) == ["1970-01-02T00:00:00.000Z", nil, nil])
        #expect(file.path == "index.m3u8")
        #expect(file.title == "86400-86420")
        #expect(file.size == recording.folder.files.values.reduce(0) { $0 + Int64($1.readableBytes) })
        #expect(file.facts.video?.packets == 7)
        #expect(file.facts.audio?.packets == 3)
    }

    @Test("cuts audio without video at any frame")
    func audioOnly() throws {
        var recording = Recording()
        try recording.start([Samples.audio()])
        try recording.write((0...1_000).map { Samples.sound($0 * 1024 * 1000 / 44_100) })
        _ = try recording.finish()
        let playlist = try #require(recording.playlist)
        #expect(playlist.segments.map(\.microseconds) == [9_914_000, 9_915_000, 3_413_220])
        #expect(playlist.isIndependent)
    }

    @Test("cuts a group of pictures that outlasts twice the target, and no longer calls segments independent")
    func longGroup() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        try recording.write([Samples.keyframe(0)] + (1...24).map { Samples.frame($0 * 1_000) })
        #expect(recording.playlist?.isIndependent == true)
        _ = try recording.finish()
        let playlist = try #require(recording.playlist)
        #expect(playlist.segments.map(\.microseconds) == [20_000_000, 5_000_000])
        #expect(!playlist.isIndependent)
        #expect(playlist.targetDuration == 20)
    }

    @Test("leaves nothing behind when no packet came")
    func empty() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        #expect(try recording.finish() == nil)
        #expect(recording.folder.files.isEmpty)
    }

    @Test("adds a late track at once, and starts a new segment with it at the next keyframe")
    func lateTrack() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        try recording.write([Samples.keyframe(0), Samples.frame(40)])
        try recording.change(Samples.audio())
        try recording.change(Samples.audio())
        try recording.write([Samples.sound(60), Samples.frame(80), Samples.keyframe(2_000), Samples.sound(2_010)])
        try recording.write([Samples.keyframe(4_000)])
        let file = try #require(try recording.finish())
        #expect(recording.segments == ["S1 K0 v40 C a60 v80 E", "S2 K2000 a2010 K4000 E"])
        #expect(recording.playlist?.segments.map(\.isDiscontinuous) == [false, true])
        #expect(file.facts.audio?.packets == 2)
    }

    @Test("starts a new segment with a changed track when a keyframe follows")
    func changedTrack() throws {
        var recording = Recording()
        try recording.start([Samples.video(), Samples.audio()])
        try recording.write([Samples.keyframe(0), Samples.sound(10)])
        try recording.change(Samples.video())
        try recording.write([Samples.keyframe(1_000)])
        try recording.change(Samples.video(level: 0x28))
        try recording.change(Samples.audio([0x11, 0x90]))
        try recording.write([Samples.keyframe(2_000), Samples.keyframe(3_000)])
        let file = try #require(try recording.finish())
        #expect(recording.segments == ["S2 K0 a10 K1000 E", "S2 K2000 K3000 E"])
        #expect(recording.playlist?.segments.map(\.isDiscontinuous) == [false, true])
        #expect(try file.facts.video?.track == Samples.video(level: 0x28))
    }

    @Test("takes a track that comes before the first packet for one from the start")
    func earlyTrack() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        try recording.change(Samples.audio())
        try recording.write([Samples.keyframe(0), Samples.keyframe(1_000)])
        _ = try recording.finish()
        #expect(recording.segments == ["S2 K0 K1000 E"])
    }

    @Test("never lets a jump of the clock become a duration", arguments: [-500_000, 3_600_000] as [Int64])
    func jumps(distance: Int64) throws {
        var recording = Recording()
        try recording.start([Samples.video()], origin: .seconds(600))
        try recording.write([600_000, 600_040, 601_000].map { Samples.keyframe($0) })
        let after = 601_000 + distance
        // The keyframe after the jump arrives ten seconds after the one before it.
        try recording.write(
            [after, after + 40, after + 2_000].map { Samples.keyframe($0) }, delay: .milliseconds(10_000 - distance))
        let file = try #require(try recording.finish())
        #expect(recording.segments == ["S1 K600000 K600040 K601000 E", "S1 K601960 K602000 K603960 E"])
        let playlist = try #require(recording.playlist)
        #expect(playlist.segments.map(\.microseconds) == [1_960_000, 2_040_000])
        #expect(playlist.segments.map(\.isDiscontinuous) == [false, true])
        #expect(playlist.segments[1].programDateTime == "1970-01-02T00:10:11.000Z")
        #expect(file.facts.duration < .seconds(5))
    }

    @Test("never lets the time of day go back")
    func monotonousDate() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        try recording.write([Samples.keyframe(0), Samples.keyframe(9_000)])
        try recording.change(Samples.video(level: 0x28))
        // The server's clock was set back by an hour.
        try recording.write([Samples.keyframe(9_500)], delay: .seconds(-3_600))
        _ = try recording.finish()
        #expect(recording.playlist?.segments.map(\.programDateTime).last == "1970-01-02T00:00:09.500Z")
    }

    @Test("goes on after a packet that the muxer refuses, with no segment left empty")
    func refusals() throws {
        var recording = Recording()
        try recording.start([Samples.video()])
        let poison = NotingMuxer.poison
        for packet in [Samples.keyframe(0, byte: poison), Samples.frame(40, byte: poison)] {
            #expect(throws: NotingMuxer.Failure.refused) { try recording.write([packet]) }
        }
        #expect(!recording.folder.hasOpenFile)
        try recording.write([Samples.keyframe(80), Samples.frame(120)])
        #expect(throws: NotingMuxer.Failure.refused) { try recording.write([Samples.keyframe(10_080, byte: poison)]) }
        try recording.write([Samples.frame(10_120), Samples.keyframe(10_160)])
        let file = try #require(try recording.finish())
        #expect(recording.segments == ["S1 K80 v120 v10120 E", "S1 K10160 E"])
        #expect(file.size == recording.folder.files.values.reduce(0) { $0 + Int64($1.readableBytes) })
    }
}
