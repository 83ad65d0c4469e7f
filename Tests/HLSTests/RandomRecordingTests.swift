// SPDX-License-Identifier: Apache-2.0

import HLS
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("HLS recording of a random stream")
struct RandomRecordingTests {

    /// What a publisher does next: seldom something else than another packet.
    private static func events(_ numbers: inout SeededGenerator) throws -> [MediaEvent] {
        let groupLength = Int64.random(in: 500...40_000, using: &numbers)
        let frameLength = Int64.random(in: 20...3_000, using: &numbers)
        let hasVideo = Int.random(in: 0..<4, using: &numbers) > 0
        let audioFrom = hasVideo ? Int64.random(in: 0...20_000, using: &numbers) : 0
        var events: [MediaEvent] = [.track(hasVideo ? try Samples.video() : try Samples.audio())]
        var (clock, nextFrame, nextSound, nextKey) = (Int64(0), Int64(0), audioFrom, Int64(0))
        if hasVideo, audioFrom == 0 { events.append(.track(try Samples.audio())) }
        var shift = Int64.random(in: 0...100_000, using: &numbers)
        while clock < 120_000 {
            if Int.random(in: 0..<700, using: &numbers) == 0 {
                shift += Int64.random(in: -3_000_000...3_000_000, using: &numbers)
            }
            if Int.random(in: 0..<900, using: &numbers) == 0 {
                let level = UInt8.random(in: 0x1E...0x28, using: &numbers)
                events.append(.track(hasVideo ? try Samples.video(level: level) : try Samples.audio([0x11, 0x90])))
            }
            if hasVideo, nextFrame <= nextSound {
                clock = nextFrame
                let isKeyframe = nextFrame >= nextKey
                if isKeyframe { nextKey += groupLength }
                let time = clock + shift
                events.append(.packet(isKeyframe ? Samples.keyframe(time) : Samples.frame(time)))
                nextFrame += Int64.random(in: 1...frameLength, using: &numbers)
            } else {
                if hasVideo, nextSound == audioFrom { events.append(.track(try Samples.audio())) }
                clock = nextSound
                events.append(.packet(Samples.sound(clock + shift)))
                nextSound += 23
            }
        }
        return events
    }

    @Test("keeps every packet in order, and every rule of the playlist", arguments: 1...40 as ClosedRange<UInt64>)
    func rules(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        let events = try Self.events(&numbers)
        var packager = TimedPackager(HLSPackager(muxer: NotingMuxer()) { _, _ in "title" })
        var folder = RecordingFolder()
        var batch = FileBatch()
        let packets = events.compactMap { if case .packet(let packet) = $0 { packet } else { nil } }
        let first = try #require(packets.first)
        try packager.start(tracks: [], origin: first.decodeTime, wall: .seconds(1_000_000), into: &batch)
        for (index, event) in events.enumerated() {
            switch event {
            case .leftOut: break
            case .track(let track):
                try packager.change(track, into: &batch)
            case .packet(let packet):
                let arrived = WallTime(microseconds: 1_000_000_000_000 + Int64(index) * 20_000)
                #expect(try packager.write(packet, arrived: arrived, into: &batch) == nil)
            }
            // Batches of any length must stand on the disk in the same order.
            if Int.random(in: 0..<5, using: &numbers) == 0 { try folder.run(&batch) }
        }
        let file = try #require(try packager.finish(into: &batch))
        try folder.run(&batch)
        #expect(!folder.hasOpenFile)
        let playlist = try #require(folder.playlists.last)
        #expect(playlist.isSealed)
        let segments = try playlist.segments.map { String(buffer: try #require(folder.files[$0.uri])) }
        let written = segments.map { $0.split(separator: " ").filter { "Kva".contains($0.prefix(1)) } }
        #expect(
            written.flatMap { $0.map { $0.prefix(1) } }
                == packets.map { $0.kind == .audio ? "a" : $0.isKeyframe ? "K" : "v" })
        #expect(written.allSatisfy { !$0.isEmpty })
        let independent = written.allSatisfy { $0.first { $0.hasPrefix("K") || $0.hasPrefix("v") }?.first != "v" }
        #expect(playlist.isIndependent == independent)
        // The durations lead from each segment's first time to the next's, and their sum is the whole.
        let starts = try written.map { try #require(Int64($0[0].dropFirst())) }
        for (index, (start, next)) in zip(starts, starts.dropFirst()).enumerated() {
            #expect(abs(playlist.segments[index].microseconds - (next - start) * 1_000) <= 1_000)
        }
        let times = written.joined().compactMap { Int64($0.dropFirst()) }
        let end = try #require(times.max())
        let total = playlist.segments.map(\.microseconds).reduce(0, +)
        #expect((0...1_000_000).contains(total - (end - starts[0]) * 1_000))
        #expect(file.size == folder.files.values.reduce(0) { $0 + Int64($1.readableBytes) })
    }

    /// The same with H.265 after some of the changes.
    private static func withOtherCodecs(
        _ events: [MediaEvent], _ numbers: inout SeededGenerator
    ) throws -> [MediaEvent] {
        var isOther = false
        return try events.map { event in
            switch event {
            case .track(let track):
                guard track.kind == .video else { return event }
                isOther = Int.random(in: 0..<4, using: &numbers) == 0
                return isOther ? .track(try Samples.hevc()) : event
            case .packet(var packet):
                guard isOther, packet.kind == .video else { return event }
                packet.payload.setInteger(packet.isKeyframe ? 0x26 : 0x02 as UInt8, at: 4)
                return .packet(packet)
            case .leftOut:
                return event
            }
        }
    }

    @Test(
        "is read back whole, with segments of either kind", arguments: 1...20 as ClosedRange<UInt64>, [false, true])
    func contents(seed: UInt64, isFragmented: Bool) throws {
        var numbers = SeededGenerator(seed: seed)
        let events = try Self.withOtherCodecs(Self.events(&numbers), &numbers)
        try RecordedStream(events, isFragmented: isFragmented).expectWhole()
    }
}
