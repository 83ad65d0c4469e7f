// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting
import Testing

@testable import AudioFiles

@Suite("MP3 muxer")
struct MP3MuxerTests {
    private func packets(_ frames: [ByteBuffer]) -> [MediaPacket] {
        frames.enumerated().map { .audio($1, at: Int64($0) * 26) }
    }

    @Test(
        "keeps every frame as it came, behind a Xing frame of the same kind",
        arguments: [
            // Version, bitrate, rate and mode by their fields: MPEG-1, MPEG-2 and MPEG-2.5, stereo and mono; the
            // smallest bitrates have no room for the tag.
            (3, 9, 0, 0), (3, 1, 1, 3), (3, 14, 2, 1), (2, 8, 0, 0), (2, 1, 2, 3), (0, 3, 2, 3), (0, 14, 0, 0),
        ] as [(UInt32, UInt32, UInt32, UInt32)])
    func frames(version: UInt32, bitrate: UInt32, rate: UInt32, mode: UInt32) throws {
        let frames = try (0..<250).map {
            try ByteBuffer.mp3Frame(
                version: version, bitrateIndex: bitrate, rateIndex: rate, mode: mode, number: UInt8($0))
        }
        let written = try file(MP3Muxer(), of: [.mp3(frames[0])], packets(frames))
        let read = try StrictMP3(written)
        #expect(read.frames == frames)
        #expect(read.tag.name == "Info")
        #expect(read.tag.frameCount == 250)
        #expect(read.tag.byteCount == written.readableBytes)
        #expect(
            try MPEGAudioConfiguration(frame: written) == MPEGAudioConfiguration(frame: frames[0]))
    }

    @Test("tells where the hundredths of a file of variable bit rate begin", arguments: [100, 1_025, 30_000])
    func places(count: Int) throws {
        // A loud end: the second half has five times the bitrate.
        let small = try ByteBuffer.mp3Frame(bitrateIndex: 5)
        let large = try ByteBuffer.mp3Frame(bitrateIndex: 14)
        let frames = (0..<count).map { $0 < count / 2 ? small : large }
        let written = try file(MP3Muxer(), of: [.mp3(small)], packets(frames))
        let tag = try StrictMP3(written).tag
        #expect(tag.name == "Xing")
        var positions = [written.readableBytes - frames.reduce(0) { $0 + $1.readableBytes }]
        for frame in frames { positions.append(positions[positions.count - 1] + frame.readableBytes) }
        for (hundredth, place) in tag.places.enumerated() {
            let expected = positions[count * hundredth / 100] * 256 / written.readableBytes
            // One less where not every frame's place is kept.
            #expect((expected - 1...expected).contains(Int(place)), "\(hundredth)")
        }
    }

    @Test("takes several frames in one packet")
    func severalFrames() throws {
        let frames = try (0..<6).map { try ByteBuffer.mp3Frame(number: UInt8($0)) }
        let packets = [0, 3].map { start -> MediaPacket in
            var payload = ByteBuffer()
            for frame in frames[start..<start + 3] { payload.writeImmutableBuffer(frame) }
            return .audio(payload, at: Int64(start) * 26)
        }
        #expect(try StrictMP3(file(MP3Muxer(), of: [.mp3(frames[0])], packets)).frames == frames)
    }

    @Test("refuses what is no row of whole frames, and writes nothing then")
    func refuses() throws {
        let frame = try ByteBuffer.mp3Frame()
        let free = ByteBuffer(integer: 0xFFFB_0000 as UInt32)
        var long = frame
        long.writeInteger(0 as UInt8)
        let malformed: [(ByteBuffer, String)] = [
            (free, "bitrate_index"), (ByteBuffer(integer: 0xFFFB_F000 as UInt32), "bitrate_index"),
            (ByteBuffer(integer: 0xFFFB_9C00 as UInt32), "sampling_frequency"),
            (ByteBuffer(integer: 0xFFFD_9000 as UInt32), "layer"), (ByteBuffer(string: "TAG of ID3"), "syncword"),
            (ByteBuffer(), "syncword"), (long, "frame length"),
            (frame.getSlice(at: 0, length: frame.readableBytes - 1) ?? ByteBuffer(), "frame length"),
        ]
        var muxer = MP3Muxer()
        var bytes = ByteBuffer()
        #expect(throws: AudioFileError.unannouncedTrack(.audio)) {
            try muxer.write(.audio(frame, at: 0), into: &bytes)
        }
        try muxer.start(tracks: [.mp3(frame)], origin: .zero, into: &bytes)
        for (payload, field) in malformed {
            #expect(throws: AudioFileError.invalid(field: field)) {
                try muxer.write(.audio(payload, at: 0), into: &bytes)
            }
        }
        #expect(bytes.readableBytes == 0)
        #expect(try muxer.finish(into: &bytes).isEmpty)
    }

    @Test("refuses other codecs")
    func refusesCodecs() throws {
        let track = try Track.aac("1210")
        #expect(!MP3Muxer.holds(track.configuration))
        #expect(throws: AudioFileError.unsupportedTrack(track.configuration)) {
            try file(MP3Muxer(), of: [track], [])
        }
    }

    @Test("leaves the count of bytes out where 32 bits don't hold it")
    func large() throws {
        var first = try ByteBuffer.mp3Frame()
        let frame = try XingFrame(before: first)
        var places = SeekTable()
        for number in 0..<3_000 as Range<Int64> { places.append(number * 1_500_000) }
        for (size, byteCount) in [(0xFFFF_FFFF, 0xFFFF_FFFF), (4_500_000_000, nil)] as [(Int64, Int?)] {
            first.clear()
            _ = frame.write(into: &first)
            first.apply([frame.patch(places: places, size: size, isConstant: true)])
            let tag = try StrictMP3(first).tag
            #expect(tag.byteCount == byteCount)
            #expect(tag.frameCount == 3_000)
        }
        let tag = try StrictMP3(first).tag
        #expect(zip(tag.places, 0...).allSatisfy { abs(Int($0) - $1 * 256 / 100) <= 1 })
    }
}
