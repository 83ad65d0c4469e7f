// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("MP4 muxer")
struct MP4MuxerTests {
    enum Shape: CaseIterable {
        case plain, bFrames, audioOnly, videoOnly, lateAudio, lateVideo, lateVideoWithBFrames
    }

    private func packets(_ shape: Shape, seconds: Int64 = 5) -> [MediaPacket] {
        switch shape {
        case .plain: Samples.programme(seconds: seconds)
        case .bFrames: Samples.programme(seconds: seconds, bFrames: true)
        case .audioOnly: Samples.programme(seconds: seconds, video: false)
        case .videoOnly: Samples.programme(seconds: seconds, audio: false, bFrames: true)
        case .lateAudio: Samples.programme(seconds: seconds, bFrames: true, audioFrom: 333)
        case .lateVideo: Samples.programme(seconds: seconds, videoFrom: 720)
        case .lateVideoWithBFrames: Samples.programme(seconds: seconds, bFrames: true, videoFrom: 720)
        }
    }

    @Test(
        "keeps every packet with its times, as fragments and as a plain movie", arguments: Shape.allCases,
        [false, true])
    func roundTrip(shape: Shape, isMovieFirst: Bool) throws {
        let packets = packets(shape)
        let recording = try Recording(
            tracks: [Samples.avc(), Samples.aac()], packets, isMovieFirst: isMovieFirst)
        let cut = recording.contents(after: isMovieFirst ? nil : recording.writes.count - 1)
        let fragmented = MP4File(cut)
        #expect(fragmented.faults.isEmpty, "\(fragmented.faults)")
        #expect(fragmented.isFragmented && fragmented.fragmentCount >= 4)

        let finished = recording.finished
        let file = MP4File(finished)
        #expect(file.faults.isEmpty, "\(file.faults)")
        #expect(!file.isFragmented)
        let zero = try #require(packets.map(\.presentationTime).min())
        try expectEqual(finished, file, packets, zero: zero) { kind in packets.count { $0.kind == kind } }
        let last = try #require(packets.map(\.presentationTime).max())
        let duration = file.duration * 1_000 / file.timescale
        #expect((last - zero).milliseconds + 20 <= duration && duration <= (last - zero).milliseconds + 41)
    }

    @Test(
        "can be cut at each write and each byte: all up to the last whole fragment is there", arguments: Shape.allCases)
    func cuts(shape: Shape) throws {
        let packets = packets(shape)
        let recording = try Recording(tracks: [Samples.avc(), Samples.aac()], packets)
        var random = SeededGenerator(seed: 4)
        var counts: [MediaKind: Int] = [:]
        for count in 1...recording.writes.count {
            guard case .append(let part) = recording.writes[count - 1] else { continue }
            let whole = recording.contents(after: count)
            let file = MP4File(whole)
            // The very last write is the final movie box, which is there before the patch.
            if count < recording.writes.count { #expect(file.faults.isEmpty, "\(file.faults)") }
            #expect(file.isFragmented)
            try expectEqual(whole, file, packets, zero: .zero) { counts[$0] ?? 0 }
            for _ in 0..<20 {
                let bytes = Int.random(in: 0..<part.readableBytes, using: &random)
                let torn = recording.contents(after: count, bytes: bytes)
                let remains = MP4File(torn)
                #expect(bytes == 0 || !remains.faults.isEmpty)
                try expectEqual(torn, remains, packets, zero: .zero) { counts[$0] ?? 0 }
            }
            for kind in MediaKind.allCases { counts[kind] = try file.packets(of: kind, in: whole).count }
        }
        for kind in MediaKind.allCases { #expect(counts[kind] == packets.count(where: { $0.kind == kind })) }
    }

    @Test("loses no more than about a second, and the last packet of each track, to a cut")
    func bound() throws {
        var muxer = MP4Muxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.avc(), Samples.aac()], origin: .zero, into: &bytes)
        for (index, packet) in Samples.programme(seconds: 8, bFrames: true).enumerated() {
            try muxer.write(packet, into: &bytes)
            guard packet.decodeTime > .seconds(2), index % 7 == 0 else { continue }
            let file = MP4File(bytes)
            for track in file.tracks {
                let last = try #require(track.samples.last)
                let behind = packet.decodeTime - track.decodeTime(of: last, in: file)
                #expect(behind < .milliseconds(1_100))
            }
        }
    }

    @Test("makes decode times grow and keeps when frames are shown, whatever the publisher's clock does")
    func repeatedTimes() throws {
        var packets = [Samples.frame(at: 1_000, offset: 40, isKeyframe: true)]
        for time in [1_040, 1_040, 1_040, 1_000, 1_080, 900, 1_200] as [Int64] {
            packets.append(Samples.frame(at: time, offset: 40))
        }
        packets.append(Samples.frame(at: 1_240, offset: -30))
        let recording = try Recording(tracks: [Samples.avc()], packets, origin: .milliseconds(1_000))
        let finished = recording.finished
        let file = MP4File(finished)
        #expect(file.faults.isEmpty, "\(file.faults)")
        // The packet at 900 ms is the first one shown.
        try expectEqual(finished, file, packets, zero: .milliseconds(940)) { $0 == .video ? packets.count : 0 }
        let times = try #require(file.tracks.first).samples.map(\.decodeTime)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("names a packet that no track was announced for, and a codec that the container can't hold")
    func refusals() throws {
        var muxer = MP4Muxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.aac()], origin: .zero, into: &bytes)
        #expect(throws: MP4Error.unknownTrack) { try muxer.write(Samples.frame(at: 0), into: &bytes) }
        let law = Track(configuration: .g711(try G711Configuration(law: .aLaw, channelCount: 1)))
        #expect(throws: MP4Error.unsupportedCodec) { try muxer.change(law, at: .zero, into: &bytes) }
        #expect(!MP4Muxer.holds(law.configuration))
        var packet = Samples.sound(at: 0)
        try muxer.write(packet, into: &bytes)
        packet.decodeTime = .seconds(86_400 * 30)
        #expect(throws: MP4Error.timeTooLarge) { try muxer.write(packet, into: &bytes) }
        #expect(bytes.readableBytes == 0)
    }
}
