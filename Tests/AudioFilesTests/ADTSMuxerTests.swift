// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import Media
import NIOCore
import Testing

@Suite("ADTS muxer")
struct ADTSMuxerTests {
    @Test(
        "writes each access unit behind a header of its core coder",
        arguments: [
            // AAC LC in mono to 7.1; HE-AAC and HE-AAC v2, which name SBR and PS first.
            ("1210", 1, 4, 2), ("1188", 1, 3, 1), ("11b8", 1, 3, 7), ("2b920800", 1, 7, 2), ("eb8a0800", 1, 7, 1),
            // SBR that the configuration tells of at its end.
            ("139056e5a0", 1, 7, 2), ("0a10", 0, 4, 2),
        ])
    func writes(config: String, profile: Int, rate: Int, channels: Int) throws {
        let payloads = [ByteBuffer(string: "one"), ByteBuffer(), ByteBuffer(repeating: 7, count: 8_184)]
        let packets = payloads.enumerated().map { MediaPacket.audio($1, at: Int64($0) * 23) }
        let written = try file(ADTSMuxer(), of: [.aac(config)], packets)
        let expected = payloads.map {
            StrictADTS.Frame(profile: profile, rateIndex: rate, channels: channels, payload: $0)
        }
        #expect(try StrictADTS(written).frames == expected)
    }

    @Test(
        "refuses tracks that a header can't describe, and says so before",
        arguments: ["f94640", "1780562290", "118004c8050001190003616263", "12d8", "1214"])
    func refusesTracks(config: String) throws {
        let track = try Track.aac(config)
        #expect(!ADTSMuxer.holds(track.configuration))
        #expect(throws: AudioFileError.unsupportedTrack(track.configuration)) {
            try file(ADTSMuxer(), of: [track], [])
        }
    }

    @Test("refuses other codecs")
    func refusesCodecs() throws {
        let track = try Track.mp3(.mp3Frame())
        #expect(!ADTSMuxer.holds(track.configuration))
        #expect(throws: AudioFileError.unsupportedTrack(track.configuration)) {
            try file(ADTSMuxer(), of: [track], [])
        }
        #expect(ADTSMuxer.holds(try Track.aac("2b920800").configuration))
    }

    @Test("refuses packets without a track, and access units of more than 8,184 bytes, and writes nothing then")
    func refusesPackets() throws {
        var muxer = ADTSMuxer()
        var bytes = ByteBuffer()
        #expect(throws: AudioFileError.unannouncedTrack(.audio)) {
            try muxer.write(.audio(ByteBuffer(string: "a"), at: 0), into: &bytes)
        }
        try muxer.start(tracks: [.aac("1210")], origin: .zero, into: &bytes)
        #expect(throws: AudioFileError.invalid(field: "aac_frame_length")) {
            try muxer.write(.audio(ByteBuffer(repeating: 0, count: 8_185), at: 0), into: &bytes)
        }
        let video = MediaPacket(kind: .video, decodeTime: .zero, isKeyframe: true, payload: ByteBuffer(string: "v"))
        #expect(throws: AudioFileError.unannouncedTrack(.video)) { try muxer.write(video, into: &bytes) }
        #expect(bytes.readableBytes == 0)
    }
}
