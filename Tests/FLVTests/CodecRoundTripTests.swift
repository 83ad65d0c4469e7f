// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("FLV files of every codec")
struct CodecRoundTripTests {
    /// A codec, its configuration, a frame of it, what onMetaData calls it, and how the frame's tag begins.
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var configuration: String
        var frame: String
        var codec: UInt32
        var head: String

        var testDescription: String { name }
    }

    static let video = [
        Vector(
            name: "h264",
            configuration: "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0",
            frame: "00000002658a", codec: 7, head: "1701000000"),
        Vector(
            name: "hevc", configuration: Samples.hvcC, frame: "0000000426018a8b", codec: 0x6876_6331,
            head: "9168766331000000"),
        Vector(
            name: "av1", configuration: "81000c000a0b0200000521e7f66017c002", frame: "32021000", codec: 0x6176_3031,
            head: "9161763031"),
        Vector(
            name: "vp9", configuration: "000b820202020000014000b4", frame: "824983420013f00b3606", codec: 0x7670_3039,
            head: "9176703039"),
    ]
    static let audio = [
        Vector(name: "aac", configuration: "1210", frame: "2100", codec: 10, head: "af01"),
        Vector(name: "mp3", configuration: "fffb00c0", frame: "fffb50c400", codec: 2, head: "2e"),
        Vector(name: "mp3", configuration: "ffe308c0", frame: "ffe318c400", codec: 14, head: "e2"),
        Vector(name: "mp3", configuration: "fffb0400", frame: "fffbe40000", codec: 0x2E6D_7033, head: "912e6d7033"),
        Vector(
            name: "opus", configuration: "4f707573486561640102380180bb0000000000", frame: "fc11", codec: 0x4F70_7573,
            head: "914f707573"),
        Vector(
            name: "flac", configuration: "100010000000000000000bb800f0" + String(repeating: "0", count: 40),
            frame: "fff8", codec: 0x664C_6143, head: "91664c6143"),
        Vector(name: "ac3", configuration: "104140", frame: "0b77a3c8144043e1", codec: 0x6163_2D33, head: "9161632d33"),
        Vector(
            name: "eac3", configuration: "0018200400", frame: "0b7700053487c00000000000", codec: 0x6563_2D33,
            head: "9165632d33"),
        Vector(name: "pcm_alaw", configuration: "01", frame: "d5d5", codec: 7, head: "72"),
        Vector(name: "pcm_mulaw", configuration: "02", frame: "ff7f", codec: 8, head: "83"),
    ]

    private func track(_ vector: Vector) throws -> Track {
        let bytes = try ByteBuffer(plainHexEncodedBytes: vector.configuration)
        return Track(configuration: try #require(try CodecConfiguration(name: vector.name, bytes: bytes)))
    }

    @Test("read back the same, pair by pair", arguments: video, audio)
    func pairs(video: Vector, audio: Vector) throws {
        let offset: Int64 = ["h264", "hevc"].contains(video.name) ? -40 : 0
        var packets: [MediaPacket] = []
        for time in [0, 40, 80] as [Int64] {
            packets.append(
                MediaPacket(
                    kind: .video, decodeTime: .milliseconds(time),
                    compositionOffset: .milliseconds(time == 0 ? 0 : offset), isKeyframe: true,
                    payload: try ByteBuffer(plainHexEncodedBytes: video.frame)))
            packets.append(
                MediaPacket(
                    kind: .audio, decodeTime: .milliseconds(time + 1), isKeyframe: true,
                    payload: try ByteBuffer(plainHexEncodedBytes: audio.frame)))
        }
        let tracks = [try track(video), try track(audio)]
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        let patches = try muxer.finish(into: &bytes)
        bytes.apply(patches)
        let file = try StrictFile(bytes)
        #expect(try file.packets().map { PacketKey($0) } == packets.map { PacketKey($0) })
        let told = try file.events().compactMap { event in
            switch event {
            case .track(let track): track
            case .packet, .leftOut: nil
            }
        }
        #expect(Set(told.map(\.configuration.name)) == [video.name, audio.name])
        #expect(told.first { $0.kind == .video } == tracks.first)
        #expect(told.first { $0.kind == .audio }?.configuration.sampleRate == tracks.last?.configuration.sampleRate)
        #expect(told.first { $0.kind == .audio }?.configuration.channelCount == tracks.last?.configuration.channelCount)
        #expect(file.number("videocodecid") == Double(video.codec))
        #expect(file.number("audiocodecid") == Double(audio.codec))
        for (vector, kind) in [(video, TagHeader.Kind.video), (audio, .audio)] {
            let head = try ByteBuffer(plainHexEncodedBytes: vector.head + vector.frame)
            #expect(file.tags.contains { $0.header.kind == kind && $0.body == head }, "\(vector.name)")
        }
    }

    @Test("refuse a composition time of AV1 and VP9, which have none", arguments: video.suffix(2))
    func noCompositionTime(vector: Vector) throws {
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [track(vector)], origin: .zero, into: &bytes)
        let packet = MediaPacket(
            kind: .video, decodeTime: .zero, compositionOffset: .milliseconds(40), isKeyframe: true,
            payload: try ByteBuffer(plainHexEncodedBytes: vector.frame))
        #expect(throws: FLVError.invalid(field: "CompositionTime")) { try muxer.write(packet, into: &bytes) }
    }

    @Test("refuse packets of a track that was never announced")
    func unannounced() throws {
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [makeAudioTrack()], origin: .zero, into: &bytes)
        #expect(throws: FLVError.unannouncedTrack(.video)) {
            try muxer.write(makeFrame(at: 0, isKeyframe: true), into: &bytes)
        }
    }
}
